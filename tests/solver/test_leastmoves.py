"""The fewest moves on a large pool: true bounds, proofs that hold, rows that every plan keeps."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from scheduler.explain import absent
from scheduler.model import Plan, Pool
from scheduler.solver import coarse, counterfactual, make_plan
from scheduler.solver.coarse import AmongAll
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines import verified
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome
from scheduler.solver.engines.verified import a_solution_or_none, better_than
from scheduler.solver.exchanges import with_exchanges
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import Ask, solution_of
from scheduler.solver.program import Objective
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import Held
from tests import builders as b
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.campaigns.moves import no_prices
from tests.explain.replanning import faults_near
from tests.planned import plan_of
from tests.properties.pools import any_pool
from tests.solver.test_second_opinion import BEST, says, two_of_four

SEEDS, AFAR = range(41_000, 41_020), range(43_070, 43_120)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pool counts as a large one."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)


@cache
def planned(seed: int) -> Plan | None:
    """The plan of a seed's pool."""
    pool = any_pool(seed)
    return make_plan(pool, pool.horizon()).plan


def replanned(*, to_prove: bool) -> Counter[str]:
    """How many replans of the seeds' pools there were, and are proven; none has a fault."""
    counts = Counter[str]()
    for seed in SEEDS:
        pool = any_pool(seed)
        plan = planned(seed)
        if plan is not None:
            assert list(faults_near(pool, plan, counts, to_prove=to_prove)) == [], seed
    return counts


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("to_prove", [False, True])
def test_against_every_plan(to_prove: bool) -> None:
    """Nothing moves less than the bound says; a proven number is the least, and most are proven."""
    counts = replanned(to_prove=to_prove)
    assert counts["proven"] >= 35
    assert counts["proven"] == counts["replans"] or not to_prove


@dataclass
class Asked:
    """Stands before the engines and notes what they say; or, out of work, says nothing."""

    is_silent: bool = False
    words: list[str] = field(default_factory=list)

    def __call__(self, *question: Any) -> Outcome:
        told = a_solution_or_none(*question)
        self.words.append(told.status)
        return Outcome("unknown", None, None, 1.0) if self.is_silent else told


@pytest.mark.usefixtures("large")
def test_an_engine_that_is_out_of_work_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the relaxation's bound is told, and the plan that is there."""
    asked = Asked(is_silent=True)
    monkeypatch.setattr(coarse, "a_solution_or_none", asked)
    monkeypatch.setattr(coarse, "reduced_costs", no_prices)
    counts = replanned(to_prove=True)
    assert counts["proven"] + len(asked.words) == counts["replans"]
    assert asked.words


@cache
def every_plan(seed: int) -> tuple[Counterfactuals, list[frozenset[tuple[str, str]]]]:
    """A seed's pool beside an empty plan, and each plan of it."""
    pool, every = any_pool(seed), Every()
    BruteForce(Board(pool), every)
    return Counterfactuals(pool, _empty(pool)), list(every.plans)


@pytest.mark.parametrize("seed", range(42_000, 42_012))
def test_every_plan_keeps_the_exchange_rows(seed: int) -> None:
    """Whatever is planned: rows around one plan hold of all the others."""
    board, plans = every_plan(seed)
    f = formulate(Instance.of(board.eligibility))
    masks = []
    for rows in plans[:: max(1, len(plans) // 60)]:
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


def from_afar(seed: int) -> tuple[AmongAll, Ints, int] | None:
    """Which plan that serves the most is nearest to some plan: the question, a plan, the least."""
    draw = random.Random(f"afar/{seed}")
    board, plans = every_plan(seed)
    if len(plans) < 2:
        return None
    f = formulate(Instance.of(board.eligibility))
    masks = np.zeros((len(plans), f.instance.pairs), dtype=np.int64)
    for mask, rows in zip(masks, plans, strict=True):
        mask[board._pairs(sorted(rows))] = 1
    served = masks @ np.bincount(f.instance.demand)[f.instance.demand]
    best, planned = np.nonzero(served == served.max())[0], masks[draw.randrange(len(plans))]
    held = Held(f.x, np.bincount(f.instance.demand)[f.instance.demand], lower=int(served.max()))
    changes = Objective(f.x, 1 - 2 * planned, int(planned.sum()), maximise=False)
    start = solution_of(f, np.nonzero(masks[draw.choice(best.tolist())])[0], Ask(UNWATCHED))
    assert start is not None
    least = int(np.abs(masks[best] - planned).sum(axis=1).min())
    return AmongAll(f, planned == 1, [held], changes), start, least


@pytest.mark.parametrize("is_priced", [True, False])
def test_the_nearest_of_all_plans(monkeypatch: pytest.MonkeyPatch, is_priced: bool) -> None:
    """From any plan the nearest one is come to, and proven; without prices nothing is fixed."""
    answered = 0
    if not is_priced:
        monkeypatch.setattr(coarse, "reduced_costs", no_prices)
    for afar in map(from_afar, AFAR):
        if afar is not None:
            question, start, least = afar
            best, bound = question.best(start)
            assert question.program.is_satisfied_by(best)
            assert question.objective.value(best) == bound == least
            answered += 1
    assert answered >= 25


def nowhere(question: AmongAll, _: object) -> Bools:
    """No pair is looked at closely."""
    return np.zeros(question.f.instance.pairs, dtype=np.bool_)


def test_it_is_looked_more_and_more_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is looked at closely at first, it comes to the same after several looks."""
    asked, answers = Asked(), 0
    monkeypatch.setattr(coarse, "a_solution_or_none", asked)
    monkeypatch.setattr(coarse, "reduced_costs", no_prices)
    monkeypatch.setattr(AmongAll, "_changed", nowhere)
    better = AmongAll.better

    def counted(question: AmongAll, known: Ints) -> Outcome:
        nonlocal answers
        answers += 1
        return better(question, known)

    monkeypatch.setattr(AmongAll, "better", counted)
    for afar in map(from_afar, AFAR):
        if afar is not None:
            question, start, least = afar
            best, bound = question.best(start)
            assert question.program.is_satisfied_by(best)
            assert question.objective.value(best) == bound == least
    assert len(asked.words) > 1.28 * answers > 40


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


def covers() -> tuple[AmongAll, Ints]:
    """Of each two of five pairs worth 4 one is taken, or a sixth one worth 13 that does alone.

    The relaxation takes a half of each of the five, 10 in all; the sixth has a reduced cost of 3.
    And a solution that takes four of the five, worth 16.
    """
    pool = b.pool(
        *(b.specialist(f"s{n}") for n in range(6)), b.case("c1"), b.demand("d1", headcount=6)
    )
    f = formulate(Instance.of(Counterfactuals(pool, _empty(pool)).eligibility))
    ones = np.ones(3, dtype=np.int64)
    held = [Held(f.x[[i, j, 5]], ones, lower=1) for i, j in combinations(range(5), 2)]
    worth = np.array([4, 4, 4, 4, 4, 13], dtype=np.int64)
    four = solution_of(f, np.arange(4), Ask(UNWATCHED))
    assert four is not None
    nobody = np.zeros(f.instance.pairs, dtype=np.bool_)
    return AmongAll(f, nobody, held, Objective(f.x, worth, 0, maximise=False)), four


def test_what_a_reduced_cost_leaves_is_searched() -> None:
    """The sixth alone is better than what is known, and nothing is better than that."""
    question, four = covers()
    assert question.least(four) == 10
    found, least = question.best(four)
    assert found[question.f.x].tolist() == [0, 0, 0, 0, 0, 1]
    assert least == 13


NO_LESS = Limits(work=1.0)


def sought(value: int) -> Outcome:
    """What is said of two of four columns worth less than a value; they are worth 3 at least."""
    program, objective = two_of_four(maximise=False)
    return a_solution_or_none(better_than(program, objective, value), objective, NO_LESS, NO_LESS)


def test_any_solution_will_do() -> None:
    """It is one of the program; where there is none, two engines say so."""
    told = sought(6)
    assert told.status == "feasible"
    assert told.solution is not None
    assert two_of_four(maximise=False)[1].value(told.solution) < 6
    assert sought(3).status == "infeasible"


@pytest.mark.parametrize("lie", [says("infeasible"), says("optimal", BEST)])
def test_a_first_engine_that_lies_is_found_out(
    monkeypatch: pytest.MonkeyPatch, lie: Callable[..., Outcome]
) -> None:
    """A solution that breaks a row is none, and what is called infeasible is solved by another."""
    monkeypatch.setattr(verified, "highs_any", lie)
    assert sought(6).status == ("feasible" if lie().solution is None else "unknown")


@pytest.mark.parametrize("third", ["infeasible", "unknown", "feasible"])
def test_a_second_that_is_silent_is_replaced(monkeypatch: pytest.MonkeyPatch, third: str) -> None:
    """By the first one in another way, which has to say the same."""
    monkeypatch.setattr(verified, "cpsat", says("unknown"))
    monkeypatch.setattr(verified, "highs_bound", says(third))
    assert sought(3).status == ("infeasible" if third == "infeasible" else "unknown")


def test_a_plan_that_needs_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is refused by now has gone: no engine is asked whether fewer would do."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    pool = b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1"))
    plan = plan_of(pool)

    def asked(*_: object) -> None:
        raise AssertionError("nothing need be asked")

    monkeypatch.setattr(coarse, "relaxed", asked)
    board = Counterfactuals(absent(pool, plan, "s1"), plan)
    moves = board.best((), ["d1"], is_near=True).moves
    assert moves is not None
    assert (moves.value, moves.bound, moves.status) == (1, 1, "optimal")
