"""What the judge says of one pair as a whole; each code by itself is held to in tests/rules."""

import pytest

from scheduler.check import refusals
from scheduler.model import Refusal
from tests.builders import (
    authority,
    ban,
    case,
    conflict,
    current,
    demand,
    pool,
    specialist,
    travel,
)


def test_every_code_is_reported_in_the_order_of_the_page() -> None:
    """One pair can be wrong in every way at once."""
    it = pool(
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

    assert tuple(refusals(it, it.horizon(), "s", "d")) == tuple(Refusal)


@pytest.mark.parametrize(("who", "what"), [("nobody", "d"), ("s", "nothing"), ("s", "later")])
def test_only_pairs_of_this_plan_are_judged(who: str, what: str) -> None:
    """An unknown id, or a demand of another time, is no pair."""
    it = pool(
        specialist("s"), case("c"), demand("d", "c"), demand("later", "c", from_="2027-01-04")
    )

    with pytest.raises(KeyError):
        refusals(it, it.horizon(), who, what)
