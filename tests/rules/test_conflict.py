"""CONFLICT: no recusal from a party or the matter is in force."""

import pytest

from scheduler.model import Refusal
from tests.builders import (
    DAYS,
    NEXT_DAYS,
    case,
    conflict,
    demand,
    pool,
    session,
    specialist,
    travel,
)
from tests.verdict import refused_by

REFUSED = (Refusal.CONFLICT,)
CASE = case("c1", matter="m1", victim="V", respondents=["R1", "R2"], site="there")
WANTED = demand("d1", **{"from": DAYS[1], "to": DAYS[3]})


@pytest.mark.parametrize(
    ("party", "refuses"),
    [("V", True), ("R1", True), ("R2", True), ("m1", True), ("c1", False), ("other", False)],
)
def test_recused_from_a_party_or_the_matter(party: str, refuses: bool) -> None:
    """Victim, every respondent, matter; not the case's own id."""
    it = pool(specialist("s1"), CASE, WANTED, conflict("s1", party))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(
    ("until", "refuses"),
    [
        (DAYS[0], False),  # ended the day before the window
        (DAYS[1], True),  # still in force on its first day
        (DAYS[4], True),
        (None, True),
    ],
)
def test_in_force_on_the_first_day(until: str | None, refuses: bool) -> None:
    """``until`` empty, or on or after the first date of the window."""
    it = pool(specialist("s1"), CASE, WANTED, conflict("s1", "V", until=until))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("blocks", "refuses"), [(2, True), (0, False)])
def test_travel_widens_the_window(blocks: int, refuses: bool) -> None:
    """A recusal until Friday reaches a session on Monday whose travel is on Friday."""
    it = pool(
        specialist("s1"),
        CASE,
        travel("here", "there", blocks),
        session("d1", at=f"{NEXT_DAYS[0]}/am", on_site=True),
        conflict("s1", "V", until=DAYS[4]),
        weeks=2,
    )

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(
    ("rows", "refuses"),
    [
        ([conflict("s1", "V", "permitted_with_oversight")], False),
        ([conflict("s1", "V", "permitted_with_oversight"), conflict("s1", "V")], True),
        ([conflict("s1", "V", "permitted_with_oversight"), conflict("s1", "R1")], True),
        ([conflict("s2", "V")], False),  # another person's
    ],
)
def test_recused_wins_over_permitted(rows: list[object], refuses: bool) -> None:
    """A permission refuses nobody and saves nobody."""
    it = pool(specialist("s1"), specialist("s2"), CASE, WANTED, rows)  # type: ignore[arg-type]

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())
