"""Fewer changes for what tiers give up, as on a large pool: judged plans and true bounds."""

import pytest

from scheduler.check import judge
from scheduler.explain import absent, concessions, replan
from scheduler.explain.replan import without_lost_pins
from scheduler.model import Near, Plan, TierName
from scheduler.solver import counterfactual
from scheduler.solver.clauses import barred
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.sparing import Sparing, served_first
from tests import builders as b
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.campaigns.conceding import fewest_giving
from tests.campaigns.near import pool_of
from tests.planned import plan_of


def rows(plan: Plan) -> set[tuple[str, str]]:
    """Who serves what."""
    return {(a.specialist, a.demand) for a in plan.assignments}


@pytest.mark.parametrize("seed", [1, 20, 26, 69])
def test_near_a_plan_only_true_bounds_are_claimed(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No plan that gives up as little as a line of the list has fewer moves than its bound."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    pool = pool_of(seed)
    plan = plan_of(pool)
    looked = 0
    for person in pool.specialists:
        changed = absent(pool, plan, person.specialist)
        told, every = replan(changed, plan), Every()
        if told.plan is None:
            continue
        BruteForce(Board(without_lost_pins(changed, plan)), every)
        level = every.plans[frozenset(rows(told.plan))]
        for one in concessions(changed, plan, told)[1:]:
            least = fewest_giving(every, level, pool.policy.tiers, one.coverage, rows(plan))
            assert one.moves.bound is not None
            assert one.moves.value is not None
            assert one.moves.bound <= least <= one.moves.value
            looked += 1
    assert looked


@pytest.mark.parametrize("pairs", [6_000, 0], ids=["small", "large"])
def test_clauses_hold_while_changes_are_spared(pairs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The barred row stays out though the base has it; the judge accepts what comes."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", pairs)
    pool = b.pool(
        *(b.specialist(name, max_cases=1) for name in ("s1", "s2", "s3")),
        b.case("c1", priority=9),
        b.case("c2"),
        b.demand("d1"),
        b.demand("d2", "c2"),
        tiers=("coverage", "stability"),
    )
    plan = plan_of(pool)
    board = Counterfactuals(pool, plan)
    row = next((s, d) for s, d in rows(plan) if d == "d1")
    clause = barred(row)
    found = board.best([clause]).plan
    assert found is not None
    tiers = len(pool.policy.tiers)
    for give, moves in (({}, 2), ({"coverage": 9}, 1)):
        spared = Sparing(board, found, Near.of(plan, give), tiers, (clause,)).nearer()
        assert spared is not None
        assert row not in rows(spared)
        assert len(rows(spared) ^ rows(plan)) == moves
        assert spared.provenance.near is not None
        assert spared.provenance.near.bound <= spared.provenance.near.moves == moves
        assert judge(pool, spared).is_accepted


def test_only_tiers_of_who_is_served_stand_before_the_changes_of_a_replan() -> None:
    """Up to the last of them, whatever stands between."""
    tiers = TierName
    assert served_first([tiers.STATUTORY, tiers.COVERAGE, tiers.FIT]) == 2
    assert served_first([tiers.STABILITY, tiers.COVERAGE, tiers.FIT]) == 2
    assert served_first([tiers.FIT]) == 0
