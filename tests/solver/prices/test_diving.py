"""Dives: what is left of a mixture is one, has few people torn, and is another one each time."""

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.highs import Relaxed
from scheduler.solver.engines.port import Limits, Stop, never
from scheduler.solver.prices import Dives, Market, PriceSearch
from scheduler.solver.prices import diving as module
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import AMPLE
from tests.solver.prices.test_generation import Ear, medium_market

NEAR = 1e-6


def dives_of(market: Market, stop: Stop = never, seed: int = 1) -> tuple[Dives, float]:
    """Dives along good prices, and the bound that these prove."""
    search = PriceSearch(market, Ear(), None)
    best = search.run()
    return Dives(market, best.vector, search.unit, Limits(seed=seed), stop), best.bound


def torn_people(market: Market, shares: Floats) -> int:
    """People who have a part of a pair."""
    half = (shares > NEAR) & (shares < 1 - NEAR)
    return len(np.unique(market.instance.specialist[half]))


@pytest.fixture(scope="module")
def market() -> Market:
    """Coverage of a pool of which the best mixture leaves many torn, and a case half running."""
    return torn_market()


def torn_market() -> Market:
    """It anew: a search adds the memberships that it prices to a market."""
    return medium_market(TierName.COVERAGE, 1, 100, 50)


def test_a_dive_leaves_few_torn_and_breaks_no_seat(market: Market) -> None:
    """The less are to be torn, the less are; and it never says more than the bound."""
    it = market.instance
    dives, bound = dives_of(market)
    whole = dives.dive(market.specialists.count)
    assert whole is not None
    before, work = torn_people(market, whole), dives.work
    assert work > 0
    assert before > 6
    fewer = 0
    for most in (before // 2, before // 2, 3, 3, 0):
        shares = dives.dive(most)
        assert shares is not None
        seats = np.bincount(it.demand, weights=shares, minlength=len(it.headcount))
        assert (seats <= it.headcount + NEAR).all()
        assert shares.min() >= -NEAR
        assert shares.max() <= 1 + NEAR
        assert market.goal.pair @ shares <= bound + NEAR
        fewer += torn_people(market, shares) <= most
    assert fewer >= 4
    assert dives.work > work


def test_each_dive_is_another_one_and_the_same_again() -> None:
    """They differ within a search and by its seed; the same search repeats them."""
    one, other = dives_of(torn_market())[0], dives_of(torn_market())[0]
    elsewhere = dives_of(torn_market(), seed=2)[0]
    first, second, repeated, drawn = (d.dive(2) for d in (one, one, other, elsewhere))
    assert first is not None
    assert second is not None
    assert (first != second).any()
    assert (first == repeated).all()
    assert (first != drawn).any()


def running(market: Market, dives: Dives, mixture: Relaxed) -> Floats:
    """How far each case runs in a mixture."""
    size, runs = dives._patterns.count, np.zeros(market.teams.count)
    share = mixture.columns[size : size + len(dives._case)]
    np.add.at(runs, dives._case[dives._runs], share[dives._runs])
    return runs


def test_a_case_that_half_runs_is_decided(market: Market) -> None:
    """It runs; or where that costs much and not running less, it does not."""
    dives = dives_of(market)[0]
    root = dives._root
    assert root is not None
    runs = running(market, dives, root)
    half = np.nonzero((runs > NEAR) & (runs < 1 - NEAR))[0]
    assert len(half) == 1
    values = {}
    for run in (True, False):
        dives._program.restart()
        size = dives._patterns.count
        others = np.nonzero((dives._case == half[0]) & (dives._runs != run))[0]
        dives._program.fix(size + others, 0)
        found = dives._mixed()
        assert found is not None
        values[run] = found.value
    for dear, expected in ((1e9, True), (-1e9, values[True] >= values[False])):
        dives._dear = dear
        dives._program.restart()
        settled = dives._settled(root)
        after = running(market, dives, settled)
        assert ((after < NEAR) | (after > 1 - NEAR)).all()
        assert (after[half[0]] > 1 / 2) == expected


def test_of_a_dear_batch_half_is_taken(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """And half of that; what costs too much alone is ruled out."""
    dives = dives_of(market)[0]
    root = dives._root
    assert root is not None
    torn = dives._torn(root)
    batch = dives._batch(root, torn, 1.0, 0.0)
    assert len(np.unique(dives._patterns.specialist[batch])) == len(batch) > 3
    fixed: list[tuple[int, int]] = []
    fix = dives._program.fix

    def noted(some: Ints, value: int) -> None:
        fixed.append((len(some), value))
        fix(some, value)

    monkeypatch.setattr(dives._program, "fix", noted)
    dives._dear = -1e9  # everything costs too much
    after = dives._fixed(batch, root.value)
    assert fixed == [(len(batch), 1), (1, 0)]
    assert after is not None
    assert after.columns[batch[0]] < NEAR
    dives._dear = 1e9
    dives._program.restart()
    all_of_it = dives._fixed(batch[:2], root.value)
    assert all_of_it is None or (all_of_it.columns[batch[:2]] > 1 - NEAR).all()


def test_prices_that_are_not_the_best_ones_have_a_mixture_too(market: Market) -> None:
    """Where no mixture of the list keeps all seats, one too many or too few costs something."""
    rng, unit = np.random.default_rng(4), PriceSearch(market, Ear(), None).unit
    size = market.size + len(market.members)
    for spread in (0.0, 1.0, 5.0):
        prices = market.signed(rng.normal(0.0, 1.0, size) * spread)
        prices[: market.size][market.limits >= AMPLE] = 0.0
        shares = Dives(market, prices, unit, Limits(seed=1), never).dive(20)
        assert shares is not None
        assert shares.any()


def test_nothing_comes_of_a_dive_that_is_stopped(market: Market) -> None:
    """Before the first mixture there is none at all, before the list not even a list."""
    assert dives_of(market, stop=lambda: True)[0]._patterns.count == 0
    is_stopping = False
    dives = dives_of(market, stop=lambda: is_stopping)[0]
    root = dives._root
    assert root is not None
    is_stopping = True
    shares = dives.dive(0)
    assert shares is not None
    assert torn_people(market, shares) > 0
    dives._root = None
    assert dives.dive(5) is None


def test_a_list_holds_as_many_as_it_may(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is filled from below; where not even the patterns that lose nothing fit, it is empty."""
    count = market.specialists.count
    for each in (6, 12):
        monkeypatch.setattr(module, "LISTED", each)
        dives = dives_of(market)[0]
        assert each * count / 3 <= dives._patterns.count <= each * count
    monkeypatch.setattr(module, "LISTED", 0)
    nothing = dives_of(market)[0]
    assert nothing._patterns.count == 0
    shares = nothing.dive(0)
    assert shares is None or not shares.any()
