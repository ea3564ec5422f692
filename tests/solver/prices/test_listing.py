"""Lists of patterns: their mixtures come to the best bound that whole patterns and teams allow."""

from random import Random

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver.prices import generation as module
from scheduler.solver.prices.generation import PriceSearch
from scheduler.solver.prices.listing import Listed, Listing
from scheduler.solver.prices.market import Market
from tests.solver.prices.stalls import stalls
from tests.solver.prices.test_generation import SLACK, Ear, medium_market, near

FAR = 1e5
EVERYTHING, SOME = 1e12, 12.0


def listed(market: Market, loss: float = EVERYTHING, radius: float = FAR) -> Listed:
    """The mixture of all patterns and teams that lose so much where nothing has a price."""
    nothing = np.zeros(market.size + len(market.members))
    patterns = market.patterns(nothing, market.losses(nothing), loss, 10**5)
    assert patterns is not None
    teams = market.teams_within(nothing, EVERYTHING)
    found = Listing(market, patterns, teams).solve(nothing, radius, None)
    assert found is not None
    return found


@pytest.mark.parametrize("members", [False, True])
def test_of_all_patterns_the_mixture_is_what_column_generation_ends_at(members: bool) -> None:
    """And its prices prove nearly that. Memberships, held tiers, loads and instruments are in."""
    seen, compared, equal = dict.fromkeys(TierName, 0), 0, 0
    for stall in stalls(range(450, 470)):
        market, rng = stall.market, Random(f"listing/{stall.seed}")
        if members:
            starts = market.instance.has_core & ~market.instance.under_way
            cases = np.nonzero(starts)[0].tolist()
            people = range(market.specialists.count)
            market.add_members([(s, c) for s in people for c in cases if rng.random() < 0.5])
        size = max(1.0, abs(stall.best))
        found = listed(market, radius=max(FAR, 100 * size))
        before = len(market.members)
        exact = PriceSearch(market, Ear(), None).run().bound
        if len(market.members) == before:  # no others were priced on the way
            assert found.value <= exact + 2e-3 * size
            equal += found.value >= exact - 2e-3 * size
            compared += 1
        assert found.value >= stall.best - 2e-3 * size
        again = market.evaluate(np.append(found.prices, np.zeros(_added(market, found)))).total
        assert stall.best - near(stall) <= again
        seen[stall.tier] += again <= found.value + 0.02 * size
    assert sum(seen.values()) > 30
    assert compared > 30
    assert equal > 0.9 * compared  # lists know that a pinned pair is whole
    assert all(seen[tier] > 5 for tier in (TierName.COVERAGE, TierName.STABILITY, TierName.BALANCE))


def _added(market: Market, found: Listed) -> int:
    """Memberships that were priced since."""
    return market.size + len(market.members) - len(found.prices)


def test_pairs_are_in_a_mixture_as_far_as_their_patterns_are() -> None:
    """No specialist is in patterns by more than one, nor a seat taken more often than it is."""
    market = medium_market(TierName.COVERAGE)
    found, it = listed(market, SOME), market.instance
    assert found.shares.min() >= -SLACK
    assert found.shares.max() <= 1 + 1e-3
    most = np.array([s.max_cases for s in it.eligibility.frame.specialists])
    cases = np.bincount(it.specialist, found.shares, minlength=len(most))
    assert (cases <= most + 1e-2).all()
    seats = np.bincount(it.demand, found.shares, minlength=len(it.demands))
    assert (seats <= it.headcount + 1e-2).all()
    assert found.iterations > 0


def test_prices_stay_near_their_centre() -> None:
    """Within the radius, but for what must not be below 0."""
    market = medium_market(TierName.COVERAGE)
    found = listed(market, SOME, 0.5)
    assert np.abs(found.prices).max() <= 0.5 + 1e-3
    assert np.abs(listed(market, SOME).prices).max() > 1


@pytest.mark.parametrize("tier", [TierName.COVERAGE, TierName.STABILITY, TierName.BALANCE])
def test_lists_bring_the_bound_near_that_of_column_generation(
    tier: TierName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It only gets better; what the last mixture uses is known."""
    exact = PriceSearch(medium_market(tier), Ear(), None).run().bound
    monkeypatch.setattr(module, "MOST_GENERATED", 0)
    ear, market = Ear(), medium_market(tier)
    search = PriceSearch(market, ear, None)
    best = search.run()
    heard = [*ear.bounds, best.bound]
    assert heard == sorted(heard, reverse=True)
    assert best.bound >= exact - SLACK * abs(exact)
    assert best.bound <= exact + 0.01 * abs(exact) + 1
    assert market.evaluate(best.vector).total == pytest.approx(best.bound)
    assert min(ear.work) >= 0


def test_a_bound_of_lists_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """On tiny pools, whatever is held."""
    monkeypatch.setattr(module, "MOST_GENERATED", 0)
    tight = searches = 0
    for stall in stalls(range(470, 485)):
        best = PriceSearch(stall.market, Ear(), None).run().bound
        assert best >= stall.best - near(stall)
        tight += int(np.floor(best + near(stall))) == stall.best
        searches += 1
    assert tight > 0.5 * searches


@pytest.mark.parametrize("tier", [TierName.COVERAGE, TierName.FIT])
def test_where_no_list_holds_all_columns_come_one_by_one(
    tier: TierName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where prices leave many equally good; but where cases are worth something they gain little.

    They end once a stretch of steps brings little.
    """
    exact = PriceSearch(medium_market(tier), Ear(), None).run().bound
    monkeypatch.setattr(module, "MOST_GENERATED", 0)
    monkeypatch.setattr(module, "FEW_LISTED", 0)
    market, ear = medium_market(tier), Ear()
    search = PriceSearch(market, ear, None)
    first, *better = (prices.bound for prices in search.stages())
    if tier is TierName.COVERAGE:
        assert not better
        assert not search.shares().any()
        return
    (last,) = better
    assert exact - SLACK * abs(exact) <= last < first
    assert last <= exact + 0.01 * abs(exact)
    assert search.shares().any()
    monkeypatch.setattr(module, "STRETCH", 1)
    monkeypatch.setattr(module, "WORTH_LISTING", 10.0)
    soon = Ear()
    PriceSearch(medium_market(tier), soon, None).run()
    assert len(soon.bounds) < len(ear.bounds)
