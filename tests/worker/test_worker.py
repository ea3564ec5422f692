"""The worker with real solving processes: it finishes, is killed, cancelled, and cut off."""

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from scheduler.service.replies import RunReply, RunRequest
from scheduler.store import MAX_ATTEMPTS, Store
from scheduler.synth import family_pool
from scheduler.worker import loop
from scheduler.worker import solve as child_of
from scheduler.worker.loop import Worker
from scheduler.worker.solve import SolveProcess
from tests.builders import WEEK, current
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

PATIENCE_S = 120.0
LONG = {"mode": "timed", "time_limit_s": 600.0}


def _start(world: World, **request: object) -> str:
    asked = RunRequest.model_validate({"start": WEEK, **request})
    return world.services.runs.start_run(world.caller(PLANNER), asked).run


def _follow(world: World, run: str) -> RunReply:
    return world.services.runs.follow_run(world.caller(PLANNER), run)


def _until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.1)


def _kill(solve_process: SolveProcess) -> None:
    os.kill(solve_process.pid, signal.SIGKILL)


def _freeze(process: SolveProcess) -> None:
    os.kill(process.pid, signal.SIGSTOP)


def test_a_run_starts_from_the_plan_it_names(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    _, plan = world.solved()
    run = _start(world, from_plan=plan)
    assert Worker(world.services.jobs, "w").run_one()

    done = _follow(world, run)
    assert done.plan is not None
    planner = world.caller(PLANNER)
    made = world.services.plans.read_plan(planner, done.plan).content
    earlier = world.services.plans.read_plan(planner, plan)
    assert made.provenance.start_sha256 == earlier.sha256
    assert made.assignments == earlier.content.assignments
    assert done.record is not None
    assert done.record["start_kept"] == done.record["start_rows"] == len(made.assignments)


def test_a_run_is_solved_in_a_process_of_its_own(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run, pids = _start(world), []
    worker = Worker(world.services.jobs, "w", on_start=lambda s: pids.append(s.pid))

    assert worker.run_one()
    assert not worker.run_one()
    done = _follow(world, run)
    assert done.state == "done"
    assert done.plan is not None
    assert done.progress is not None
    assert pids != [os.getpid()]
    planner = world.caller(PLANNER)
    assert world.services.plans.read_plan(planner, done.plan).content == solve(world.pool).plan


def test_a_killed_solve_is_tried_again_and_finishes(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run, started = _start(world), []

    def kill_the_first(process: SolveProcess) -> None:
        started.append(process.pid)
        if len(started) == 1:
            _kill(process)

    worker = Worker(world.services.jobs, "w", on_start=kill_the_first)
    assert worker.run_one()
    assert _follow(world, run).state == "queued"
    assert worker.run_one()

    done = _follow(world, run)
    assert (done.state, done.attempts, len(started)) == ("done", 2, 2)


def test_pins_that_cannot_hold_together_are_named(store: Store) -> None:
    world = World.over(store)
    rows = (current("KNPA-001", "d2", "pinned"), current("KNPA-001", "d3", "pinned"))
    world.make_current(world.pool.with_rows(assignments=rows))
    run = _start(world)
    Worker(world.services.jobs, "w").run_one()

    failed = _follow(world, run)
    assert failed.state == "failed"
    assert failed.reason is not None
    assert failed.reason.code == "run.infeasible"
    assert failed.reason.facts == {
        "pins": "KNPA-001/d2, KNPA-001/d3",
        "lift": "KNPA-001/d2",
    }


def test_a_solve_killed_every_time_fails_with_a_reason(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run = _start(world)
    worker = Worker(world.services.jobs, "w", on_start=_kill)
    while worker.run_one():
        pass

    failed = _follow(world, run)
    assert (failed.state, failed.attempts) == ("failed", MAX_ATTEMPTS)
    assert failed.reason is not None
    assert failed.reason.code == "run.crashed"


def test_a_solve_out_of_memory_fails_or_crashes_and_nothing_else_does(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run = _start(world)
    worker = Worker(world.services.jobs, "w", memory_mb=64)
    while worker.run_one():
        pass

    failed = _follow(world, run)
    assert failed.state == "failed"
    assert failed.reason is not None
    assert failed.reason.code in ("run.memory", "run.crashed")


def _in_background(worker: Worker) -> threading.Thread:
    thread = threading.Thread(target=worker.run_one)
    thread.start()
    return thread


def test_a_long_solve_reports_progress_and_cancel_ends_it(store: Store) -> None:
    world = World.over(store)
    large = family_pool(150, 100, 1)
    run = _start(world, pool=world.import_pool(large), options=LONG)
    thread = _in_background(Worker(world.services.jobs, "w"))
    _until(lambda: _has_value(_follow(world, run)))
    asked = time.monotonic()
    world.services.runs.cancel_run(world.caller(PLANNER), run)
    thread.join(PATIENCE_S)

    ended = _follow(world, run)
    assert ended.state == "cancelled", ended.reason
    assert time.monotonic() - asked < 60
    assert ended.plan is not None, ended.reason
    assert world.services.plans.read_plan(world.caller(PLANNER), ended.plan).content.assignments


def test_a_cancellation_is_seen_between_two_beats(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever cancels does not wait until the lease is kept the next time."""
    monkeypatch.setattr(loop, "BEAT_S", 600.0)
    world = World.over(store)
    world.make_current()
    run, frozen = _start(world), threading.Event()

    def freeze(process: SolveProcess) -> None:
        _freeze(process)
        frozen.set()

    thread = _in_background(Worker(world.services.jobs, "w", grace_s=0.0, on_start=freeze))
    assert frozen.wait(PATIENCE_S)
    world.services.runs.cancel_run(world.caller(PLANNER), run)
    thread.join(PATIENCE_S)

    assert not thread.is_alive()
    assert _follow(world, run).state == "cancelled"


def test_a_child_that_has_said_its_last_word_is_not_waited_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_of, "CHILD", "tests.worker.lingering")
    world = World.over(store)
    world.make_current()
    run, pids = _start(world), list[int]()
    worker = Worker(world.services.jobs, "w", on_start=lambda s: pids.append(s.pid))
    thread = _in_background(worker)
    thread.join(PATIENCE_S)

    assert not thread.is_alive()
    assert _follow(world, run).state == "done"
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_run_says_that_it_is_loading_until_its_child_says_more(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run = _start(world)
    assert _follow(world, run).progress is None

    assert world.services.jobs.claim("w") is not None
    told = _follow(world, run).progress
    assert told is not None
    assert (told.phase, told.tier, told.value) == ("loading", None, None)


def _has_value(run: RunReply) -> bool:
    return run.progress is not None and run.progress.value is not None


def test_a_solve_that_does_not_stop_is_killed(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run = _start(world)
    worker = Worker(world.services.jobs, "w", grace_s=1.0, on_start=_freeze)
    thread = _in_background(worker)
    _until(lambda: _follow(world, run).state == "running")
    world.services.runs.cancel_run(world.caller(PLANNER), run)
    thread.join(PATIENCE_S)

    ended = _follow(world, run)
    assert ended.state == "cancelled"
    assert ended.reason is not None
    assert ended.reason.code == "run.cancel_forced"


def test_a_solve_past_the_limit_by_the_clock_is_ended(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run = _start(world)
    Worker(world.services.jobs, "w", limit_s=0.5, grace_s=1.0, on_start=_freeze).run_one()

    ended = _follow(world, run)
    assert ended.state == "failed"
    assert ended.reason is not None
    assert ended.reason.code == "run.time_limit"


def test_a_worker_told_to_stop_puts_its_run_back(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run = _start(world)
    stop, pids = threading.Event(), []

    def stop_now(process: SolveProcess) -> None:
        pids.append(process.pid)
        _freeze(process)
        stop.set()

    Worker(world.services.jobs, "w", stop=stop, on_start=stop_now).run_forever()

    assert _follow(world, run).state == "queued"
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_a_worker_that_lost_its_lease_leaves_the_run_to_the_other(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run = _start(world)

    def lose(process: SolveProcess) -> None:
        _freeze(process)
        world.clock.pass_seconds(16)
        assert world.services.jobs.claim("other") is not None

    Worker(world.services.jobs, "w", on_start=lose).run_one()

    now = _follow(world, run)
    assert (now.state, now.attempts) == ("running", 2)


def test_a_cancelled_solve_that_breaks_down_is_not_tried_again(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run = _start(world)

    def cancel_and_kill(process: SolveProcess) -> None:
        world.services.runs.cancel_run(world.caller(PLANNER), run)
        _kill(process)

    worker = Worker(world.services.jobs, "w", on_start=cancel_and_kill)
    assert worker.run_one()
    assert not worker.run_one()

    ended = _follow(world, run)
    assert (ended.state, ended.attempts) == ("cancelled", 1)
    assert ended.finished_at is not None
    audit = world.services.audit.entries(world.caller(PLANNER), limit=1)
    assert [e.action for e in audit] == ["run.cancelled"]


def test_a_cancelled_run_whose_worker_shuts_down_is_cancelled(store: Store) -> None:
    world = World.over(store)
    world.make_current()
    run, stop = _start(world), threading.Event()

    def cancel_and_stop(process: SolveProcess) -> None:
        _freeze(process)
        world.services.runs.cancel_run(world.caller(PLANNER), run)
        stop.set()

    Worker(world.services.jobs, "w", stop=stop, on_start=cancel_and_stop).run_forever()

    assert _follow(world, run).state == "cancelled"


def test_a_solving_process_is_told_no_names(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World.over(store)
    world.make_current()
    run, told = _start(world), []
    tell = SolveProcess._tell

    def overheard(process: SolveProcess, line: str) -> None:
        told.append(line)
        tell(process, line)

    monkeypatch.setattr(SolveProcess, "_tell", overheard)
    Worker(world.services.jobs, "w").run_one()

    hidden = (OWN_NAME, OWN_TITLE, FOREIGN_NAME, FOREIGN_TITLE, MASKED_NAME, MASKED_TITLE)
    assert [word for word in (*hidden, FOREIGN_CASE) if word in "".join(told)] == []
    assert "NIS-S07" in told[0]
    assert _follow(world, run).state == "done"
