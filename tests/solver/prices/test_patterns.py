"""What patterns and teams lose, against all sets of a specialist and all teams of a case."""

from collections import defaultdict
from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from scheduler.model import Pool, TierName
from scheduler.solver.prices import Shortfall, knapsack
from scheduler.solver.prices.patterns import patterns_within
from scheduler.solver.prices.specialists import Specialists
from tests.properties.pools import any_pool
from tests.solver.prices.crowded import crowded_pool
from tests.solver.prices.stalls import some_prices, stalls
from tests.solver.prices.test_generation import medium_market
from tests.solver.prices.test_specialists import Draw, draws

POOLS = [any_pool, crowded_pool]


def sets_of(draw: Draw) -> dict[tuple[int, frozenset[int]], float]:
    """Every set that fits, whose it is, and what it loses of the best one's worth."""
    lost = {}
    for s, who in enumerate(draw.it.eligibility.frame.specialists):
        best = draw.most(s)
        for ids in draw.sets.of[who.specialist]:
            pairs = [draw.pair(*one) for one in ids]
            lost[s, frozenset(pairs)] = best - draw.worth(s, pairs)
    return lost


@pytest.mark.parametrize("pool_of", POOLS)
@pytest.mark.parametrize("entries", [knapsack.MOST_ENTRIES, 1])
def test_no_set_with_a_pair_loses_less_than_the_pair(
    pool_of: Callable[[int], Pool], entries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And where the windows let it, some set loses just that; whether in one go or one by one."""
    monkeypatch.setattr(knapsack, "MOST_ENTRIES", entries)
    tight = pairs = 0
    for draw in draws(map(pool_of, range(30))):
        losses = Specialists(draw.it).losses(draw.value, draw.head, draw.cost)
        least: dict[int, float] = defaultdict(lambda: np.inf)
        for (_, some), loss in sets_of(draw).items():
            for p in some:
                least[p] = min(least[p], loss)
        assert (losses >= 0).all()
        for p, loss in least.items():
            assert losses[p] <= loss
            tight += losses[p] == loss
            pairs += 1
    assert tight > (0.9 if pool_of is any_pool else 0.7) * pairs
    assert pairs > 500


@pytest.mark.parametrize("pool_of", POOLS)
def test_all_sets_of_little_loss_are_written_down(pool_of: Callable[[int], Pool]) -> None:
    """Each once and nothing else, unless there are too many of them."""
    written = refused = 0
    for number, draw in enumerate(draws(map(pool_of, range(30)))):
        specialists, loss = Specialists(draw.it), float(10 * (number % 5))
        ask = draw.value, draw.head, draw.cost, specialists.losses(draw.value, draw.head, draw.cost)
        wanted = {key for key, lost in sets_of(draw).items() if key[1] and lost <= loss}
        found = patterns_within(specialists, *ask, loss, len(wanted))
        assert found is not None
        ends = found.starts.tolist()
        listed = [
            (int(s), frozenset(found.pair[a:b].tolist()))
            for s, a, b in zip(found.specialist, ends[:-1], ends[1:], strict=True)
        ]
        assert len(listed) == len(set(listed)) == found.count
        assert set(listed) == wanted
        assert np.bincount(found.of_pair, minlength=found.count).tolist() == np.diff(ends).tolist()
        written += found.count
        if wanted:
            assert patterns_within(specialists, *ask, loss, len(wanted) - 1) is None
            assert patterns_within(specialists, *ask, loss, len(wanted), lambda: True) is None
            refused += 1
    assert written > 300
    assert refused > 50


def test_a_team_loses_what_the_best_one_gains_more() -> None:
    """One of each case loses nothing, and is the one that is bought."""
    market = medium_market(TierName.COVERAGE)
    rng = np.random.default_rng(1)
    prices = rng.integers(-3, 9, market.size).astype(np.float64)
    seats, runs = prices[market.layout.seats], market.worth(prices)[1]
    losses, bought = market.teams.losses(seats, runs), market.teams.best(seats, runs)
    assert (losses >= 0).all()
    assert (losses[bought.team] == 0).all()
    assert len(bought.team) == market.teams.count
    worst = np.zeros(market.teams.count)
    np.maximum.at(worst, market.teams.case, losses)
    assert (worst[bought.gain > 0] >= bought.gain[bought.gain > 0]).all()  # nobody is a team too


def test_what_cases_miss_is_no_more_than_the_bound_is_missed_by() -> None:
    """The rest is what priced limits leave unused. At the best prices it is often all."""
    some = whole = 0
    for number, stall in enumerate(stalls(range(500, 515))):
        rng = Random(f"missed/{number}")
        prices = some_prices(stall.market, rng, members=False)
        kept = stall.every.no_worse(stall.tier, stall.held)
        for plan in rng.sample(kept, min(4, len(kept))):
            missed = Shortfall(stall.market, prices)(stall.solution(plan))
            assert (missed >= 0).all()
            value = stall.every.plans[plan][stall.tier]
            assert isinstance(value, int)
            worth = stall.worth(value)
            gap = stall.market.evaluate(prices).total - worth
            assert missed.sum() <= gap + 1e-6
            some += missed.sum() > 0
            whole += abs(missed.sum() - gap) < 1e-6
    assert some > 50
    assert whole > 5


@pytest.mark.parametrize("pool_of", POOLS)
def test_what_each_pattern_loses(pool_of: Callable[[int], Pool]) -> None:
    """Of all there are, however much it is; a person is lent once for all their cases."""
    twice = 0
    for draw in draws(map(pool_of, range(60))):
        specialists = Specialists(draw.it)
        ask = draw.value, draw.head, draw.cost
        every = patterns_within(specialists, *ask, specialists.losses(*ask), 1e12, 10**6)
        assert every is not None
        sets, ends = sets_of(draw), every.starts.tolist()
        for s, a, b, lost in zip(
            every.specialist.tolist(),
            ends[:-1],
            ends[1:],
            every.lost(specialists, *ask),
            strict=True,
        ):
            pairs = every.pair[a:b]
            assert lost == pytest.approx(sets[s, frozenset(pairs.tolist())])
            twice += draw.it.lent[pairs].sum() > 1 and draw.head[s] > 0
    assert twice > 10
