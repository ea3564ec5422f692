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
from scheduler.solver.neighbourhood import MayGoOn, NeighbourhoodSearch
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import Multipliers, lagrangian_bound, relaxed

BUILD_SHARE, RELAXATION_SHARE, NEIGHBOURHOOD_SHARE = 0.4, 0.6, 0.9
"""Shares of what a tier has left that each step may use, one after the other."""


@dataclass(frozen=True)
class LargeProgram:
    """One tier's program (held rows in it) on the way to a good solution."""

    formulation: Formulation
    program: Program
    objective: Objective
    meter: Meter
    watch: Watch

    def approach(
        self, solution: Ints, known: Multipliers | None
    ) -> tuple[int, Ints, Multipliers | None]:
        """A true bound, a solution no worse than the given one, and the multipliers used.

        Multipliers known from an earlier search of the tier spare the linear relaxation; so does a
        first round of neighbourhoods that meets the box's bound.
        """
        seed = self.meter.options.seed
        search = NeighbourhoodSearch(self.formulation, self.program, self.objective, seed)
        box = self.objective.box_bound(self.program)
        if self.objective.maximise:  # where less is better there is nothing to build up
            solution = search.build(solution, self._until(BUILD_SHARE, box))
        if self.objective.value(solution) == box:
            return box, solution, known
        held = self.program.rows - self.formulation.program.rows
        if known is None:
            limits = self.meter.limits(seed, share=RELAXATION_SHARE)
            known, work = relaxed(self.program, self.objective, held, limits.seconds)
            self.meter.charge(work)
        bound = lagrangian_bound(self.program, self.objective, known.over(self.program, held))
        solution = search.improve(solution, bound, self._until(NEIGHBOURHOOD_SHARE, bound))
        return bound, solution, known

    def _until(self, share: float, bound: int) -> MayGoOn:
        """Lets a search go on until a share of what the tier has left is used."""
        left = self.meter.limits(self.meter.options.seed, share=share)
        until = self.meter.used() + (left.seconds or left.work or 0.0)

        def may_go_on(work: float, value: int) -> bool:
            self.meter.charge(work)
            self.watch.report(value, bound)
            return value != bound and not self.watch.stop() and self.meter.used() < until

        return may_go_on
