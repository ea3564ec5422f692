"""Pools in which nobody can do anything still have a proven answer."""

from typing import Any

import pytest

from scheduler.model import Fact, TierName
from scheduler.solver import make_plan
from tests.brute.board import Board
from tests.brute.search import BruteForce
from tests.builders import DAYS, case, demand, holiday, pin, pool, skill, specialist
from tests.properties.agreement import differences

WANTED = demand("d1", skills=[{"skill": "x"}])
CORE = demand("d2", skills=[{"skill": "x"}], critical=True)
ALL_TIERS: dict[str, Any] = {"tiers": tuple(TierName)}


@pytest.mark.parametrize("balance", ["squares", "leximin"])
@pytest.mark.parametrize(
    "facts",
    [
        (specialist("s1"), case("c1"), WANTED),  # nobody is eligible
        (specialist("s1"), case("c1"), WANTED, CORE),  # and a case has a core
        (specialist("s1"), case("c1")),  # no demand
        (case("c1"), WANTED),  # no specialist
        (specialist("s1", weekly_blocks=0), case("c1"), demand("d1")),  # nobody is released
        (specialist("s1"), case("c1"), demand("d1"), [holiday(day) for day in DAYS]),
        (),  # nothing at all
    ],
)
def test_the_plan_is_empty_and_proven(facts: tuple[Fact, ...], balance: str) -> None:
    """All tiers are optimal, and worth what brute force says."""
    it = pool(*facts, **ALL_TIERS, balance=balance)
    result = make_plan(it, it.horizon())

    assert result.plan is not None
    assert result.plan.assignments == ()
    assert result.plan.is_proven
    assert list(differences(it, BruteForce(Board(it)))) == []


@pytest.mark.parametrize("others", [(), (specialist("s2"), skill("s2", "x"))])
def test_a_pin_where_nothing_can_be_done_is_proven_infeasible(others: tuple[Fact, ...]) -> None:
    """A pin on a refused pair is infeasible, whether or not anybody else is eligible."""
    it = pool(specialist("s1"), case("c1"), WANTED, pin("s1", "d1"), others)

    assert make_plan(it, it.horizon()).status == "infeasible"
