"""The best plan under clauses: near the plan on a large pool, and what cannot hold."""

from itertools import pairwise

import pytest

from scheduler.explain import absent
from scheduler.model import Plan, Pool, TierName
from scheduler.solver import counterfactual as module
from scheduler.solver import make_plan
from scheduler.solver.clauses import Clause, Counted, barred, wanted
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.engines.verified import settled
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import longer
from scheduler.solver.tierwise import next_bound
from scheduler.synth import family_pool
from tests import builders as b
from tests.planned import planned
from tests.properties.pools import any_pool

SEEDS = range(700, 715)


@pytest.fixture(scope="module")
def medium() -> tuple[Pool, Plan]:
    """A pool with some hundred pairs."""
    return planned(family_pool(40, 26, 3))


def test_what_cannot_hold_is_decided_on_the_named_cases_alone() -> None:
    """Every pair that could be wanted, and two at once: as the whole program says."""
    seen = {True: 0, False: 0}
    for pool in map(any_pool, SEEDS):
        plan = make_plan(pool, pool.horizon()).plan
        if plan is None:
            continue
        board = Counterfactuals(pool, plan)
        frame, it = board.eligibility.frame, board._it
        rows = [
            (frame.specialists[s].specialist, frame.demands[d].demand)
            for s, d in zip(it.specialist.tolist(), it.demand.tolist(), strict=True)
        ]
        whole = formulate(it)
        for pair in [(row,) for row in rows[:6]] + list(pairwise(rows))[:6]:
            clauses = [wanted(*pair)]
            program = longer(whole.program, board._held(whole, clauses))
            expected = settled(program) is not None
            assert board.can_hold(clauses) == expected
            seen[expected] += 1
    assert min(seen.values()) > 20


def test_near_a_plan_nothing_better_is_promised_than_there_is(
    medium: tuple[Pool, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is found near the plan keeps the clause, and is no better than the best of all."""
    board = Counterfactuals(*medium)
    frame, it = board.eligibility.frame, board._it
    idle = [p for p in range(it.pairs) if not board._planned[p]][:: it.pairs // 16]
    compared = 0
    for p in idle:
        row = frame.specialists[it.specialist[p]].specialist, frame.demands[it.demand[p]].demand
        monkeypatch.setattr(module, "WHOLE_PAIRS", 10**9)
        whole = board.best([wanted(row)])
        monkeypatch.setattr(module, "WHOLE_PAIRS", 0)
        near = board.best([wanted(row)])
        assert whole.is_whole
        assert not near.is_whole
        assert (whole.status == "impossible") == (near.status == "impossible")
        if near.plan is None or whole.plan is None:
            continue
        assert row in {(a.specialist, a.demand) for a in near.plan.assignments}
        keys = [
            [(t.value or 0) * (1 if t.tier.is_maximised else -1) for t in plan.tiers]
            for plan in (near.plan, whole.plan)
        ]
        assert keys[0] <= keys[1]
        for found in near.plan.tiers:
            assert found.bound is not None
        compared += 1
    assert compared >= 3


def test_near_a_best_plan_no_tier_gets_worse(
    medium: tuple[Pool, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is asked for, so the plan itself would do; no later tier gains at its cost."""
    pool, plan = medium
    monkeypatch.setattr(module, "WHOLE_PAIRS", 0)
    board = Counterfactuals(pool, plan)
    for seats in (1, 3):
        focus = [a.demand for a in plan.assignments[::seats]]
        for is_near in (False, True):
            found = board.best((), focus, is_near=is_near)
            assert found.plan is not None
            assert [t.value for t in found.plan.tiers] == [t.value for t in plan.tiers]


def test_near_a_plan_later_tiers_cost_the_first_ones_nothing(
    medium: tuple[Pool, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an absence as many are served, with as few moves, as if nothing else counted."""
    pool, plan = medium
    monkeypatch.setattr(module, "WHOLE_PAIRS", 0)
    for person in sorted({a.specialist for a in plan.assignments})[:10]:
        changed = absent(pool, plan, person)
        tiers = pool.policy.tiers[:2]
        only = pool.policy.model_copy(update={"tiers": tiers})
        vacated = [a.demand for a in plan.assignments if a.specialist == person]
        told = [
            Counterfactuals(p, plan).best((), vacated, is_near=True)
            for p in (changed, changed.with_rows(policy=only))
        ]
        values = [
            [*(t.value for t in found.plan.tiers[:2]), found.moves.value]
            for found in told
            if found.plan is not None and found.moves is not None
        ]
        assert len(values) == 2
        assert values[0] == values[1]


def test_a_bound_of_the_plan_holds_until_a_tier_is_worse(medium: tuple[Pool, Plan]) -> None:
    """Then it is another problem, and only what is proven of that one is said."""
    _, plan = medium
    assert next_bound(plan.tiers, []) == plan.tiers[0].bound
    assert next_bound(plan.tiers, plan.tiers[:2]) == plan.tiers[2].bound
    first = plan.tiers[0]
    assert first.value is not None
    worse = first.model_copy(update={"value": first.value - 1, "status": "feasible"})
    assert next_bound(plan.tiers, [worse]) is None
    assert next_bound(plan.tiers, [worse, plan.tiers[1]]) is None


def test_clauses_count_rows() -> None:
    """At least, at most, exactly; a refused pair is never one of them."""
    pool, plan = planned(
        b.pool(
            b.specialist("s1"),
            b.specialist("s2"),
            b.specialist("s3"),
            b.ban("s3", demand="d1"),
            b.case("c1"),
            b.demand("d1", headcount=2),
        )
    )
    board = Counterfactuals(pool, plan)
    rows = frozenset({("s1", "d1"), ("s2", "d1"), ("s3", "d1")})
    assert board.can_hold([Clause(rows, least=2)])
    assert not board.can_hold([Clause(rows, least=3)])
    assert not board.can_hold([wanted(("s3", "d1"))])
    assert board.best([wanted(("s3", "d1"))]).status == "impossible"
    assert not board.can_hold([Clause(rows, least=1), barred(*rows)])
    one = board.best([Clause(rows, most=1)]).plan
    assert one is not None
    assert len(one.assignments) == 1
    assert one.tier(TierName.COVERAGE).value == 1
    assert board.most([Counted(rows, weight=3, most=1)]) == 3
    assert board.most([Counted(rows, weight=3, most=9)]) == 6
    with pytest.raises(KeyError):
        board.best([wanted(("s1", "nothing"))])
