"""What prices leave to plans of some worth: no pattern and no team of such a plan is missing."""

from random import Random

import numpy as np
import pytest

from scheduler.solver.prices import Leeway, Leeways, PriceSearch, leeway
from scheduler.solver.prices.leeway import Kept
from scheduler.solver.prices.market import Market
from tests.solver.prices.stalls import Stall, some_prices, stalls
from tests.solver.prices.test_generation import Ear


def kept_of(stall: Stall, rng: Random) -> Kept:
    """What is left by prices of the tiers that a market holds: good ones, any, or some of both."""
    leeways, held = Leeways(), stall.market.held
    for i, (terms, _) in enumerate(held):
        market = Market(stall.market.sides, terms, held[:i])
        if rng.random() < 0.7:
            leeways.learn(market, PriceSearch(market, Ear(), None).run().vector)
        elif rng.random() < 0.7:
            leeways.learn(market, np.rint(some_prices(market, rng)))
    return leeways.kept(stall.market)


def patterns_of(stall: Stall, plan: int) -> set[tuple[int, frozenset[int]]]:
    """Whose patterns a plan has, by number, and the pairs of each."""
    it = stall.formulation.instance
    pairs = np.nonzero(stall.solution(plan)[stall.formulation.x] == 1)[0]
    people = it.specialist[pairs]
    return {(s, frozenset(pairs[people == s].tolist())) for s in np.unique(people).tolist()}


@pytest.mark.parametrize("most", [10**6, 0])
def test_what_plans_are_made_of_is_left_to_them(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every plan that keeps the earlier tiers and is worth so much; and not all is left."""
    monkeypatch.setattr(leeway, "MOST_SHARED", most)
    plans = fewer = 0
    for stall in stalls(range(700, 730)):
        rng = Random(f"leeway/{stall.seed}/{stall.tier}")
        kept, own = kept_of(stall, rng), Leeway.of(stall.market, some_prices(stall.market, rng))
        assert own is not None
        assert most or kept.patterns is None or not kept.patterns.count
        least = stall.best - rng.randint(0, 3)
        every = own.patterns(-(10**6), 10**6)
        assert every is not None
        some = kept.left(every)
        some = some.only(own.allows(some, least))
        ends = some.starts.tolist()
        left = {
            (int(s), frozenset(some.pair[a:b].tolist()))
            for s, a, b in zip(some.specialist, ends[:-1], ends[1:], strict=True)
        }
        fewer += some.count < every.count
        if kept.patterns is not None:
            assert kept.patterns.count <= every.count
        for plan in stall.every.no_worse(stall.tier, stall.held):
            value = stall.every.plans[plan][stall.tier]
            assert isinstance(value, int)
            if stall.worth(value) >= least:
                assert patterns_of(stall, plan) <= left
                plans += 1
    assert plans > 100
    assert fewer > 50


def test_what_patterns_lose_is_what_they_are_listed_by() -> None:
    """The patterns of a smaller loss are those of a larger one that lose no more; teams too."""
    fewer = fewer_teams = 0
    for stall in stalls(range(740, 765)):
        rng = Random(f"losses/{stall.seed}/{stall.tier}")
        own = Leeway.of(stall.market, some_prices(stall.market, rng))
        assert own is not None
        every, least = own.patterns(stall.best - 10**6, 10**6), stall.best - rng.randint(0, 2)
        some = own.patterns(least, 10**6)
        assert every is not None
        assert some is not None
        left = every.only(own.allows(every, least))
        assert left.specialist.tolist() == some.specialist.tolist()
        assert left.pair.tolist() == some.pair.tolist()
        assert left.starts.tolist() == some.starts.tolist()
        fewer += some.count < every.count
        all_teams, teams = own.teams(stall.best - 10**6), own.teams(least)
        assert set(teams.tolist()) <= set(all_teams.tolist())
        fewer_teams += len(teams) < len(all_teams)
        mine = Kept(((own, least),)).teams(all_teams[::2])
        assert mine.tolist() == [
            team for team in all_teams[::2].tolist() if team in set(teams.tolist())
        ]
    assert fewer > 20
    assert fewer_teams > 10


def test_prices_too_large_to_be_added_leave_everything() -> None:
    """They measure nothing, and a tier without prices is left aside."""
    stall = next(s for s in stalls(range(300, 330)) if s.market.held)
    terms, _ = stall.market.held[0]
    market = Market(stall.market.sides, terms, ())
    leeways = Leeways()
    assert leeways.kept(stall.market).patterns is None
    leeways.learn(market, np.full(market.size, 1e15))
    assert Leeway.of(market, np.full(market.size, 1e15)) is None
    assert leeways.kept(stall.market).patterns is None
    leeways.learn(market, np.zeros(market.size))
    assert leeways.kept(stall.market).patterns is not None
