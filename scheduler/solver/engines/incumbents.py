"""What CP-SAT finds while it searches; apart from ``cpsat``, for it loads the library."""

import numpy as np
from ortools.sat.python import cp_model_helper as helper

from scheduler.solver.engines.port import Watch, rounded
from scheduler.solver.program import Objective

SLACK = 1e-6
"""Its bounds are integers in floating point."""


class Incumbents(helper.SolutionCallback):
    """Passes on each better solution's value and each better bound."""

    def __init__(self, objective: Objective | None, watch: Watch) -> None:
        super().__init__()
        self._objective, self._watch = objective, watch
        self.best: int | None = None
        self.proven: int | None = None

    def OnSolutionCallback(self) -> None:
        """Note a better solution's value, and the bound at that moment."""
        if self._objective is not None:
            self.best = round(self.ObjectiveValue())
            self.on_bound(self.BestObjectiveBound())

    def on_bound(self, bound: float) -> None:
        """Note a better bound, as a whole number that is one."""
        if self._objective is not None and np.isfinite(bound) and abs(bound) < 2**53:
            self.proven = rounded(bound, SLACK, up=self._objective.maximise)
