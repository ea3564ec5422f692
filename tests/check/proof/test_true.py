"""Every bound that a witness proves is true: no allowed plan of a tiny pool is better.

No solver takes part. Prices are drawn at random, and then changed one by one and kept wherever the
bound gets better, so that a term that is too small anywhere soon proves something false.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest

from scheduler.check.facts import Facts
from scheduler.check.proof import proven_bound
from scheduler.check.proof.market import Market, eligible
from scheduler.check.proof.prices import Prices
from scheduler.check.proof.total import total
from scheduler.model import Pool, TierName, Witness
from tests.brute.board import Board
from tests.check.proof.every_plan import EveryPlan, Values, results
from tests.check.proof.tables import FIELDS, Key, Table, drawn, is_sum, keys, witness
from tests.properties.pools import any_pool

HALF = 120
STEPS = 30


@dataclass
class Census:
    """How many bounds there were, how many of them were tight, and which prices they had."""

    bounds: int = 0
    tight: int = 0
    two_weeks: int = 0
    priced: Counter[str] = field(default_factory=Counter)
    tiers: Counter[TierName] = field(default_factory=Counter)


def held_plans(plans: list[Values], rng: Random) -> Iterator[Values]:
    """The best plan, and any plan: a bound is over all that are no worse than it."""
    yield plans[0]
    yield rng.choice(plans)


@pytest.mark.parametrize("first", [0, HALF])
def test_no_plan_beats_a_proven_bound(first: int) -> None:
    """With any prices, for every tier that is a sum, and whichever plan holds the earlier ones."""
    census, faults = Census(), []
    for seed in range(first, first + HALF):
        rng, every = Random(f"prices/{seed}"), EveryPlan(Board(any_pool(seed)))
        pool = every.board.pool
        for tier in (t for t in pool.policy.tiers if is_sum(pool, t) and every.plans):
            for held in held_plans(every.plans, rng):
                found = descended(pool, held, tier, every.best(tier, held), rng, census)
                faults += [f"seed {seed}, {fault}" for fault in found]
    print(census)

    assert not faults, "\n".join(faults)
    assert census.tight > census.bounds / 3
    assert census.two_weeks > census.bounds / 20
    assert min(census.priced[name] for name in FIELDS) > 5
    assert min(census.tiers[tier] for tier in TierName if tier is not TierName.FLOOR) > 20


def descended(
    pool: Pool, held: Values, tier: TierName, best: int, rng: Random, census: Census
) -> Iterator[str]:
    """Better and better witnesses for a tier; a fault for every bound that a plan beats."""
    horizon, scale = pool.horizon(), rng.choice((1, 2, 12, 60))
    every_key = list(keys(pool, horizon, tier))
    size = scale * rng.choice(SIZES[tier])
    facts = Facts(pool, horizon)
    pairs, tiers, sign = eligible(facts), results(held), 1 if tier.is_maximised else -1

    def summed(it: Witness) -> int:
        return total(Market(facts, pairs, Prices(facts, tiers, it)))

    table: Table = {}
    if rng.random() < 0.5:
        table = {key: drawn(rng, key, size) for key in every_key if rng.random() < 0.3}
    least = summed(witness(tier, scale, table))
    for _ in range(STEPS):
        changed = table | dict(one_or_two(rng, every_key, size))
        it = witness(tier, scale, changed)
        if (whole := summed(it)) <= least:
            table, least = changed, whole
        if whole < sign * best * scale:
            yield f"{tier}: {best} beats {sign * whole / scale} of {it!r}"
    it = witness(tier, scale, table)
    bound = proven_bound(pool, horizon, tiers, it)
    assert bound == (least // scale if tier.is_maximised else -(least // scale))
    census.bounds += 1
    census.tight += bound == best
    census.two_weeks += horizon.weeks > 1
    census.tiers[tier] += 1
    census.priced.update(name for name in FIELDS if getattr(it, name))


SIZES = {
    TierName.STATUTORY: (1,),
    TierName.COVERAGE: (1, 3, 10, 100),
    TierName.STABILITY: (1, 2),
    TierName.BALANCE: (10, 1_000, 10_000),
    TierName.FIT: (10, 50, 100),
}


def one_or_two(rng: Random, every_key: list[Key], size: int) -> Iterator[tuple[Key, int]]:
    """New prices of some keys; sometimes none at all."""
    for key in rng.sample(every_key, min(len(every_key), rng.randint(1, 2))):
        yield key, rng.choice((0, drawn(rng, key, size), drawn(rng, key, size)))
