"""Which sets of wishes are still to be asked about, when every conflict among them is looked for.

A set that holds says the same of all its parts, and one that cannot hold says it of all that
contain it. What is left is searched from the largest set down: the map of MARCO (Liffiton, Previti,
Malik, Marques-Silva 2016), kept as a program with one column a wish and one row a known set.
"""

from collections.abc import Collection

import numpy as np

from scheduler.solver.engines.verified import settled
from scheduler.solver.program import Objective, Program


class Unexplored:
    """The sets of so many wishes of which nothing is known yet; wishes are numbers from 0."""

    def __init__(self, wishes: int) -> None:
        self._program = Program()
        self._columns = self._program.add_columns(wishes)

    def rule_out(self, conflict: Collection[int]) -> None:
        """These cannot hold together, nor can any set that contains them."""
        columns = self._columns[sorted(conflict)]
        self._program.add_row(columns, 1, upper=len(columns) - 1)

    def rule_in(self, holding: Collection[int]) -> None:
        """These hold together, and so does any part of them."""
        others = np.setdiff1d(self._columns, self._columns[sorted(holding)])
        self._program.add_row(others, 1, lower=1)

    def largest(self) -> frozenset[int] | None:
        """A largest set of which nothing is known; None once everything is."""
        ones = np.ones(len(self._columns), dtype=np.int64)
        objective = Objective(self._columns, ones, 0, maximise=True)
        solution = settled(self._program, objective, is_claimed=True)
        return None if solution is None else frozenset(np.nonzero(solution)[0].tolist())
