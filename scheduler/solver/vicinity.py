"""A plan on an instance, and the programs of its pairs and of what is around some cases.

No demand of another case gets more people than it has in the plan: what is found tells what an
event or a choice costs, not what a plan that was not proven optimal could gain elsewhere.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import Ask, around, keep_down, only, solution_of
from scheduler.solver.program import Objective
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import LinearGoal

REACHES = (1, 4)
"""How far around some cases it is looked, as multiples of what ``around`` takes."""


@dataclass(frozen=True)
class Vicinity:
    """A plan's pairs on an instance.

    ``planned``: mask over pairs. ``rows``: how many the plan has, those that are refused by now
    among them. ``seats``: demand to the people that it has in the plan, these among them too.
    """

    it: Instance
    planned: Bools
    rows: int
    seats: Ints

    @property
    def forced(self) -> int:
        """Rows that no plan can have any more."""
        return self.rows - int(self.planned.sum())

    def pairs_around(self, cases: Ints, reach: int) -> Ints:
        """The plan's pairs and those around some cases, by number."""
        near = around(self.it, cases, self.planned, reach)
        return np.union1d(np.nonzero(self.planned)[0], near)

    def program(self, cases: Ints, reach: int, named: Ints) -> Formulation:
        """The program of the pairs around some cases, and of named ones."""
        pairs = np.union1d(self.pairs_around(cases, reach), named)
        return self._kept_down(formulate(only(self.it, pairs)), cases)

    def with_solution(
        self, cases: Ints, reach: int, named: Ints, pairs: Ints
    ) -> tuple[Formulation, Ints] | None:
        """The program around some cases with these pairs, and its solution that assigns them.

        None where what else it decides (shares by week) was not found within the work.
        """
        f = self.program(cases, reach, np.union1d(named, pairs))
        own = f.instance.pair_numbers(self.it.specialist[pairs], self.it.demand[pairs])
        solution = solution_of(f, own, Ask(UNWATCHED))
        return None if solution is None else (f, solution)

    def whole_program(self, cases: Ints) -> Formulation:
        """The program of all pairs."""
        return self._kept_down(formulate(self.it), cases)

    def _kept_down(self, f: Formulation, cases: Ints) -> Formulation:
        keep_down(f, np.nonzero(np.isin(self.it.case_of_demand, cases))[0], self.seats)
        return f

    def numbers_in(self, f: Formulation) -> Ints:
        """The number here of each pair of a program."""
        return self.it.pair_numbers(f.instance.specialist, f.instance.demand)

    def moves(self, pairs: Ints) -> int:
        """How many rows differ from the plan's where these pairs are assigned."""
        return self.rows + len(pairs) - 2 * int(self.planned[pairs].sum())

    def chosen(self, f: Formulation, solution: Ints) -> Ints:
        """The pairs of a program's solution, by their number here, ascending."""
        return np.sort(self.numbers_in(f)[solution[f.x] == 1])

    def changes(self, f: Formulation) -> LinearGoal:
        """Fewest rows that are not as in the plan: dropped ones and new ones."""
        weights = np.where(self.planned[self.numbers_in(f)], -1, 1).astype(np.int64)
        changes = Objective(f.x, weights, self.rows, maximise=False)
        return LinearGoal(TierName.STABILITY, changes, f.program)
