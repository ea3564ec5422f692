"""``floor`` is about cases with critical demands: the worst of them decides, and no other case."""

from scheduler.model import Fact, Pool, TierName
from tests.builders import affinity, case, demand, pool, specialist
from tests.planned import plan_of

OPEN: tuple[Fact, ...] = (case("c3"), demand("d3", "c3", skills=[{"skill": "nobody has it"}]))
"""A case without critical demands that nobody can serve; it runs with nobody on it."""


def two_cores(*facts: Fact) -> Pool:
    """Two cases of one critical seat each; the sum of fit is the same with either pairing."""
    return pool(
        specialist("s1", max_cases=1),
        specialist("s2", max_cases=1),
        case("c1"),
        case("c2"),
        demand("d1", "c1", critical=True),
        demand("d2", "c2", critical=True),
        affinity("s1", "d1", 90),
        affinity("s2", "d2", 10),
        affinity("s1", "d2", 50),
        affinity("s2", "d1", 50),
        *facts,
        tiers=["coverage", "floor", "fit"],
    )


def test_a_case_without_critical_demands_does_not_hold_the_floor_down() -> None:
    """The worst case gets 50, with or without a case beside it on which nobody can work."""
    for it in (two_cores(), two_cores(*OPEN)):
        plan = plan_of(it)
        floor = plan.tier(TierName.FLOOR)
        assert (floor.value, floor.bound, floor.status) == (50_000, 50_000, "optimal")
        assert {(a.specialist, a.demand) for a in plan.assignments} == {("s1", "d2"), ("s2", "d1")}


def test_without_critical_demands_the_floor_is_nothing() -> None:
    """However well people suit what they serve, and proven."""
    it = pool(
        specialist("s1"),
        case("c1"),
        demand("d1", "c1"),
        affinity("s1", "d1", 80),
        tiers=["coverage", "floor", "fit"],
    )
    floor = plan_of(it).tier(TierName.FLOOR)
    assert (floor.value, floor.bound, floor.status) == (0, 0, "optimal")
