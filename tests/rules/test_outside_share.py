"""OUTSIDE_SHARE: no more than a share of the people on a case come from other agencies."""

import pytest

from scheduler.model import Rule
from tests.builders import case, demand, pool, specialist
from tests.verdict import allows

INSIDERS = [specialist(f"a{i}", "A") for i in range(1, 3)]
OUTSIDERS = [specialist(f"b{i}", "B") for i in range(1, 5)]


@pytest.mark.parametrize(
    ("share", "insiders", "outsiders", "allowed"),
    [
        (50, 2, 2, True),  # exactly half
        (50, 1, 2, False),  # one past it
        (50, 0, 1, False),
        (0, 2, 0, True),
        (0, 2, 1, False),  # not a single one
        (100, 0, 4, True),  # no limit
        (66, 1, 2, False),  # 200 > 198
        (67, 1, 2, True),  # 200 ≤ 201
        (1, 0, 0, True),  # nobody at all
    ],
)
def test_outsiders_up_to_the_share(
    share: int, insiders: int, outsiders: int, allowed: bool
) -> None:
    """100·outsiders ≤ share·people, in whole numbers, people of all demands of the case."""
    it = pool(
        INSIDERS,
        OUTSIDERS,
        case("c1", "A", outside_share=share),
        demand("d1", "c1", headcount=4),
        demand("d2", "c1", headcount=4),
    )
    pairs = [(f"a{i + 1}", "d1") for i in range(insiders)]
    pairs += [(f"b{i + 1}", "d2") for i in range(outsiders)]

    assert allows(it, *pairs, rule=Rule.OUTSIDE_SHARE) == allowed


def test_each_case_is_counted_for_itself() -> None:
    """Insiders of one case do not make room for outsiders on another."""
    it = pool(
        INSIDERS,
        OUTSIDERS,
        case("c1", "A", outside_share=50),
        case("c2", "A", outside_share=50),
        demand("d1", "c1", headcount=2),
        demand("d2", "c2", headcount=2),
    )

    assert allows(it, ("a1", "d1"), ("b1", "d1"), rule=Rule.OUTSIDE_SHARE)
    assert not allows(it, ("a1", "d1"), ("a2", "d1"), ("b1", "d2"), rule=Rule.OUTSIDE_SHARE)
