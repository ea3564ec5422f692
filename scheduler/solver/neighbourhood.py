"""Large-neighbourhood search: free some cases, keep the rest, solve the small program exactly.

The first round takes the cases a batch at a time, most to gain first, and builds a plan up; later
rounds free the cases that compete with one that is short, those of one lead agency, or any. The
size of a neighbourhood follows how hard the last ones were.
"""

import random
from collections.abc import Callable, Iterator

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.engines.verified import verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.prices.specialists import Floats
from scheduler.solver.program import Objective, Program

FIRST_SIZE, SMALLEST, LARGEST = 40, 8, 200
STALLED_AFTER = 40
"""Neighbourhoods in a row without a better plan after which the search gives up."""
CANDIDATES = 12
"""Pairs drawn for each demand of a neighbourhood, besides those of the solution."""
PRICED_CANDIDATES = 6
"""As many do where prices tell which pairs are worth it."""
WORK_EACH = 0.15
"""Deterministic work units that one neighbourhood may take."""
WORK_TO_BUILD = 0.02
"""Deterministic work units charged for building one, whatever it then takes to solve."""

MayGoOn = Callable[[float, int], bool]


class NeighbourhoodSearch:
    """Improves solutions of one program (a formulation with held rows) for one objective."""

    def __init__(
        self, formulation: Formulation, program: Program, objective: Objective, seed: int
    ) -> None:
        self._f, self._objective = formulation, objective
        self._matrix = program.matrix()
        self._low, self._high = program.lower, program.upper
        self._random = random.Random(seed)
        self._seed = seed
        self._draws = np.random.default_rng(seed)
        it = formulation.instance
        self._case_of_column = np.full(program.columns, -1, dtype=np.int64)
        self._case_of_column[formulation.x] = it.case
        core = np.nonzero(it.has_core)[0]
        self._case_of_column[formulation.runs[core]] = core
        self._weight = np.zeros(program.columns, dtype=np.int64)
        sign = 1 if objective.maximise else -1
        np.add.at(self._weight, objective.columns, sign * objective.coefficients)
        self._size = float(FIRST_SIZE)
        self._solution = program.lower
        self._loss: Floats | None = None
        self._only: Bools | None = None

    def prefer(self, loss: Floats) -> None:
        """Draw pairs of little loss (P, in parts of the typical weight) before others."""
        self._loss = loss

    def build(self, solution: Ints, may_go_on: MayGoOn, only: Bools | None = None) -> Ints:
        """One round over the cases that can gain, most first, a batch at a time.

        ``only``: pairs (a mask) to build from, in place of some drawn from each demand.
        """
        self._only = only
        found = self._walk(self._batches(solution), solution, None, may_go_on)
        self._only = None
        return found

    def improve(self, solution: Ints, bound: int, may_go_on: MayGoOn) -> Ints:
        """The best solution found before the bound is met or nothing more is found."""
        return self._walk(self._drawn(), solution, bound, may_go_on)

    def _walk(
        self, source: Iterator[Ints], solution: Ints, bound: int | None, may_go_on: MayGoOn
    ) -> Ints:
        """Solve one neighbourhood after the other.

        ``may_go_on(work, value)`` hears of the deterministic work since the last call and of the
        value so far, and says whether to go on.
        """
        work, idle = 0.0, 0
        self._solution = solution
        for cases in source:
            value = self._objective.value(self._solution)
            if not may_go_on(work, value) or value == bound or idle >= STALLED_AFTER:
                return self._solution
            found, work = self._solve(cases)
            idle += 1
            if found is not None:
                self._solution = found
                if self._objective.value(found) != value:
                    idle = 0
        may_go_on(work, self._objective.value(self._solution))
        return self._solution

    # -- which cases -------------------------------------------------------------------------

    def _batches(self, solution: Ints) -> Iterator[Ints]:
        """All cases that could gain, most first."""
        self._solution = solution
        gain = self._to_gain()
        order = np.argsort(-gain, kind="stable")[: int((gain > 0).sum())]
        begin = 0
        while begin < len(order):
            batch = order[begin : begin + int(self._size)]
            begin += len(batch)
            yield batch

    def _drawn(self) -> Iterator[Ints]:
        """Sets of case numbers, without end."""
        kinds = (self._competing, self._of_one_agency, self._competing, self._anywhere)
        while self._f.instance.cases:
            for kind in kinds:
                yield kind()

    def _to_gain(self) -> Ints:
        """Case: what its own columns could still add to the objective."""
        best = np.where(self._weight > 0, self._high, self._low)
        gain = self._weight * (best - self._solution)
        total = np.zeros(len(self._f.instance.cases), dtype=np.int64)
        own = self._case_of_column >= 0
        np.add.at(total, self._case_of_column[own], gain[own])
        return total

    def _competing(self) -> Ints:
        """A case that could gain, and those that its candidates work for now."""
        it = self._f.instance
        gains = self._to_gain().tolist()
        weights = gains if any(gains) else [1] * len(gains)
        centre = self._random.choices(range(len(gains)), weights)[0]
        candidates = np.unique(it.specialist[it.case == centre])
        busy = (self._solution[self._f.x] == 1) & np.isin(it.specialist, candidates)
        rivals = [c for c in np.unique(it.case[busy]).tolist() if c != centre]
        self._random.shuffle(rivals)
        chosen = [centre, *rivals][: int(self._size)]
        return self._filled_up(chosen)

    def _of_one_agency(self) -> Ints:
        """Cases of one lead agency."""
        cases = self._f.instance.cases
        lead = self._random.choice(cases).lead_agency
        led = [c for c, case in enumerate(cases) if case.lead_agency == lead]
        self._random.shuffle(led)
        return self._filled_up(led[: int(self._size)])

    def _anywhere(self) -> Ints:
        """Any cases."""
        return self._filled_up([])

    def _filled_up(self, chosen: list[int]) -> Ints:
        others = sorted(set(range(len(self._f.instance.cases))) - set(chosen))
        room = max(0, min(int(self._size) - len(chosen), len(others)))
        return np.array(chosen + self._random.sample(others, room), dtype=np.int64)

    # -- one small program -------------------------------------------------------------------

    def _free(self, cases: Ints) -> Bools:
        """The columns of some cases, and the helping columns that share a row with them."""
        wanted = np.zeros(len(self._f.instance.cases) + 1, dtype=np.bool_)
        wanted[cases] = True
        own = wanted[self._case_of_column]
        own[self._f.x] &= self._shortlist()
        touched = self._matrix.columns_beside(own)
        helping = touched[self._case_of_column[touched] < 0]
        own[helping] = True
        return own

    def _shortlist(self) -> Bools:
        """Pairs worth freeing: those of the solution, and a few drawn from each demand."""
        it = self._f.instance
        if self._only is not None:
            mine: Bools = self._only | (self._solution[self._f.x] == 1)
            return mine
        draw, most = self._draws.random(it.pairs), CANDIDATES
        if self._loss is not None:
            draw, most = self._loss - np.log(draw), PRICED_CANDIDATES
        order = np.lexsort((draw, it.demand))
        demand = it.demand[order]
        rank = np.arange(it.pairs) - np.searchsorted(demand, demand)
        chosen: Bools = self._solution[self._f.x] == 1
        chosen[order[rank < most]] = True
        return chosen

    def _solve(self, cases: Ints) -> tuple[Ints | None, float]:
        """The best solution that differs only in some cases; None if none was found in time."""
        solution, free = self._solution, self._free(cases)
        program, kept = self._matrix.restricted(free, solution, self._low, self._high)
        objective = self._objective.restricted(free)
        self._seed += 1
        limits = Limits(work=WORK_EACH, seed=self._seed % 2**31)
        outcome = verified(program, objective, solution[kept], limits, UNWATCHED)
        grown = self._size * (1.15 if outcome.status == "optimal" else 0.8)
        self._size = min(LARGEST, max(SMALLEST, grown))
        spent = outcome.work + WORK_TO_BUILD
        if outcome.solution is None:
            return None, spent
        found = solution.copy()
        found[kept] = outcome.solution
        return self._f.filled(found), spent
