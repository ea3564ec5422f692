"""Steps down from first prices: along true subgradients, and no bound is lost on the way."""

from random import Random

import numpy as np

from scheduler.solver.prices.descent import Descent
from tests.solver.prices.stalls import some_prices, stalls


def test_the_surplus_is_a_subgradient() -> None:
    """The bound at any other prices is at least what the surplus at these says of it."""
    tight = asked = 0
    for stall in stalls(range(1000, 1050)):
        market, rng = stall.market, Random(f"descent/{stall.seed}/{stall.tier}")
        for _ in range(3):
            here = some_prices(market, rng, members=False)
            bound = market.evaluate(here, exact=False)
            surplus = Descent(market, here)._surplus(bound, here)
            for other in (some_prices(market, rng, members=False), here + 0.5):
                other[market.limits >= 2**40] = 0
                there = market.evaluate(other, exact=False).total
                said = bound.total + float(surplus @ (other - here))
                assert there >= said - 1e-6 * max(1.0, abs(said)), (stall.seed, stall.tier)
                tight += there < said + 1e-6
                asked += 1
    assert asked > 1_000
    assert tight > 50


def test_its_bound_is_true_and_only_gets_better() -> None:
    """Whatever it starts from; the averaged patterns are shares."""
    better = runs = paid = 0
    for stall in stalls(range(1050, 1060)):
        rng, heard = Random(f"down/{stall.seed}"), list[float]()
        start = some_prices(stall.market, rng, members=False)
        descent = Descent(stall.market, start)
        descent.run(30, stall.best, 3e-4, lambda bound, heard=heard: heard.append(bound) is None)  # type: ignore[misc]
        assert heard == sorted(heard, reverse=True)
        assert descent.bound == heard[-1]
        assert descent.bound >= stall.best - 1e-6 * max(1.0, abs(stall.best))
        assert stall.market.evaluate(descent.best, exact=False).total == descent.bound
        assert (descent.best[stall.market.layout.seats.stop :] >= 0).all()
        assert descent.shares.min(initial=0.0) >= 0
        assert descent.shares.max(initial=0.0) <= 1 + 1e-9
        better += heard[-1] < heard[0]
        seats = descent.best[stall.market.layout.seats]
        paid += heard[-1] < heard[0] and bool((seats < 0).any())  # a seat may be paid for
        runs += 1
    assert better > 0.7 * runs
    assert paid > 0.2 * runs


def test_it_stops_when_it_may_not_go_on() -> None:
    """After as many steps as it may take, or when it is told."""
    stall = next(s for s in stalls(range(1000, 1010)) if s.tier == "coverage")
    for steps, patience in ((4, 9), (9, 3)):
        heard: list[float] = []

        def may_go_on(bound: float, heard: list[float] = heard, patience: int = patience) -> bool:
            heard.append(bound)
            return len(heard) < patience

        start = np.zeros(stall.market.size)
        Descent(stall.market, start).run(steps, float(stall.best), 0.0, may_go_on)
        assert 1 <= len(heard) <= min(steps, patience)
