"""INSTRUMENT: an outsider comes under an act that covers the pair through the window."""

from typing import Any

import pytest

from scheduler.model import Refusal
from tests.builders import (
    DAYS,
    authority,
    case,
    demand,
    instrument,
    pool,
    right,
    specialist,
)
from tests.verdict import refused_by

REFUSED = (Refusal.INSTRUMENT,)
WINDOW = {"from": DAYS[1], "to": DAYS[3]}
PEOPLE = [specialist("s1", "A"), specialist("s2", "A"), specialist("b1", "B")]
CASES = [case("c1", "B"), case("c2", "B"), case("c3", "C")]
LAW = [
    authority("power"),
    authority("review"),
    right("power", "A"),
    right("power", "A", "opinion"),
    right("power", "B", right="with_instrument"),
]


@pytest.mark.parametrize(
    ("fields", "refuses"),
    [
        ({}, False),
        ({"modes": ["exercise"]}, False),
        ({"modes": ["assist", "opinion"]}, True),
        ({"cases": ["c1", "c2"]}, False),
        ({"cases": ["c2"]}, True),
        ({"specialists": ["s1"]}, False),
        ({"specialists": ["s2"]}, True),
        ({"authorities": ["power"]}, False),
        ({"authorities": ["review"]}, True),
        ({"from": DAYS[1], "to": DAYS[3]}, False),  # exactly the window
        ({"from": DAYS[2]}, True),  # begins a day late
        ({"to": DAYS[2]}, True),  # ends a day early
        ({"max_blocks": 0}, False),  # the ceiling is another rule
    ],
)
def test_the_act_covers_the_pair(fields: dict[str, Any], refuses: bool) -> None:
    """Mode, case, specialist, authority and dates, each by itself."""
    wanted = demand("d1", "c1", "exercise", authority="power", **WINDOW)
    it = pool(PEOPLE, CASES, LAW, wanted, instrument("I1", "A", "B", **fields))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(
    ("giver", "taker", "refuses"),
    [("A", "B", False), ("B", "A", True), ("A", "C", True), ("C", "B", True)],
)
def test_the_act_is_from_home_to_the_lead_agency(giver: str, taker: str, refuses: bool) -> None:
    """Not the other way round, and not between others."""
    wanted = demand("d1", "c1", "opinion")
    it = pool(PEOPLE, CASES, LAW, wanted, instrument("I1", giver, taker))

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


def test_without_any_act_an_outsider_is_refused_and_an_insider_is_not() -> None:
    """Insiders need none, not even where the right says ``with_instrument``."""
    wanted = demand("d1", "c1", "exercise", authority="power")
    it = pool(PEOPLE, CASES, LAW, wanted)

    assert refused_by(it, "s1", "d1") == REFUSED
    assert refused_by(it, "b1", "d1") == ()


def test_an_adviser_needs_none() -> None:
    """Support to the victim is open to outsiders."""
    it = pool(PEOPLE, CASES, LAW, demand("d1", "c1", "advise"))

    assert refused_by(it, "s1", "d1") == ()


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"right": "allowed_outside"}, ()),
        ({"right": "with_instrument"}, REFUSED),
        ({"right": "allowed"}, REFUSED),
        (
            {"right": "allowed_outside", "in_force_to": DAYS[2]},  # no longer on the last day
            (Refusal.AUTHORITY, Refusal.INSTRUMENT),
        ),
    ],
)
def test_allowed_outside_needs_none(fields: dict[str, Any], codes: tuple[Refusal, ...]) -> None:
    """Only this right does without an act, and only while it is in force."""
    wanted = demand("d1", "c1", "panel", authority="review", **WINDOW)
    it = pool(PEOPLE, CASES, LAW, right("review", "A", "panel", **fields), wanted)

    assert refused_by(it, "s1", "d1") == codes


def test_authorities_of_an_act_do_not_matter_to_a_demand_without_one() -> None:
    """Only if the demand names an authority must the act name it too."""
    it = pool(
        PEOPLE,
        CASES,
        LAW,
        demand("d1", "c1", "opinion"),
        instrument("I1", "A", "B", authorities=["review"]),
    )

    assert refused_by(it, "s1", "d1") == ()


def test_one_of_several_acts_is_enough() -> None:
    """Halves of two acts do not add up, a whole one does."""
    it = pool(
        PEOPLE,
        CASES,
        LAW,
        demand("d1", "c1", "opinion"),
        instrument("I1", "A", "B", cases=["c1"], modes=["panel"]),
        instrument("I2", "A", "B", cases=["c2"], modes=["opinion"]),
        instrument("I3", "A", "B", specialists=["s2"]),
    )

    assert refused_by(it, "s1", "d1") == REFUSED
    assert refused_by(it, "s2", "d1") == ()
