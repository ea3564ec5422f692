"""A dive's small program keeps the solution it was given, and what it finds fits the whole one."""

from random import Random

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver import dive
from scheduler.solver.dive import free_pairs, restricted_to
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.verified import settled
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from tests.solver.prices.stalls import Stall, some_prices, stalls
from tests.solver.prices.test_generation import medium_market


def whole_solution(stall: Stall, plan: int) -> Ints | None:
    """A solution of the whole program that assigns exactly what a plan does."""
    f, wanted = stall.formulation, stall.solution(plan)
    program = f.program.copy()
    program.add_rows(
        np.arange(len(f.x)), f.x, 1, count=len(f.x), lower=wanted[f.x], upper=wanted[f.x]
    )
    return settled(program)


def test_the_given_solution_is_kept_and_what_is_found_fits() -> None:
    """Whatever is left free: the best of the small program is a solution of the whole one."""
    better = dives = 0
    for stall in stalls(range(800, 860)):
        f, rng = stall.formulation, Random(f"dive/{stall.seed}/{stall.tier}")
        given = whole_solution(stall, rng.randrange(len(stall.every.plans)))
        assert given is not None
        program, objective = f.program, stall.goal.objective
        free = np.array([rng.random() < 0.4 for _ in f.x], dtype=np.bool_)
        smaller, less, kept = restricted_to(program.matrix(), program, objective, f.x, free, given)
        assert smaller.is_satisfied_by(given[kept])
        assert less.value(given[kept]) + objective.constant == objective.value(given)
        left = np.setdiff1d(f.x, kept)
        assert not given[left].any()
        assert not free[np.isin(f.x, left)].any()
        found = settled(smaller, less)
        assert found is not None
        solution = program.lower.copy()
        solution[kept] = found
        assert program.is_satisfied_by(solution)
        assert objective.value(solution) == less.value(found) + objective.constant
        gain = stall.worth(objective.value(solution)) - stall.worth(objective.value(given))
        assert gain >= 0
        better += gain > 0
        dives += 1
    assert dives > 100
    assert better > 20


def test_what_the_mixture_uses_is_free_and_little_else() -> None:
    """All pairs with a share; of people with a settled pattern no other; of others the nearest."""
    market = medium_market(TierName.COVERAGE)
    it, rng = market.instance, np.random.default_rng(3)
    settled_people = 0
    prices = rng.integers(0, 4, market.size).astype(np.float64)
    prices[market.limits >= 2**40] = 0
    shares = np.zeros(it.pairs)
    some = rng.random(it.pairs) < 0.15
    shares[some] = rng.choice((0.4, 0.97, 1.0), int(some.sum()))
    loss = market.losses(prices) / 64.0
    free = free_pairs(market, loss, shares, 1)
    assert free[(shares > 0) | (loss <= dive.HARDLY)].all()
    assert free[loss == 0].all()
    assert (shares[loss == 0] == 0).any()

    extra = free & (shares == 0) & (loss > dive.HARDLY)
    assert extra.any()
    assert (loss[extra] <= dive.NEARLY).all()
    for s in range(market.specialists.count):
        own = it.specialist == s
        settled_on = own & (shares > 0)
        is_settled = settled_on.any() and (shares[settled_on] >= dive.SETTLED).all()
        if is_settled:
            assert not extra[own].any()
            settled_people += 1
    assert settled_people > 3
    chosen = 0
    for slot in range(market.layout.seats.stop):
        own = market.slot == slot
        assert extra[own].sum() <= 1
        idle = own & ~np.isin(it.specialist, it.specialist[shares > 0])
        left = idle & ~free & (loss <= dive.NEARLY)
        if left.any():
            assert extra[own].sum() == 1
            assert loss[left].min() >= loss[own & extra].max()
            chosen += loss[left].max() > loss[own & extra].max()
    assert chosen > 3


def test_the_idle_and_the_torn_may_help_out() -> None:
    """Nobody is settled in a mixture of nothing: of each seat the nearest few are free."""
    market = medium_market(TierName.COVERAGE)
    it = market.instance
    losses = np.full(it.pairs, dive.NEARLY)
    free = free_pairs(market, losses, np.zeros(it.pairs), 4)
    offered = np.bincount(market.slot, minlength=market.layout.seats.stop)
    taken = np.bincount(market.slot[free], minlength=market.layout.seats.stop)
    assert (taken == np.minimum(offered, 4)).all()


@pytest.mark.parametrize("keep", [True, False])
def test_pairs_outside_are_0_and_all_other_columns_stay(keep: bool) -> None:
    """Also a pair that is not free, if the solution assigns it."""
    stall = next(s for s in stalls(range(20)) if len(s.formulation.x) > 3 and s.tier == "fit")
    f: Formulation = stall.formulation
    solution = np.zeros(f.program.columns, dtype=np.int64)
    solution[f.x[0]] = keep
    objective: Objective = stall.goal.objective
    nothing = np.zeros(len(f.x), dtype=np.bool_)
    _, _, kept = restricted_to(f.program.matrix(), f.program, objective, f.x, nothing, solution)
    assert np.intersect1d(kept, f.x).tolist() == ([f.x[0]] if keep else [])
    assert len(kept) == f.program.columns - len(f.x) + keep
    assert some_prices(stall.market, Random(1)) is not None


def test_pairs_of_cases_that_do_not_count_stay_as_they_are() -> None:
    """They lose nothing at any good prices, and would only make the dive larger."""
    market = medium_market(TierName.STATUTORY)
    loss, shares = np.zeros(market.instance.pairs), np.zeros(market.instance.pairs)
    aside = np.nonzero(~market.counting)[0]
    shares[aside[0]] = 1.0
    free = free_pairs(market, loss, shares, 0)
    assert market.counting.any()
    assert free[aside[0]]
    assert not free[aside[1:]].any()
    assert free[market.counting].all()
