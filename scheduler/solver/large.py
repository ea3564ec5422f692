"""A good solution and a true bound for a program too large to be solved at once.

The linear relaxation gives the bound, neighbourhoods the solution. (A core program of the pairs of
least reduced cost was tried as a start: where many specialists are alike, so are their reduced
costs, and the core leaves out what matters.)
"""

from dataclasses import dataclass

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Watch
from scheduler.solver.formulation import Formulation
from scheduler.solver.meter import Meter
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import Multipliers, lagrangian_bound, relaxed

RELAXATION_SHARE, NEIGHBOURHOOD_SHARE = 0.5, 0.9
"""Shares of what a tier has left that each step may use, one after the other."""


@dataclass(frozen=True)
class LargeProgram:
    """One tier's program (held rows in it) on the way to a good solution."""

    formulation: Formulation
    program: Program
    objective: Objective
    meter: Meter
    watch: Watch

    def approach(self, solution: Ints, known: Multipliers | None) -> tuple[int, Ints, Multipliers]:
        """A true bound, a solution no worse than the given one, and the multipliers used.

        Multipliers known from an earlier search of the tier spare the linear relaxation.
        """
        seed = self.meter.options.seed
        held = self.program.rows - self.formulation.program.rows
        if known is None:
            limits = self.meter.limits(seed, share=RELAXATION_SHARE)
            known, work = relaxed(self.program, self.objective, held, limits.seconds)
            self.meter.charge(work)
        bound = lagrangian_bound(self.program, self.objective, known.over(self.program, held))
        self.watch.report(self.objective.value(solution), bound)
        stop = self.meter.limits(seed, share=NEIGHBOURHOOD_SHARE)
        allowance = stop.work if stop.work is not None else stop.seconds
        assert allowance is not None
        until = self.meter.used() + allowance

        def may_go_on(work: float, value: int) -> bool:
            self.meter.charge(work)
            self.watch.report(value, bound)
            return not self.watch.stop() and self.meter.used() < until

        search = NeighbourhoodSearch(self.formulation, self.program, self.objective, seed)
        return bound, search.improve(solution, bound, may_go_on), known
