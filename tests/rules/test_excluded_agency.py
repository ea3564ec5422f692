"""EXCLUDED_AGENCY: a demand may exclude whole agencies."""

import pytest

from scheduler.model import Refusal
from tests.builders import case, demand, pool, specialist
from tests.verdict import refused_by


@pytest.mark.parametrize(
    ("excluded", "refuses"),
    [(["A"], True), (["B"], False), (["A", "B"], True), ([], False)],
)
def test_people_of_an_excluded_agency_are_refused(excluded: list[str], refuses: bool) -> None:
    """The home agency counts, also that of an insider."""
    it = pool(
        specialist("s1", "A"),
        specialist("s2", "B"),
        case("c1", "A"),
        demand("d1", excluded_agencies=excluded),
        demand("d2"),
    )

    assert refused_by(it, "s1", "d1") == ((Refusal.EXCLUDED_AGENCY,) if refuses else ())
    assert refused_by(it, "s1", "d2") == ()


def test_an_excluded_agency_without_people_excludes_nobody() -> None:
    """An agency may lead a case, be excluded, and have nobody in the pool."""
    it = pool(specialist("s1", "A"), case("c1", "Z"), demand("d1", excluded_agencies=["Z"]))

    assert refused_by(it, "s1", "d1") == ()
