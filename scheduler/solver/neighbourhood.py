"""Large-neighbourhood search: free some cases, keep the rest, solve the small program exactly.

What each of them frees is what ``drawing`` draws.
"""

from collections.abc import Callable

import numpy as np

from scheduler.solver.drawing import Drawing, Priced
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.engines.verified import verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.groups import first_of_each
from scheduler.solver.program import Objective, Program

STALLED_AFTER = 40
"""Neighbourhoods in a row without a better plan after which more is tried, and then no more."""
WIDER, LONGER, TIMES = 3.0, 3.0, 2
"""So many times the loss and the work may then be taken by each; and how often that is done."""
MOST_LOSS = 0.5
"""Pairs that lose more, in parts of the typical weight, are left aside where prices are known."""
MOST_EACH = 60
"""Pairs of a demand that are not left aside: those that lose least, or some drawn."""
WORK_EACH = 0.15
"""Deterministic work units that one neighbourhood may take."""
WORK_TO_BUILD = 0.02
"""Deterministic work units charged for building one, whatever it then takes to solve."""

MayGoOn = Callable[[float, int], bool]
"""Hears of the deterministic work since the last call and of the value so far; whether to go on."""


class NeighbourhoodSearch:
    """Improves solutions of one program (a formulation with held rows) for one objective.

    ``tie``: another one that decides among equals.
    """

    def __init__(
        self,
        formulation: Formulation,
        program: Program,
        objective: Objective,
        seed: int,
        tie: Objective | None = None,
    ) -> None:
        self._f, self._objective, self._program = formulation, objective, program
        self._guide = (tie and objective.then(tie, program)) or objective
        self._seed = seed
        it = formulation.instance
        self._case_of_column = np.full(program.columns, -1, dtype=np.int64)
        self._case_of_column[formulation.x] = it.case
        core = np.nonzero(it.has_core)[0]
        self._case_of_column[formulation.runs[core]] = core
        self._weight = np.zeros(program.columns, dtype=np.int64)
        sign = 1 if objective.maximise else -1
        np.add.at(self._weight, objective.columns, sign * objective.coefficients)
        self._work_each = WORK_EACH
        self._priced: Priced | None = None
        self._matrix, self._kept = program.matrix(), np.arange(program.columns)
        self._low, self._high = program.lower, program.upper
        self._pair = self._pair_of_column = np.full(program.columns, -1, dtype=np.int64)
        self._pair[formulation.x] = np.arange(it.pairs)
        self._case = self._case_of_column
        self._drawing = Drawing(formulation, self._gains, seed)

    def prefer(self, priced: Priced) -> None:
        """Draw as prices say, too, and leave pairs that lose much aside."""
        self._priced = priced
        self._drawing.prefer(priced)

    def improve(self, solution: Ints, bound: int, may_go_on: MayGoOn) -> Ints:
        """The best solution found before the bound is met or nothing more is found."""
        work, idle, widened = 0.0, 0, 0
        columns = np.ones(self._program.columns, dtype=np.bool_)
        columns[self._f.x] = (solution[self._f.x] == 1) | self._promising()
        self._keep(columns)
        value = self._objective.value(solution)
        while may_go_on(work, value) and value != bound and self._f.instance.cases:
            if idle == STALLED_AFTER:
                if widened == TIMES:
                    break
                self._drawing.widen(WIDER)
                self._work_each *= LONGER
                idle, widened = 0, widened + 1
            cases, pairs = self._drawing.draw(solution)
            found, work, is_easy = self._solve(solution, cases, pairs)
            before = value
            if found is not None and self._gain(found, solution) >= 0:  # an equal one may lead on
                solution, value = found, self._objective.value(found)
            idle = 0 if value != before else idle + 1
            self._drawing.learn(min(1.0, work / self._work_each) if is_easy else 2.0)
        return solution

    def _gain(self, found: Ints, solution: Ints) -> int:
        """By how much a solution is better than another one."""
        gain = self._guide.value(found) - self._guide.value(solution)
        return gain if self._guide.maximise else -gain

    def _gains(self, solution: Ints) -> Ints:
        """Case: what its own columns could still add to the objective."""
        best = np.where(self._weight > 0, self._program.upper, self._program.lower)
        gain = self._weight * (best - solution)
        total = np.zeros(len(self._f.instance.cases), dtype=np.int64)
        own = self._case_of_column >= 0
        np.add.at(total, self._case_of_column[own], gain[own])
        return total

    def _promising(self) -> Bools:
        """Pairs (a mask) that are ever freed: of each demand some that lose least, or any."""
        it = self._f.instance
        pairs, order = np.arange(it.pairs), self._drawing.draws(it.pairs)
        if self._priced is not None:
            pairs = np.nonzero(self._priced.loss <= MOST_LOSS)[0]
            order = self._priced.loss[pairs]
        promising = np.zeros(it.pairs, dtype=np.bool_)
        promising[pairs[first_of_each(it.demand[pairs], MOST_EACH, order)]] = True
        return promising

    # -- one small program -------------------------------------------------------------------

    def _keep(self, columns: Bools) -> None:
        """Never free other columns than these (a mask): they stay at their lower bounds."""
        low, high = self._program.lower, self._program.upper
        kept, self._kept = self._program.matrix().restricted(columns, low, low, high)
        self._matrix, self._low, self._high = kept.matrix(), kept.lower, kept.upper
        self._pair, self._case = self._pair_of_column[self._kept], self._case_of_column[self._kept]

    def _solve(self, solution: Ints, cases: Ints, pairs: Bools) -> tuple[Ints | None, float, bool]:
        """The best solution that differs only in some pairs of some cases.

        None if none was found in time; the work it took; and whether it was proven the best.
        """
        now = solution[self._kept]
        free = self._free(now, cases, pairs)
        program, inside = self._matrix.restricted(free, now, self._low, self._high)
        columns = self._kept[inside]
        chosen = np.zeros(len(solution), dtype=np.bool_)
        chosen[columns] = True
        objective = self._guide.restricted(chosen)
        self._seed += 1
        limits = Limits(work=self._work_each, seed=self._seed % 2**31)
        outcome = verified(program, objective, now[inside], limits, UNWATCHED)
        work, is_easy = outcome.work + WORK_TO_BUILD, outcome.status == "optimal"
        if outcome.solution is None:
            return None, work, is_easy
        found = solution.copy()
        found[columns] = outcome.solution
        return self._f.filled(found), work, is_easy

    def _free(self, now: Ints, cases: Ints, pairs: Bools) -> Bools:
        """Of the kept columns those of some cases, and helping ones that share a row with them."""
        wanted = np.zeros(len(self._f.instance.cases) + 1, dtype=np.bool_)
        wanted[cases] = True
        own = wanted[self._case]
        own &= (self._pair < 0) | pairs[self._pair] | (now == 1)
        own[self._matrix.columns_beside(own, self._case < 0)] = True
        return own
