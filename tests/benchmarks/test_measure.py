"""A method in a process of its own: what it sent is what is written down, however it ended."""

import multiprocessing
import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.records.rows import MethodRun, Moment
from benchmarks.running import child
from benchmarks.running import measure as measuring
from benchmarks.running.child import Ended, Job, Prepared, Step, Verdict
from benchmarks.running.measure import Log, listen, measure, thinned
from scheduler.model import Progress, SolveResult, TierName
from scheduler.solver import solve


def _job(method: str = "greedy", memory_cap_mb: int = 10_000) -> Job:
    return Job(method, specialists=24, cases=14, seed=1, seconds=10, memory_cap_mb=memory_cap_mb)


def _written(*messages: object, stopped: bool = False, exit_code: int = 0) -> MethodRun:
    log = Log(_job(), load=0.0)
    for message in messages:
        log.note(message)
    return log.as_run(stopped, exit_code)


def test_a_baseline_is_measured_and_judged() -> None:
    """Greedy in its own process: an allowed plan, its value over time, its seconds and memory."""
    run = measure(_job())
    assert run.status == "done"
    assert run.is_accepted
    assert run.value == run.trace[-1].value
    assert run.at(10) == run.value
    assert run.peak_mb is not None
    assert run.peak_mb > 10
    assert None not in (run.prepare_seconds, run.seconds, run.judge_seconds)


def test_ours_is_measured_tier_by_tier() -> None:
    """Every tier of the pool is told of, proven on so small a pool, and the judge agrees."""
    run = measure(_job("ours"))
    assert run.is_accepted
    assert [line.tier for line in run.tiers] == [
        "statutory",
        "coverage",
        "stability",
        "balance",
        "fit",
    ]
    assert all(line.status == "optimal" for line in run.tiers)
    assert run.value == run.bound == run.tiers[1].value


def test_ours_with_coverage_alone_has_that_tier_alone() -> None:
    """The baselines' question, put to ours."""
    run = measure(_job("ours_coverage"))
    assert run.is_accepted
    assert [line.tier for line in run.tiers] == ["coverage"]


def test_a_method_without_memory_is_told_of() -> None:
    """Under a cap that nothing fits under there is no plan, and the record says why."""
    run = measure(_job(memory_cap_mb=1))
    assert not run.is_accepted
    assert run.status in ("out of memory", "died")
    assert "1 MB" in run.words


def test_a_process_that_neither_sends_nor_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting has an end, before the clock starts and after it."""
    monkeypatch.setattr(measuring, "PREPARE_S", 0.05)
    ours, _theirs = multiprocessing.Pipe(duplex=False)
    assert listen(ours, Log(_job(), load=0.0))


def test_a_process_that_ends_is_heard_to_the_end() -> None:
    """Everything sent before the other side closed is noted."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    log = Log(_job(), load=0.0)
    for message in (Prepared(1.0), Step(0.5, "coverage", 7, 9), Ended("done", "", 2.0, 50.0)):
        theirs.send(message)
    theirs.close()
    assert not listen(ours, log)
    assert log.prepared == Prepared(1.0)
    assert log.steps == [Step(0.5, "coverage", 7, 9)]
    assert log.ended == Ended("done", "", 2.0, 50.0)


def test_each_way_to_end_has_its_words() -> None:
    """Ended from outside, killed, failed in the judge, nothing found, done."""
    done, verdict = Ended("done", "", 2.0, 50.0), Verdict(0.1, 7, ())
    assert _written(stopped=True).status == "ended from outside"
    assert _written(exit_code=-9).words.startswith("SIGKILL")
    assert _written(done, exit_code=1).status == "died"
    assert _written(Ended("nothing", "too slow", 2.0, 50.0)).words == "too slow"
    run = _written(done, verdict)
    assert (run.status, run.value, run.is_accepted) == ("done", 7, True)


def test_a_plan_that_breaks_a_rule_does_not_count() -> None:
    """Its value is written down, and so is the rule; it is never in hand."""
    run = _written(
        Step(0.5, "coverage", 7, None), Ended("done", "", 2.0, 50.0), Verdict(0.1, 7, ("broken",))
    )
    assert not run.is_accepted
    assert run.violations == ("broken",)
    assert run.at(10) is None
    assert run.seconds_to(1) is None


def test_steps_keep_the_best_so_far() -> None:
    """Worse values and looser bounds change nothing; steps of one moment count as the last."""
    steps = [
        Step(1.0, "coverage", 5, None),
        Step(2.0, "coverage", 4, 20),
        Step(3.0, "coverage", None, 25),
        Step(4.00, "coverage", 6, 20),
        Step(4.01, "coverage", 7, 20),
        Step(4.02, "coverage", 8, 20),
    ]
    assert thinned(steps) == [
        Moment(seconds=1.0, value=5, bound=None),
        Moment(seconds=2.0, value=5, bound=20),
        Moment(seconds=4.00, value=6, bound=20),
        Moment(seconds=4.02, value=8, bound=20),
    ]


def test_the_clock_starts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A heartbeat says the phase again and again; what was built since still counts."""
    sent: list[object] = []

    class Pipe:
        def send(self, message: object) -> None:
            sent.append(message)

        def close(self) -> None:
            """Nothing is open."""

    def slow(*asked: Any, on_progress: Callable[[Progress], None]) -> SolveResult:
        for _ in range(3):
            on_progress(Progress(phase="instance"))
            time.sleep(0.02)
        on_progress(Progress(phase="tier", tier=TierName.COVERAGE, value=1, bound=2))
        return solve(*asked)

    monkeypatch.setattr(child, "solve", slow)
    monkeypatch.setattr(child, "cap_memory", lambda _: None)
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    child.run(_job("ours"), Pipe())  # type: ignore[arg-type]
    prepared, step, ended, _ = sent
    assert isinstance(prepared, Prepared)
    assert isinstance(step, Step)
    assert isinstance(ended, Ended)
    assert step.seconds >= 0.06
    assert ended.seconds >= step.seconds
