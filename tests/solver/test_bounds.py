"""Bounds are true: whatever multipliers they come from, and however little time there was."""

import numpy as np
import pytest

from scheduler.model import SolveOptions, TierName
from scheduler.solver import solve
from scheduler.solver.relaxation import DENOMINATOR, lagrangian_bound, relaxed
from scheduler.solver.tiers import goal_of
from scheduler.solver.tiers.goal import LinearGoal
from scheduler.synth import family_pool
from tests.planned import with_tiers
from tests.solver.sided import formulation_of
from tests.tiny import tiny_pool

LINEAR = (TierName.STATUTORY, TierName.COVERAGE, TierName.STABILITY, TierName.FIT)


@pytest.mark.parametrize("seed", range(10))
def test_any_multipliers_prove_a_true_bound(seed: int) -> None:
    """The Lagrangian bound is never beyond a value that some allowed plan has."""
    pool = tiny_pool(seed).with_rows(assignments=())
    horizon = pool.horizon()
    formulation = formulation_of(pool)
    draw = np.random.default_rng(seed)
    for tier in LINEAR:
        goal = goal_of(tier, formulation)
        assert isinstance(goal, LinearGoal)
        alone = with_tiers(pool, tier)
        plan = solve(alone, horizon).plan
        assert plan is not None
        best = plan.tier(tier).value
        assert best is not None
        for scale in (0, 1, 10):
            guess = draw.integers(-scale, scale + 1, formulation.program.rows) * DENOMINATOR
            bound = lagrangian_bound(formulation.program, goal.objective, guess)
            assert bound >= best if tier.is_maximised else bound <= best


def test_the_relaxation_is_tighter_than_the_box() -> None:
    """On a scarce pool the linear relaxation cuts most of what the box leaves open."""
    pool = family_pool(60, 40, 1)
    formulation = formulation_of(pool)
    goal = goal_of(TierName.COVERAGE, formulation)
    assert isinstance(goal, LinearGoal)
    multipliers, work = relaxed(formulation.program, goal.objective, 0, None)
    y = multipliers.over(formulation.program, 0)
    bound = lagrangian_bound(formulation.program, goal.objective, y)
    plan = solve(pool, pool.horizon()).plan
    assert plan is not None
    value = plan.tier(TierName.COVERAGE).value
    assert value is not None
    assert value <= bound < goal.objective.box_bound(formulation.program)
    assert work > 0


@pytest.mark.parametrize("limit", [0.001, 0.05, 0.3])
def test_little_time_still_gives_true_bounds(limit: float) -> None:
    """A search that is cut short says so, and its bounds hold for the proven optimum."""
    pool = family_pool(60, 40, 2)
    short = solve(pool, pool.horizon(), SolveOptions(work_limit=limit)).plan
    long = solve(pool, pool.horizon()).plan
    assert short is not None
    assert long is not None
    assert long.is_proven
    first, proven = short.tiers[1], long.tiers[1]
    assert first.bound is not None
    assert proven.value is not None
    assert first.value is not None
    assert first.value <= proven.value <= first.bound
