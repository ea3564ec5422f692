"""LENDING_BLOCKS: an agency lends no more blocks in a week than it has agreed to."""

import pytest

from scheduler.model import Rule
from tests.builders import (
    DAYS,
    NEXT_DAYS,
    agency,
    away_but,
    case,
    demand,
    pool,
    row,
    session,
    specialist,
    travel,
)
from tests.verdict import allows, judge_allows_rows

PEOPLE = [specialist("s1"), specialist("s2")]
CASES = [case("c1", "B"), case("c2", "B", site="there"), case("home", "A")]


@pytest.mark.parametrize(
    ("limit", "allowed"),
    [
        (5, True),  # exactly the limit
        (4, False),  # one block too many
        (None, True),  # no limit
    ],
)
def test_blocks_on_others_cases_up_to_the_limit(limit: int | None, allowed: bool) -> None:
    """The lent blocks of all its people together count."""
    it = pool(
        agency("A", max_lent_blocks=limit),
        PEOPLE,
        CASES,
        demand("d1", "c1", effort=3),
        demand("d2", "c2", effort=2),
    )

    assert allows(it, ("s1", "d1"), ("s2", "d2"), rule=Rule.LENDING_BLOCKS) == allowed


@pytest.mark.parametrize(("served", "allowed"), [("d0", True), ("d1", False)])
def test_no_limit_on_the_agencys_own_cases(served: str, allowed: bool) -> None:
    """A limit of 0 forbids lending, not work at home."""
    it = pool(
        agency("A", max_lent_blocks=0), PEOPLE, CASES, demand("d0", "home"), demand("d1", "c1")
    )

    assert allows(it, ("s1", served), rule=Rule.LENDING_BLOCKS) == allowed


@pytest.mark.parametrize(("limit", "allowed"), [(4, True), (3, False)])
def test_travel_is_lent_too(limit: int, allowed: bool) -> None:
    """Two blocks there, two blocks of session."""
    it = pool(
        agency("A", max_lent_blocks=limit),
        PEOPLE,
        CASES,
        travel("here", "there", 2),
        session("d2", "c2", blocks=2, at=f"{DAYS[2]}/am", on_site=True),
    )

    assert allows(it, ("s1", "d2"), rule=Rule.LENDING_BLOCKS) == allowed


def test_each_agency_has_a_limit_of_its_own() -> None:
    """B's lending does not count under A's limit, nor A's under B's."""
    it = pool(
        agency("A", max_lent_blocks=1),
        agency("B", max_lent_blocks=2),
        specialist("s1", "A"),
        specialist("s2", "B"),
        CASES,
        demand("d1", "c1", effort=1),
        demand("d2", "c2", effort=2),
        demand("d0", "home", effort=2),
    )

    assert allows(it, ("s1", "d1"), ("s2", "d0"), rule=Rule.LENDING_BLOCKS)
    assert not allows(it, ("s2", "d0"), ("s1", "d2"), rule=Rule.LENDING_BLOCKS)


@pytest.mark.parametrize(
    ("effort", "allowed"),
    [
        (4, True),  # two blocks in each of the two weeks
        (5, False),  # whatever the split, one week lends three
    ],
)
def test_the_limit_holds_in_each_week(effort: int, allowed: bool) -> None:
    """Only a split that keeps the limit in both weeks is allowed."""
    it = pool(
        agency("A", max_lent_blocks=2), PEOPLE, CASES, demand("d1", "c1", effort=effort), weeks=2
    )

    assert allows(it, ("s1", "d1"), rule=Rule.LENDING_BLOCKS) == allowed


@pytest.mark.parametrize(
    ("free", "allowed"),
    [
        ((0, 1, 2, 10), True),  # two and one
        ((0, 1, 2), False),  # all three fall in the first week
    ],
)
def test_only_a_split_that_time_allows_helps(free: tuple[int, ...], allowed: bool) -> None:
    """Work cannot move to a week in which the person is away."""
    it = pool(
        agency("A", max_lent_blocks=2),
        specialist("s1"),
        away_but("s1", free, weeks=2),
        CASES,
        demand("d1", "c1", effort=3),
        weeks=2,
    )

    assert allows(it, ("s1", "d1"), rule=Rule.LENDING_BLOCKS) == allowed


@pytest.mark.parametrize(
    ("efforts", "allowed"),
    [
        ((2, 4), True),  # one person takes week one, the other mostly week two
        ((3, 4), False),  # seven blocks do not fit into twice three
    ],
)
def test_people_share_the_weeks(efforts: tuple[int, int], allowed: bool) -> None:
    """The splits of two people are chosen together."""
    it = pool(
        agency("A", max_lent_blocks=3),
        PEOPLE,
        CASES,
        demand("d1", "c1", effort=efforts[0]),
        demand("d2", "c2", effort=efforts[1]),
        weeks=2,
    )

    assert allows(it, ("s1", "d1"), ("s2", "d2"), rule=Rule.LENDING_BLOCKS) == allowed


def test_travel_before_the_weekend_counts_in_its_own_week() -> None:
    """One block of travel on Friday, a session on Monday: one block lent in each week."""
    it = pool(
        agency("A", max_lent_blocks=1),
        PEOPLE,
        CASES,
        session("d2", "c2", at=f"{NEXT_DAYS[0]}/am", on_site=True),
        weeks=2,
    )

    assert allows(it, ("s1", "d2"), rule=Rule.LENDING_BLOCKS)


def test_the_judge_counts_by_the_week_of_each_block() -> None:
    """The same effort is allowed in one layout and refused in another."""
    it = pool(agency("A", max_lent_blocks=2), PEOPLE, CASES, demand("d1", "c1", effort=4), weeks=2)

    assert judge_allows_rows(it, [row(it, "s1", "d1", (8, 9, 10, 11))], Rule.LENDING_BLOCKS)
    assert not judge_allows_rows(it, [row(it, "s1", "d1", (7, 8, 9, 10))], Rule.LENDING_BLOCKS)
