"""Studies with real processes: they say what the library says, stop, break down, are taken over."""

from typing import Any

import pytest

from scheduler.explain import AbsenceStudy
from scheduler.model import Plan, PlanRejectedError, Pool, StudyQuestion
from scheduler.service import Services, StudyJob
from scheduler.service.study_replies import StudyCount, StudyReply
from scheduler.store import Store
from scheduler.store.scope import System
from scheduler.synth import family_pool
from scheduler.worker.loop import Worker
from scheduler.worker.solve import SolveProcess
from scheduler.worker.words import Found
from tests.serving import PATIENCE_S, until
from tests.worker.processes import freeze, in_background
from tests.world import (
    FOREIGN_CASE,
    FOREIGN_NAME,
    FOREIGN_TITLE,
    MASKED_NAME,
    MASKED_TITLE,
    OWN_NAME,
    OWN_TITLE,
    PLANNER,
    World,
    findings,
)

# runs are carried out over PostgreSQL next door; leases over both are the store's
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AWAY = {"kind": "absence", "specialist": "NIS-S07"}
QUESTIONS: tuple[dict[str, Any], ...] = (
    *({"kind": kind} for kind in ("report", "persons", "gaps", "permissions")),
    {**AWAY, "days": ["2026-11-30"]},
    AWAY,
)


class Asked:
    """A world with a plan that is in force, of its own pool or of another."""

    def __init__(self, store: Store, pool: Pool | None = None) -> None:
        self.world = World.over(store)
        self.world.make_current(pool)
        self.plan = self.world.solved()[1]

    @property
    def services(self) -> Services:
        """The use cases."""
        return self.world.services

    def follow(self, study: str) -> StudyReply:
        """The study as the planner reads it."""
        return self.services.studies.read_study(self.world.caller(PLANNER), study)

    def cancel(self, study: str) -> None:
        """Somebody asks it to stop."""
        self.services.studies.cancel_study(self.world.caller(PLANNER), study, key=None)

    def stored(self) -> tuple[Pool, Plan]:
        """The pool with its names, and the plan."""
        reply = self.services.plans.read_plan(self.world.caller(PLANNER), self.plan)
        with self.services.store.read(System.OPERATOR) as tx:
            pool = tx.pools.pool(reply.pool or "")
        assert pool is not None
        return pool, reply.content

    def worker(self, **how: Any) -> Worker:
        """A worker over the same database."""
        return Worker(self.services.jobs, "w", **how)


@pytest.fixture
def it(store: Store) -> Asked:
    """Over the world's own pool."""
    return Asked(store)


def test_each_study_says_what_the_library_says_of_the_pool_with_its_names(it: Asked) -> None:
    """To the byte: hashes of pools and plans too, though the child is told no names."""
    pool, plan = it.stored()
    worker = it.worker()
    for asked in QUESTIONS:
        study = it.world.asked(it.plan, **asked)
        assert worker.run_one()
        done = it.follow(study)
        assert (done.state, done.reason, done.is_complete) == ("done", None, True), asked
        found = findings(pool, plan, StudyQuestion.model_validate(asked))
        with it.world.store.read(System.OPERATOR) as tx:
            assert tx.studies.answer(study) == found.model_dump_json(), asked
        if isinstance(found, AbsenceStudy):
            assert done.candidates == found.candidates.model_dump(mode="json")
            assert done.answer == found.replan.model_dump(mode="json")
            assert done.answer["plan"]["provenance"]["start_sha256"] == plan.sha256
        # nobody lends and nothing has a limit in this world, so no permission is asked about
        if asked["kind"] != "permissions":
            assert done.progress is not None
            assert done.progress.done == done.progress.total
            assert done.progress.done > 0
            assert done.progress.phase == "done"
        assert done.text is not None
        assert done.text.ko != done.text.en
    assert not worker.run_one()


def test_runs_and_studies_are_taken_oldest_first_by_the_same_workers(it: Asked) -> None:
    started = []
    for number in range(4):
        it.world.clock.pass_seconds(1)
        if number % 2:
            started.append(it.world.asked(it.plan, kind="persons"))
        else:
            started.append(it.world.started())
    taken = []
    while (job := it.services.jobs.claim("w")) is not None:
        taken.append(job.work.key)

    assert taken == started


def test_a_child_is_told_no_names(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    it, told = Asked(store), list[str]()
    tell = SolveProcess._tell

    def overheard(process: SolveProcess, line: str) -> None:
        told.append(line)
        tell(process, line)

    monkeypatch.setattr(SolveProcess, "_tell", overheard)
    study = it.world.asked(it.plan, kind="persons")
    it.worker().run_one()

    hidden = (OWN_NAME, OWN_TITLE, FOREIGN_NAME, FOREIGN_TITLE, MASKED_NAME, MASKED_TITLE)
    assert [word for word in (*hidden, FOREIGN_CASE) if word in "".join(told)] == []
    assert "NIS-S07" in told[0]
    assert it.follow(study).state == "done"


def large() -> Pool:
    """A pool of which a report takes a while."""
    return family_pool(40, 25, 1)


def test_a_study_says_every_second_that_it_is_at_work(it: Asked) -> None:
    """Its process says nothing meanwhile: here it stands still before its first word."""
    study = it.world.asked(it.plan, kind="persons")
    thread = in_background(it.worker(on_start=freeze, grace_s=0.5))
    heard = list[StudyCount]()

    def has_gone_on() -> bool:
        told = it.follow(study).progress
        heard.extend([] if told is None else [told])
        return bool(heard) and heard[-1].seconds > 3

    until(has_gone_on)
    it.cancel(study)
    thread.join(PATIENCE_S)

    assert {(told.phase, told.done) for told in heard} == {("loading", 0)}
    assert len({told.seconds for told in heard}) >= 3
    assert it.follow(study).state == "cancelled"


def test_a_long_study_tells_how_far_it_is_and_cancel_keeps_what_it_has(store: Store) -> None:
    it = Asked(store, large())
    study = it.world.asked(it.plan, kind="report")
    thread = in_background(it.worker())
    heard = list[StudyCount]()

    def has_answered() -> bool:
        told = it.follow(study).progress
        heard.extend([] if told is None else [told])
        return bool(heard) and heard[-1].done > 0

    until(has_answered)
    assert [told.done for told in heard] == sorted(told.done for told in heard)
    assert {told.phase for told in heard} <= {"loading", "answering"}
    assert {told.total for told in heard if told.phase == "answering"} == {heard[-1].total}
    under_way = it.follow(study)
    assert (under_way.state, under_way.answer, under_way.is_complete) == ("running", None, None)
    it.cancel(study)
    thread.join(PATIENCE_S)

    ended = it.follow(study)
    assert (ended.state, ended.reason, ended.is_complete) == ("cancelled", None, False)
    assert ended.progress is not None
    assert 0 < ended.progress.done < (ended.progress.total or 0)
    assert ended.answer is not None
    assert len(ended.answer["rows"]) + len(ended.answer["seats"]) == ended.progress.done
    assert ended.text is not None
    assert "stopped" in "".join(ended.text.en)


def test_a_study_past_the_limit_keeps_what_it_has(store: Store) -> None:
    it = Asked(store, large())
    study = it.world.asked(it.plan, kind="report")
    it.worker(limit_s=5.0).run_one()

    ended = it.follow(study)
    assert (ended.state, ended.is_complete) == ("done", False)
    assert ended.answer is not None


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_what_a_child_has_so_far_is_kept_when_its_proof_is_not_waited_for(
    it: Asked, is_cancelled: bool
) -> None:
    """It cannot be stopped while it proves, so it is not waited for."""
    study = it.world.asked(it.plan, **AWAY)
    pool, plan = it.stored()
    found = findings(pool, plan, StudyQuestion.model_validate(AWAY))
    so_far = Found(text=found.model_dump_json(), is_complete=False)

    def prove_for_long(process: SolveProcess) -> None:
        freeze(process)
        process.so_far = so_far
        if is_cancelled:
            it.cancel(study)

    limit_s = 600.0 if is_cancelled else 0.5
    it.worker(limit_s=limit_s, grace_s=600.0, on_start=prove_for_long).run_one()

    ended = it.follow(study)
    assert ended.state == ("cancelled" if is_cancelled else "done")
    assert (ended.reason, ended.is_complete) == (None, False)
    assert ended.answer is not None
    assert ended.answer["plan"]["assignments"]


def test_a_worker_that_lost_its_lease_leaves_the_study_to_the_other(it: Asked) -> None:
    study, taken = it.world.asked(it.plan, kind="persons"), list[StudyJob]()

    def lose(process: SolveProcess) -> None:
        freeze(process)
        it.world.clock.pass_seconds(16)
        job = it.services.jobs.claim("other")
        assert isinstance(job, StudyJob)
        taken.append(job)

    it.worker(on_start=lose).run_one()
    now = it.follow(study)
    assert (now.state, now.attempts) == ("running", 2)

    it.world.clock.pass_seconds(16)
    assert it.worker().run_one()
    assert (it.follow(study).state, it.follow(study).attempts) == ("done", 3)
    assert not it.services.jobs.answered(taken[0], "{}", is_complete=True)
    assert it.follow(study).is_complete


def test_a_study_that_cannot_be_carried_out_says_why(it: Asked) -> None:
    """The judge refuses a plan that somebody has changed in the database."""
    study = it.world.asked(it.plan, kind="report")
    pool, plan = it.stored()
    rows = plan.model_copy(update={"assignments": plan.assignments[:-1]})
    with pytest.raises(PlanRejectedError):
        findings(pool, rows, StudyQuestion(kind="report"))
    claim = it.services.jobs.claim

    def spoilt(worker: str) -> Any:
        job = claim(worker)
        assert isinstance(job, StudyJob)
        return StudyJob(job.study, job.pool, rows)

    it.services.jobs.claim = spoilt  # type: ignore[method-assign]
    it.worker().run_one()

    failed = it.follow(study)
    assert failed.state == "failed"
    assert failed.reason is not None
    assert failed.reason.code == "study.refused"
    assert failed.reason.facts == {"cause": "plan.rejected"}
