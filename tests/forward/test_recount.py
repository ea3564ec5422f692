"""An agency counts its half-days again; each plan finds its pool."""

import pytest

from scheduler.forward import Changes, matched, recount, roll
from scheduler.model import Past, Plan, Pool, RequestError
from tests import builders as b


def week() -> tuple[Pool, Plan]:
    """One lent half-day of two; the week before is the opening balance."""
    pool = b.pool(
        b.agency("B", past_lent_blocks=3, past_pool_blocks=9), b.case("c1", lead="A"),
        b.specialist("s1", agency="B", past_blocks=5, past_capacity=9), b.case("c2", lead="B"),
        b.demand("d1"), b.demand("d2", "c2"), rolling_weeks=3,
    )  # fmt: skip
    return pool, b.plan(pool, b.row(pool, "s1", "d1"), b.row(pool, "s1", "d2", (1,)))


def test_plans_ledger_rest_and_column_are_told_apart() -> None:
    """The agency first; what the ledger has of other weeks is what is left of the opening."""
    pool, plan = week()
    later = roll(pool, plan).pool
    own, person = recount("B", ((pool, plan),), later)
    assert (own.specialist, own.plans, own.ledger) == (None, Past(1, 10), Past(1, 10))
    assert (own.rest, own.column) == (Past(2, 6), Past(3, 16))
    assert (person.specialist, person.plans, person.rest) == ("s1", Past(2, 10), Past(4, 6))
    assert own.agrees
    assert person.agrees
    (none,) = recount("A", ((pool, plan),), later)
    assert none.agrees


def test_whoever_has_changed_agency_keeps_the_weeks_of_the_former_one() -> None:
    """The column is theirs, not the agency's; the agency's own sums stay where they were."""
    pool, plan = week()
    moved = pool.specialists[0].model_copy(update={"agency": "A"})
    later = roll(pool, plan, Changes.of(moved)).pool
    own, person = recount("A", ((pool, plan),), later)
    assert (own.column, person.column) == (Past(0, 0), Past(6, 16))
    assert person.agrees
    (former,) = recount("B", ((pool, plan),), later)
    assert former.agrees
    assert former.column == Past(3, 16)


def test_a_plan_goes_with_the_pool_of_its_hash_else_of_its_week() -> None:
    """Two pools of one week are told apart; a copy without a hash takes the week's."""
    pool, plan = week()
    later = roll(pool, plan).pool
    edited = pool.with_rows(assignments=[b.ban("s1", case="c2")])
    assert matched((pool, edited, later), (plan,)) == (((pool, plan),), later)
    made = plan.provenance.model_copy(update={"pool_sha256": ""})
    copy = plan.model_copy(update={"provenance": made})
    assert matched((pool, later), (copy,)) == (((pool, copy),), later)
    with pytest.raises(RequestError) as error:
        matched((later,), (copy,))
    assert error.value.code == "recount.no_pool"
    undated = pool.with_rows(policy=pool.policy.model_copy(update={"start": None}))
    own = b.plan(undated, horizon=pool.horizon())
    with pytest.raises(RequestError) as error:
        matched((undated,), (own,))
    assert error.value.code == "recount.no_later"
