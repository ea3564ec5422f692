"""CASELOAD: nobody serves more cases than they take."""

import pytest

from scheduler.model import Rule
from tests.builders import case, current, demand, pool, specialist
from tests.verdict import allows

CASES = [case(name) for name in ("c1", "c2", "c3")]
DEMANDS = [demand("d1", "c1"), demand("d2", "c2"), demand("d3", "c3")]


@pytest.mark.parametrize(
    ("max_cases", "served", "allowed"),
    [
        (2, ("d1", "d2"), True),  # exactly as many
        (2, ("d1", "d2", "d3"), False),  # one too many
        (0, ("d1",), False),  # none at all
        (3, ("d1", "d2", "d3"), True),
    ],
)
def test_cases_up_to_the_limit(max_cases: int, served: tuple[str, ...], allowed: bool) -> None:
    """Cases are counted up to and including max_cases."""
    it = pool(specialist("s1", max_cases=max_cases), CASES, DEMANDS)

    assert allows(it, *(("s1", d) for d in served), rule=Rule.CASELOAD) == allowed


def test_each_person_has_a_limit_of_their_own() -> None:
    """What one does not take another may."""
    it = pool(specialist("s1", max_cases=1), specialist("s2", max_cases=2), CASES, DEMANDS)

    assert allows(it, ("s1", "d1"), ("s2", "d2"), ("s2", "d3"), rule=Rule.CASELOAD)
    assert not allows(it, ("s2", "d1"), ("s1", "d2"), ("s1", "d3"), rule=Rule.CASELOAD)


def test_a_current_case_without_a_demand_in_this_plan_does_not_count() -> None:
    """A demand outside the horizon takes nothing from the caseload."""
    past = demand("d0", "c3", **{"from": "2026-11-23", "to": "2026-11-24"})
    it = pool(specialist("s1", max_cases=1), CASES, DEMANDS, past, current("s1", "d0"))

    assert allows(it, ("s1", "d1"), rule=Rule.CASELOAD)
