"""Tiers in one sum come to what they come to one by one, in fewer questions."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from scheduler.model import Plan, Pool
from scheduler.solver import make_plan, stages
from scheduler.solver.clauses import Alternative, Clause, barred, wanted
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.engines import verified as engines
from scheduler.solver.engines.port import Outcome
from scheduler.synth import family_pool
from tests.properties.pools import any_pool


def planned(pool: Pool) -> Plan | None:
    """The pool's plan."""
    return make_plan(pool, pool.horizon()).plan


def questions(board: Counterfactuals) -> list[list[Clause]]:
    """A row more, a row less: some of each."""
    frame, it = board.eligibility.frame, board._it
    rows = [
        (frame.specialists[s].specialist, frame.demands[d].demand)
        for s, d in zip(it.specialist.tolist(), it.demand.tolist(), strict=True)
    ]
    step = 1 + len(rows) // 4
    return [
        [barred(row)] if planned_there else [wanted(row)]
        for row, planned_there in zip(rows, board._planned.tolist(), strict=True)
    ][::step]


def told(found: Alternative) -> tuple[object, ...]:
    """Status, tiers, and the number of moves."""
    plan = found.plan
    return found.status, None if plan is None else plan.tiers, found.moves


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The questions that engines are asked."""
    asked = list[str]()
    for name in ("cpsat", "highs_bound"):
        engine = getattr(engines, name)

        def heard(*given: object, name: str = name, engine: object = engine) -> Outcome:
            asked.append(name)
            answer = engine(*given)  # type: ignore[operator]  # an engine
            assert isinstance(answer, Outcome)
            return answer

        monkeypatch.setattr(engines, name, heard)
    with monkeypatch.context():
        yield asked


@pytest.mark.parametrize("is_near", [False, True])
def test_in_one_sum_the_tiers_come_to_the_same(
    is_near: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On random tiny pools of every policy: each tier, its bound, and the fewest moves."""
    compared = 0
    for seed in range(500, 530):
        pool = any_pool(seed)
        plan = planned(pool)
        if plan is None:
            continue
        board = Counterfactuals(pool, plan)
        for clauses in questions(board):
            monkeypatch.setattr(stages, "MOST_IN_ONE", 10**8)
            together = board.best(clauses, is_near=is_near)
            monkeypatch.setattr(stages, "MOST_IN_ONE", -1)
            alone = board.best(clauses, is_near=is_near)
            assert told(together)[::2] == told(alone)[::2], seed
            if together.plan is not None and alone.plan is not None:
                if is_near:  # what comes after the moves is one of equals
                    values = [[t.value for t in p.tiers] for p in (together.plan, alone.plan)]
                    assert values[0] == values[1], seed
                else:
                    assert together.plan.tiers == alone.plan.tiers, seed
                compared += 1
    assert compared > 30


def test_a_question_asks_two_engines_three_times_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is served and who stays, the loads, fit and changes; the first plan before them."""
    pool = family_pool(40, 26, 3)
    plan = planned(pool)
    assert plan is not None
    board = Counterfactuals(pool, plan)
    row = next(a for a in plan.assignments if a.pin is None)
    with counting(monkeypatch) as asked:
        found = board.best([barred((row.specialist, row.demand))])
    assert found.plan is not None
    assert all(tier.status == "optimal" for tier in found.plan.tiers)
    assert len(asked) <= 7


def test_what_is_not_proven_in_one_sum_is_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sum on which the engines do not agree proves nothing of its tiers."""
    pool = family_pool(40, 26, 3)
    plan = planned(pool)
    assert plan is not None
    row = next(a for a in plan.assignments if a.pin is None)
    clauses = [barred((row.specialist, row.demand))]
    expected = Counterfactuals(pool, plan).best(clauses)
    asked = list[int]()

    def unsure(*given: object) -> Outcome:
        outcome = given[3]
        assert isinstance(outcome, Outcome)
        asked.append(1)
        return Outcome("feasible", outcome.solution, None, 0.0)

    monkeypatch.setattr(stages, "confirmed_of", unsure)
    found = Counterfactuals(pool, plan).best(clauses)
    assert asked
    assert found.plan is not None
    assert expected.plan is not None
    assert found.plan.tiers == expected.plan.tiers
