"""Behind all tiers the fewest changes from a base: what counts, what is proven, what is said."""

from collections import Counter

import pytest

from scheduler.check import judge
from scheduler.model import (
    BalanceRule,
    Near,
    Nearness,
    Plan,
    Pool,
    RequestError,
    SolveOptions,
    TierName,
)
from scheduler.solver import make_plan, nearsearch, search
from tests import builders as b
from tests.campaigns.near import faults, pool_of

COVERAGE, FIT = TierName.COVERAGE, TierName.FIT
EQUALS = (
    *(b.specialist(name, max_cases=1) for name in ("s1", "s2", "s3", "s4")),
    b.case("c1", priority=9),
    b.case("c2"),
    b.case("c3"),
    b.demand("d1"),
    b.demand("d2", "c2"),
    b.demand("d3", "c3"),
)
"""Everybody could be anywhere, and nobody is better than another."""


def planned(pool: Pool, near: Near | None = None) -> Plan:
    """The judged plan of a pool."""
    plan = make_plan(pool, pool.horizon(), near=near).plan
    assert plan is not None
    assert judge(pool, plan).is_accepted
    return plan


def rows(plan: Plan) -> set[tuple[str, str]]:
    """Who serves what."""
    return {(a.specialist, a.demand) for a in plan.assignments}


def base(pool: Pool, *wanted: tuple[str, str]) -> Plan:
    """A plan of the pool with just these rows, whatever they are."""
    plan = planned(pool)
    one = plan.assignments[0]
    kept = (one.model_copy(update={"specialist": s, "demand": d}) for s, d in wanted)
    return plan.model_copy(update={"assignments": tuple(kept)})


def nearness(plan: Plan) -> Nearness:
    """How near a plan says that it is."""
    assert plan.provenance.near is not None
    return plan.provenance.near


@pytest.fixture(params=[20_000, 0], ids=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Pairs up to which the engines are asked for the whole program."""
    pairs: int = request.param
    monkeypatch.setattr(nearsearch, "LARGE_PAIRS", pairs)
    monkeypatch.setattr(search, "LARGE_PAIRS", pairs)
    return pairs


@pytest.mark.usefixtures("size")
def test_of_equals_the_nearest_is_taken() -> None:
    """Whatever the base is, each of its rows that can stay does, and that is proven."""
    pool = b.pool(EQUALS, tiers=("coverage",))
    for wanted in ({("s4", "d1"), ("s3", "d2"), ("s2", "d3")}, {("s2", "d1"), ("s1", "d2")}):
        given = base(pool, *wanted)
        plan = planned(pool, Near(given))
        told = nearness(plan)
        assert wanted <= rows(plan)
        assert (told.moves, told.bound, told.status) == (3 - len(wanted),) * 2 + ("optimal",)
        assert told.base_sha256 == given.sha256
        assert plan.tiers == planned(pool).tiers


@pytest.mark.usefixtures("size")
def test_rows_outside_these_weeks_do_not_count_and_lost_ones_do() -> None:
    """A demand that has ended is nobody's change; somebody who has left is one."""
    pool = b.pool(EQUALS, tiers=("coverage",))
    given = base(pool, ("s4", "d1"), ("s3", "d2"), ("gone", "d3"), ("s1", "ended"))
    plan = planned(pool, Near(given))
    assert {("s4", "d1"), ("s3", "d2")} < rows(plan)
    assert (nearness(plan).moves, nearness(plan).status) == (2, "optimal")


def test_a_plan_without_a_base_says_nothing_of_one() -> None:
    """Its text is the same as before there were bases, and an older text is read."""
    plan = planned(b.pool(EQUALS))
    assert '"near"' not in plan.canonical_json()
    assert Plan.model_validate_json(plan.canonical_json()) == plan
    near = planned(b.pool(EQUALS), Near(plan))
    assert Plan.model_validate_json(near.canonical_json()) == near


def test_a_tier_gives_up_no_more_than_it_may(size: int) -> None:
    """Fit 10 is lost where it may be; the bound of before stands, and the tier is not optimal.

    On a large pool the bound of the changes is the relaxation's.
    """
    pool = b.pool(
        EQUALS[:2],
        b.case("c1"),
        b.demand("d1"),
        b.affinity("s1", "d1", 60),
        b.affinity("s2", "d1", 70),
        tiers=("coverage", "fit"),
    )
    given = base(pool, ("s1", "d1"))
    for most, moves, lost in ((9, 2, 0), (10, 0, 10), (90, 0, 10)):
        plan = planned(pool, Near.of(given, {"fit": most}))
        (told,) = nearness(plan).given
        assert nearness(plan).moves == moves
        assert nearness(plan).bound == moves or not size
        assert (told.tier, told.most, told.best, told.given) == (FIT, most, 70, lost)
        tier = plan.tier(FIT)
        assert (tier.value, tier.bound, tier.status == "optimal") == (70 - lost, 70, not lost)
        assert plan.tier(COVERAGE).status == "optimal"


def test_bounds_after_a_tier_that_gave_something_up_are_true_of_all_plans() -> None:
    """Fit is better with less coverage: its old bound would be passed, and the judge would say so.

    Among the plans with as few changes the tiers count again in their order.
    """
    pool = b.pool(
        *(b.specialist(name, max_cases=1) for name in ("s1", "s2")),
        b.case("c1", priority=3),
        b.case("c2", priority=2),
        b.demand("d1"),
        b.demand("d2", "c2"),
        b.affinity("s1", "d1", 10),
        b.affinity("s2", "d1", 90),
        b.affinity("s1", "d2", 0),
        b.affinity("s2", "d2", 0),
        tiers=("coverage", "fit"),
    )
    given = base(pool, ("s2", "d1"))
    assert rows(planned(pool, Near(given))) == {("s2", "d1"), ("s1", "d2")}
    plan = planned(pool, Near.of(given, {COVERAGE: 2}))
    assert rows(plan) == {("s2", "d1")}
    assert (plan.tier(COVERAGE).value, plan.tier(COVERAGE).bound) == (3, 5)
    assert nearness(plan).given[0].given == 2
    bound = plan.tier(FIT).bound
    assert bound is not None
    assert bound >= 90


def test_a_certified_plan_near_to_a_base_repeats_byte_for_byte() -> None:
    """Twice the same text, with something given up, too."""
    pool = b.pool(EQUALS, tiers=("coverage", "balance"))
    given = base(pool, ("s4", "d1"), ("s4", "d2"))
    for give in (None, {"balance": 10_000_000}):
        one, other = (planned(pool, Near.of(given, give)) for _ in range(2))
        assert one.canonical_json() == other.canonical_json()


def test_a_stopped_search_keeps_its_plan_and_says_what_is_certain() -> None:
    """The changes of the plan so far, and a bound that every plan obeys."""
    pool = b.pool(EQUALS, tiers=("coverage",))
    given = base(pool, ("s4", "d1"), ("s3", "d2"), ("s2", "d3"), ("gone", "d1"))
    found = make_plan(pool, pool.horizon(), near=Near(given), is_cancelled=lambda: True).plan
    assert found is not None
    told = nearness(found)
    assert told.moves == len(rows(found) ^ rows(given))
    assert 1 <= told.bound <= told.moves


def test_a_stopped_search_asks_no_tier_for_ever() -> None:
    """A floor that could be higher stays where it is once nobody is to search any more."""
    pool = pool_of(25)
    assert TierName.FLOOR in pool.policy.tiers
    near = Near.of(planned(pool), {pool.policy.tiers[0]: 1})
    assert make_plan(pool, pool.horizon(), near=near, is_cancelled=lambda: True).plan is not None


@pytest.mark.parametrize("seed", [1, 7, 18, 25])
def test_large_pools_claim_only_what_all_plans_keep(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a large pool: what is found is a plan, and no plan is below its bound."""
    monkeypatch.setattr(nearsearch, "LARGE_PAIRS", 0)
    pool = pool_of(seed)
    said = [fault for fault in faults(pool, seed, Counter()) if "the fewest" in fault]
    for fault in said:
        assert "status='feasible'" in fault, fault


@pytest.mark.parametrize(
    ("give", "code"),
    [
        ({"coverag": 1}, "near.no_tier"),
        ({"coverage": -1}, "near.amount"),
        ({"coverage": True}, "near.amount"),
        ({"coverage": 0.5}, "near.amount"),
        ({"fit": 1}, "near.unused"),
        ({"balance": 1}, "near.leximin"),
    ],
)
def test_what_cannot_be_given_up_is_refused(give: dict[str, int], code: str) -> None:
    """An unknown goal, no amount, a goal that the policy does not use, an order of ratios."""
    pool = b.pool(EQUALS, tiers=("coverage", "balance"), balance=BalanceRule.LEXIMIN)
    with pytest.raises(RequestError) as raised:
        make_plan(pool, pool.horizon(), SolveOptions(), near=Near.of(planned(pool), give))
    assert raised.value.code == code
    for language in ("ko", "en"):
        assert raised.value.what(language)
        assert raised.value.hint(language)


def test_a_bound_that_is_no_bound_is_no_record() -> None:
    """Optimal means that the bound is reached, and no plan is below it."""
    for status, moves, bound in (("optimal", 3, 2), ("feasible", 2, 2), ("feasible", 1, 2)):
        with pytest.raises(ValueError, match="moves"):
            Nearness.model_validate(
                {"base_sha256": "", "status": status, "moves": moves, "bound": bound}
            )
