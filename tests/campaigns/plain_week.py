"""A second reading of a pool of one week: the benchmarks' plain rows, with every tier as a sum.

None of the solver's rows, cuts, holds or prices is in it. Each tier is asked of HiGHS alone, with
the earlier ones kept at what a plan says of them.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from benchmarks.baselines.plain import PlainModel, plain_model
from benchmarks.baselines.problem import Problem
from scheduler.model import Plan, Pool, RowStatus, TierName, TierResult
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.highs import highs
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome
from scheduler.solver.program import Objective, Program

CURRENT = (RowStatus.IN_FORCE, RowStatus.PINNED, RowStatus.NOTIFIED)
Terms = dict[int, int]
"""Column to its coefficient."""


class PlainWeek:
    """The program of a pool, and an objective for every tier but ``floor``."""

    def __init__(self, pool: Pool) -> None:
        self.problem = Problem.of(pool)
        self._model = model = plain_model(self.problem, until=math.inf)
        self._running = [model.runs[case] for case in sorted(model.runs)]
        coverage = {column: worth for column, worth in enumerate(model.worth) if worth}
        self.objectives: dict[TierName, Objective] = {
            TierName.STATUTORY: _objective(self._statutory()),
            TierName.COVERAGE: _objective(coverage),
            TierName.STABILITY: self._stability(),
            TierName.BALANCE: _objective(self._balance(), maximise=False),
            TierName.FIT: _objective(dict(enumerate(self.problem.it.fit.tolist()))),
        }
        self.program = _program(model)

    # -- the tiers ---------------------------------------------------------------------------

    def _statutory(self) -> Terms:
        """1 for a case that runs and is due by the Sunday of the week after."""
        it, until = self.problem.it, self.problem.horizon.statutory_until
        cases = (case for c, case in enumerate(it.cases) if it.has_core[c])
        return {
            column: 1
            for column, case in zip(self._running, cases, strict=True)
            if case.statutory_deadline is not None and case.statutory_deadline <= until
        }

    def _stability(self) -> Objective:
        """Rows in force that are dropped, and people who are new on a case with rows."""
        it, pool = self.problem.it, self.problem.pool
        here = {d.demand: d.case for d in it.demands}
        rows = [r for r in pool.assignments if r.demand in here and r.status in CURRENT]
        had = {(r.specialist, here[r.demand]) for r in rows if r.demand is not None}
        staffed = {case for _, case in had}
        kept = {(r.specialist, r.demand) for r in rows if r.status is RowStatus.IN_FORCE}
        terms: Terms = {}
        for pair in range(it.pairs):
            who, demand = self.problem.ids(pair)
            is_new = here[demand] in staffed and (who, here[demand]) not in had
            terms[pair] = int(is_new) - ((who, demand) in kept)
        return _objective(terms, constant=len(kept), maximise=False)

    def _balance(self) -> Terms:
        """A column for each further block, with its own cost; the loads are at most their sum."""
        it, problem, costs = self.problem.it, self.problem, Terms()
        size, everyone = problem.horizon.size, range(len(problem.pool.specialists))
        given = [problem.room(s, 0, size) for s in everyone]
        for s, who in enumerate(problem.pool.specialists):
            pairs = np.nonzero(it.specialist == s)[0]
            costs |= self._steps(pairs, who.past_blocks, who.past_capacity + given[s], 1)
        for a, agency in enumerate(problem.pool.agencies):
            people = [s for s in everyone if problem.agency[s] == a]
            pairs = np.nonzero(it.lent & np.isin(it.specialist, people))[0]
            whole = agency.past_pool_blocks + sum(given[s] for s in people)
            costs |= self._steps(pairs, agency.past_lent_blocks, whole, len(people))
        return costs

    def _steps(self, pairs: Ints, past: int, capacity: int, members: int) -> Terms:
        scale, effort = self.problem.pool.policy.balance_scale, self.problem.it.effort[pairs]
        if not capacity:
            return {}
        steps = [self._model.column() for _ in range(int(effort.sum()))]
        self._model.at_most([*pairs.tolist(), *steps], 0, [*effort.tolist(), *[-1] * len(steps)])
        return {
            column: scale * members * (2 * (past + k) - 1) // capacity**2
            for k, column in enumerate(steps, start=1)
        }

    # -- what a plan is in it ----------------------------------------------------------------

    def solution_of(self, plan: Plan) -> Ints | None:
        """The columns of a plan, each tier at its best; None where it breaks a plain row."""
        chosen = self.problem.numbers(frozenset((a.specialist, a.demand) for a in plan.assignments))
        program = self.program.copy()
        wanted = np.zeros(self.problem.it.pairs, dtype=np.int64)
        wanted[chosen] = 1
        pairs = np.arange(len(wanted))
        program.add_rows(pairs, pairs, 1, count=len(pairs), lower=wanted, upper=wanted)
        weights: Mapping[TierName, int] = {TierName.COVERAGE: 1, TierName.BALANCE: -1}
        columns = np.concatenate([self.objectives[t].columns for t in weights])
        worth = np.concatenate([w * self.objectives[t].coefficients for t, w in weights.items()])
        every = Objective(columns, worth, 0, maximise=True)
        outcome = highs(program, every, None, Limits(), UNWATCHED)
        solution = outcome.solution
        return solution if solution is not None and program.is_satisfied_by(solution) else None

    def best(
        self, tier: TierName, earlier: Iterable[TierResult], hint: Ints, seconds: float
    ) -> Outcome:
        """HiGHS's answer for a tier among the plans no worse than these earlier values."""
        program = self.program.copy()
        for held in earlier:
            objective = self.objectives[held.tier]
            assert held.value is not None
            level = held.value - objective.constant
            limit = {"lower": level} if objective.maximise else {"upper": level}
            program.add_row(objective.columns, objective.coefficients, **limit)
        outcome = highs(program, self.objectives[tier], hint, Limits(seconds=seconds), UNWATCHED)
        if outcome.solution is not None and not program.is_satisfied_by(outcome.solution):
            return Outcome("unknown", None, outcome.bound, outcome.work)
        return outcome


def _objective(terms: Terms, constant: int = 0, *, maximise: bool = True) -> Objective:
    columns = np.array(list(terms), dtype=np.int64)
    weights = np.array(list(terms.values()), dtype=np.int64)
    return Objective(columns, weights, constant, maximise=maximise)


def _program(model: PlainModel) -> Program:
    program = Program()
    program.add_columns(len(model.worth))
    program.add_rows(
        np.repeat(np.arange(len(model.limits)), np.diff(model.starts)),
        np.array(model.columns, dtype=np.int64),
        np.array(model.coefficients, dtype=np.int64),
        count=len(model.limits),
        upper=np.array(model.limits),
    )
    return program
