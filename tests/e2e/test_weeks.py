"""Weeks and pools out of the ordinary: each has a judged plan, and says how far it is proven."""

from datetime import date

import pytest

from scheduler.check import judge
from scheduler.model import Plan, Pool, TierName, Week
from scheduler.solver import make_plan
from tests.tiny import tiny_pool

HOLIDAY_WEEK = "2026-W41"


def planned(pool: Pool, start: str, weeks: int = 1) -> Plan:
    """The plan of a pool for these weeks, accepted by the judge once more."""
    plan = make_plan(pool, pool.horizon(Week.parse(start), weeks)).plan
    assert plan is not None
    assert judge(pool, plan).is_accepted
    return plan


def days_of(plan: Plan) -> set[str]:
    """The days on which somebody works."""
    return {block.partition("/")[0] for row in plan.assignments for block in row.blocks}


@pytest.mark.slow
def test_the_holiday_week_has_three_days(demo: Pool) -> None:
    """Monday is the substitute holiday of Foundation Day, Friday is Hangul Day."""
    plan = planned(demo, HOLIDAY_WEEK)
    assert plan.is_proven
    assert days_of(plan) == {"2026-10-06", "2026-10-07", "2026-10-08"}
    # the site visit that the pool has in that week
    assert "C26-002-H1" in {row.demand for row in plan.assignments} | {
        seat.demand for seat in plan.empty_seats
    }


@pytest.mark.slow
def test_four_weeks_are_proven_in_every_tier(demo: Pool) -> None:
    """Value is bound from the first tier to the last, and people work in each of the weeks."""
    plan = planned(demo, "2026-W49", 4)
    assert [t.tier for t in plan.tiers if t.status != "optimal"] == []
    assert {Week.of(date.fromisoformat(day)) for day in days_of(plan)} >= {
        Week.parse("2026-W49"),
        Week.parse("2026-W50"),
    }
    one = planned(demo, "2026-W49")
    assert (plan.tier(TierName.STATUTORY).value or 0) >= (one.tier(TierName.STATUTORY).value or 0)


@pytest.mark.parametrize("seed", range(4))
def test_a_quarter_is_planned_on_a_tiny_pool(seed: int) -> None:
    """Thirteen weeks, the most there may be, across the turn of the year."""
    plan = planned(tiny_pool(seed), "2026-W45", 13)
    assert plan.is_proven


@pytest.mark.slow
def test_a_pool_without_nis_and_one_without_a_plan_in_force(demo: Pool) -> None:
    """An agency without people lends nobody; without current rows nothing can be unstable."""
    slots = {s.specialist for s in demo.specialists if s.agency == "NIS"}
    kept = {
        name: tuple(row for row in getattr(demo, name) if row.specialist not in slots)
        for name in ("specialists", "specialist_skills", "availability", "conflicts")
    }
    kept |= {
        name: tuple(row for row in getattr(demo, name) if row.specialist not in slots)
        for name in ("service_history", "assignments", "affinity")
    }
    instruments = tuple(i for i in demo.instruments if i.from_agency != "NIS")
    without = planned(demo.with_rows(**kept, instruments=instruments), "2026-W49")
    assert without.is_proven
    assert "NIS" not in {row.agency for row in without.assignments}

    fresh = planned(demo.with_rows(assignments=()), "2026-W49")
    assert fresh.is_proven
    assert fresh.tier(TierName.STABILITY).value == 0
    assert {row.pin for row in fresh.assignments} == {None}


def test_a_week_without_demand_has_an_empty_and_proven_plan(demo: Pool) -> None:
    """Nothing is asked, so nothing is assigned, nothing is empty, and every tier is settled."""
    ended = tuple(d for d in demo.demands if d.to is not None)
    idle = demo.with_rows(demands=ended, assignments=(), affinity=())
    plan = planned(idle, "2030-W10")
    assert plan.is_proven
    assert (plan.assignments, plan.empty_seats) == ((), ())
    assert {t.tier: t.value for t in plan.tiers if t.tier is not TierName.BALANCE} == {
        TierName.STATUTORY: 0,
        TierName.COVERAGE: 0,
        TierName.STABILITY: 0,
        TierName.FIT: 0,
    }
