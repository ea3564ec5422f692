"""The whole program by branch and cut, beside neighbourhoods or alone; and which pools have it."""

import gc
import time
import weakref
from collections.abc import Callable
from functools import cache
from typing import Any

import highspy
import numpy as np
import pytest

from scheduler.model import SolveOptions, TierName
from scheduler.solver import instance as instances
from scheduler.solver import search, solve, whole
from scheduler.solver.bottlenecks import Bottlenecks
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines import beside, highs
from scheduler.solver.engines.beside import BranchAndCut
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.formulation import Formulation
from scheduler.solver.large import LargeSearch
from scheduler.solver.meter import Meter
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.program import Objective
from scheduler.solver.whole import WholeSearch
from scheduler.synth import family_pool
from tests.planned import with_tiers
from tests.solver.sided import formulation_of
from tests.solver.test_approach_steps import starts

LIMITS = Limits(seconds=60.0)


def always(_: float, __: int) -> bool:
    """Nothing ends it."""
    return True


class Idle(NeighbourhoodSearch):
    """Neighbourhoods that bring nothing; told when they are let go on."""

    def __init__(self, *_: object) -> None:
        self.let: list[bool] = []
        self.found: Ints | None = None

    def improve(
        self,
        solution: Ints,
        bound: int,
        may_go_on: Callable[[float, int], bool],
        patience: int | None = None,
    ) -> Ints:
        """What it is to find, once."""
        self.let.append(may_go_on(0.0, bound))
        found, self.found = self.found, None
        return solution if found is None else found


@pytest.mark.parametrize("has_neighbourhoods", [True, False])
def test_it_ends_at_the_best_plan_and_proves_it(*, has_neighbourhoods: bool) -> None:
    """From any plan of tiny pools, with the earlier tiers held."""
    better = 0
    for stall, program, solution in starts(range(900, 930)):
        f, objective = stall.formulation, stall.goal.objective
        near = NeighbourhoodSearch(f, program, objective, 0) if has_neighbourhoods else None
        with WholeSearch.begun(f, program, objective, solution, LIMITS) as at_work:
            found = at_work.improve(solution, near, always)
            bound = at_work.bound
        assert program.is_satisfied_by(found)
        assert stall.worth(objective.value(found)) == stall.worth(bound) == stall.best
        better += objective.value(found) != objective.value(solution)
    assert better > 20


@cache
def medium() -> tuple[Formulation, Objective, Ints, Ints]:
    """A program that takes a moment, the empty plan, and a good one."""
    pool = with_tiers(family_pool(60, 40, 4), TierName.COVERAGE)
    f = formulation_of(pool)
    columns = np.concatenate([f.x, f.runs[f.instance.has_core]])
    objective = Objective(columns, np.ones(len(columns), dtype=np.int64), 0, maximise=True)
    nothing = f.filled(np.zeros(f.program.columns, dtype=np.int64))
    near = NeighbourhoodSearch(f, f.program, objective, 0)
    until = time.monotonic() + 2.0
    good = near.improve(nothing, 10**6, lambda *_: time.monotonic() < until)
    assert objective.value(good) > objective.value(nothing)
    return f, objective, nothing, good


def test_what_is_offered_is_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A better solution becomes its own; no better one is not even told."""
    f, objective, nothing, good = medium()
    heard: list[int] = []
    real = highspy.cb.HighsCallbackInput.setSolution

    def hear(to: highspy.cb.HighsCallbackInput, values: Floats) -> object:
        heard.append(objective.value(np.rint(values).astype(np.int64)))
        return real(to, values)

    monkeypatch.setattr(highspy.cb.HighsCallbackInput, "setSolution", hear)
    at_work = BranchAndCut(f.program, objective, nothing, Limits(seconds=60.0))
    at_work.offer(nothing)
    at_work.offer(good)
    worse = good.copy()
    worse[objective.columns[worse[objective.columns] == 1][0]] = 0
    at_work.offer(worse)
    with at_work:
        at_work.wait(60.0)
        assert at_work.is_over
        assert at_work.bound >= objective.value(good)
    assert heard == [objective.value(good)]


def test_neighbourhoods_are_offered_and_told_when_there_is_news(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What they find goes to branch and cut, and they end when that has something for them."""
    f, objective, nothing, good = medium()
    offered: list[int] = []
    real = BranchAndCut.offer

    def offer(self: BranchAndCut, solution: Ints) -> None:
        offered.append(objective.value(solution[: f.program.columns]))
        real(self, solution)

    monkeypatch.setattr(BranchAndCut, "offer", offer)
    near = Idle()
    near.found = good
    with WholeSearch.begun(f, f.program, objective, nothing, LIMITS) as at_work:
        found = at_work.improve(nothing, near, always)
        assert objective.value(found) == at_work.bound
    assert offered[:2] == [objective.value(nothing), objective.value(good)]
    assert not all(near.let) or len(near.let) == 1


def test_what_breaks_a_row_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine's solution counts only where every row allows it; the bound stays."""
    f, objective, nothing, _ = medium()
    everything = np.ones(f.program.columns, dtype=np.int64)
    monkeypatch.setattr(Bottlenecks, "part", lambda *_: everything)
    with WholeSearch.begun(f, f.program, objective, nothing, LIMITS) as at_work:
        found = at_work.improve(nothing, None, always)
        assert at_work.bound > objective.value(nothing)
    assert objective.value(found) == objective.value(nothing)


def test_it_ends_at_once_when_it_is_told_to() -> None:
    """What was there is kept, and the bound is true: that of the columns' own limits."""
    f, objective, nothing, _ = medium()
    began = time.monotonic()
    with WholeSearch.begun(f, f.program, objective, nothing, LIMITS) as at_work:
        assert at_work.improve(nothing, None, lambda *_: False) is nothing
        bound = at_work.bound
    assert bound <= objective.box_bound(f.program)
    assert time.monotonic() - began < 10.0


def test_a_refusal_is_not_kept_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for an engine that refused to run hears of it; no other error is hidden."""
    f, objective, nothing, _ = medium()

    def refuse(_: object) -> None:
        raise RuntimeError("refused")

    monkeypatch.setattr(beside, "run", refuse)
    at_work = BranchAndCut(f.program, objective, nothing, LIMITS)
    with pytest.raises(RuntimeError, match="refused"), at_work:
        at_work.wait(10.0)
    other = BranchAndCut(f.program, objective, nothing, LIMITS)
    with pytest.raises(ZeroDivisionError), other:
        other.wait(1 / 0)


def test_an_engine_is_gone_once_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its memory is not kept until somebody looks for garbage."""
    f, objective, nothing, _ = medium()
    known: list[weakref.ref[highspy.Highs]] = []
    real = highs.set_up

    def set_up(*parts: Any) -> highspy.Highs:
        solver = real(*parts)
        known.append(weakref.ref(solver))
        return solver

    monkeypatch.setattr(beside, "set_up", set_up)
    gc.disable()
    try:
        with BranchAndCut(f.program, objective, nothing, LIMITS) as at_work:
            at_work.wait(60.0)
            assert at_work.is_over
            assert [solver() for solver in known] == [None]
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("options", "pairs", "spent", "has"),
    [
        (SolveOptions(mode="timed", workers=2, time_limit_s=100), 100, 0, "beside"),
        (SolveOptions(mode="timed", workers=1, time_limit_s=100), 100, 0, "after"),
        (SolveOptions(mode="timed", workers=2, time_limit_s=100), 10, 0, "neither"),
        (SolveOptions(mode="timed", workers=2, time_limit_s=100), 100, 81, "neither"),
        (SolveOptions(mode="timed", workers=1, time_limit_s=100), 100, 15, "neither"),
        (SolveOptions(work_limit=100), 100, 0, "neither"),
    ],
)
def test_which_pools_have_it(
    monkeypatch: pytest.MonkeyPatch, options: SolveOptions, pairs: int, spent: int, has: str
) -> None:
    """Where there is time, by the clock, and where the program is not too large."""
    f, objective, nothing, _ = medium()
    monkeypatch.setattr(whole, "MOST_PAIRS", len(f.x) * pairs // 100)
    meter = Meter(options, lambda: float(spent), 0.0)
    meter.open(1)
    it = LargeSearch(f, f.program, objective, meter, UNWATCHED, lambda *_: always)
    begun: list[bool] = []

    def begin(self: BranchAndCut) -> BranchAndCut:
        begun.append(True)
        return self

    monkeypatch.setattr(BranchAndCut, "__enter__", begin)
    monkeypatch.setattr(BranchAndCut, "__exit__", lambda *_: None)
    monkeypatch.setattr(WholeSearch, "improve", lambda _, solution, *__: solution)
    with it.beside(nothing) as at_work:
        assert (at_work is not None) == (has == "beside")
        assert it.threads == options.workers - (has == "beside")
        begun.clear()
        found, bound = it.improve(Idle(), nothing, 10**6, [], at_work)
    assert bool(begun) == (has == "after")
    assert found is nothing
    assert (bound == 10**6) == (has == "neither")


def test_where_memory_counts_one_is_tried_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever threads there are."""
    f, objective, _, _ = medium()
    meter = Meter(SolveOptions(mode="timed", workers=3, time_limit_s=10), lambda: 0.0, 0.0)
    meter.open(1)
    it = LargeSearch(f, f.program, objective, meter, UNWATCHED, lambda *_: always)
    assert it.threads == 3
    monkeypatch.setattr(instances, "HUGE", len(f.x) - 1)
    assert it.threads == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_every_tier_of_a_large_pool_is_proven_by_it(
    monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """As by the search of smaller ones, which asks other engines."""
    pool = family_pool(30, 20, 3)
    expected = solve(pool, pool.horizon()).plan
    monkeypatch.setattr(search, "LARGE_PAIRS", -1)
    monkeypatch.setattr(whole, "LEAST", 0.1)
    monkeypatch.setattr(whole, "LEAST_ALONE", 0.1)
    options = SolveOptions(mode="timed", workers=workers, time_limit_s=40)
    found = solve(pool, pool.horizon(), options).plan
    assert expected is not None
    assert found is not None
    assert [(t.tier, t.status, t.value, t.bound) for t in found.tiers] == [
        (t.tier, t.status, t.value, t.bound) for t in expected.tiers
    ]
