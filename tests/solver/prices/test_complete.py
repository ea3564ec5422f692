"""All that a better plan could be made of: no such plan is missing, before and after cuts."""

from random import Random

import numpy as np
import pytest

from scheduler.solver.engines.port import Limits, never
from scheduler.solver.engines.verified import settled
from scheduler.solver.prices import Leeway, PriceSearch, contenders, leeway
from scheduler.solver.prices.complete import Contenders
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.leeway import Kept
from scheduler.solver.prices.market import Market
from scheduler.solver.program import Program
from tests.solver.prices.stalls import Stall, some_prices, stalls
from tests.solver.prices.test_generation import Ear
from tests.solver.prices.test_leeway import kept_of

PLENTY = 10**6


def asked(left: Contenders) -> Program:
    """The program with the row that asks for the least worth."""
    program, goal = left.program.copy(), left.objective
    program.add_row(goal.columns, goal.coefficients, lower=left.least - goal.constant)
    return program


def listed(
    market: Market, prices: Floats, worths: range, most: int, kept: Kept | None = None
) -> Contenders | None:
    """What plans of some worths are made of; without what earlier tiers leave, unless given."""
    own = Leeway.of(market, prices)
    assert own is not None
    return contenders(own, kept or Kept(()), worths, most)


def is_held(stall: Stall) -> bool:
    """Whether the market holds all earlier tiers: it cannot hold one that is no sum."""
    return len(stall.market.held) == stall.pool.policy.tiers.index(stall.tier)


@pytest.mark.parametrize("shared", [None, 10**6, 0])
def test_the_best_plan_is_among_them_and_nothing_beyond(
    shared: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With good prices and with any, asked for what there is and for more.

    By the tier's own prices alone, and of what any prices of the earlier tiers leave, whether that
    is written down first or not.

    A list leaves limits by week aside, so where such are in play it may hold more.
    """
    monkeypatch.setattr(leeway, "MOST_SHARED", shared or 0)
    seen = {"found": 0, "none": 0, "by multipliers": 0, "smaller": 0, "loads": 0}
    for stall in stalls(range(300, 315)):
        market, rng = stall.market, Random(f"complete/{stall.seed}/{stall.tier}")
        good = PriceSearch(market, Ear(), None).run().vector
        any_prices = np.rint(some_prices(market, rng, members=False))
        for prices in (good, any_prices):
            for least in (stall.best - rng.randint(0, 2), stall.best + 1):
                kept = Kept(()) if shared is None else kept_of(stall, rng)
                left = listed(market, prices, range(least, least + 1), PLENTY, kept)
                assert left is not None
                seen["loads"] += market.has_loads
                own = Leeway.of(market, prices)
                assert own is not None
                assert own.allows(left.patterns, least).all()
                before, columns = settled(asked(left), left.objective), left.program.columns
                is_possible = left.tightened(Limits, never)
                after = settled(asked(left), left.objective) if is_possible else None
                assert (before is None) == (after is None)
                seen["by multipliers"] += not is_possible
                seen["smaller"] += left.program.columns < columns
                if before is not None:
                    assert after is not None
                if least <= stall.best:
                    assert after is not None
                    assert left.objective.value(after) >= stall.best
                    seen["found"] += left.objective.value(after) == stall.best
                elif market.frame.horizon.weeks == 1 and is_held(stall):
                    assert after is None
                    seen["none"] += 1
    assert all(count > 15 for count in seen.values()), seen


def test_a_solution_names_the_pairs_of_a_plan_of_its_worth() -> None:
    """In a single week its pairs are an allowed plan; the numbers hold after columns went."""
    plans = 0
    for stall in stalls(range(360, 372)):
        market, it = stall.market, stall.market.instance
        if market.frame.horizon.weeks > 1 or not is_held(stall):
            continue
        prices = PriceSearch(market, Ear(), None).run().vector
        left = listed(market, prices, range(stall.best, stall.best + 1), PLENTY)
        assert left is not None
        assert left.tightened(Limits, never)
        solution = settled(asked(left), left.objective)
        assert solution is not None
        pairs = left.pairs(solution)
        names = frozenset(
            (market.frame.specialists[it.specialist[p]].specialist, it.demands[it.demand[p]].demand)
            for p in pairs.tolist()
        )
        every = [frozenset(own) for own in stall.every.pairs]
        assert names in every
        value = stall.every.plans[every.index(names)][stall.tier]
        assert isinstance(value, int)
        assert stall.worth(value) == stall.best
        plans += bool(names)
    assert plans > 15


def test_as_many_worths_as_patterns_allow() -> None:
    """From the top of the range down; none where even the first has too many."""
    shortened = refused = 0
    for stall in stalls(range(400, 410)):
        prices = np.zeros(stall.market.size)
        worths = range(stall.best - 20, stall.best + 1)
        every = listed(stall.market, prices, worths, PLENTY)
        assert every is not None
        assert every.least == worths[0]
        most = every.patterns.count - 1
        fewer = listed(stall.market, prices, worths, most) if most >= 0 else None
        if fewer is None:
            refused += 1
            continue
        assert worths[0] < fewer.least <= worths[-1]
        assert fewer.patterns.count <= most
        shortened += 1
    assert refused > 5
    assert shortened > 0
