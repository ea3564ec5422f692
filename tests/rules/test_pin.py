"""PIN: pinned and notified pairs are assigned; who, not when."""

import pytest

from scheduler.model import Rule
from scheduler.solver import make_plan
from tests.builders import (
    NEXT_DAYS,
    case,
    current,
    demand,
    pin,
    pool,
    row,
    skill,
    specialist,
)
from tests.verdict import allows, judge_allows_rows, solver_allows

PEOPLE = [specialist("s1"), specialist("s2")]
CASES = [case("c1"), case("c2")]
DEMANDS = [demand("d1", "c1"), demand("d2", "c2")]


@pytest.mark.parametrize(
    ("status", "binds"),
    [("pinned", True), ("notified", True), ("in_force", False)],
)
def test_pinned_and_notified_pairs_are_assigned(status: str, binds: bool) -> None:
    """A row in force may be dropped, a pin and a notified name may not."""
    it = pool(PEOPLE, CASES, DEMANDS, current("s1", "d1", status))

    assert allows(it, ("s1", "d1"), rule=Rule.PIN)
    assert allows(it, ("s2", "d2"), rule=Rule.PIN) != binds
    assert allows(it, rule=Rule.PIN) != binds


def test_another_person_does_not_keep_the_pin() -> None:
    """A pin names who."""
    it = pool(PEOPLE, CASES, DEMANDS, pin("s1", "d1"))

    assert not allows(it, ("s2", "d1"), rule=Rule.PIN)
    assert not allows(it, ("s1", "d2"), rule=Rule.PIN)


def test_a_pin_does_not_say_when() -> None:
    """Any blocks of the window will do."""
    it = pool(PEOPLE, CASES, DEMANDS, pin("s1", "d1"))

    assert all(judge_allows_rows(it, [row(it, "s1", "d1", (b,))], Rule.PIN) for b in (0, 9))


def test_a_pin_on_a_refused_pair_is_infeasible() -> None:
    """The pin stays, the pair cannot be, so there is no plan."""
    it = pool(
        PEOPLE,
        CASES,
        demand("d1", "c1", skills=[{"skill": "x"}]),
        skill("s2", "x"),
        pin("s1", "d1"),
    )

    assert not solver_allows(it, [("s2", "d1")], Rule.PIN)
    assert make_plan(it, it.horizon()).status == "infeasible"


def test_pins_that_cannot_hold_together_are_infeasible() -> None:
    """Two pins on one seat."""
    it = pool(PEOPLE, CASES, DEMANDS, pin("s1", "d1"), current("s2", "d1", "notified"))

    assert make_plan(it, it.horizon()).status == "infeasible"


def test_a_pin_outside_the_horizon_has_no_effect() -> None:
    """Its demand is not in this plan."""
    later = demand("d9", "c1", **{"from": NEXT_DAYS[0]})
    it = pool(PEOPLE, CASES, DEMANDS, later, pin("s1", "d9"))

    assert allows(it, rule=Rule.PIN)
    assert make_plan(it, it.horizon()).status == "planned"
