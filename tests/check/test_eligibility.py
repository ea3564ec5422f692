"""Each code of refusal: at its limit, one past it, and beside it."""

import pytest

from scheduler.check import refusals
from scheduler.model import Fact
from tests.builders import (
    authority,
    ban,
    case,
    conflict,
    current,
    demand,
    instrument,
    pool,
    right,
    served,
    skill,
    specialist,
    travel,
)
from tests.check.pair import FRIDAY, MONDAY, SUNDAY, THURSDAY, TUESDAY, codes


def test_nobody_is_refused_without_a_reason() -> None:
    """Advice asks for nothing."""
    assert codes() == []


@pytest.mark.parametrize(("level", "refused"), [(3, False), (4, False), (2, True), (None, True)])
def test_skill(level: int | None, refused: bool) -> None:
    """Every skill at or above its level."""
    asked = demand("d", "c", skills=[{"skill": "x", "level": 3}, {"skill": "y"}])
    held = [skill("s", "y"), *([] if level is None else [skill("s", "x", level)])]

    assert codes(asked, *held) == (["SKILL"] if refused else [])
    assert codes(asked, *held[1:]) == ["SKILL"]  # without y


@pytest.mark.parametrize(
    ("grade", "until", "refused"),
    [
        ("grade_3", None, False),
        ("grade_2", None, False),
        ("restricted", None, True),
        ("grade_3", FRIDAY, False),
        ("grade_1", THURSDAY, True),  # an expired grade counts as none
    ],
)
@pytest.mark.parametrize("asking", ["case", "demand"])
def test_clearance(grade: str, until: str | None, refused: bool, asking: str) -> None:
    """The larger of the case's and the demand's, valid through the window."""
    high, low = {"clearance": "grade_3"}, {"clearance": "restricted"}
    found = codes(
        specialist("s", "B", clearance=grade, clearance_until=until),
        case("c", "A", **(high if asking == "case" else low)),
        demand("d", "c", **(low if asking == "case" else high)),
    )

    assert found == (["CLEARANCE"] if refused else [])


POWER = demand("d", "c", "exercise", authority="p")


@pytest.mark.parametrize(
    ("rows", "term", "expected"),
    [
        ([right("p", "B", right="allowed_outside")], {}, []),
        ([], {}, ["AUTHORITY", "INSTRUMENT"]),
        ([right("p", "B", right="never")], {}, ["AUTHORITY", "INSTRUMENT"]),
        ([right("p", "A", right="allowed_outside")], {}, ["AUTHORITY", "INSTRUMENT"]),
        ([right("p", "B", "assist", right="allowed_outside")], {}, ["AUTHORITY", "INSTRUMENT"]),
        ([right("p", "B")], {}, ["INSTRUMENT"]),
        ([right("p", "B", right="with_instrument")], {}, ["INSTRUMENT"]),
        (
            [right("p", "B", right="allowed_outside")],
            {"in_force_from": MONDAY, "in_force_to": FRIDAY},
            [],
        ),
        ([right("p", "B", right="allowed_outside")], {"in_force_from": TUESDAY}, ["AUTHORITY"]),
        ([right("p", "B", right="allowed_outside")], {"in_force_to": THURSDAY}, ["AUTHORITY"]),
    ],
)
def test_authority(rows: list[Fact], term: dict[str, str], expected: list[str]) -> None:
    """The power and a row of rights for the agency and the mode are in force through it."""
    assert codes(authority("p", **term), POWER, *rows) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (MONDAY, FRIDAY, []),
        (TUESDAY, None, ["AUTHORITY", "INSTRUMENT"]),
        (None, THURSDAY, ["AUTHORITY", "INSTRUMENT"]),
    ],
)
def test_a_row_of_rights_is_in_force_through_the_window(
    first: str | None, last: str | None, expected: list[str]
) -> None:
    """A row that ends or begins within the window opens nothing, neither power nor door."""
    row = right("p", "B", right="allowed_outside", in_force_from=first, in_force_to=last)

    assert codes(authority("p"), POWER, row) == expected


@pytest.mark.parametrize(
    ("held", "mode", "personal", "refused"),
    [
        ([{"authority": "p"}], "exercise", True, False),
        ([{"authority": "p", "until": FRIDAY}], "exercise", True, False),
        ([{"authority": "p", "until": THURSDAY}], "exercise", True, True),
        ([{"authority": "q"}], "exercise", True, True),
        ([], "exercise", True, True),
        ([], "exercise", False, False),
        ([], "assist", True, False),
    ],
)
def test_designation(held: list[dict[str, str]], mode: str, personal: bool, refused: bool) -> None:
    """Who exercises a personal power holds a designation through the window."""
    found = codes(
        authority("p", personal=personal),
        authority("q"),
        right("p", "B", mode, right="allowed_outside"),
        demand("d", "c", mode, authority="p"),
        specialist("s", "B", designations=held),
    )

    assert found == (["DESIGNATION"] if refused else [])


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({}, False),
        ({"modes": ["opinion"], "cases": ["c"], "specialists": ["s"]}, False),
        ({"authorities": []}, False),  # the demand names no authority
        ({"from": MONDAY, "to": FRIDAY}, False),
        ({"from": TUESDAY}, True),
        ({"to": THURSDAY}, True),
        ({"modes": ["panel"]}, True),
        ({"cases": ["other"]}, True),
        ({"specialists": ["other"]}, True),
        ({"max_blocks": 0}, False),  # what is left is no matter of eligibility
    ],
)
def test_instrument(fields: dict[str, object], refused: bool) -> None:
    """An outsider's opinion needs an act that covers mode, case, person and window."""
    asked = demand("d", "c", "opinion")

    assert codes(asked, instrument("I", "B", "A", **fields)) == (["INSTRUMENT"] if refused else [])


def test_who_needs_no_instrument_and_which_way_one_leads() -> None:
    """An insider needs none; an act of the wrong direction is none."""
    opinion = demand("d", "c", "opinion")

    assert codes(opinion, specialist("s", "A")) == []
    assert codes(opinion, instrument("I", "A", "B")) == ["INSTRUMENT"]
    assert codes(demand("d", "c", "advise")) == []


@pytest.mark.parametrize(("scope", "refused"), [(["p"], False), (["q"], True), ("*", False)])
def test_an_instrument_covers_the_authority(scope: str | list[str], refused: bool) -> None:
    """Where the demand names one."""
    found = codes(
        authority("p"), right("p", "B"), POWER, instrument("I", "B", "A", authorities=scope)
    )

    assert found == (["INSTRUMENT"] if refused else [])


def test_excluded_agency() -> None:
    """The home agency is what is excluded."""
    assert codes(demand("d", "c", excluded_agencies=["B"])) == ["EXCLUDED_AGENCY"]
    assert codes(demand("d", "c", excluded_agencies=["A"])) == []


@pytest.mark.parametrize(
    ("party", "status", "until", "refused"),
    [
        ("victim", "recused", None, True),
        ("rival", "recused", None, True),
        ("m", "recused", None, True),
        ("c", "recused", None, False),  # the case is not the matter
        ("other", "recused", None, False),
        ("victim", "recused", MONDAY, True),  # still in force on the first day
        ("victim", "recused", SUNDAY, False),
        ("victim", "permitted_with_oversight", None, False),
    ],
)
def test_conflict(party: str, status: str, until: str | None, refused: bool) -> None:
    """A recusal from the victim, a respondent or the matter that is in force."""
    parties = case("c", "A", matter="m", victim="victim", respondents=["rival"])

    found = codes(parties, conflict("s", party, status, until=until))
    assert found == (["CONFLICT"] if refused else [])


def test_recused_wins_over_permitted() -> None:
    """Both rows on one party refuse."""
    parties = case("c", "A", victim="v")
    rows = (conflict("s", "v", "permitted_with_oversight"), conflict("s", "v"))

    assert codes(parties, *rows) == ["CONFLICT"]


@pytest.mark.parametrize(
    ("mode", "past", "refused"),
    [
        ("panel", "exercise", True),
        ("panel", "opinion", True),
        ("opinion", "panel", True),
        ("panel", "panel", False),
        ("panel", "advise", False),
        ("opinion", "assist", False),
    ],
)
def test_separation(mode: str, past: str, refused: bool) -> None:
    """Service on the matter in an excluding mode, in either direction."""
    facts = (case("c", "A", matter="m"), demand("d", "c", mode), instrument("I", "B", "A"))
    expected = ["SEPARATION"] if refused else []

    assert codes(*facts, served("s", "m", past)) == expected
    assert codes(*facts, served("s", "c", past)) == []
    assert codes(*facts, served("t", "m", past)) == []


@pytest.mark.parametrize(
    ("where", "status", "refused"),
    [
        ("twin", "in_force", True),
        ("twin", "pinned", True),
        ("twin", "notified", True),
        ("twin", "banned", False),
        ("c", "in_force", False),  # the same case
        ("stranger", "in_force", False),  # another matter
    ],
)
def test_separation_counts_current_rows(where: str, status: str, refused: bool) -> None:
    """A row on another case of the matter counts, even when its demand is next year's."""
    found = codes(
        case("c", "A", matter="m"),
        case("twin", "A", matter="m"),
        case("stranger", "A"),
        instrument("I", "B", "A"),
        demand("d", "c", "opinion"),
        demand("e", where, "panel", from_="2027-01-04"),
        current("s", "e", status),
    )

    assert found == (["SEPARATION"] if refused else [])


def test_ban() -> None:
    """From the demand or from the case, whoever else is called the same."""
    assert codes(ban("s", demand="d")) == codes(ban("s", case="c")) == ["BAN"]
    assert codes(ban("t", demand="d"), ban("s", demand="c"), ban("s", case="d")) == []


def test_every_code_is_reported_in_the_order_of_the_page() -> None:
    """One pair can be wrong in every way at once."""
    found = codes(
        specialist("s", "B", weekly_blocks=0, no_long_trip=True),
        authority("p", personal=True),
        case("c", "A", site="there", victim="v", clearance="grade_1"),
        case("c2", "A", matter="c"),
        demand(
            "d",
            "c",
            "exercise",
            authority="p",
            skills=[{"skill": "x"}],
            excluded_agencies=["B"],
            on_site=True,
        ),
        demand("e", "c2", "panel"),
        current("s", "e"),
        conflict("s", "v"),
        ban("s", case="c"),
        travel("here", "there", 2),
    )

    assert found == [
        "SKILL",
        "CLEARANCE",
        "AUTHORITY",
        "DESIGNATION",
        "INSTRUMENT",
        "EXCLUDED_AGENCY",
        "CONFLICT",
        "SEPARATION",
        "BAN",
        "AVAILABILITY",
        "TRAVEL",
    ]


@pytest.mark.parametrize(("who", "what"), [("nobody", "d"), ("s", "nothing"), ("s", "later")])
def test_only_pairs_of_this_plan_are_judged(who: str, what: str) -> None:
    """An unknown id, or a demand of another time, is no pair."""
    it = pool(
        specialist("s"), case("c"), demand("d", "c"), demand("later", "c", from_="2027-01-04")
    )

    with pytest.raises(KeyError):
        refusals(it, it.horizon(), who, what)
