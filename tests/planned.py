"""Pools with their plans."""

from scheduler.model import Plan, Pool
from scheduler.solver import make_plan


def plan_of(pool: Pool) -> Plan:
    """The judged plan of a pool of which there is one."""
    plan = make_plan(pool, pool.horizon()).plan
    assert plan is not None
    return plan


def planned(pool: Pool) -> tuple[Pool, Plan]:
    """The pool and its plan."""
    return pool, plan_of(pool)
