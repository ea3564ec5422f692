"""ONE_ROLE: nobody serves two demands of one matter."""

import pytest

from scheduler.model import Rule
from tests.builders import case, demand, pool, specialist
from tests.verdict import allows

BOTH = (("s1", "d1"), ("s1", "d2"))


@pytest.mark.parametrize(
    ("case_of_d2", "allowed"),
    [
        ("c1", False),  # the same case
        ("c2", False),  # another case of the same matter
        ("c3", True),  # another matter
    ],
)
def test_one_demand_of_a_matter(case_of_d2: str, allowed: bool) -> None:
    """A second role is refused in the whole matter, not in the case alone."""
    it = pool(
        specialist("s1"),
        case("c1", matter="m"),
        case("c2", matter="m"),
        case("c3"),
        demand("d1", "c1"),
        demand("d2", case_of_d2),
    )

    assert allows(it, *BOTH, rule=Rule.ONE_ROLE) == allowed


def test_two_people_may_share_a_matter() -> None:
    """The rule is about one person."""
    it = pool(specialist("s1"), specialist("s2"), case("c1"), demand("d1"), demand("d2"))

    assert allows(it, ("s1", "d1"), ("s2", "d2"), rule=Rule.ONE_ROLE)


def test_a_matter_may_bear_the_name_of_a_case() -> None:
    """Case and matter ids share one name space: c2 belongs to the matter of c1."""
    it = pool(
        specialist("s1"),
        case("c1"),
        case("c2", matter="c1"),
        demand("d1", "c1"),
        demand("d2", "c2"),
    )

    assert not allows(it, *BOTH, rule=Rule.ONE_ROLE)
