"""Refusals for want of time or for the journey: at the limit, one past it, and beside it."""

import pytest

from tests.builders import (
    absence,
    case,
    conflict,
    demand,
    pool,
    session,
    specialist,
    travel,
)
from tests.check.pair import FRIDAY, MONDAY, SUNDAY, TUESDAY, codes, codes_of


@pytest.mark.parametrize(
    ("released", "effort", "refused"),
    [(4, 4, False), (3, 4, True), (10, 9, False), (10, 10, True)],
)
def test_availability_of_a_window(released: int, effort: int, refused: bool) -> None:
    """What is released, and what is available: nine of ten blocks."""
    found = codes(
        specialist("s", "B", weekly_blocks=released),
        demand("d", "c", effort=effort),
        absence("s", FRIDAY, "pm"),
    )

    assert found == (["AVAILABILITY"] if refused else [])


def test_availability_adds_up_the_weeks_of_a_window() -> None:
    """Two released in each of two weeks are four; a Tuesday in the second caps it at three."""
    people = specialist("s", "B", weekly_blocks=2)
    four = demand("d", "c", effort=4)
    short = demand("d", "c", effort=4, to="2026-12-07/am")

    for asked, expected in ((four, []), (short, ["AVAILABILITY"])):
        it = pool(people, case("c", "A"), asked, weeks=2)
        assert codes_of(it) == expected


@pytest.mark.parametrize(
    ("day", "half", "expected"),
    [
        (TUESDAY, "am", ["AVAILABILITY"]),
        (MONDAY, "pm", ["TRAVEL"]),  # on the way
        (MONDAY, "am", []),
    ],
)
def test_a_session_and_the_way_there(day: str, half: str, expected: list[str]) -> None:
    """All of the session is availability, the charged travel is travel."""
    found = codes(
        case("c", "A", site="there"),
        session("d", "c", 2, f"{TUESDAY}/am", on_site=True),
        travel("here", "there", 1),
        absence("s", day, half),
    )

    assert found == expected


@pytest.mark.parametrize(("released", "refused"), [(3, False), (2, True)])
def test_a_session_and_its_travel_are_released(released: int, refused: bool) -> None:
    """Two blocks of session and one of travel in one week."""
    found = codes(
        specialist("s", "B", weekly_blocks=released),
        case("c", "A", site="there"),
        session("d", "c", 2, f"{TUESDAY}/am", on_site=True),
        travel("here", "there", 1),
    )

    assert found == (["AVAILABILITY"] if refused else [])


@pytest.mark.parametrize(
    ("blocks", "flag", "on_site", "refused"),
    [
        (2, True, True, True),
        (2, False, True, False),
        (1, True, True, False),
        (2, True, False, False),
    ],
)
def test_long_trips(blocks: int, flag: bool, on_site: bool, refused: bool) -> None:
    """Who makes no long trips does not travel two blocks."""
    found = codes(
        specialist("s", "B", no_long_trip=flag),
        case("c", "A", site="there"),
        demand("d", "c", on_site=on_site),
        travel("here", "there", blocks),
    )

    assert found == (["TRAVEL"] if refused else [])


def test_travel_widens_the_days_of_validity() -> None:
    """The journey on Monday needs the clearance's day and meets the recusal's last day."""
    facts = (
        case("c", "A", site="there", victim="v"),
        session("d", "c", 1, f"{TUESDAY}/am", on_site=True),
        travel("here", "there", 1),
    )

    assert codes(*facts, conflict("s", "v", until=MONDAY)) == ["CONFLICT"]
    assert codes(*facts, conflict("s", "v", until=SUNDAY)) == []
