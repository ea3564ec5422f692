"""Fewer changes than a plan has, for what its tiers may give up: a second step on a found plan.

The plan found is the best under some clauses, or the one with the fewest changes that serves as
many. From there the changes from a base are minimised with the tiers held, less what they may give
up. On a small pool all plans are searched and two engines have to agree on the number. On a large
one only plans near both are, and the bound is the linear relaxation's over all plans.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from scheduler.model import Near, Plan, TierName, TierResult
from scheduler.solver.assemble import assemble
from scheduler.solver.clauses import Clause, Row
from scheduler.solver.coarse import AmongAll
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Outcome
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import SERVED, Ask, only, solution_of
from scheduler.solver.nearest import Nearest
from scheduler.solver.planning import demand_accepted
from scheduler.solver.program import NO_BOUND, Objective
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import Held, LinearGoal, goal_of
from scheduler.solver.tierwise import asked, tightened

WHOLE_WORK, NEAR_WORK = 20.0, 2.0
"""Deterministic work units of a search among all plans, and of one near both."""
MOST_STEPS = 30
"""Steps after which a list of concessions ends."""


@dataclass(frozen=True)
class Concession:
    """So many changes at least, where so much of coverage is given up; ``seats`` fewer are filled.

    ``moves``: their number, and what no plan is below that gives up no more.
    """

    seats: int
    coverage: int
    moves: TierResult


@dataclass(frozen=True)
class Sparing:
    """A plan found on a board, and what is asked of the plans around it.

    ``first``: the tiers that stand before the changes, from the first on.
    """

    board: Counterfactuals
    plan: Plan
    near: Near
    first: int
    clauses: tuple[Clause, ...] = ()

    def nearer(self) -> Plan | None:
        """The judged plan with the fewest changes; its provenance tells of them.

        None where what else a judged plan decides (shares by week) was not found within the work.

        Raises:
            PlanRejectedError: the judge refused the plan; nobody sees it.
        """
        if self._start is None:
            return None
        nearest = self._nearest
        solution, moves = nearest.found(self._start)
        if not self.board.is_small and moves.status != "optimal":
            moves = self._relaxed(moves, None)
        results = nearest.results(self.plan.tiers, solution)
        nearness = nearest.nearness(self.plan.tiers, results, moves)
        made = self.plan.provenance.model_copy(update={"near": nearness})
        plan = assemble(self._f, solution, results, (), made)
        demand_accepted(self.board.pool, plan)
        return plan

    def concessions(self, moves: TierResult, most: int = MOST_STEPS) -> Iterator[Concession]:
        """What coverage has to give up for fewer changes, until no plan has any fewer.

        First nothing, with the plan's own moves; then each time as little as can be.
        """
        yield Concession(0, 0, moves)
        coverage = self._coverage
        if self._start is None or coverage is None:
            return
        others = [g for g in self._nearest.goals[: self.first] if g is not coverage]
        kept = (*self._nearest.clauses, *(row for g in others for row in g.held(self._start)))
        base, solution = self._nearest.base, self._start
        changes, best = base.changes(self._f), coverage.objective.value(solution)
        for _ in range(most - 1):
            if moves.value == base.forced:
                return
            fewer = changes.held(solution, -1)
            outcome = self._ask(coverage.objective, (*kept, *fewer), solution)
            if outcome.solution is None:
                return
            solution, level = outcome.solution, coverage.held(outcome.solution)
            moves, solution = changes.optimise(
                partial(self._with, (*kept, *level), solution), solution
            )
            moves, given = tightened(moves, base.forced), best - coverage.objective.value(solution)
            if not self.board.is_small and moves.status != "optimal":
                moves = self._relaxed(moves, given)
            seats = len(self.plan.assignments) - int(solution[self._f.x].sum())
            yield Concession(seats, given, moves)

    @property
    def _coverage(self) -> LinearGoal | None:
        goals = self._nearest.goals[: self.first]
        found = (g for g in goals if g.tier is TierName.COVERAGE and isinstance(g, LinearGoal))
        return next(found, None)

    # -- who is asked what -------------------------------------------------------------------------

    def _with(
        self, kept: tuple[Held, ...], hint: Ints, objective: Objective, extra: tuple[Held, ...]
    ) -> Outcome:
        return self._ask(objective, (*kept, *extra), hint)

    def _ask(self, objective: Objective, held: tuple[Held, ...], hint: Ints) -> Outcome:
        """Near both plans a bound says nothing of the others, so none is told."""
        is_small = self.board.is_small
        work = WHOLE_WORK if is_small else NEAR_WORK
        outcome = asked(self._f, hint, held, work, None, is_small, objective, ())
        if is_small or outcome.solution is None:
            return outcome
        return replace(outcome, status="feasible", bound=None)

    def _relaxed(self, moves: TierResult, coverage: int | None) -> TierResult:
        """The moves with a bound over all plans, with so much of coverage given up."""
        near = self.near
        if coverage is not None:
            near = Near(near.base, ((TierName.COVERAGE, coverage),))
        whole = replace(self, near=near)._of_all()
        if whole is None:
            return moves
        start, nearest = whole
        kept = (*nearest.clauses, *nearest.levels(start))
        objective = nearest.base.changes(nearest.f).objective
        least = AmongAll(nearest.f, nearest.base.planned, kept, objective).least(start)
        assert moves.value is not None, "moves are a number"
        return tightened(moves, min(least, moves.value))

    def _of_all(self) -> tuple[Ints, Nearest] | None:
        """The plan as a solution among all pairs, and what is asked there."""
        f = formulate(Instance.of(self.board.eligibility))
        solution = self._solution(f)
        if solution is None:
            return None
        nearest = self._on(f)
        return f.filled(solution), nearest

    # -- the program -------------------------------------------------------------------------------

    @cached_property
    def _f(self) -> Formulation:
        """The program of all pairs; on a large pool of those of the plans and around."""
        it = Instance.of(self.board.eligibility)
        if self.board.is_small:
            return formulate(it)
        base, own = _pairs_of(self.near.base), _pairs_of(self.plan)
        around = it.pair_numbers(*self.board.near_pairs(d for _, d in base ^ own))
        named = {row for clause in self.clauses for row in clause.rows}
        near = np.union1d(around, self._pairs(it, base | own | named))
        return formulate(only(it, near))

    @cached_property
    def _nearest(self) -> Nearest:
        return self._on(self._f)

    @cached_property
    def _start(self) -> Ints | None:
        """The plan as a solution, with the tiers' own columns, which come after it is found."""
        solution = self._solution(self._f)
        return None if solution is None else self._nearest.f.filled(solution)

    def _on(self, f: Formulation) -> Nearest:
        goals = [goal_of(tier, f) for tier in self.board.pool.policy.tiers]
        first = None if self.first == len(goals) else self.first
        is_small, clauses = self.board.is_small, tuple(self._rows(f))
        return Nearest(f, goals, self.near, self._ask, first, clauses, lambda: is_small)

    def _rows(self, f: Formulation) -> Iterator[Held]:
        """The clauses as rows of a program."""
        for clause in self.clauses:
            columns = f.x[self._pairs(f.instance, clause.rows)]
            most = NO_BOUND if clause.most is None else clause.most
            yield Held(columns, np.ones(len(columns), np.int64), lower=clause.least, upper=most)

    def _solution(self, f: Formulation) -> Ints | None:
        pairs = self._pairs(f.instance, _pairs_of(self.plan))
        return solution_of(f, pairs, Ask(UNWATCHED, each=WHOLE_WORK))

    def _pairs(self, it: Instance, rows: Collection[Row]) -> Ints:
        """The pairs of an instance among some rows, by number; others are passed over."""
        frame = self.board.eligibility.frame
        people, demands = frame.specialist_number, frame.demand_number
        known = [(people[s], demands[d]) for s, d in sorted(rows) if s in people and d in demands]
        found = it.pair_numbers(*np.array(known, dtype=np.int64).reshape(-1, 2).T)
        return found[found >= 0]


def _pairs_of(plan: Plan) -> set[Row]:
    return {(a.specialist, a.demand) for a in plan.assignments}


def served_first(tiers: Sequence[TierName]) -> int:
    """How many tiers, from the first on, stand before the changes of a replan."""
    return max((i + 1 for i, tier in enumerate(tiers) if tier in SERVED), default=0)
