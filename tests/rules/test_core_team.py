"""CORE_TEAM: a case that is not under way runs with its whole core, or has nobody."""

import pytest

from scheduler.model import Rule
from tests.builders import DAYS, NEXT_DAYS, case, current, demand, pin, pool, specialist
from tests.verdict import allows

PEOPLE = [specialist(name) for name in ("s1", "s2", "s3")]
CASES = [case("c1"), case("c2")]
DEMANDS = [
    demand("d1", "c1", critical=True, headcount=2),
    demand("d2", "c1", critical=True),
    demand("d3", "c1"),
    demand("d4", "c2"),
]
CORE = (("s1", "d1"), ("s2", "d1"), ("s3", "d2"))


def test_the_whole_core_runs() -> None:
    """All seats of all critical demands are filled; the others need not be."""
    assert allows(pool(PEOPLE, CASES, DEMANDS), *CORE, rule=Rule.CORE_TEAM)


@pytest.mark.parametrize("missing", CORE)
def test_one_seat_short_is_nobody(missing: tuple[str, str]) -> None:
    """A core with an empty seat may not start, whichever seat it is."""
    it = pool(PEOPLE, CASES, DEMANDS)
    rest = [pair for pair in CORE if pair != missing]

    assert not allows(it, *rest, rule=Rule.CORE_TEAM)


def test_not_even_a_seat_beside_the_core() -> None:
    """Without its core nobody is assigned to the case, not even beside the core."""
    it = pool(PEOPLE, CASES, DEMANDS)

    assert allows(it, rule=Rule.CORE_TEAM)
    assert not allows(it, ("s1", "d3"), rule=Rule.CORE_TEAM)


def test_a_case_without_critical_demands_is_free() -> None:
    """Nothing is asked of a case that has no core."""
    assert allows(pool(PEOPLE, CASES, DEMANDS), ("s1", "d4"), rule=Rule.CORE_TEAM)


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        ("in_force", True),
        ("notified", True),
        ("pinned", False),  # a planner's wish does not start a case
    ],
)
def test_a_case_under_way_goes_on_with_a_part(status: str, allowed: bool) -> None:
    """Rows in force and notified names make a case one that is under way."""
    it = pool(PEOPLE, CASES, DEMANDS, current("s1", "d3", status))

    assert allows(it, ("s2", "d1"), rule=Rule.CORE_TEAM) == allowed


def test_another_case_under_way_does_not_help() -> None:
    """A row on c2 says nothing about c1."""
    it = pool(PEOPLE, CASES, DEMANDS, current("s1", "d4"))

    assert not allows(it, ("s2", "d1"), rule=Rule.CORE_TEAM)


def test_a_row_outside_the_horizon_does_not_start_a_case() -> None:
    """Under way means a row on a demand of this plan."""
    later = demand("d9", "c1", **{"from": NEXT_DAYS[0]})
    it = pool(PEOPLE, CASES, DEMANDS, later, current("s1", "d9"))

    assert not allows(it, ("s2", "d1"), rule=Rule.CORE_TEAM)


def test_critical_demands_outside_the_horizon_are_no_core() -> None:
    """The core is what is critical among the demands of this plan."""
    later = demand("d9", "c1", critical=True, **{"from": NEXT_DAYS[0]})
    this = demand("d1", "c1", critical=True, **{"to": DAYS[4]})
    it = pool(PEOPLE, CASES, this, later, pin("s1", "d9"))

    assert allows(it, ("s1", "d1"), rule=Rule.CORE_TEAM)
