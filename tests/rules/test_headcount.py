"""HEADCOUNT: a demand has no more people than seats."""

import pytest

from scheduler.model import Rule
from tests.builders import case, demand, pool, specialist
from tests.verdict import allows

S1, S2, S3 = ("s1", "d1"), ("s2", "d1"), ("s3", "d1")


@pytest.mark.parametrize(
    ("headcount", "allowed"),
    [
        (3, True),  # as many as there are seats
        (2, False),  # one too many
        (4, True),  # a seat stays empty
    ],
)
def test_as_many_people_as_seats(headcount: int, allowed: bool) -> None:
    """Up to and including the headcount, and never more."""
    people = [specialist(name) for name in ("s1", "s2", "s3")]
    it = pool(*people, case("c1"), demand("d1", headcount=headcount))

    assert allows(it, S1, S2, S3, rule=Rule.HEADCOUNT) == allowed


def test_seats_of_another_demand_do_not_count() -> None:
    """Each demand is counted for itself, in one case as in two."""
    it = pool(
        specialist("s1"), specialist("s2"), case("c1"), demand("d1"), demand("d2", headcount=5)
    )

    assert allows(it, ("s1", "d1"), ("s2", "d2"), rule=Rule.HEADCOUNT)
    assert not allows(it, ("s1", "d1"), ("s2", "d1"), rule=Rule.HEADCOUNT)
