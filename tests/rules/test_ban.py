"""BAN: the planner keeps a specialist from a demand or from a case."""

import pytest

from scheduler.model import CurrentRow, Refusal
from tests.builders import ban, case, current, demand, pool, specialist
from tests.verdict import refused_by


@pytest.mark.parametrize(
    ("rows", "banned"),
    [
        ([ban("s1", demand="d1")], {"d1"}),  # the demand alone
        ([ban("s1", case="c1")], {"d1", "d2"}),  # the whole case
        ([ban("s2", case="c1")], set()),  # another person
        ([ban("s1", demand="c1"), ban("s1", case="d1")], set()),  # names of the other kind
        ([current("s1", "d1")], set()),  # another status
        ([], set()),
    ],
)
def test_banned_from_a_demand_or_a_case(rows: list[CurrentRow], banned: set[str]) -> None:
    """A ban on a case holds for all its demands, and for no other case of the matter."""
    it = pool(
        specialist("s1"),
        specialist("s2"),
        case("c1", matter="m"),
        case("c2", matter="m"),
        demand("d1", "c1"),
        demand("d2", "c1"),
        demand("d3", "c2"),
        rows,
    )

    refused = {d for d in ("d1", "d2", "d3") if refused_by(it, "s1", d) == (Refusal.BAN,)}

    assert refused == banned
