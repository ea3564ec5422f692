"""Which half-days are open to a row is what the judge says of the plan with the row there."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from math import comb

import pytest

from scheduler.access import Principal, Role, plan_for, pool_for
from scheduler.check import rule_violations
from scheduler.exchange.elsewhere import open_half_days
from scheduler.model import Plan, PlannedAssignment, Pool
from scheduler.solver import make_plan
from tests import builders as b
from tests.properties.pools import any_pool
from tests.properties.weeks import pool_of_weeks

MOST = 200
"""Timetables of a row that are tried; a row with more is left out."""


def judged(plan: Plan, pool: Pool) -> Iterator[tuple[PlannedAssignment, set[str]]]:
    """Each row with few, and all half-days of its other timetables that the judge allows."""
    grid = pool.horizon(plan.start, plan.weeks)
    for n, row in enumerate(plan.assignments):
        found: set[str] = set()
        window = pool.demand_of_id[row.demand]
        blocks = [str(grid.blocks[i]) for i in grid.cut(window.from_, window.to)]
        if comb(len(blocks), len(row.blocks)) > MOST:
            continue
        for chosen in combinations(blocks, len(row.blocks)):
            if set(chosen) <= found | set(row.blocks):
                continue
            travel = chosen[: len(row.travel_blocks)]
            moved = row.model_copy(update={"blocks": chosen, "travel_blocks": travel})
            rows = (*plan.assignments[:n], moved, *plan.assignments[n + 1 :])
            if not rule_violations(pool, grid, rows):
                found.update(chosen)
        yield row, found - set(row.blocks)


def test_it_is_what_the_judge_allows() -> None:
    """Every other timetable of every row of tiny plans, of one to three weeks."""
    seen: Counter[str] = Counter()
    pools = [any_pool(seed) for seed in range(7000, 7024)]
    for pool in [*pools, *map(pool_of_weeks, range(1000, 1016))]:
        plan = make_plan(pool, pool.horizon()).plan
        if plan is None:
            continue
        told = open_half_days(plan, pool)
        for row, expected in judged(plan, pool):
            found = told.get((row.specialist, row.demand), ())
            assert set(found) == expected
            assert list(found) == sorted(found)
            seen["open" if found else "held"] += 1

    assert min(seen.values()) > 15


MONDAY_PM = "2026-11-30/pm"


@pytest.mark.parametrize(
    ("limits", "week_2"),
    [
        ({}, 10),
        ({"max_lent_blocks": 2}, 10),
        ({"max_lent_blocks": 1}, 0),
        ({"max_lent_heads": 2}, 10),
        ({"max_lent_heads": 1}, 0),
    ],
    ids=str,
)
def test_another_week_is_open_as_far_as_the_agency_may_lend(
    limits: dict[str, int], week_2: int
) -> None:
    """s2 is lent for a half-day of week 2; the row of s1 moves within week 1 in any case."""
    it = b.pool(
        b.agency("A", **limits),
        b.specialist("s1"),
        b.specialist("s2"),
        b.case("c1", "B"),
        b.demand("d1", headcount=2),
        weeks=2,
    )
    plan = b.plan(it, b.row(it, "s1", "d1", (0,)), b.row(it, "s2", "d1", (10,)))
    opened = open_half_days(plan, it)["s1", "d1"]

    assert opened[0] == MONDAY_PM
    assert len(opened) == 9 + week_2


@pytest.mark.parametrize(("heads", "week_2"), [(0, 10), (1, 0)])
def test_another_week_is_closed_to_whom_a_home_reserve_keeps(heads: int, week_2: int) -> None:
    """Of the two of the skill s2 is away in week 2 already."""
    it = b.pool(
        b.reserve("A", "x", heads=heads),
        b.specialist("s1"),
        b.specialist("s2"),
        b.skill("s1", "x"),
        b.skill("s2", "x"),
        b.case("c1", "B"),
        b.demand("d1", headcount=2),
        weeks=2,
    )
    plan = b.plan(it, b.row(it, "s1", "d1", (0,)), b.row(it, "s2", "d1", (10,)))

    assert len(open_half_days(plan, it)["s1", "d1"]) == 9 + week_2


def test_released_blocks_and_sessions_hold_what_they_hold() -> None:
    """Week 2 is full for s1, and the session stays; a pin fixes who, not when."""
    it = b.pool(
        b.specialist("s1", weekly_blocks=2),
        b.case("c1"),
        b.case("c2"),
        b.case("c3"),
        b.demand("d1", "c1"),
        b.session("d2", "c2", at="2026-12-07/am"),
        b.session("d3", "c3", at="2026-12-08/am"),
        b.pin("s1", "d1"),
        weeks=2,
    )
    rows = (b.row(it, "s1", f"d{n}", (block,)) for n, block in ((1, 0), (2, 10), (3, 12)))
    opened = open_half_days(b.plan(it, *rows), it)

    assert list(opened) == [("s1", "d1")]
    assert len(opened["s1", "d1"]) == 9


def test_of_people_whose_time_is_not_told_nothing_is_said() -> None:
    """A registrar's copy has others as bare slots: free of absences, and released for nothing."""
    it = b.pool(
        b.agency("A"),
        b.agency("B"),
        b.specialist("s1"),
        b.specialist("s2", agency="B"),
        b.absence("s2", "2026-12-01"),
        b.case("c1"),
        b.demand("d1", headcount=2),
    )
    plan = b.plan(it, b.row(it, "s1", "d1"), b.row(it, "s2", "d1"))
    registrar = Principal(account="r", name="r", role=Role.REGISTRAR, agency="A")
    told = pool_for(registrar, it, plan)

    assert len(open_half_days(plan, it)["s2", "d1"]) == 7
    assert list(open_half_days(plan_for(registrar, plan, it), told)) == [("s1", "d1")]
