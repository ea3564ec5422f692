"""LENDING_HEADS: no more of an agency's people work on others' cases in a week than agreed."""

import pytest

from scheduler.model import Rule
from tests.builders import DAYS, NEXT_DAYS, agency, case, demand, pool, row, session, specialist
from tests.verdict import allows, judge_allows_rows

PEOPLE = [specialist(name) for name in ("s1", "s2", "s3")]
CASES = [case("c1", "B"), case("c2", "B"), case("home", "A")]


@pytest.mark.parametrize(
    ("limit", "allowed"),
    [
        (2, True),  # exactly the limit
        (1, False),  # one head too many
        (None, True),  # no limit
    ],
)
def test_heads_up_to_the_limit(limit: int | None, allowed: bool) -> None:
    """People are counted, not their blocks."""
    it = pool(
        agency("A", max_lent_heads=limit),
        PEOPLE,
        CASES,
        demand("d1", "c1", effort=5),
        demand("d2", "c2", effort=1),
        demand("d0", "home"),
    )

    assert allows(it, ("s1", "d1"), ("s2", "d2"), ("s3", "d0"), rule=Rule.LENDING_HEADS) == allowed


def test_a_person_on_two_cases_is_one_head() -> None:
    """Heads are persons: two of others' cases count once."""
    it = pool(agency("A", max_lent_heads=1), PEOPLE, CASES, demand("d1", "c1"), demand("d2", "c2"))

    assert allows(it, ("s1", "d1"), ("s1", "d2"), rule=Rule.LENDING_HEADS)
    assert not allows(it, ("s1", "d1"), ("s2", "d2"), rule=Rule.LENDING_HEADS)


@pytest.mark.parametrize(("served", "allowed"), [("d0", True), ("d1", False)])
def test_no_head_is_lent_at_home(served: str, allowed: bool) -> None:
    """A limit of 0 leaves the agency its own cases."""
    it = pool(
        agency("A", max_lent_heads=0), PEOPLE, CASES, demand("d0", "home"), demand("d1", "c1")
    )

    assert allows(it, ("s1", served), rule=Rule.LENDING_HEADS) == allowed


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        (f"{DAYS[0]}/am", f"{NEXT_DAYS[0]}/am", True),  # one head in each week
        (f"{DAYS[0]}/am", f"{DAYS[4]}/am", False),  # two heads in the first
        (f"{NEXT_DAYS[0]}/am", f"{NEXT_DAYS[1]}/am", False),  # two heads in the second
    ],
)
def test_heads_are_counted_week_by_week(first: str, second: str, allowed: bool) -> None:
    """Two people may be lent when their weeks differ."""
    it = pool(
        agency("A", max_lent_heads=1),
        PEOPLE,
        CASES,
        session("d1", "c1", at=first),
        session("d2", "c2", at=second),
        weeks=2,
    )

    assert allows(it, ("s1", "d1"), ("s2", "d2"), rule=Rule.LENDING_HEADS) == allowed


@pytest.mark.parametrize(
    ("effort", "allowed"),
    [
        (10, True),  # all of it fits into the second week
        (11, False),  # one block must fall in the week of the session
    ],
)
def test_flexible_work_keeps_out_of_the_others_week(effort: int, allowed: bool) -> None:
    """A split that leaves the first week to the session is looked for."""
    it = pool(
        agency("A", max_lent_heads=1),
        PEOPLE,
        CASES,
        session("d1", "c1", at=f"{DAYS[0]}/am"),
        demand("d2", "c2", effort=effort),
        weeks=2,
    )

    assert allows(it, ("s1", "d1"), ("s2", "d2"), rule=Rule.LENDING_HEADS) == allowed


def test_the_judge_counts_by_the_week_of_each_block() -> None:
    """One block in a week makes a head in that week."""
    it = pool(
        agency("A", max_lent_heads=1),
        PEOPLE,
        CASES,
        session("d1", "c1", at=f"{DAYS[0]}/am"),
        demand("d2", "c2", effort=2),
        weeks=2,
    )
    first = row(it, "s1", "d1", (0,))

    assert judge_allows_rows(it, [first, row(it, "s2", "d2", (10, 11))], Rule.LENDING_HEADS)
    assert not judge_allows_rows(it, [first, row(it, "s2", "d2", (9, 10))], Rule.LENDING_HEADS)
