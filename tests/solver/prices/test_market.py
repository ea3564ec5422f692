"""Whatever the prices, what the market comes to is a true bound, and its witness says the same."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from scheduler.check.facts import Facts
from scheduler.check.proof import proven_bound
from scheduler.check.proof.market import Market as OtherMarket
from scheduler.check.proof.market import eligible
from scheduler.check.proof.prices import Prices, Unfit
from scheduler.check.proof.total import total
from scheduler.model import Pool, TierName
from scheduler.solver.prices.market import AMPLE
from scheduler.solver.prices.witness import EXACT, SCALES, witness_of
from tests.builders import away_but, case, demand, pool, reserve, skill, specialist
from tests.check.proof.every_plan import Values, results
from tests.check.proof.tables import FIELDS
from tests.properties.pools import any_pool
from tests.solver.prices.crowded import crowded_pool
from tests.solver.prices.staffing import staffing_pool
from tests.solver.prices.stalls import markets, some_prices, stalls
from tests.solver.sided import formulation_of

DRAWS = 6


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_any_prices_bound_every_plan(first: int) -> None:
    """With and without the windows of specialists; the former is never the looser one."""
    for stall in stalls(range(first, first + 30)):
        rng = Random(f"market/{stall.seed}/{stall.tier}")
        for _ in range(DRAWS):
            prices, scale = some_prices(stall.market, rng), rng.choice((1.0, 7.0))
            tight = stall.market.evaluate(prices, scale).total
            loose = stall.market.evaluate(prices, scale, exact=False).total
            assert scale * stall.best <= tight <= loose, (stall.seed, stall.tier)


@pytest.mark.parametrize("pool_of", [any_pool, crowded_pool, staffing_pool])
def test_the_witness_is_the_judges_own_sum(pool_of: Callable[[int], Pool]) -> None:
    """To the last part, with every kind of price and several weeks; and the bound is that sum's."""
    priced, weeks = set[str](), set[int]()
    for seed in range(200, 250):
        week, rng = pool_of(seed), Random(f"witness/{seed}")
        formulation, horizon = formulation_of(week), week.horizon()
        held: Values = {tier: rng.randint(0, 40) for tier in week.policy.tiers}
        facts = Facts(week, horizon)
        pairs, tiers = eligible(facts), results(held)
        for goal, market in markets(formulation, held):
            for _ in range(DRAWS):
                prices = some_prices(market, rng) + rng.choice((0, 0.25))
                prices[: market.size][market.limits >= AMPLE] = 0
                proof = witness_of(market, prices)
                assert proof is not None
                it = proof.witness
                try:
                    judged = total(OtherMarket(facts, pairs, Prices(facts, tiers, it)))
                except Unfit:
                    continue  # pins that leave no plan
                own = market.evaluate(np.rint(prices * it.scale), float(it.scale)).total
                assert own == judged, (seed, it.tier)
                assert it.tier is goal.tier
                assert proof.bound == proven_bound(week, horizon, tiers, it)
                assert proof.bound == judged // it.scale * (1 if it.tier.is_maximised else -1)
                priced |= {name for name in FIELDS if getattr(it, name)}
                weeks.add(horizon.weeks)
    if pool_of is any_pool:
        assert priced == set(FIELDS)
        assert len(weeks) > 1


@pytest.mark.parametrize(("there", "proven"), [(5, 16), (4, 13)])
def test_who_is_there_half_the_week_counts_for_a_reserve(there: int, proven: int) -> None:
    """Two of three may go for 8 each; or one of two, and who is mostly away for nothing."""
    people = [specialist(f"s{n}", "B") for n in range(3)]
    it = pool(
        *people,
        *(skill(s.specialist, "x") for s in people),
        *(away_but("s0", range(there)), reserve("B", "x", heads=1)),
        *(case("c1", priority=5), demand("d1", headcount=3)),
    )
    formulation = formulation_of(it)
    held: Values = dict.fromkeys(it.policy.tiers, 0)
    for goal, market in markets(formulation, held):
        if goal.tier is not TierName.COVERAGE:
            continue
        prices = np.zeros(market.size)
        prices[market.layout.reserves] = 8
        proof = witness_of(market, prices)
        assert proof is not None
        assert proof.bound == proven_bound(it, it.horizon(), results(held), proof.witness)
        assert proof.bound == proven


def test_the_finer_scale_is_taken_where_it_proves_more() -> None:
    """Of the two scales the tighter bound; of equal bounds the shorter numbers."""
    scales = set()
    for stall in stalls(range(30)):
        rng = Random(f"scales/{stall.seed}")
        prices = some_prices(stall.market, rng) / 7
        bounds = {
            scale: stall.market.evaluate(np.rint(prices * scale), float(scale)).total // scale
            for scale in SCALES
        }
        proof = witness_of(stall.market, prices)
        assert proof is not None
        assert stall.worth(proof.bound) == min(bounds.values())
        assert proof.witness.scale == min(bounds, key=lambda s: (bounds[s], s))
        scales.add(proof.witness.scale)
    assert scales == set(SCALES)


def test_sums_too_large_to_be_exact_prove_nothing() -> None:
    """Floating point would round them; the coarser scale serves where the other is too fine."""
    stall = next(s for s in stalls(range(9)) if s.tier is TierName.COVERAGE)
    prices = np.zeros(stall.market.size)
    prices[0] = EXACT
    assert witness_of(stall.market, prices) is None
    prices[0] = EXACT // (SCALES[0] * SCALES[1])
    assert witness_of(stall.market, prices) is not None
    prices[0] = EXACT / SCALES[1]
    coarse = witness_of(stall.market, prices)
    assert coarse is not None
    assert coarse.witness.scale == SCALES[0]


def test_only_pairs_of_cases_that_count_for_no_tier_are_left_aside() -> None:
    """A case counts by its pairs, by running, or because loads cost, here or in an earlier tier."""
    told = set()
    for stall in stalls(range(60)):
        market, it = stall.market, stall.market.instance
        tiers = [market.goal, *(terms for terms, _ in market.held)]
        counts = {
            c
            for c in range(len(it.cases))
            for terms in tiers
            if terms.load or terms.runs[c] or terms.pair[it.case == c].any()
        }
        assert set(it.case[market.counting].tolist()) == counts & set(it.case.tolist())
        assert (market.counting == np.isin(it.case, sorted(counts))).all()
        told.add((stall.tier, bool(market.counting.all())))
    assert (TierName.STATUTORY, False) in told
    assert (TierName.COVERAGE, True) in told
    assert (TierName.BALANCE, True) in told
