"""ACCOMPANIED: who assists on site does so beside someone who exercises the same authority."""

import pytest

from scheduler.model import Rule
from tests.builders import authority, case, demand, pool, right, specialist
from tests.verdict import allows

LAW = [
    authority("power"),
    authority("review"),
    *(right(a, "A", m) for a in ("power", "review") for m in ("exercise", "assist", "opinion")),
]
PEOPLE = [specialist("s1"), specialist("s2"), specialist("s3")]
CASES = [case("c1", matter="m"), case("c2", matter="m")]
ASSIST = demand("d1", "c1", "assist", authority="power", headcount=2)


@pytest.mark.parametrize(
    ("beside", "allowed"),
    [
        (demand("d2", "c1", "exercise", authority="power"), True),
        (demand("d2", "c1", "exercise", authority="review"), False),  # another authority
        (demand("d2", "c2", "exercise", authority="power"), False),  # another case of the matter
        (demand("d2", "c1", "opinion", authority="power"), False),  # another mode
    ],
)
def test_somebody_exercises_the_same_power_in_the_case(beside: object, allowed: bool) -> None:
    """Same case, same authority, mode exercise: nothing less will do."""
    it = pool(LAW, PEOPLE, CASES, ASSIST, [beside])  # type: ignore[list-item]

    assert allows(it, ("s1", "d1"), ("s2", "d2"), rule=Rule.ACCOMPANIED) == allowed


def test_nobody_assists_alone() -> None:
    """An exercise demand that stays empty accompanies nobody."""
    it = pool(LAW, PEOPLE, CASES, ASSIST, demand("d2", "c1", "exercise", authority="power"))

    assert not allows(it, ("s1", "d1"), rule=Rule.ACCOMPANIED)
    assert not allows(it, ("s1", "d1"), ("s2", "d1"), rule=Rule.ACCOMPANIED)
    assert allows(it, ("s2", "d2"), rule=Rule.ACCOMPANIED)


def test_one_of_several_exercise_demands_is_enough() -> None:
    """Some demand with that authority and mode is served; it need not be each."""
    it = pool(
        LAW,
        PEOPLE,
        CASES,
        ASSIST,
        demand("d2", "c1", "exercise", authority="power"),
        demand("d3", "c1", "exercise", authority="power"),
    )

    assert allows(it, ("s1", "d1"), ("s2", "d1"), ("s3", "d3"), rule=Rule.ACCOMPANIED)
