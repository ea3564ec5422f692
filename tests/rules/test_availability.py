"""AVAILABILITY: enough available and released blocks for the pair alone."""

import pytest

from scheduler.model import Refusal
from tests.builders import (
    DAYS,
    NEXT_DAYS,
    absence,
    away_but,
    case,
    demand,
    holiday,
    pool,
    session,
    specialist,
    travel,
)
from tests.verdict import refused_by

REFUSED = (Refusal.AVAILABILITY,)
FAR = [case("c1", site="there"), travel("here", "there", 2)]


@pytest.mark.parametrize(
    ("free", "refuses"),
    [
        ((2, 3, 4), False),  # exactly the effort
        ((2, 3), True),  # one too few
        ((0, 1, 2, 3), True),  # blocks outside the window do not help
    ],
)
def test_available_blocks_inside_the_window(free: tuple[int, ...], refuses: bool) -> None:
    """Flexible work needs e(s,d) available blocks in w(s,d)."""
    wanted = demand("d1", effort=3, **{"from": DAYS[1], "to": DAYS[3]})
    it = pool(specialist("s1"), case("c1"), wanted, away_but("s1", free))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("weekly", "refuses"), [(3, False), (2, True), (0, True)])
def test_released_blocks(weekly: int, refuses: bool) -> None:
    """Presence beyond the released blocks does not help."""
    it = pool(specialist("s1", weekly_blocks=weekly), case("c1"), demand("d1", effort=3))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(
    ("effort", "refuses"),
    [(5, False), (6, True)],
)
def test_the_smaller_of_both_counts_week_by_week(effort: int, refuses: bool) -> None:
    """min(3, 4) of the first week and min(3, 2) of the second."""
    it = pool(
        specialist("s1", weekly_blocks=3),
        away_but("s1", (0, 1, 2, 3, 10, 11), weeks=2),
        case("c1"),
        demand("d1", effort=effort),
        weeks=2,
    )

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("effort", "refuses"), [(8, False), (9, True)])
def test_travel_of_flexible_work_takes_blocks(effort: int, refuses: bool) -> None:
    """Effort and two blocks on the way fit into ten."""
    it = pool(specialist("s1"), FAR, demand("d1", effort=effort, on_site=True))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("away", "refuses"), [("pm", True), ("am", True), (None, False)])
def test_all_blocks_of_a_session(away: str | None, refuses: bool) -> None:
    """A session is attended whole."""
    rows = [] if away is None else [absence("s1", DAYS[1], away)]
    it = pool(specialist("s1"), case("c1"), session("d1", blocks=2, at=f"{DAYS[1]}/am"), rows)

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


def test_a_half_day_beats_the_day() -> None:
    """Away all day but there in the morning."""
    rows = [absence("s1", DAYS[1]), absence("s1", DAYS[1], "am", status="available")]
    sessions = [session("d1", at=f"{DAYS[1]}/am"), session("d2", at=f"{DAYS[1]}/pm")]
    it = pool(specialist("s1"), case("c1"), sessions, rows)

    assert refused_by(it, "s1", "d1") == ()
    assert refused_by(it, "s1", "d2") == REFUSED


@pytest.mark.parametrize(("weekly", "refuses"), [(4, False), (3, True)])
def test_a_session_and_its_travel_within_the_released_blocks(weekly: int, refuses: bool) -> None:
    """Two blocks on the way and two of session in one week."""
    wanted = session("d1", blocks=2, at=f"{DAYS[2]}/am", on_site=True)
    it = pool(specialist("s1", weekly_blocks=weekly), FAR, wanted)

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("weekly", "refuses"), [(2, False), (1, True)])
def test_a_session_and_its_travel_may_lie_in_two_weeks(weekly: int, refuses: bool) -> None:
    """Two blocks on Friday, two on Monday: two released blocks a week are enough."""
    wanted = session("d1", blocks=2, at=f"{NEXT_DAYS[0]}/am", on_site=True)
    it = pool(specialist("s1", weekly_blocks=weekly), FAR, wanted, weeks=2)

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("weekly", "refuses"), [(1, False), (0, True)])
def test_travel_before_the_horizon_is_not_charged(weekly: int, refuses: bool) -> None:
    """A session on the first block takes one released block, however long the way."""
    it = pool(specialist("s1", weekly_blocks=weekly), FAR, session("d1", on_site=True))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("effort", "refuses"), [(8, False), (9, True)])
def test_a_holiday_has_no_blocks(effort: int, refuses: bool) -> None:
    """Eight blocks are left of a week with a holiday."""
    it = pool(specialist("s1"), case("c1"), demand("d1", effort=effort), holiday(DAYS[3]))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("past", "refuses"), [(0, False), (1, True)])
def test_thirteen_weeks(past: int, refuses: bool) -> None:
    """The longest horizon counts all its blocks, public holidays left out, and not one more."""
    grid = pool(start="2026-W27", weeks=13).horizon()
    wanted = demand("d1", effort=grid.size + past)
    it = pool(specialist("s1"), case("c1"), wanted, start="2026-W27", weeks=13)

    assert 0 < grid.size < 130
    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())
