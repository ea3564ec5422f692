"""LEAD_PRESENT: where a case asks for it, nobody works on it without one of its lead agency."""

import pytest

from scheduler.model import Rule
from tests.builders import agency, case, demand, pool, specialist
from tests.verdict import allows

PEOPLE = [specialist("a1", "A"), specialist("b1", "B"), specialist("b2", "B")]
DEMANDS = [demand("d1", "c1", headcount=2), demand("d2", "c1"), demand("d3", "c2")]


@pytest.mark.parametrize(
    ("pairs", "allowed"),
    [
        ((("b1", "d1"), ("b2", "d1"), ("a1", "d2")), True),  # one insider is enough
        ((("b1", "d1"), ("b2", "d1")), False),
        ((("b1", "d1"), ("a1", "d3")), False),  # an insider on another case
        ((("a1", "d1"),), True),  # insiders alone
        ((), True),  # nobody at all
    ],
)
def test_one_insider_at_least(pairs: tuple[tuple[str, str], ...], allowed: bool) -> None:
    """If anybody is assigned, at least one is of the lead agency."""
    it = pool(PEOPLE, case("c1", "A", lead_present=True), case("c2", "A"), DEMANDS)

    assert allows(it, *pairs, rule=Rule.LEAD_PRESENT) == allowed


def test_only_where_the_case_asks_for_it() -> None:
    """Other cases may be served by outsiders alone."""
    it = pool(PEOPLE, case("c1", "A"), case("c2", "A"), DEMANDS)

    assert allows(it, ("b1", "d1"), ("b2", "d2"), rule=Rule.LEAD_PRESENT)


def test_a_lead_agency_without_people_is_never_present() -> None:
    """Nobody can serve such a case."""
    it = pool(agency("Z"), PEOPLE, case("c1", "Z", lead_present=True), case("c2", "A"), DEMANDS)

    assert not allows(it, ("b1", "d1"), rule=Rule.LEAD_PRESENT)
    assert allows(it, ("b1", "d3"), rule=Rule.LEAD_PRESENT)
