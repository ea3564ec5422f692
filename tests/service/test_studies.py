"""Studies from start to answer: who may, what each reader is told, what stands in the log."""

from typing import Any

import pytest

from scheduler.explain import Gaps, MarginalWords, Report, Words, as_html, as_text, withheld
from scheduler.model import (
    ConflictError,
    NotFoundError,
    Pool,
    RequestError,
    SchedulerError,
    StudyProgress,
    StudyQuestion,
)
from scheduler.service import Download, Failure, StudyJob, jobs
from scheduler.service.study_replies import StudyReply, StudyRequest, StudySummary
from scheduler.store import Store
from scheduler.store.scope import System
from tests.databases import spoil_pool
from tests.world import (
    ANALYST,
    HIDDEN,
    MASKED_STATION,
    PLANNER,
    World,
    findings,
)

AWAY = {"kind": "absence", "specialist": "NIS-S07"}
QUESTIONS: tuple[dict[str, Any], ...] = (
    *({"kind": kind} for kind in ("report", "persons", "gaps", "permissions")),
    AWAY,
)


class Asked:
    """A world and its published plan, to be asked about at length."""

    def __init__(self, store: Store, pool: Pool | None = None) -> None:
        self.world = World.over(store)
        self.world.make_current(pool)
        self.plan = self.world.published()[1]
        self.studies = self.world.services.studies

    def start(self, caller: str = PLANNER, **how: Any) -> StudySummary:
        """A study that is started, of a kind or with a key."""
        key, plan = how.pop("key", None), how.pop("plan", self.plan)
        request = StudyRequest.model_validate(how or {"kind": "persons"})
        return self.studies.start_study(self.world.caller(caller), plan, request, key=key)

    def read(self, study: str, caller: str = PLANNER) -> StudyReply:
        """A study as somebody reads it."""
        return self.studies.read_study(self.world.caller(caller), study)

    def cancel(self, study: str, caller: str = PLANNER) -> StudySummary:
        """A study that is to stop."""
        return self.studies.cancel_study(self.world.caller(caller), study, key=None)

    def listed(self, caller: str = PLANNER) -> tuple[StudySummary, ...]:
        """The studies of the plan."""
        return self.studies.studies(self.world.caller(caller), self.plan)

    def exported(self, study: str, caller: str = PLANNER) -> Download:
        """A study as a page."""
        return self.studies.export_study(self.world.caller(caller), study, "html")

    def claimed(self) -> StudyJob:
        """A worker has taken a study."""
        job = self.world.services.jobs.claim("w")
        assert isinstance(job, StudyJob)
        return job


@pytest.fixture
def it(store: Store) -> Asked:
    """Over the world's own pool."""
    return Asked(store)


def test_a_study_waits_runs_and_ends_with_an_answer_in_both_languages(it: Asked) -> None:
    started = it.start(kind="report")
    assert (started.state, started.progress, started.is_complete) == ("queued", None, None)
    job = it.claimed()
    begun = it.read(started.study).progress
    assert begun is not None
    assert (begun.phase, begun.done, begun.total) == ("loading", 0, None)
    progress = StudyProgress(done=1, total=5, seconds=2.5)
    assert it.world.services.jobs.keep(job, progress) == "go on"
    running = it.read(started.study)
    assert running.progress is not None
    assert running.progress.model_dump() == {**progress.model_dump(), "phase": "answering"}
    assert running.state == "running"
    assert (running.answer, running.text, running.candidates) == (None, None, None)
    report = findings(job.pool, job.plan, job.study.question)
    text = report.model_dump_json()
    assert it.world.services.jobs.answered(job, text, is_complete=True)

    done = it.read(started.study)
    assert (done.state, done.is_complete) == ("done", True)
    assert isinstance(report, Report)
    told = withheld(report, {"NIS-S07"})
    assert done.answer == told.model_dump(mode="json")
    assert done.text is not None
    words = Words(it.world.pool, job.plan, "en")
    assert "\n".join([*done.text.en, ""]) == as_text(told, words)
    assert done.text.ko != done.text.en


def test_every_kind_has_its_words(it: Asked) -> None:
    for asked in QUESTIONS:
        study = it.world.studied(it.plan, **asked)
        told = it.read(study)
        assert (told.kind, told.specialist) == (asked["kind"], asked.get("specialist"))
        assert told.text is not None
        assert told.text.ko != told.text.en
        assert (told.candidates is not None) == (asked is AWAY)
    persons = next(s for s in it.listed() if s.kind == "persons")
    read = it.read(persons.study)
    planner = it.world.caller(PLANNER)
    plan = it.world.services.plans.read_plan(planner, it.plan).content
    ranking = findings(it.world.pool, plan, StudyQuestion(kind="persons"))
    assert read.text is not None
    lines = MarginalWords(it.world.pool, plan, "ko").lines(ranking)  # type: ignore[arg-type]
    assert list(read.text.ko) == lines


def test_studies_of_a_plan_are_listed_newest_first(it: Asked) -> None:
    other = it.world.solved()[1]
    first = it.world.studied(it.plan, kind="persons")
    it.world.clock.pass_seconds(1)
    it.start(plan=other)
    second = it.start(kind="report").study

    assert [s.study for s in it.listed()] == [second, first]
    assert [s.is_complete for s in it.listed(ANALYST)] == [None, True]
    with pytest.raises(NotFoundError):
        it.studies.studies(it.world.caller(PLANNER), "none")


def test_what_cannot_be_asked_is_not_queued(it: Asked) -> None:
    wrong: list[tuple[dict[str, Any], type[SchedulerError], str]] = [
        ({"kind": "absence"}, RequestError, "study.about_somebody"),
        ({"kind": "absence", "days": ["2026-11-30"]}, RequestError, "study.about_somebody"),
        ({"kind": "report", "specialist": "NIS-S07"}, RequestError, "study.about_nobody"),
        ({"kind": "gaps", "days": ["2026-11-30"]}, RequestError, "study.about_nobody"),
        ({**AWAY, "specialist": "nobody"}, NotFoundError, "explain.no_specialist"),
        ({**AWAY, "days": ["2026-12-05"]}, RequestError, "explain.no_day"),
        ({"kind": "report", "plan": "none"}, NotFoundError, "access.not_found"),
    ]
    for how, error, code in wrong:
        with pytest.raises(error) as refused:
            it.start(**how)
        assert refused.value.code == code, how
    assert it.listed() == ()


def test_a_key_starts_one_study(it: Asked) -> None:
    other = it.world.solved()[1]
    first = it.start(kind="report", key="k")
    assert it.start(kind="report", key="k") == first
    with pytest.raises(RequestError):
        it.start(kind="gaps", key="k")
    with pytest.raises(RequestError):
        it.start(kind="report", plan=other, key="k")

    assert [s.study for s in it.listed()] == [first.study]


def test_stopping_keeps_what_was_found(it: Asked) -> None:
    waiting = it.start()
    assert it.cancel(waiting.study).state == "cancelled"
    running = it.start()
    job = it.claimed()
    assert it.cancel(running.study).cancel_requested
    assert it.cancel(running.study).state == "running"
    assert it.world.services.jobs.keep(job, None) == "stop"
    found = findings(job.pool, job.plan, job.study.question)
    part = found.model_copy(update={"is_complete": False})
    text = part.model_dump_json()
    assert it.world.services.jobs.answered(job, text, is_complete=False)

    ended = it.read(running.study)
    assert (ended.state, ended.is_complete) == ("cancelled", False)
    assert ended.answer == part.model_dump(mode="json")
    # asked again, a stopped one stays as it is; one that came to its end cannot be stopped
    assert it.cancel(running.study).state == "cancelled"
    done = it.world.studied(it.plan, kind="persons")
    with pytest.raises(ConflictError) as over:
        it.cancel(done)
    assert over.value.code == "study.ended"


def test_a_study_that_ends_before_it_hears_of_the_stop_is_done(it: Asked) -> None:
    started = it.start()
    job = it.claimed()
    it.cancel(started.study)
    text = findings(job.pool, job.plan, job.study.question).model_dump_json()
    assert it.world.services.jobs.answered(job, text, is_complete=True)

    assert it.read(started.study).state == "done"


def test_a_late_answer_is_refused(it: Asked) -> None:
    started = it.start()
    late = it.claimed()
    it.world.clock.pass_seconds(16)
    it.claimed()

    assert not it.world.services.jobs.answered(late, "{}", is_complete=True)
    assert not it.world.services.jobs.fail(late, Failure(code="study.crashed"))
    assert it.read(started.study).state == "running"


def test_a_plan_that_cannot_be_read_any_more_ends_the_study(
    it: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = it.start()

    def unreadable(_: bytes) -> None:
        raise RequestError("plan.unreadable")

    monkeypatch.setattr(jobs, "plan_from_json", unreadable)
    assert it.world.services.jobs.claim("w") is None
    with it.world.store.read(System.OPERATOR) as tx:
        ended = tx.studies.get(started.study)
    assert ended is not None
    assert (ended.state, ended.reason_code) == ("failed", "study.unreadable")


def test_a_pool_that_cannot_be_read_ends_the_study(it: Asked, database_url: str) -> None:
    started = it.start()
    spoil_pool(database_url, it.world.pool.sha256)

    assert it.world.services.jobs.claim("w") is None
    with it.world.store.read(System.OPERATOR) as tx:
        ended = tx.studies.get(started.study)
    assert ended is not None
    assert (ended.state, ended.reason_code) == ("failed", "study.unreadable")


def test_an_answer_of_another_release_is_refused_in_words(it: Asked) -> None:
    started = it.start(kind="report")
    it.world.services.jobs.answered(it.claimed(), '{"of": "old"}', is_complete=True)
    for asked in (it.read, it.exported):
        with pytest.raises(ConflictError) as refused:
            asked(started.study)
        assert refused.value.code == "study.other_release"
    assert it.listed()[0].is_complete


def test_a_report_is_handed_out_as_a_document(it: Asked) -> None:
    study = it.world.studied(it.plan, kind="report")
    planner = it.world.caller(PLANNER)
    plan = it.world.services.plans.read_plan(planner, it.plan).content
    report = findings(it.world.pool, plan, StudyQuestion(kind="report"))
    assert isinstance(report, Report)
    report = withheld(report, {"NIS-S07"})
    page = it.studies.export_study(planner, study, "html", language="en")
    plain = it.studies.export_study(planner, study, "text")

    assert page.content.decode() == as_html(report, Words(it.world.pool, plan, "en"))
    assert plain.content.decode() == as_text(report, Words(it.world.pool, plan, "ko"))
    assert (page.name, plain.name) == (f"report-{plan.start}.html", f"report-{plan.start}.txt")
    log = it.world.services.audit.entries(planner, limit=1)
    assert (log[0].action, log[0].subject) == ("study.export", study)
    assert log[0].facts == {"plan": it.plan, "format": "text"}


def test_only_a_report_with_an_answer_is_a_document(it: Asked) -> None:
    persons = it.world.studied(it.plan, kind="persons")
    with pytest.raises(NotFoundError) as other:
        it.exported(persons)
    with pytest.raises(ConflictError) as early:
        it.exported(it.start(kind="report").study)
    with pytest.raises(NotFoundError) as missing:
        it.exported("none")

    codes = [refused.value.code for refused in (other, early, missing)]
    assert codes == ["study.no_document", "study.no_answer", "access.not_found"]


@pytest.mark.parametrize("caller", [PLANNER, ANALYST])
def test_nobody_reads_what_is_not_theirs_to_read(it: Asked, caller: str) -> None:
    """Masked identities for nobody, no names for an analyst; what is kept holds ids."""
    for asked in QUESTIONS:
        study = it.world.studied(it.plan, **asked)
        told = it.read(study, caller).model_dump_json()
        assert [word for word in HIDDEN[caller] if word in told] == [], asked
        # nobody lends and nothing has a limit in this world, so no permission is told
        assert ("NIS" in told) == (asked["kind"] != "permissions"), asked
    report = next(s for s in it.listed() if s.kind == "report").study
    for form in ("html", "text"):
        document = it.studies.export_study(
            it.world.caller(caller),
            report,
            form,
        )
        assert [word for word in HIDDEN[caller] if word in document.content.decode()] == []
    assert [word for word in HIDDEN[caller] if word in str(it.listed(caller))] == []


def test_where_a_masked_agency_sits_is_cut_from_its_newcomers(it: Asked) -> None:
    """A newcomer would sit where most of the agency's people do; of others that is told."""
    study = it.world.studied(it.plan, kind="gaps")
    with it.world.store.read(System.OPERATOR) as tx:
        kept = Gaps.model_validate_json(tx.studies.answer(study) or "")
    assert MASKED_STATION in {gap.person.station for gap in kept.gaps if gap.agency == "NIS"}
    for caller in (PLANNER, ANALYST):
        told = Gaps.model_validate(it.read(study, caller).answer)
        cut = [gap.person.station for gap in told.gaps if gap.agency == "NIS"]
        others = [(gap.agency, gap.person.station) for gap in told.gaps if gap.agency != "NIS"]
        assert set(cut) == {"-"}
        assert others == [(g.agency, g.person.station) for g in kept.gaps if g.agency != "NIS"]
        effects = [(gap.demands, gap.effect) for gap in told.gaps]
        assert effects == [(gap.demands, gap.effect) for gap in kept.gaps]


def test_each_change_has_its_line_in_the_log(it: Asked) -> None:
    it.world.studied(it.plan, kind="persons")
    stopped = it.start()
    it.cancel(stopped.study)
    retried = it.start()
    it.world.services.jobs.give_back(it.claimed(), Failure(code="study.crashed"))
    it.world.services.jobs.put_back(it.claimed())
    it.world.services.jobs.fail(it.claimed(), Failure(code="study.refused", facts={"cause": "x"}))
    lines = it.world.services.audit.entries(it.world.caller(PLANNER), limit=1000)
    told = [line.action for line in reversed(lines) if line.action.startswith("study.")]

    assert told == [
        *("study.start", "study.claim", "study.done"),
        *("study.start", "study.cancel"),
        *("study.start", "study.claim", "study.retry", "study.claim", "study.put_back"),
        *("study.claim", "study.failed"),
    ]
    failed = it.read(retried.study)
    assert failed.reason is not None
    assert "x" in failed.reason.text.ko
