"""What a solution leaves empty is staffed beside it: all its pairs stay, and it is no worse."""

import numpy as np
import pytest

from scheduler.model import Progress, SolveOptions, TierName
from scheduler.solver import filling as module
from scheduler.solver import search, solve
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.verified import settled
from scheduler.solver.filling import filled_up
from scheduler.solver.goals import Goals
from scheduler.solver.nearby import Ask, solution_of
from scheduler.solver.prices.sides import Sides
from scheduler.synth import family_pool
from tests import builders as build
from tests.properties.pools import any_pool
from tests.solver.sided import formulation_of

SERVED = (TierName.STATUTORY, TierName.COVERAGE)


def test_all_pairs_stay_and_others_join_them() -> None:
    """From any solution of pools with pins and without, of one week and several."""
    better = pinned = 0
    for seed in range(150):
        pool = any_pool(seed)
        f = formulation_of(pool)
        solution = settled(f.program)
        if solution is None:
            continue
        goals = Goals(Sides(f))
        found = filled_up(goals, SERVED, f.filled(solution), Ask())
        assert f.program.is_satisfied_by(found)
        assert (found[f.x] >= solution[f.x]).all()
        then, now = (
            [goals.linear(tier)[0].objective.value(one) for tier in SERVED]
            for one in (f.filled(solution), found)
        )
        assert now >= then
        better += now > then
        pinned += now > then and bool(f.instance.pins)
        assert filled_up(goals, (), solution, Ask()) is solution
    assert better > 40
    assert pinned > 5


def test_nothing_is_taken_that_lacks_one_of_its_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over several weeks what is left is reckoned more strictly than the rules do: one may go."""
    pool = build.pool(
        build.specialist("s1"),
        build.specialist("s2"),
        build.case("c1", priority=1),
        build.demand("d1", "c1"),
        build.case("c2", priority=100),
        build.demand("d2", "c2"),
        build.pin("s1", "d1"),
    )
    f = formulation_of(pool)
    it = f.instance
    pinned, other = (it.pair_number(s, d) for s, d in ((0, 0), (1, 1)))
    assert pinned is not None
    solution = solution_of(f, np.array([pinned]), Ask())
    assert solution is not None
    goals = Goals(Sides(f))
    monkeypatch.setattr(module, "greedy", lambda *_: np.array([other]))
    assert filled_up(goals, SERVED, solution, Ask()) is solution
    monkeypatch.setattr(module, "greedy", lambda *_: np.array([pinned, other]))
    assert filled_up(goals, SERVED, solution, Ask())[f.x].sum() == 2


def covered_when_coverage_begins() -> int:
    """What a plan covers whose search ends as soon as coverage is its turn."""
    pool, turn = family_pool(30, 60, 10), list[Progress]()

    def hear(news: Progress) -> None:
        if news.tier is TierName.COVERAGE:
            turn.append(news)

    ended = solve(
        pool, pool.horizon(), SolveOptions(), on_progress=hear, is_cancelled=lambda: bool(turn)
    )
    assert ended.plan is not None
    assert ended.plan.tiers[0].status == "optimal"
    value = ended.plan.tiers[1].value
    assert value is not None
    return value


def test_whoever_ends_the_search_after_the_first_tier_has_a_whole_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An engine that was asked for the cases that are due alone left the others empty."""
    whole = covered_when_coverage_begins()

    def as_it_is(_: Goals, __: tuple[TierName, ...], solution: Ints, ___: Ask) -> Ints:
        return np.asarray(solution)

    monkeypatch.setattr(search, "filled_up", as_it_is)
    assert whole > 1.4 * covered_when_coverage_begins()
