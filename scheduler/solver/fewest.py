"""The fewest moves: of all plans as good as a given one, one that is nearest to an earlier plan.

"As good" is no worse in any tier. A move is a row that only one of the two plans has; when its
half-days are is no matter. On a small pool all plans are searched and two engines have to agree on
the number. On a large one only plans near both are searched, and the bound is the linear
relaxation's over all plans, or the rows that no plan at all could keep or do without.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.model import Plan, SolveOptions, TierName, TierResult
from scheduler.solver.assemble import assemble, provenance
from scheduler.solver.clauses import Clause, Row
from scheduler.solver.coarse import AmongAll
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.engines.verified import confirmed, verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import SERVED, Ask, only, solution_of
from scheduler.solver.planning import demand_accepted
from scheduler.solver.program import NO_BOUND, Objective
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import Goal, Held, goal_of, longer
from scheduler.solver.tierwise import with_value

WHOLE_WORK, NEAR_WORK = 30.0, 3.0
"""Deterministic work units of the search among all plans, and of that near both."""


@dataclass(frozen=True)
class Fewest:
    """A judged plan as good as the given one, and its moves from the earlier plan.

    ``moves``: their number, and the least that any plan as good could have; ``optimal`` where that
    is the same number: on the word of two engines, in exact integers, or as each is forced.
    """

    plan: Plan
    moves: TierResult
    is_whole: bool


def fewest(board: Counterfactuals, rows: Collection[Row]) -> Fewest:
    """The plan with the fewest moves from earlier rows, among those as good as the board's own.

    Raises:
        PlanRejectedError: the judge refused the plan that was found; nobody sees it.
    """
    kept, least = set(rows), _forced(board, set(rows))
    value = len(_own(board) ^ kept)
    if value == least:
        return Fewest(board.plan, _moves(least, least), board.is_small)
    plan, bound = _nearest(board, kept)
    value = len({(a.specialist, a.demand) for a in plan.assignments} ^ kept)
    if not board.is_small and value > least:
        bound = _relaxed(board, kept)
    return Fewest(plan, _moves(value, max(least, bound)), board.is_small)


def fewest_serving(
    board: Counterfactuals, rows: Collection[Row], clauses: Sequence[Clause]
) -> TierResult | None:
    """The fewest moves from earlier rows of a plan that serves as many as the board's own.

    Only the tiers of who is served are held, and the clauses; None where no such plan was found.
    """
    kept, tiers = set(rows), [t for t in board.pool.policy.tiers if t in SERVED]
    named = {d for clause in clauses for _, d in clause.rows}
    question = _asked(board, kept, _near(board, kept, named), tiers)
    if question is None:
        return None
    f, held = question.f, list(question.held)
    for clause in clauses:
        columns = f.x[_pairs(board, f.instance, clause.rows)]
        most = NO_BOUND if clause.most is None else clause.most
        held.append(Held(columns, np.ones(len(columns), np.int64), lower=clause.least, upper=most))
    question = replace(question, held=tuple(held), start=None)
    found, bound = _searched(question, is_whole=board.is_small)
    return None if found is None else _moves(question.changes.value(found), max(0, bound))


def _moves(value: int, bound: int) -> TierResult:
    status = "optimal" if value == bound else "feasible"
    return TierResult.model_validate(
        {"tier": TierName.STABILITY, "status": status, "value": value, "bound": bound}
    )


def _own(board: Counterfactuals) -> set[Row]:
    return {(a.specialist, a.demand) for a in board.plan.assignments}


def _forced(board: Counterfactuals, kept: set[Row]) -> int:
    """Moves that every plan has: refused rows, rows beyond a demand's seats, and new pins."""
    it = Instance.of(board.eligibility)
    left = it.demand[_pairs(board, it, kept)]
    beyond = np.maximum(0, np.bincount(left, minlength=len(it.demands)) - it.headcount)
    frame = board.eligibility.frame
    pins = {(frame.specialists[s].specialist, it.demands[d].demand) for s, d in it.pins}
    return len(kept) - len(left) + int(beyond.sum()) + len(pins - kept)


# -- among which plans, under what -----------------------------------------------------------------


@dataclass(frozen=True)
class _Question:
    """A program, the tiers held at what the board's plan has, and the changes to be minimised.

    ``start``: the board's plan as a solution.
    """

    f: Formulation
    goals: tuple[Goal, ...]
    held: tuple[Held, ...]
    changes: Objective
    start: Ints | None


def _asked(
    board: Counterfactuals, kept: set[Row], near: Ints | None, tiers: Iterable[TierName]
) -> _Question | None:
    """The question among the plans of some pairs (all where None), with some tiers held.

    None where what else a judged plan decides (shares by week) was not found within the work.
    """
    whole = Instance.of(board.eligibility)
    f = formulate(whole if near is None else only(whole, near))
    ask = Ask(UNWATCHED, each=WHOLE_WORK)
    solution = solution_of(f, _pairs(board, f.instance, _own(board)), ask)
    if solution is None:
        return None
    goals = tuple(goal_of(tier, f) for tier in tiers)
    start = f.filled(solution)  # the tiers have columns of their own
    held = tuple(row for goal in goals for row in goal.held(start))
    weights = np.ones(f.instance.pairs, dtype=np.int64)
    weights[_pairs(board, f.instance, kept)] = -1
    # of the rows to be kept those that are not among the pairs are moves in any case
    changes = Objective(f.x, weights, len(kept), maximise=False)
    return _Question(f, goals, held, changes, start)


def _near(board: Counterfactuals, kept: set[Row], named: Collection[str] = ()) -> Ints | None:
    """Pairs of both plans, and those around the demands that differ or are named, by number.

    None on a small pool, where all pairs are looked at.
    """
    if board.is_small:
        return None
    it = Instance.of(board.eligibility)
    around = it.pair_numbers(*board.near_pairs({*named, *(d for _, d in _own(board) ^ kept)}))
    return np.union1d(around, _pairs(board, it, kept))


def _pairs(board: Counterfactuals, it: Instance, rows: Collection[Row]) -> Ints:
    """The pairs of an instance among some rows, by number; others are passed over."""
    frame = board.eligibility.frame
    people, demands = frame.specialist_number, frame.demand_number
    known = [(people[s], demands[d]) for s, d in sorted(rows) if s in people and d in demands]
    s, d = np.array(known, dtype=np.int64).reshape(-1, 2).T
    found = it.pair_numbers(s, d)
    return found[found >= 0]


# -- what is found, and what is proven -------------------------------------------------------------


def _nearest(board: Counterfactuals, kept: set[Row]) -> tuple[Plan, int]:
    """The plan nearest to the kept rows that is found, and the least number of moves proven."""
    question = _asked(board, kept, _near(board, kept), board.pool.policy.tiers)
    if question is None or question.start is None:
        return board.plan, 0
    found, bound = _searched(question, is_whole=board.is_small)
    changes = question.changes
    if found is None or changes.value(found) >= changes.value(question.start):
        return board.plan, bound
    return _told(board, question, found), bound


def _relaxed(board: Counterfactuals, kept: set[Row]) -> int:
    """A number of moves that no plan as good is below: that of the relaxation, in integers."""
    question = _asked(board, kept, None, board.pool.policy.tiers)
    if question is None or question.start is None:
        return 0
    f, planned = question.f, np.zeros(question.f.instance.pairs, dtype=np.bool_)
    planned[_pairs(board, f.instance, kept)] = True
    return AmongAll(f, planned, question.held, question.changes).least(question.start)


def _searched(question: _Question, *, is_whole: bool) -> tuple[Ints | None, int]:
    """The solution with the fewest changes, and a bound that two engines share; 0 near a plan.

    None where there is none, or none was found.
    """
    f, changes = question.f, question.changes
    program = longer(f.program, question.held)
    limits = Limits(work=WHOLE_WORK if is_whole else NEAR_WORK)
    outcome = verified(program, changes, question.start, limits, UNWATCHED)
    if outcome.solution is None:
        return None, 0
    if not is_whole:
        return f.filled(outcome.solution), 0
    outcome = confirmed(program, changes, outcome, limits, UNWATCHED)
    assert outcome.solution is not None
    return f.filled(outcome.solution), outcome.bound or 0


def _told(board: Counterfactuals, question: _Question, solution: Ints) -> Plan:
    """The judged plan of a solution; bounds of the given plan hold for plans as good."""
    results = []
    for goal, then in zip(question.goals, board.plan.tiers, strict=True):
        now = goal.result(solution)
        if now.value is not None:
            now = with_value(now, then)
        elif (now.ratios, now.agency_ratios) == (then.ratios, then.agency_ratios):
            now = then
        results.append(now)
    made = provenance(board.pool, SolveOptions(), board.plan)
    made = made.model_copy(update={"software": f"{made.software}; fewest moves"})
    plan = assemble(question.f, solution, tuple(results), (), made)
    demand_accepted(board.pool, plan)
    return plan
