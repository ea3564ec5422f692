"""Proven plans of the laws' pools, and what they are worth."""

from collections.abc import Iterator
from functools import cache

from scheduler.model import Plan, Pool, TierName
from scheduler.solver import make_plan
from tests.planned import with_tiers
from tests.properties.pools import any_pool

SEEDS = range(3000, 3018)
GOALS = (TierName.STATUTORY, TierName.COVERAGE)
Values = dict[TierName, object]


def pools() -> Iterator[Pool]:
    """The pools that every law is held against."""
    return map(any_pool, SEEDS)


@cache
def _planned(pool_json: str) -> Plan | None:
    pool = Pool.model_validate_json(pool_json)
    result = make_plan(pool, pool.horizon())
    assert result.status != "unknown"
    assert result.plan is None or result.plan.is_proven
    return result.plan


def planned(pool: Pool) -> Plan | None:
    """The proven plan of a pool, or None where its pins cannot hold together."""
    return _planned(pool.canonical_json())


def values(pool: Pool, *without: TierName) -> Values | None:
    """The value of each tier of a pool's plan but for some; None where there is no plan."""
    plan = planned(pool)
    if plan is None:
        return None
    kept = [t for t in plan.tiers if t.tier not in without]
    return {t.tier: (t.value, t.ratios, t.agency_ratios) for t in kept}


def without_tiers(pool: Pool, *tiers: TierName) -> Pool:
    """The pool under a policy that leaves some tiers out; coverage where none is left."""
    rest = tuple(t for t in pool.policy.tiers if t not in tiers)
    return with_tiers(pool, *(rest or (TierName.COVERAGE,)))


def goals(pool: Pool) -> tuple[int, ...]:
    """(statutory, coverage) of the best plan for these two; nothing where the pins clash."""
    plan = planned(with_tiers(pool, *GOALS))
    return () if plan is None else tuple(plan.tier(t).value or 0 for t in GOALS)
