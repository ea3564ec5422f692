"""Dives: what is left of a mixture is one, has few people torn, and is another one each time."""

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.fixing import Fixed
from scheduler.solver.engines.linear import Relaxed
from scheduler.solver.engines.port import UNWATCHED, Limits, Stop, never
from scheduler.solver.engines.verified import an_attempt
from scheduler.solver.prices import Dives, Market, PriceSearch, Remainder
from scheduler.solver.prices import diving as module
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import AMPLE
from scheduler.solver.program import Objective, Program
from tests.solver.prices.test_generation import Ear, medium_market

NEAR = 1e-6


def dives_of(market: Market, stop: Stop = never, seed: int = 1) -> tuple[Dives, float]:
    """Dives along good prices, and the bound that these prove."""
    search = PriceSearch(market, Ear(), None)
    best = search.run()
    return Dives(market, best.vector, search.unit, Limits(seed=seed), stop), best.bound


def shares_of(dives: Dives, left: Remainder | None) -> Floats:
    """Of each pair how far it is in the mixture that a dive ended with."""
    assert left is not None
    patterns = dives._patterns
    shares = np.zeros(dives._market.instance.pairs)
    np.add.at(shares, patterns.pair, left.shares[: patterns.count][patterns.of_pair])
    return shares


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
    before, work = torn_people(market, shares_of(dives, whole)), dives.work
    assert work > 0
    assert before > 6
    fewer = 0
    for most in (before // 2, before // 2, 3, 3, 0):
        left = dives.dive(most)
        assert left is not None
        assert left.most <= bound + NEAR
        shares = shares_of(dives, left)
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
    first, second, repeated, drawn = (shares_of(d, d.dive(2)) for d in (one, one, other, elsewhere))
    assert (first != second).any()
    assert (first == repeated).all()
    assert (first != drawn).any()


def test_a_batch_is_fixed_where_few_are_torn_anyway(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every dive would end where the first mixture is."""
    dives, batches = dives_of(market)[0], list[int]()
    fix = dives._fixed

    def noted(batch: Ints, value: float) -> Fixed | None:
        batches.append(len(batch))
        return fix(batch, value)

    monkeypatch.setattr(dives, "_fixed", noted)
    assert dives.dive(market.specialists.count) is not None
    assert len(batches) == 1


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
        dives = Dives(market, prices, unit, Limits(seed=1), never)
        assert shares_of(dives, dives.dive(20)).any()


def test_nothing_comes_of_a_dive_that_is_stopped(market: Market) -> None:
    """Before the first mixture there is none at all, before the list not even a list."""
    assert dives_of(market, stop=lambda: True)[0]._patterns.count == 0
    is_stopping = False
    dives = dives_of(market, stop=lambda: is_stopping)[0]
    root = dives._root
    assert root is not None
    is_stopping = True
    assert torn_people(market, shares_of(dives, dives.dive(0))) > 0
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
    left = nothing.dive(0)
    assert left is None or not shares_of(nothing, left).any()


def test_what_is_left_holds_every_better_plan_that_keeps_what_is_settled(market: Market) -> None:
    """And what is ruled out; where the mixture says that there is none, there is nothing."""
    dives = dives_of(market)[0]
    whole, objective = dives._whole
    count, fewer, found = dives._patterns.count, 0, 0
    for most in (12, 8, 5, 3):
        left = dives.dive(most)
        assert left is not None
        low = whole.lower.copy()
        settled = np.nonzero(left.shares[:count] > 1 - NEAR)[0]
        low[settled] = 1
        high = np.where(np.isinf(left.losses), 0, whole.upper)
        best = best_of(whole.within(low, high), objective)
        top = int(np.floor(left.most + NEAR))
        assert best is None or objective.value(best) <= top
        assert dives.contenders(left, top + 1) is None
        for least in range(top - 6, top + 1):
            every = dives.contenders(left, least)
            assert every is not None
            fewer += every.program.columns < whole.columns - len(settled)
            solution = best_of(every.program, every.objective)
            there_is = best is not None and objective.value(best) >= least
            if not there_is:
                assert solution is None or every.objective.value(solution) < least
                continue
            assert best is not None
            assert solution is not None
            assert every.objective.value(solution) == objective.value(best)
            pairs = every.pairs(solution)
            assert market.goal.pair[pairs].sum() + market.goal.constant <= top
            kept = np.isin(dives._patterns.of_pair, settled)
            assert np.isin(dives._patterns.pair[kept], pairs).all()
            found += 1
    assert fewer > 10
    assert found > 10


def best_of(program: Program, objective: Objective) -> Ints | None:
    """The best solution of a program, to its end."""
    outcome = an_attempt(program, objective, Limits(work=20.0, seed=1), UNWATCHED)
    assert outcome.status in ("optimal", "infeasible")
    return outcome.solution


def test_losses_are_what_one_more_takes_off(market: Market) -> None:
    """At least so much; nothing is lost by what a mixture has."""
    dives = dives_of(market)[0]
    root = dives._root
    assert root is not None
    assert (root.losses[root.columns > NEAR] < NEAR).all()
    dear = np.argsort(-root.losses[: dives._patterns.count])[:5]
    assert (root.losses[dear] > 0).all()
    for column in dear:
        dives._program.restart()
        dives._program.fix(np.array([column]), 1)
        with_it = dives._mixed()
        assert with_it is None or with_it.value <= root.value - root.losses[column] + NEAR
