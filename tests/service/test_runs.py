"""Runs from start to plan, with real answers of the solver, good and spoilt."""

import pytest

from scheduler.exchange import plan_from_json
from scheduler.model import (
    ConflictError,
    NotFoundError,
    PoolError,
    Progress,
    RequestError,
    SolveResult,
)
from scheduler.service import Failure, Job, jobs
from scheduler.service.replies import RunReply, RunRequest
from scheduler.store import MAX_ATTEMPTS, Store
from scheduler.synth import family_pool
from tests.builders import WEEK, current
from tests.databases import spoil_pool
from tests.world import PLANNER, World, solve, world_pool


def _start(world: World, **request: object) -> RunReply:
    asked = RunRequest.model_validate({"start": WEEK, **request})
    return world.services.runs.start_run(world.caller(PLANNER), asked)


def test_a_run_freezes_the_current_facts_and_ends_with_a_plan(world: World) -> None:
    started = _start(world)
    assert (started.state, started.pool, started.plan) == ("queued", world.pool.sha256, None)

    job = world.services.jobs.claim("w")
    assert isinstance(job, Job)
    progress = Progress(phase="tier", tier=None, value=5, bound=6, seconds=1.0)
    assert world.services.jobs.keep(job, progress) == "go on"
    running = world.followed(started.run)
    assert running.state == "running"
    assert running.progress is not None
    assert running.progress.gap == pytest.approx(1 / 6)
    assert world.finish(job, solve(job.pool))

    done = world.followed(started.run)
    assert (done.state, done.reason) == ("done", None)
    assert done.plan is not None
    assert world.services.plans.read_plan(world.caller(PLANNER), done.plan).content == (
        solve(world.pool).plan
    )


def test_a_run_of_a_named_pool_does_not_need_current_facts(store: Store) -> None:
    world = World.over(store)
    with pytest.raises(RequestError) as nothing:
        _start(world)
    assert nothing.value.code == "run.no_facts"
    with pytest.raises(RequestError) as unknown:
        _start(world, pool="0" * 64)
    assert unknown.value.code == "pool.unknown"

    assert _start(world, pool=world.import_pool()).state == "queued"


def test_a_run_from_a_plan_that_is_not_there_is_not_queued(world: World) -> None:
    before = world.services.runs.runs(world.caller(PLANNER))
    with pytest.raises(RequestError) as unknown:
        _start(world, from_plan="nothing")

    assert unknown.value.code == "run.no_plan"
    assert world.services.runs.runs(world.caller(PLANNER)) == before


def test_a_plan_that_cannot_be_read_any_more_ends_the_run(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, plan = world.solved()
    started = _start(world, from_plan=plan)
    monkeypatch.setattr(jobs, "plan_from_json", lambda _: plan_from_json(b"{}"))

    assert world.services.jobs.claim("w") is None
    ended = world.followed(started.run)
    assert ended.state == "failed"
    assert ended.reason is not None
    assert ended.reason.code == "run.unreadable"


def test_a_pool_that_cannot_be_read_ends_its_run_and_holds_nobody_up(
    world: World, database_url: str
) -> None:
    first = _start(world)
    world.clock.pass_seconds(1)
    other = world.import_pool(family_pool(12, 8, 1))
    behind = _start(world, pool=other)
    spoil_pool(database_url, world.pool.sha256)

    assert world.services.jobs.claim("w") is None
    ended = world.followed(first.run)
    assert (ended.state, ended.attempts) == ("failed", 1)
    assert ended.reason is not None
    assert ended.reason.code == "run.unreadable"
    job = world.services.jobs.claim("w")
    assert isinstance(job, Job)
    assert job.run.run == behind.run


def test_pins_that_contradict_bans_are_named_before_solving(store: Store) -> None:
    world = World.over(store)
    rows = (current("MSS-001", "d1", "pinned"), current("MSS-001", "d1", "banned"))
    with pytest.raises(PoolError):
        world.make_current(world_pool().with_rows(assignments=rows))


def test_a_spoilt_plan_is_refused_by_the_judge_and_not_stored(world: World) -> None:
    started = _start(world)
    job = world.services.jobs.claim("w")
    assert isinstance(job, Job)
    good = solve(job.pool)
    assert good.plan is not None
    rows = good.plan.assignments
    spoilt = [
        good.plan.model_copy(update={"assignments": rows[:-1]}),
        good.plan.model_copy(update={"weeks": 2}),
        good.plan.model_copy(
            update={"assignments": (rows[0].model_copy(update={"fit": 99}), *rows[1:])}
        ),
    ]
    for plan in spoilt[:1]:
        assert world.finish(job, good.model_copy(update={"plan": plan}))
    ended = world.followed(started.run)

    assert ended.state == "failed"
    assert ended.reason is not None
    assert ended.reason.code == "run.rejected"
    assert ended.plan is None
    for plan in spoilt[1:]:
        again = _start(world).run
        job = world.services.jobs.claim("w")
        assert isinstance(job, Job)
        assert world.finish(job, good.model_copy(update={"plan": plan}))
        assert world.followed(again).state == "failed"
    assert world.services.plans.plans(world.caller(PLANNER)) == ()


def test_a_late_result_is_refused(world: World) -> None:
    started = _start(world)
    late = world.services.jobs.claim("a")
    world.clock.pass_seconds(16)
    taken = world.services.jobs.claim("b")
    assert isinstance(late, Job)
    assert isinstance(taken, Job)
    result = solve(late.pool)

    assert world.services.jobs.keep(late, None) == "lost"
    assert not world.finish(late, result)
    assert not world.services.jobs.fail(late, Failure(code="run.unknown"))
    assert not world.services.jobs.put_back(late)
    assert world.followed(started.run).plan is None
    assert world.finish(taken, result)
    assert world.followed(started.run).plan is not None
    assert len(world.services.plans.plans(world.caller(PLANNER))) == 1


def test_workers_that_shut_down_cost_a_run_no_attempt(world: World) -> None:
    started = _start(world)
    for _ in range(MAX_ATTEMPTS + 1):
        job = world.services.jobs.claim("w")
        assert isinstance(job, Job)
        assert world.services.jobs.put_back(job)
    assert world.followed(started.run).attempts == 0

    job = world.services.jobs.claim("w")
    assert isinstance(job, Job)
    assert world.services.jobs.give_back(job, Failure(code="run.crashed", facts={"attempts": 1}))
    again = world.followed(started.run)
    assert (again.state, again.attempts) == ("queued", 1)


def _cut_short(result: SolveResult, **changes: object) -> SolveResult:
    record = result.run.model_copy(update={"cancelled": True})
    return result.model_copy(update={"run": record, **changes})


def test_a_cancelled_run_keeps_its_best_plan(world: World) -> None:
    started = _start(world)
    job = world.services.jobs.claim("w")
    assert isinstance(job, Job)
    planner = world.caller(PLANNER)
    assert world.services.runs.cancel_run(planner, started.run).cancel_requested
    assert world.services.jobs.keep(job, None) == "stop"
    assert world.services.runs.cancel_run(planner, started.run).state == "running"
    assert world.finish(job, _cut_short(solve(job.pool)))

    ended = world.followed(started.run)
    assert ended.state == "cancelled"
    assert ended.plan is not None


def test_a_run_cancelled_before_it_found_anything_says_so(world: World) -> None:
    started = _start(world)
    job = world.services.jobs.claim("w")
    assert isinstance(job, Job)
    world.services.runs.cancel_run(world.caller(PLANNER), started.run)
    world.finish(job, _cut_short(solve(job.pool), status="unknown", plan=None))

    ended = world.followed(started.run)
    assert ended.state == "cancelled"
    assert ended.reason is not None
    assert ended.reason.code == "run.cancelled_early"


def test_an_ended_run_cannot_be_cancelled_and_a_missing_one_is_missing(world: World) -> None:
    run, _ = world.solved()
    with pytest.raises(ConflictError):
        world.services.runs.cancel_run(world.caller(PLANNER), run)
    with pytest.raises(NotFoundError):
        world.services.runs.cancel_run(world.caller(PLANNER), "none")
    with pytest.raises(NotFoundError):
        world.followed("none")


def test_every_change_has_its_line_in_the_audit_log(world: World) -> None:
    world.published()
    lines = world.services.audit.entries(world.caller(PLANNER), limit=1000)
    actions = [
        line.action for line in reversed(lines) if not line.action.startswith(("acc", "tok"))
    ]

    assert actions == [
        "pool.import",
        "facts.replace",
        "run.start",
        "run.claim",
        "run.done",
        "plan.create",
        "plan.publish",
    ]
    older = world.services.audit.entries(world.caller(PLANNER), before=lines[0].seq, limit=1)
    assert older == (lines[1],)
