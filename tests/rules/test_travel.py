"""TRAVEL: available on the way to a session, and no long trip for who may not make one."""

import pytest

from scheduler.model import Refusal
from tests.builders import DAYS, absence, case, demand, pool, session, specialist, travel
from tests.verdict import refused_by

REFUSED = (Refusal.TRAVEL,)
CASE = case("c1", site="there")


@pytest.mark.parametrize(
    ("away", "blocks", "refuses"),
    [
        ((DAYS[0], "pm"), 1, True),  # the block before the session
        ((DAYS[0], "am"), 1, False),
        ((DAYS[0], "am"), 2, True),  # the first of two blocks
        ((DAYS[1], "pm"), 2, False),  # after the session
        ((DAYS[0], "pm"), 0, False),  # no way to go
    ],
)
def test_available_in_the_travel_blocks(away: tuple[str, str], blocks: int, refuses: bool) -> None:
    """The travel blocks of a session lie immediately before it."""
    it = pool(
        specialist("s1"),
        CASE,
        travel("here", "there", blocks),
        session("d1", at=f"{DAYS[1]}/am", on_site=True),
        absence("s1", *away),
    )

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(
    ("blocks", "spared", "refuses"),
    [(2, True, True), (1, True, False), (2, False, False)],
)
@pytest.mark.parametrize("at", [f"{DAYS[0]}/am", f"{DAYS[2]}/am"])
def test_no_long_trip(at: str, blocks: int, spared: bool, refuses: bool) -> None:
    """Travel 2 is a long trip, also where part of it lies before the horizon."""
    it = pool(
        specialist("s1", no_long_trip=spared),
        CASE,
        travel("here", "there", blocks),
        session("d1", at=at, on_site=True),
        demand("d2", on_site=True),
    )

    for d in ("d1", "d2"):
        assert refused_by(it, "s1", d) == (REFUSED if refuses else ())


def test_off_site_there_is_no_way_to_go() -> None:
    """A demand that is not on site is worked from the station."""
    it = pool(
        specialist("s1", no_long_trip=True),
        CASE,
        travel("here", "there", 2),
        session("d1", at=f"{DAYS[1]}/am"),
        absence("s1", DAYS[0]),
    )

    assert refused_by(it, "s1", "d1") == ()


def test_travel_before_the_horizon_asks_for_no_presence() -> None:
    """One block of the way lies in the horizon, the other before it."""
    wanted = session("d1", at=f"{DAYS[0]}/pm", on_site=True)
    rows = [specialist("s1"), CASE, travel("here", "there", 2), wanted]

    assert refused_by(pool(rows), "s1", "d1") == ()
    assert refused_by(pool(rows, absence("s1", DAYS[0], "am")), "s1", "d1") == REFUSED


def test_a_pair_of_places_missing_from_the_table_is_one_block() -> None:
    """The table is directed: the way back says nothing about the way there."""
    rows = [specialist("s1"), CASE, session("d1", at=f"{DAYS[1]}/am", on_site=True)]
    away = absence("s1", DAYS[0], "pm")

    assert refused_by(pool(rows, away, travel("there", "here", 0)), "s1", "d1") == REFUSED
    assert refused_by(pool(rows, away, travel("here", "there", 0)), "s1", "d1") == ()
