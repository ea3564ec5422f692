"""The worker with real solving processes: it finishes, is killed, cancelled, and cut off."""

import os
import threading
import time
from collections.abc import Mapping

import pytest

from scheduler.service.replies import RunReply
from scheduler.store import MAX_ATTEMPTS
from scheduler.synth import family_pool
from scheduler.worker import loop
from scheduler.worker import solve as child_of
from scheduler.worker.loop import Worker
from scheduler.worker.solve import SolveProcess
from tests.builders import current
from tests.serving import PATIENCE_S, until
from tests.worker.processes import freeze, in_background, kill
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
    solve,
)

# studies are carried out over SQLite next door; leases over both are the store's
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

LONG = {"mode": "timed", "time_limit_s": 600.0}


def _reason(world: World, run: str, state: str = "failed") -> tuple[str, Mapping[str, object]]:
    """Why a run has ended without a plan, in this state."""
    ended = world.followed(run)
    assert ended.state == state
    assert ended.reason is not None
    return ended.reason.code, ended.reason.facts


def test_a_run_starts_from_the_plan_it_names(world: World) -> None:
    _, plan = world.solved()
    run = world.started(from_plan=plan)
    assert Worker(world.services.jobs, "w").run_one()

    done = world.followed(run)
    assert done.plan is not None
    planner = world.caller(PLANNER)
    made = world.services.plans.read_plan(planner, done.plan).content
    earlier = world.services.plans.read_plan(planner, plan)
    assert made.provenance.start_sha256 == earlier.sha256
    assert made.assignments == earlier.content.assignments
    assert done.record is not None
    assert done.record["start_kept"] == done.record["start_rows"] == len(made.assignments)


def test_a_run_is_solved_in_a_process_of_its_own(world: World) -> None:
    run, pids = world.started(), []
    worker = Worker(world.services.jobs, "w", on_start=lambda s: pids.append(s.pid))

    assert worker.run_one()
    assert not worker.run_one()
    done = world.followed(run)
    assert done.state == "done"
    assert done.plan is not None
    assert done.progress is not None
    assert pids != [os.getpid()]
    planner = world.caller(PLANNER)
    assert world.services.plans.read_plan(planner, done.plan).content == solve(world.pool).plan


def test_a_killed_solve_is_tried_again_and_finishes(world: World) -> None:
    run, started = world.started(), []

    def kill_the_first(process: SolveProcess) -> None:
        started.append(process.pid)
        if len(started) == 1:
            kill(process)

    worker = Worker(world.services.jobs, "w", on_start=kill_the_first)
    assert worker.run_one()
    assert world.followed(run).state == "queued"
    assert worker.run_one()

    done = world.followed(run)
    assert (done.state, done.attempts, len(started)) == ("done", 2, 2)


def test_pins_that_cannot_hold_together_are_named(world: World) -> None:
    rows = (current("KNPA-001", "d2", "pinned"), current("KNPA-001", "d3", "pinned"))
    world.make_current(world.pool.with_rows(assignments=rows))
    run = world.started()
    Worker(world.services.jobs, "w").run_one()

    facts = {"pins": "KNPA-001/d2, KNPA-001/d3", "lift": "KNPA-001/d2"}
    assert _reason(world, run) == ("run.infeasible", facts)


def test_a_solve_killed_every_time_fails_with_a_reason(world: World) -> None:
    run = world.started()
    worker = Worker(world.services.jobs, "w", on_start=kill)
    while worker.run_one():
        pass

    assert _reason(world, run)[0] == "run.crashed"
    assert world.followed(run).attempts == MAX_ATTEMPTS


def test_a_solve_out_of_memory_fails_or_crashes_and_nothing_else_does(world: World) -> None:
    run = world.started()
    worker = Worker(world.services.jobs, "w", memory_mb=64)
    while worker.run_one():
        pass

    assert _reason(world, run)[0] in ("run.memory", "run.crashed")


def test_a_long_solve_reports_progress_and_cancel_ends_it(world: World) -> None:
    large = family_pool(150, 100, 1)
    run = world.started(pool=world.import_pool(large), options=LONG)
    thread = in_background(Worker(world.services.jobs, "w"))
    until(lambda: _has_value(world.followed(run)))
    asked = time.monotonic()
    world.services.runs.cancel_run(world.caller(PLANNER), run)
    thread.join(PATIENCE_S)

    ended = world.followed(run)
    assert ended.state == "cancelled", ended.reason
    assert time.monotonic() - asked < 60
    assert ended.plan is not None, ended.reason
    assert world.services.plans.read_plan(world.caller(PLANNER), ended.plan).content.assignments


def test_a_cancellation_is_seen_between_two_beats(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever cancels does not wait until the lease is kept the next time."""
    monkeypatch.setattr(loop, "BEAT_S", 600.0)
    run, frozen = world.started(), threading.Event()

    def halt(process: SolveProcess) -> None:
        freeze(process)
        frozen.set()

    thread = in_background(Worker(world.services.jobs, "w", grace_s=0.0, on_start=halt))
    assert frozen.wait(PATIENCE_S)
    world.services.runs.cancel_run(world.caller(PLANNER), run)
    thread.join(PATIENCE_S)

    assert not thread.is_alive()
    assert world.followed(run).state == "cancelled"


def test_a_child_that_has_said_its_last_word_is_not_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_of, "CHILD", "tests.worker.lingering")
    run, pids = world.started(), list[int]()
    worker = Worker(world.services.jobs, "w", on_start=lambda s: pids.append(s.pid))
    thread = in_background(worker)
    thread.join(PATIENCE_S)

    assert not thread.is_alive()
    assert world.followed(run).state == "done"
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_run_says_that_it_is_loading_until_its_child_says_more(world: World) -> None:
    run = world.started()
    assert world.followed(run).progress is None

    assert world.services.jobs.claim("w") is not None
    told = world.followed(run).progress
    assert told is not None
    assert (told.phase, told.tier, told.value) == ("loading", None, None)


def _has_value(run: RunReply) -> bool:
    return run.progress is not None and run.progress.value is not None


def test_a_solve_that_does_not_stop_is_killed(world: World) -> None:
    run = world.started()
    worker = Worker(world.services.jobs, "w", grace_s=1.0, on_start=freeze)
    thread = in_background(worker)
    until(lambda: world.followed(run).state == "running")
    world.services.runs.cancel_run(world.caller(PLANNER), run)
    thread.join(PATIENCE_S)

    assert _reason(world, run, "cancelled")[0] == "run.cancel_forced"


def test_a_solve_past_the_limit_by_the_clock_is_ended(world: World) -> None:
    run = world.started()
    Worker(world.services.jobs, "w", limit_s=0.5, grace_s=1.0, on_start=freeze).run_one()

    assert _reason(world, run)[0] == "run.time_limit"


def test_a_worker_told_to_stop_puts_its_run_back(world: World) -> None:
    run = world.started()
    stop, pids = threading.Event(), []

    def stop_now(process: SolveProcess) -> None:
        pids.append(process.pid)
        freeze(process)
        stop.set()

    Worker(world.services.jobs, "w", stop=stop, on_start=stop_now).run_forever()

    assert world.followed(run).state == "queued"
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_cancelled_solve_that_breaks_down_is_not_tried_again(world: World) -> None:
    run = world.started()

    def cancel_and_kill(process: SolveProcess) -> None:
        world.services.runs.cancel_run(world.caller(PLANNER), run)
        kill(process)

    worker = Worker(world.services.jobs, "w", on_start=cancel_and_kill)
    assert worker.run_one()
    assert not worker.run_one()

    ended = world.followed(run)
    assert (ended.state, ended.attempts) == ("cancelled", 1)
    assert ended.finished_at is not None
    audit = world.services.audit.entries(world.caller(PLANNER), limit=1)
    assert [e.action for e in audit] == ["run.cancelled"]


def test_a_cancelled_run_whose_worker_shuts_down_is_cancelled(world: World) -> None:
    run, stop = world.started(), threading.Event()

    def cancel_and_stop(process: SolveProcess) -> None:
        freeze(process)
        world.services.runs.cancel_run(world.caller(PLANNER), run)
        stop.set()

    Worker(world.services.jobs, "w", stop=stop, on_start=cancel_and_stop).run_forever()

    assert world.followed(run).state == "cancelled"


def test_a_solving_process_is_told_no_names(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run, told = world.started(), []
    tell = SolveProcess._tell

    def overheard(process: SolveProcess, line: str) -> None:
        told.append(line)
        tell(process, line)

    monkeypatch.setattr(SolveProcess, "_tell", overheard)
    Worker(world.services.jobs, "w").run_one()

    hidden = (OWN_NAME, OWN_TITLE, FOREIGN_NAME, FOREIGN_TITLE, MASKED_NAME, MASKED_TITLE)
    assert [word for word in (*hidden, FOREIGN_CASE) if word in "".join(told)] == []
    assert "NIS-S07" in told[0]
    assert world.followed(run).state == "done"
