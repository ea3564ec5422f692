"""AUTHORITY: the power and one row of rights are in force through the window."""

from typing import Any

import pytest

from scheduler.model import Refusal
from tests.builders import (
    DAYS,
    NEXT_DAYS,
    authority,
    case,
    demand,
    pool,
    right,
    session,
    specialist,
    travel,
)
from tests.verdict import refused_by

REFUSED = (Refusal.AUTHORITY,)
WINDOW = {"from": DAYS[1], "to": DAYS[3]}
WANTED = demand("d1", "c1", "exercise", authority="power", **WINDOW)
ENDS = [
    ({"in_force_from": DAYS[1], "in_force_to": DAYS[3]}, False),  # exactly the window
    ({"in_force_from": DAYS[2]}, True),  # begins a day late
    ({"in_force_to": DAYS[2]}, True),  # ends a day early
    ({}, False),
]


@pytest.mark.parametrize(
    ("granted", "refuses"),
    [("allowed", False), ("allowed_outside", False), ("with_instrument", False), ("never", True)],
)
def test_three_rights_let_take_part(granted: str, refuses: bool) -> None:
    """``never`` refuses, the others do not; an insider needs no instrument for any."""
    it = pool(
        specialist("s1"), case("c1"), WANTED, authority("power"), right("power", "A", right=granted)
    )

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(
    "other",
    [right("power", "B"), right("power", "A", "opinion"), right("review", "A")],
)
def test_the_row_is_for_this_power_agency_and_mode(other: object) -> None:
    """No such row refuses."""
    powers = [authority("power"), authority("review")]
    it = pool(specialist("s1"), specialist("s2", "B"), case("c1"), WANTED, powers, [other])  # type: ignore[list-item]

    assert refused_by(it, "s1", "d1") == REFUSED


@pytest.mark.parametrize(("ends", "refuses"), ENDS)
def test_the_power_is_in_force_through_the_window(ends: dict[str, str], refuses: bool) -> None:
    """From the first to the last date, both inclusive."""
    it = pool(specialist("s1"), case("c1"), WANTED, authority("power", **ends), right("power", "A"))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("ends", "refuses"), ENDS)
def test_the_right_is_in_force_through_the_window(ends: dict[str, str], refuses: bool) -> None:
    """From the first to the last date, both inclusive."""
    it = pool(specialist("s1"), case("c1"), WANTED, authority("power"), right("power", "A", **ends))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


def test_two_rows_that_follow_each_other_are_not_one() -> None:
    """One row must hold through the whole window."""
    rows: list[dict[str, Any]] = [
        {"in_force_to": DAYS[1], "right": "allowed"},
        {"in_force_from": DAYS[2], "right": "allowed_outside"},
    ]
    it = pool(
        specialist("s1"),
        case("c1"),
        WANTED,
        authority("power"),
        [right("power", "A", **fields) for fields in rows],
    )

    assert refused_by(it, "s1", "d1") == REFUSED


@pytest.mark.parametrize(("begins", "refuses"), [(DAYS[4], False), (NEXT_DAYS[0], True)])
def test_travel_widens_the_window(begins: str, refuses: bool) -> None:
    """Two blocks before Monday's session are Friday's: the power must be in force by then."""
    it = pool(
        specialist("s1"),
        case("c1", site="there"),
        travel("here", "there", 2),
        session("d1", mode="exercise", authority="power", at=f"{NEXT_DAYS[0]}/am", on_site=True),
        authority("power", in_force_from=begins),
        right("power", "A"),
        weeks=2,
    )

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


def test_a_demand_without_a_power_needs_no_row() -> None:
    """An opinion may be asked for under no power at all."""
    it = pool(specialist("s1"), case("c1"), demand("d1", "c1", "opinion"))

    assert refused_by(it, "s1", "d1") == ()
