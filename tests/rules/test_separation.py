"""SEPARATION: nobody serves one matter in two modes that exclude each other."""

import pytest

from scheduler.model import Refusal, Separation
from tests.builders import (
    NEXT_DAYS,
    authority,
    ban,
    case,
    current,
    demand,
    pool,
    right,
    served,
    specialist,
)
from tests.verdict import refused_by

REFUSED = (Refusal.SEPARATION,)
CASES = [case("c1", matter="m"), case("c2", matter="m"), case("c3")]
LAW = [authority("power"), right("power", "A", "exercise"), right("power", "A", "assist")]


@pytest.mark.parametrize(
    ("before", "now", "refuses"),
    [
        ("exercise", "panel", True),
        ("assist", "panel", True),
        ("opinion", "panel", True),
        ("panel", "opinion", True),  # in both directions
        ("panel", "panel", False),
        ("exercise", "opinion", False),
        ("advise", "panel", False),
        ("panel", "advise", False),
    ],
)
def test_modes_that_exclude_each_other(before: str, now: str, refuses: bool) -> None:
    """The default table sets the panel against exercise, assist and opinion."""
    it = pool(specialist("s1"), CASES, demand("d1", "c1", now), served("s1", "m", before))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("who", "matter"), [("s2", "m"), ("s1", "c3")])
def test_service_of_others_or_elsewhere_does_not_count(who: str, matter: str) -> None:
    """The same person on the same matter."""
    people = [specialist("s1"), specialist("s2")]
    it = pool(people, CASES, demand("d1", "c1", "panel"), served(who, matter, "opinion"))

    assert refused_by(it, "s1", "d1") == ()


@pytest.mark.parametrize("status", ["in_force", "pinned", "notified"])
@pytest.mark.parametrize(
    ("other_case", "refuses"),
    [
        ("c2", True),  # another case of the matter
        ("c1", False),  # the same case: a change of role, which ONE_ROLE looks after
        ("c3", False),  # another matter
    ],
)
def test_current_rows_on_other_cases_count(status: str, other_case: str, refuses: bool) -> None:
    """Rows in force, pinned and notified on another case of the matter."""
    it = pool(
        specialist("s1"),
        CASES,
        demand("d1", "c1", "panel"),
        demand("d2", other_case, "opinion"),
        current("s1", "d2", status),
    )

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


def test_a_row_outside_this_plan_counts_too() -> None:
    """Also when its demand's window does not meet the horizon."""
    later = demand("d2", "c2", "opinion", **{"from": NEXT_DAYS[0]})
    it = pool(specialist("s1"), CASES, demand("d1", "c1", "panel"), later, current("s1", "d2"))

    assert refused_by(it, "s1", "d1") == REFUSED


def test_a_ban_is_no_service() -> None:
    """Who is banned from the other case has not served there."""
    it = pool(
        specialist("s1"),
        CASES,
        demand("d1", "c1", "panel"),
        demand("d2", "c2", "opinion"),
        ban("s1", demand="d2"),
    )

    assert refused_by(it, "s1", "d1") == ()


def test_the_table_is_policy() -> None:
    """Another table separates other modes, in both directions."""
    table = (Separation.model_validate({"modes": ["advise"], "excludes": ["exercise"]}),)
    it = pool(
        specialist("s1"),
        LAW,
        CASES,
        demand("d1", "c1", "advise"),
        demand("d2", "c1", "panel"),
        served("s1", "m", "exercise"),
        separation=table,
    )

    assert refused_by(it, "s1", "d1") == REFUSED
    assert refused_by(it, "s1", "d2") == ()
