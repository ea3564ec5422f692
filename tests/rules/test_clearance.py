"""CLEARANCE: the grade reaches the case's and the demand's, valid through the window."""

import pytest

from scheduler.model import Refusal
from tests.builders import DAYS, NEXT_DAYS, agency, case, demand, pool, session, specialist
from tests.verdict import refused_by

REFUSED = (Refusal.CLEARANCE,)


@pytest.mark.parametrize(
    ("held", "of_case", "of_demand", "refuses"),
    [
        ("grade_3", "grade_3", "none", False),  # exactly the case's
        ("grade_3", "none", "grade_3", False),  # exactly the demand's
        ("restricted", "grade_3", "none", True),
        ("restricted", "none", "grade_3", True),
        ("grade_2", "grade_3", "grade_2", False),  # the larger of both
        ("grade_3", "grade_3", "grade_2", True),
        ("grade_3", "grade_2", "restricted", True),
        ("grade_1", "grade_2", "grade_3", False),
        ("none", "none", "none", False),
        ("none", "restricted", "none", True),
    ],
)
def test_the_larger_of_both_grades(held: str, of_case: str, of_demand: str, refuses: bool) -> None:
    """None < restricted < grade_3 < grade_2 < grade_1."""
    it = pool(
        specialist("s1", clearance=held),
        case("c1", clearance=of_case),
        demand("d1", clearance=of_demand),
    )

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(
    ("until", "refuses"),
    [
        (DAYS[2], False),  # through the last day of the window
        (DAYS[1], True),  # a day too early
        (None, False),
    ],
)
def test_valid_through_the_last_day(until: str | None, refuses: bool) -> None:
    """The grade must still be held on the date of the window's last block."""
    it = pool(
        specialist("s1", clearance="grade_1", clearance_until=until),
        case("c1"),
        demand("d1", clearance="restricted", **{"from": DAYS[0], "to": DAYS[2]}),
    )

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


@pytest.mark.parametrize(("until", "refuses"), [(DAYS[4], False), (DAYS[3], True)])
def test_the_last_day_is_that_of_the_last_block(until: str, refuses: bool) -> None:
    """A window to the Sunday ends with Friday's blocks; an open one with the horizon's."""
    it = pool(
        specialist("s1", clearance="grade_1", clearance_until=until),
        case("c1", clearance="grade_3"),
        demand("d1", **{"to": "2026-12-06"}),
        demand("d2"),
    )

    for d in ("d1", "d2"):
        assert refused_by(it, "s1", d) == (REFUSED if refuses else ())


def test_an_expired_grade_is_none_and_none_may_be_enough() -> None:
    """Who needs no grade may have an expired one."""
    it = pool(
        specialist("s1", clearance="grade_1", clearance_until="2020-01-01"),
        case("c1"),
        demand("d1"),
        demand("d2", clearance="restricted"),
    )

    assert refused_by(it, "s1", "d1") == ()
    assert refused_by(it, "s1", "d2") == REFUSED


def test_a_window_that_goes_past_the_horizon_is_cut_first() -> None:
    """What comes after the horizon asks for nothing now; in a longer horizon it does."""
    it = pool(
        specialist("s1", clearance="grade_1", clearance_until=DAYS[4]),
        case("c1", clearance="grade_3"),
        demand("d1", **{"to": NEXT_DAYS[4]}),
    )

    assert refused_by(it, "s1", "d1") == ()
    assert refused_by(it, "s1", "d1", it.horizon(weeks=2)) == REFUSED


def test_masked_slots_are_judged_by_the_same_columns() -> None:
    """A pseudonymous slot needs its grade like everybody else."""
    it = pool(
        agency("A", masked=True),
        specialist("A-S07", clearance="restricted"),
        case("c1", clearance="grade_3"),
        session("d1"),
    )

    assert refused_by(it, "A-S07", "d1") == REFUSED
