"""DESIGNATION: who exercises a personal power is designated for it through the window."""

import pytest

from scheduler.model import Refusal
from tests.builders import DAYS, authority, case, demand, pool, right, specialist
from tests.verdict import refused_by

REFUSED = (Refusal.DESIGNATION,)
LAW = [
    authority("power", personal=True),
    authority("review", personal=True),
    *(right("power", "A", mode) for mode in ("exercise", "assist")),
]
WINDOW = {"from": DAYS[1], "to": DAYS[3]}
WANTED = demand("d1", "c1", "exercise", authority="power", **WINDOW)


@pytest.mark.parametrize(
    ("held", "refuses"),
    [
        ([{"authority": "power"}], False),
        ([{"authority": "power", "until": DAYS[3]}], False),  # through the last day
        ([{"authority": "power", "until": DAYS[2]}], True),  # a day too early
        ([{"authority": "review"}], True),  # for another power
        ([], True),
        (
            [{"authority": "power", "until": DAYS[0]}, {"authority": "power", "until": DAYS[4]}],
            False,
        ),
    ],
)
def test_designated_through_the_window(held: list[dict[str, str]], refuses: bool) -> None:
    """A designation for this power that is valid on the last day."""
    it = pool(specialist("s1", designations=held), case("c1"), WANTED, LAW)

    assert refused_by(it, "s1", "d1") == (REFUSED if refuses else ())


def test_only_who_exercises_is_designated() -> None:
    """Who assists needs no designation."""
    wanted = demand("d1", "c1", "assist", authority="power")

    assert refused_by(pool(specialist("s1"), case("c1"), wanted, LAW), "s1", "d1") == ()


def test_only_a_personal_power_is_designated() -> None:
    """An impersonal power is exercised by anybody of the agency."""
    law = [authority("power"), right("power", "A")]

    assert refused_by(pool(specialist("s1"), case("c1"), WANTED, law), "s1", "d1") == ()
