"""Explanations of tiny pools against every plan there is; the campaign does many more."""

from collections import Counter

import pytest

from scheduler.explain import Change, Inquiry, why, why_not
from scheduler.solver import make_plan
from tests import builders as b
from tests.campaigns.explanations import look
from tests.explain.agreement import EveryPlan, of_best
from tests.planned import plan_of
from tests.properties.pools import any_pool


@pytest.mark.parametrize("seed", [*range(500, 506), 710284])
def test_what_is_explained_is_so(seed: int) -> None:
    """Every row, every pair beside the plan, every empty seat."""
    assert look(seed).faults == []


def test_a_wrong_explanation_is_found() -> None:
    """The wrong outcome, a value that is better than it can be, one row too many that moves."""
    counts = Counter[str]()
    for seed in range(500, 520):
        pool = any_pool(seed)
        plan = make_plan(pool, pool.horizon()).plan
        if plan is None:
            continue
        every, inquiry = EveryPlan(pool, plan), Inquiry(pool, plan)
        for pair in sorted(every.board.pairs.keys() - every.own):
            told = why_not(inquiry, *pair)
            if told.outcome != "worse" or told.change is None:
                continue
            rest = every.those(frozenset({pair}))
            assert not list(of_best(every, rest, "worse", told.change, ""))
            assert list(of_best(every, rest, "equal", told.change, ""))
            assert list(of_best(every, rest, "impossible", None, ""))
            assert list(of_best(every, {}, "worse", told.change, ""))
            for lie in lies(told.change):
                assert list(of_best(every, rest, "worse", lie, ""))
            counts["worse"] += 1
        if counts["worse"] >= 10:
            return
    raise AssertionError(counts)


def lies(change: Change) -> list[Change]:
    """The same with another value in the first tier that differs, and without its rows."""
    tiers = []
    for tier in change.tiers:
        is_first = tier == change.first and tier.after is not None
        more = (tier.after or 0) + 1
        tiers.append(tier.model_copy(update={"after": more}) if is_first else tier)
    found = [change.model_copy(update={"added": ()})]
    if tuple(tiers) != change.tiers:
        found.append(change.model_copy(update={"tiers": tuple(tiers)}))
    return found


def test_the_next_best_comes_instead_and_not_beside() -> None:
    """A demand with two seats of which one is filled: whoever comes next, the first one goes."""
    pool = b.pool(
        b.specialist("s1", max_cases=1),
        b.specialist("s2", max_cases=1),
        b.case("c1", priority=5),
        b.case("c2", priority=9),
        b.demand("d1", headcount=2),
        b.demand("d2", "c2"),
        b.ban("s1", demand="d2"),
    )
    plan = plan_of(pool)
    told = why(Inquiry(pool, plan), "s1", "d1")
    (following,) = told.next_best
    assert following.specialist == "s2"
    assert [(r.specialist, r.demand) for r in following.change.added] == [("s2", "d1")]
    gone = {(r.specialist, r.demand) for r in following.change.removed}
    assert gone == {("s1", "d1"), ("s2", "d2")}
