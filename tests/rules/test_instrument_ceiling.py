"""INSTRUMENT_CEILING: the blocks under an instrument stay within what it has left."""

from itertools import product

import pytest

from scheduler.check import judge
from scheduler.model import Rule
from scheduler.solver import make_plan
from tests.builders import (
    authority,
    case,
    demand,
    instrument,
    pin,
    pool,
    right,
    row,
    specialist,
    travel,
)
from tests.verdict import allows, judge_allows_rows

PEOPLE = [specialist("s1", "A"), specialist("s2", "A")]
CASES = [case("c1", "B"), case("c2", "B", site="there"), case("home", "A")]
BOTH = (("s1", "d1"), ("s2", "d2"))
DEMANDS = [
    demand("d1", "c1", "opinion", effort=3),
    demand("d2", "c2", "opinion", effort=2),
]


@pytest.mark.parametrize(
    ("most", "used", "allowed"),
    [
        (5, 0, True),  # exactly the ceiling
        (4, 0, False),  # one block too many
        (7, 2, True),  # used blocks count
        (6, 2, False),
        (None, 99, True),  # no ceiling
    ],
)
def test_used_and_planned_blocks_up_to_the_ceiling(
    most: int | None, used: int, allowed: bool
) -> None:
    """used_blocks + planned blocks ≤ max_blocks."""
    act = instrument("I1", "A", "B", max_blocks=most, used_blocks=used)
    it = pool(PEOPLE, CASES, DEMANDS, act)

    assert allows(it, *BOTH, rule=Rule.INSTRUMENT_CEILING) == allowed


def test_a_ceiling_already_exceeded_lets_nobody_in() -> None:
    """More used than allowed leaves no block, and an empty plan is still allowed."""
    it = pool(PEOPLE, CASES, DEMANDS, instrument("I1", "A", "B", max_blocks=3, used_blocks=5))

    assert allows(it, rule=Rule.INSTRUMENT_CEILING)
    assert not allows(it, ("s2", "d2"), rule=Rule.INSTRUMENT_CEILING)


@pytest.mark.parametrize(("most", "allowed"), [(4, True), (3, False)])
def test_travel_is_worked_under_the_instrument(most: int, allowed: bool) -> None:
    """Two blocks on the way and two on site."""
    it = pool(
        PEOPLE,
        CASES,
        travel("here", "there", 2),
        demand("d2", "c2", "opinion", effort=2, on_site=True),
        instrument("I1", "A", "B", max_blocks=most),
    )

    assert allows(it, ("s2", "d2"), rule=Rule.INSTRUMENT_CEILING) == allowed


@pytest.mark.parametrize(
    ("ceilings", "allowed"),
    [
        ((3, 2), True),  # one each
        ((2, 3), True),  # one each, the other way round
        ((4, 1), False),  # five in all, but a pair is not shared between two acts
        ((0, 5), True),
    ],
)
def test_one_instrument_serves_all_blocks_of_a_pair(
    ceilings: tuple[int, int], allowed: bool
) -> None:
    """The choice among several instruments is the plan's, one for each pair."""
    acts = [
        instrument(f"I{i}", "A", "B", max_blocks=most) for i, most in enumerate(ceilings, start=1)
    ]
    it = pool(PEOPLE, CASES, DEMANDS, acts)

    assert allows(it, *BOTH, rule=Rule.INSTRUMENT_CEILING) == allowed


def test_an_act_that_covers_one_case_is_left_to_it() -> None:
    """s2 can only go under I2, so s1 must take I1."""
    it = pool(
        PEOPLE,
        CASES,
        DEMANDS,
        instrument("I1", "A", "B", cases=["c1"], max_blocks=3),
        instrument("I2", "A", "B", max_blocks=2),
    )

    assert allows(it, *BOTH, rule=Rule.INSTRUMENT_CEILING)


@pytest.mark.parametrize(
    ("named", "most", "allowed"),
    [
        ("s1", 3, True),  # three blocks for s1, the other two under I2
        ("s1", None, True),
        ("s2", 3, False),  # s1 has only I2, which is too small
        ("s2", None, False),
    ],
)
def test_an_act_that_names_persons_is_theirs_alone(
    named: str, most: int | None, allowed: bool
) -> None:
    """Nobody else works under it, and its want of a ceiling frees nobody else."""
    acts = [
        instrument("I1", "A", "B", specialists=[named], max_blocks=most),
        instrument("I2", "A", "B", max_blocks=2),
    ]
    it = pool(PEOPLE, CASES, DEMANDS, acts)

    assert allows(it, *BOTH, rule=Rule.INSTRUMENT_CEILING) == allowed


def test_pairs_that_need_no_instrument_count_under_none() -> None:
    """Insiders, advisers and those allowed outside take nothing from a ceiling."""
    it = pool(
        PEOPLE,
        CASES,
        authority("power"),
        right("power", "A", right="allowed_outside"),
        demand("d0", "home", "opinion"),
        demand("d1", "c1", "advise"),
        demand("d2", "c2", "exercise", authority="power"),
        instrument("I1", "A", "B", max_blocks=0),
    )

    assert allows(it, ("s1", "d0"), ("s1", "d1"), ("s2", "d2"), rule=Rule.INSTRUMENT_CEILING)


@pytest.mark.parametrize(
    ("ceilings", "choice"),
    [
        ((5, 5), ("I1", "I1")),  # the smallest ids
        ((3, 2), ("I1", "I2")),  # the first pair gets the smaller one
        ((2, 5), ("I2", "I1")),  # it has no room for the first pair
        ((None, 5), ("I1", "I1")),
        ((4, 3), ("I1", "I2")),
    ],
)
def test_the_smallest_choice_in_id_order(
    ceilings: tuple[int | None, int], choice: tuple[str, str]
) -> None:
    """Pairs by specialist, then demand; ids in order. The judge accepts no other choice."""
    acts = [
        instrument(f"I{i}", "A", "B", max_blocks=most) for i, most in enumerate(ceilings, start=1)
    ]
    it = pool(PEOPLE, CASES, DEMANDS, acts, [pin(*pair) for pair in BOTH])
    made = make_plan(it, it.horizon()).plan

    assert made is not None
    assert tuple(a.instrument for a in made.assignments) == choice
    for other in product(("I1", "I2"), repeat=2):
        named = tuple(
            a.model_copy(update={"instrument": name, "document_no": f"No. {name}"})
            for a, name in zip(made.assignments, other, strict=True)
        )
        changed = made.model_copy(update={"assignments": named})
        assert judge(it, changed).is_accepted == (other == choice)


def test_a_named_instrument_that_has_no_room_breaks_the_ceiling() -> None:
    """The judge counts the instruments that the plan names."""
    acts = [instrument("I1", "A", "B", max_blocks=4), instrument("I2", "A", "B", max_blocks=5)]
    it = pool(PEOPLE, CASES, DEMANDS, acts)
    first = row(it, "s1", "d1", (0, 1, 2), instrument="I1")

    for name, allowed in (("I1", False), ("I2", True)):
        rows = [first, row(it, "s2", "d2", (0, 1), instrument=name)]
        assert judge_allows_rows(it, rows, Rule.INSTRUMENT_CEILING) == allowed
