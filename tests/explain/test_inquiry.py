"""Only a plan of this pool that the judge accepts is explained, and only what is in it."""

import pytest

from scheduler.explain import Inquiry, why, why_empty, why_not
from scheduler.model import NotFoundError, Plan, PlanRejectedError, Pool, RequestError
from tests import builders as b
from tests.planned import plan_of


def planned() -> tuple[Pool, Plan]:
    """One person for two seats."""
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.case("c1", priority=9),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
    )
    return pool, plan_of(pool)


def test_a_plan_of_another_pool_is_refused() -> None:
    """One fact that has changed since is enough."""
    pool, plan = planned()
    with pytest.raises(RequestError) as refused:
        Inquiry(pool.with_rows(specialists=(b.specialist("s1", max_cases=2),)), plan)
    assert refused.value.code == "explain.other_pool"
    assert plan.provenance.pool_sha256[:12] in refused.value.what("ko")


def test_a_plan_that_the_judge_refuses_is_not_explained() -> None:
    """Rows that somebody has taken out of the file."""
    pool, plan = planned()
    with pytest.raises(PlanRejectedError):
        Inquiry(pool, plan.model_copy(update={"assignments": ()}))


def test_what_is_not_there_is_said() -> None:
    """With the way out, in both languages."""
    inquiry = Inquiry(*planned())
    for ask, code in (
        (lambda: why_not(inquiry, "nobody", "d1"), "explain.no_specialist"),
        (lambda: why_not(inquiry, "s1", "nothing"), "explain.no_demand"),
        (lambda: why(inquiry, "s1", "d2"), "explain.not_assigned"),
        (lambda: why_empty(inquiry, "d1"), "explain.no_empty_seat"),
    ):
        with pytest.raises(NotFoundError) as error:
            ask()
        assert error.value.code == code
        assert error.value.hint("ko")
        assert error.value.hint("en")


def test_who_serves_what() -> None:
    """By demand, and by person."""
    inquiry = Inquiry(*planned())
    assert inquiry.on == {"d1": ("s1",)}
    assert inquiry.serves == {"s1": ("d1",)}
    assert inquiry.candidates("d2") == ("s1",)
    assert why_not(inquiry, "s1", "d1").outcome == "assigned"
