"""Pools with their plans."""

from scheduler.model import Plan, Pool, TierName
from scheduler.solver import make_plan


def plan_of(pool: Pool) -> Plan:
    """The judged plan of a pool of which there is one."""
    plan = make_plan(pool, pool.horizon()).plan
    assert plan is not None
    return plan


def planned(pool: Pool) -> tuple[Pool, Plan]:
    """The pool and its plan."""
    return pool, plan_of(pool)


def with_tiers(pool: Pool, *tiers: TierName) -> Pool:
    """The pool under a policy with these tiers."""
    return pool.with_rows(policy=pool.policy.model_copy(update={"tiers": tiers}))
