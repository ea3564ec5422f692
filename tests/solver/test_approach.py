"""Large pools: prices, a dive and neighbourhoods alone. The plans obey the same judge."""

import itertools
from functools import partial

import numpy as np
import pytest

from scheduler.check import judge
from scheduler.model import Progress, SolveOptions, TierName
from scheduler.solver import make_plan, search, solve
from scheduler.solver.first_plan import FirstPlan
from scheduler.solver.meter import Meter
from scheduler.solver.telling import Telling
from scheduler.solver.tiers.coverage import coverage
from scheduler.synth import family_pool
from tests.solver.sided import formulation_of
from tests.tiny import tiny_pool


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the way of large pools whatever the size, and never solve the whole."""
    monkeypatch.setattr(search, "LARGE_PAIRS", -1)


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("seed", range(15))
def test_the_way_of_large_pools_keeps_every_rule_and_true_bounds(seed: int) -> None:
    """On small pools its plans are accepted; the neighbourhood of everything finds the optimum."""
    pool = tiny_pool(seed)
    result = solve(pool, pool.horizon())
    if result.plan is None:
        assert result.status == "infeasible"
        return
    assert not judge(pool, result.plan).violations
    for tier in result.plan.tiers:
        if tier.value is not None and tier.bound is not None:
            better = (
                tier.bound >= tier.value if tier.tier.is_maximised else tier.bound <= tier.value
            )
            assert better


def test_small_and_large_ways_agree_on_what_is_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound of the large way holds for the proven optimum, its plan is not far from it."""
    pool = family_pool(60, 40, 3)
    exact = solve(pool, pool.horizon()).plan
    monkeypatch.setattr(search, "LARGE_PAIRS", -1)
    large = make_plan(pool, pool.horizon()).plan
    assert exact is not None
    assert large is not None
    proven, found = exact.tier(TierName.COVERAGE), large.tier(TierName.COVERAGE)
    assert proven.value is not None
    assert found.value is not None
    assert found.bound is not None
    assert found.value <= proven.value <= found.bound
    assert found.value >= 0.99 * proven.value


@pytest.mark.usefixtures("everything_is_large")
def test_the_large_way_repeats_byte_by_byte() -> None:
    """In certified mode the neighbourhoods are drawn from the seed and limited by work."""
    pool = family_pool(60, 40, 4)
    options = SolveOptions(work_limit=3)
    one, two = (solve(pool, pool.horizon(), options).plan for _ in range(2))
    assert one == two


@pytest.mark.usefixtures("everything_is_large")
def test_a_cancelled_search_keeps_its_best_plan() -> None:
    """After some polls the caller cancels; what was found is a plan that the judge accepts."""
    pool = family_pool(60, 40, 5)
    polls = itertools.count()
    result = make_plan(pool, pool.horizon(), is_cancelled=lambda: next(polls) > 3)
    assert result.run.cancelled
    assert result.plan is not None
    assert result.plan.assignments


@pytest.mark.parametrize("seed", range(6))
def test_no_time_left_leaves_the_bound_of_no_prices(seed: int) -> None:
    """What is kept for afterwards suffices for that; once it is used up, too, there is the box."""
    pool = family_pool(24, 14, seed)
    f = formulation_of(pool)
    options = SolveOptions(mode="timed", time_limit_s=30.0)
    told = {}
    for now in (20.0, 30.0):  # the search begins with 10 s and with nothing left of 30
        first = FirstPlan(f, pool.policy.tiers)
        clock = partial(float, now)
        told[now] = search.Search(
            first, options, lambda _: None, lambda: False, clock, began=0.0
        ).run()
    best, spent, late = solve(pool, pool.horizon()).plan, told[20.0], told[30.0]
    assert best is not None
    assert spent is not None
    assert late is not None
    nearer = 0
    for one, other, optimal in zip(spent, late, best.tiers, strict=True):
        assert one.bound is not None
        assert other.bound is not None
        assert one.value == other.value
        sign = 1 if one.tier.is_maximised else -1
        if one.tier is TierName.STATUTORY:  # of a later one the bound is of what is held
            assert optimal.value is not None
            assert sign * one.bound >= sign * optimal.value
        assert sign * one.bound <= sign * other.bound
        nearer += one.bound != other.bound
    assert nearer


@pytest.mark.parametrize(("largest", "weights"), [(-1, [1, 1, 1.5, 1, 1, 1]), (10**9, [1] * 6)])
def test_coverage_has_more_of_the_limit_where_prices_take_long(
    largest: int, weights: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half as much again, with the first plan before all tiers and the others as ever."""
    opened: list[float] = []

    def note(_meter: Meter, _tiers_left: int, weight: float = 1.0) -> None:
        opened.append(weight)

    monkeypatch.setattr(search, "HEAVY_PAIRS", largest)
    monkeypatch.setattr(Meter, "open", note)
    monkeypatch.setattr(Meter, "is_late", lambda _: True)
    pool = family_pool(24, 14, 1)
    assert pool.policy.tiers[1] is TierName.COVERAGE
    solve(pool, pool.horizon())
    assert opened == weights


def told_every(seconds: float) -> tuple[Telling, list[int | None]]:
    """A telling whose clock goes on by so much at each look, and the values it has told."""
    heard, now = list[int | None](), itertools.count(0, seconds)

    def hear(progress: Progress) -> None:
        heard.append(progress.value)

    meter = Meter(SolveOptions(), lambda: float(next(now)), 0.0)
    return Telling(hear, lambda: False, meter), heard


def test_a_value_after_silence_is_told_at_once() -> None:
    """News come every half second; but what ends a time without any value is not held back."""
    asked, heard = told_every(0.125)
    for value in (1, 2, 3, 4, None, 5, 6, None, None, 7, 8):
        asked.report(TierName.COVERAGE, value, None)
    assert heard == [None, 5, 7]


def test_a_value_that_is_known_is_told_until_there_is_a_better_one() -> None:
    """A part of the program, whose engine has no value yet or a worse one, takes none back."""
    asked, heard = told_every(1.0)  # all but the first report, of second 0
    pool = tiny_pool(1)
    f = formulation_of(pool)
    objective = coverage(f).objective
    nobody = np.zeros(f.program.columns, dtype=np.int64)
    known = objective.value(nobody)
    watch = asked.watch(TierName.COVERAGE, objective, nobody)
    for value in (None, None, known - 1, known + 5, None, known + 3, known + 8):
        watch.report(value, None)
    assert heard == [known, known, known + 5, known + 5, known + 5, known + 8]
    heard.clear()
    watch = asked.watch(TierName.COVERAGE, objective)
    for value in (None, known + 2, None):
        watch.report(value, None)
    assert heard == [None, known + 2, known + 2]
