"""What each case could still add to a solution's value: where a search may look for more."""

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.program import Objective, Program


class Gains:
    """What the own columns of each case could still add to an objective.

    ``case_of_column``: whose each column of the program is, or -1.
    """

    def __init__(
        self, program: Program, objective: Objective, case_of_column: Ints, cases: int
    ) -> None:
        weight = np.zeros(program.columns, dtype=np.int64)
        sign = 1 if objective.maximise else -1
        np.add.at(weight, objective.columns, sign * objective.coefficients)
        self._columns = own = np.nonzero((case_of_column >= 0) & (weight != 0))[0]
        self._weight, self._case, self._cases = weight[own], case_of_column[own], cases
        self._best = np.where(weight > 0, program.upper, program.lower)[own]

    def __call__(self, solution: Ints) -> Ints:
        """What they could add to a solution's value (C, 0 or more)."""
        total = np.zeros(self._cases, dtype=np.int64)
        gain = self._weight * (self._best - solution[self._columns])
        np.add.at(total, self._case, gain)
        return total
