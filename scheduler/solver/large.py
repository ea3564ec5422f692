"""A good solution and a true bound for a program too large to be solved at once.

The linear relaxation gives the bound and the reduced costs. The few best columns of each demand
make a core program, which is solved as a whole: an LP-shaped start. Neighbourhoods then bring back
what the core left out.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Watch
from scheduler.solver.engines.verified import verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.meter import Meter
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import relaxed

CORE_COLUMNS = 6
"""Pairs of each demand that the core program keeps, besides those of the solution."""
RELAXATION_SHARE, CORE_SHARE, NEIGHBOURHOOD_SHARE = 0.5, 0.6, 0.7
"""Shares of what a tier has left that each step may use, one after the other."""


@dataclass(frozen=True)
class LargeProgram:
    """One tier's program (held rows in it) on the way to a good solution."""

    formulation: Formulation
    program: Program
    objective: Objective
    meter: Meter
    watch: Watch

    def approach(self, solution: Ints) -> tuple[int, Ints]:
        """A true bound and a solution no worse than the given one."""
        box = self.objective.box_bound(self.program)
        if self.objective.value(solution) == box:
            return box, solution
        seed = self.meter.options.seed
        limits = self.meter.limits(seed, share=RELAXATION_SHARE)
        relaxation = relaxed(self.program, self.objective, limits.seconds)
        self.meter.charge(relaxation.work)
        bound = relaxation.bound
        self.watch.report(self.objective.value(solution), bound)
        solution = self._core(solution, relaxation.reduced, bound)
        stop = self.meter.limits(seed, share=NEIGHBOURHOOD_SHARE)
        allowance = stop.work if stop.work is not None else stop.seconds
        assert allowance is not None
        until = self.meter.used() + allowance

        def may_go_on(work: float, value: int) -> bool:
            self.meter.charge(work)
            self.watch.report(value, bound)
            return not self.watch.stop() and self.meter.used() < until

        search = NeighbourhoodSearch(self.formulation, self.program, self.objective, seed)
        return bound, search.improve(solution, bound, may_go_on)

    def _core(self, solution: Ints, reduced: Ints, bound: int) -> Ints:
        """The best solution of the core program; the given one if none is found in time."""
        if self.objective.value(solution) == bound or self.watch.stop():
            return solution
        free = self._core_columns(solution, reduced)
        program, kept = self.program.matrix().restricted(
            free, solution, self.program.lower, self.program.upper
        )
        limits = self.meter.limits(self.meter.options.seed, share=CORE_SHARE)
        objective = self.objective.restricted(free)
        watch = Watch(
            report=lambda value, core: self.watch.report(None, bound), stop=self.watch.stop
        )
        outcome = verified(program, objective, solution[kept], limits, watch)
        self.meter.charge(outcome.work)
        if outcome.solution is None:
            return solution
        better = solution.copy()
        better[kept] = outcome.solution
        return self.formulation.filled(better)

    def _core_columns(self, solution: Ints, reduced: Ints) -> Bools:
        """All helping columns, and of each demand the pairs of least reduced cost."""
        it, x = self.formulation.instance, self.formulation.x
        free = np.ones(self.program.columns, dtype=np.bool_)
        order = np.lexsort((np.arange(it.pairs), reduced[x], it.demand))
        demand = it.demand[order]
        first = np.searchsorted(demand, demand)
        rank = np.arange(it.pairs) - first
        free[x] = False
        free[x[order[rank < CORE_COLUMNS]]] = True
        free[x[solution[x] == 1]] = True
        return free
