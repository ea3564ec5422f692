"""The fewest moves on a large pool: true bounds, proofs that hold, rows that every plan keeps."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

from scheduler.explain import absent
from scheduler.model import Plan, Pool
from scheduler.solver import counterfactual, leastmoves, make_plan
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.engines import verified
from scheduler.solver.engines.port import Limits, Outcome
from scheduler.solver.engines.verified import least_or_most
from scheduler.solver.exchanges import with_exchanges
from scheduler.solver.instance import Instance
from scheduler.solver.leastmoves import AmongAll
from scheduler.solver.program import Objective, Program
from scheduler.solver.rules import formulate
from tests import builders as b
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.explain.replanning import faults_near
from tests.properties.pools import any_pool
from tests.solver.test_second_opinion import BEST, MIDDLE, WORST, says, two_of_four

SEEDS = range(41_000, 41_060)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pool counts as a large one."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)


def replanned(*, to_prove: bool) -> Counter[str]:
    """How many replans of the seeds' pools there were, and are proven; none has a fault."""
    counts = Counter[str]()
    for seed in SEEDS:
        pool = any_pool(seed)
        plan = make_plan(pool, pool.horizon()).plan
        if plan is not None:
            assert list(faults_near(pool, plan, counts, to_prove=to_prove)) == [], seed
    return counts


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("to_prove", [False, True])
def test_against_every_plan(to_prove: bool) -> None:
    """Nothing moves less than the bound says; a proven number is the least, and most are proven."""
    counts = replanned(to_prove=to_prove)
    assert counts["proven"] >= 100
    assert counts["proven"] == counts["replans"] or not to_prove


def out_of_work(_program: object, _objective: object, hint: object, *_: object) -> Outcome:
    """An engine that has found nothing new."""
    return Outcome("feasible", hint, None, 1.0)  # type: ignore[arg-type]


@pytest.mark.usefixtures("large")
def test_an_engine_that_is_out_of_work_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the relaxation's bound is told, and the plan that is there."""
    monkeypatch.setattr(leastmoves, "least_or_most", out_of_work)
    counts = replanned(to_prove=True)
    assert 0 < counts["proven"] <= counts["replans"]


def every_plan(seed: int) -> Iterator[tuple[Pool, frozenset[tuple[str, str]]]]:
    """Each plan of a seed's pool."""
    pool, every = any_pool(seed), Every()
    BruteForce(Board(pool), every)
    for rows in every.plans:
        yield pool, rows


@pytest.mark.parametrize("seed", range(42_000, 42_030))
def test_every_plan_keeps_the_exchange_rows(seed: int) -> None:
    """Whatever is planned: rows around one plan hold of all the others."""
    plans = list(every_plan(seed))
    if not plans:
        return
    pool = plans[0][0]
    board = Counterfactuals(pool, _empty(pool))
    f = formulate(Instance.of(board.eligibility))
    masks = []
    for _, rows in plans[:: max(1, len(plans) // 60)]:
        mask = np.zeros(f.instance.pairs, dtype=np.bool_)
        mask[board._pairs(sorted(rows))] = True
        masks.append(mask)
    for planned in masks[::10]:
        program = with_exchanges(f, planned)
        added = program.matrix().starts[f.program.rows :]
        assert len(added) == program.rows - f.program.rows + 1
        for mask in masks:
            solution = np.zeros(program.columns, dtype=np.int64)
            solution[f.x[mask]] = 1
            sums = program.matrix().sums(program.matrix().products(solution))
            assert np.all(sums[f.program.rows :] <= program.matrix().upper[f.program.rows :])


def _empty(pool: Pool) -> Plan:
    plan = make_plan(pool.with_rows(assignments=()), pool.horizon()).plan
    assert plan is not None, "without pins there is always a plan"
    return plan


def test_who_comes_where_there_is_no_room_has_somebody_go() -> None:
    """Two demands of four half-days each are planned of ten; one of three pushes one of them out.

    Two demands of one matter, of which s has at most one, stand in one row; another in its own.
    """
    pool = b.pool(
        b.specialist("s1"),
        *(b.case(c) for c in ("c1", "c2", "c3", "c4")),
        b.demand("d1", "c1", effort=4),
        b.demand("d2", "c2", effort=4),
        b.demand("d3", "c3", effort=3),
        b.demand("d4", "c3", effort=4),
        b.demand("d5", "c4", effort=3),
    )
    it = Instance.of(Counterfactuals(pool, _empty(pool)).eligibility)
    f = formulate(it)
    names = [it.demands[d].demand for d in it.demand]
    program = with_exchanges(f, np.isin(names, ["d1", "d2"]))
    matrix = program.matrix()
    told = {
        (tuple(sorted(names[c] for c in matrix.column[a:z].tolist())), int(upper))
        for a, z, upper in zip(
            matrix.starts[f.program.rows : -1],
            matrix.starts[f.program.rows + 1 :],
            matrix.upper[f.program.rows :],
            strict=True,
        )
    }
    assert told == {(("d1", "d2", "d3", "d4"), 2), (("d1", "d2", "d5"), 2)}


def covers() -> AmongAll:
    """Of each two of five columns worth 4 one is taken, or a sixth one worth 13 that does alone.

    The relaxation takes a half of each of the five, 10 in all; the sixth has a reduced cost of 3.
    """
    program = Program()
    columns = program.add_columns(6)
    for one, other in combinations(range(5), 2):
        program.add_row(np.array([one, other, 5]), 1, lower=1)
    worth = np.array([4, 4, 4, 4, 4, 13], dtype=np.int64)
    return AmongAll(program, program, 0, Objective(columns, worth, 0, maximise=False))


FOUR = np.array([1, 1, 1, 1, 0, 0], dtype=np.int64)
"""Worth 16."""


def test_what_a_reduced_cost_leaves_is_searched() -> None:
    """The sixth column alone is better than what is known, and nothing is better than that."""
    question = covers()
    assert question.least(FOUR) == 10
    found, least = question.best(FOUR)
    assert found.tolist() == [0, 0, 0, 0, 0, 1]
    assert least == 13


def test_without_the_engines_word_the_bound_is_the_relaxations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is known stays known, and is not called the least."""
    monkeypatch.setattr(leastmoves, "least_or_most", out_of_work)
    found, least = covers().best(FOUR)
    assert (found.tolist(), least) == (FOUR.tolist(), 10)


def test_a_first_engine_that_lies_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something better is found by the second, and nothing is called optimal."""
    program, objective = two_of_four(maximise=False)
    monkeypatch.setattr(verified, "highs", says("optimal", MIDDLE, 5))
    told = least_or_most(program, objective, BEST, Limits(work=1.0), Limits(work=1.0))
    assert told.status == "feasible"
    assert told.bound is None
    assert told.solution is not None
    assert objective.value(told.solution) < 5


@pytest.mark.parametrize(("third", "status"), [(3, "optimal"), (2, "feasible")])
def test_a_second_that_is_silent_is_replaced(
    monkeypatch: pytest.MonkeyPatch, third: int, status: str
) -> None:
    """By the first one in another way, which has to come to the same bound."""
    program, objective = two_of_four(maximise=False)
    monkeypatch.setattr(verified, "cpsat", says("unknown"))
    monkeypatch.setattr(verified, "highs_bound", says("feasible", WORST, third))
    told = least_or_most(program, objective, BEST, Limits(work=1.0), Limits(work=1.0))
    assert (told.status, told.bound) == (status, 3 if status == "optimal" else None)


def test_a_plan_that_needs_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is refused by now has gone: no engine is asked whether fewer would do."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    plan = make_plan(pool, pool.horizon()).plan
    assert plan is not None

    def asked(*_: object) -> None:
        raise AssertionError("nothing need be asked")

    monkeypatch.setattr(leastmoves, "relaxed", asked)
    board = Counterfactuals(absent(pool, plan, "s1"), plan)
    moves = board.best((), ["d1"], is_near=True).moves
    assert moves is not None
    assert (moves.value, moves.bound, moves.status) == (1, 1, "optimal")
