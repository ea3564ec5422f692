"""A linear relaxation whose columns are fixed and freed, solved again from where it stood."""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.linear import Relaxed, limit_run
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.engines.running import quiet_solver, run
from scheduler.solver.engines.translation import relaxed_program
from scheduler.solver.program import Objective, Program


@dataclass(frozen=True)
class Fixed(Relaxed):
    """A solved relaxation, some of whose columns are fixed.

    ``losses``: what one more of each column takes off the value, or what one that it is fixed at
    has taken off; infinite where it is fixed at 0.
    """

    losses: NDArray[np.float64]


class FixingProgram:
    """The linear relaxation of a program, some of whose columns have one value only; by HiGHS."""

    def __init__(self, program: Program, objective: Objective) -> None:
        self._solver = quiet_solver()
        self._solver.passModel(relaxed_program(program, objective))
        self._sense = -1.0 if objective.maximise else 1.0
        self._low, self._high = program.lower.astype(float), program.upper.astype(float)
        self._upper = self._high.copy()
        self._all = np.arange(program.columns, dtype=np.int32)
        self._first: highspy.HighsBasis | None = None

    def solve(
        self, seconds: float | None, iterations: int | None = None, stop: Stop = never
    ) -> Fixed | None:
        """Value, duals, columns, losses; None where nothing is left, or it is not solved in time.

        The time is some seconds, some iterations of the simplex, or until ``stop`` says so.
        """
        limit_run(self._solver, seconds, iterations)
        run(self._solver, stop)
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found, info = self._solver.getSolution(), self._solver.getInfo()
        if self._first is None:
            self._first = self._solver.getBasis()
            self._solver.setOptionValue("presolve", "off")  # it would forget where it stood
        losses = np.maximum(0.0, self._sense * np.array(found.col_dual))
        losses[self._upper == 0] = np.inf
        return Fixed(
            info.objective_function_value,
            np.array(found.row_dual),
            np.array(found.col_value),
            info.simplex_iteration_count,
            losses,
        )

    def fix(self, columns: Ints, value: int) -> None:
        """Leave some columns one value only."""
        self._upper[columns] = value
        same = np.full(len(columns), float(value))
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), same, same)

    def free(self, columns: Ints) -> None:
        """Give some columns their own limits back."""
        self._upper[columns] = self._high[columns]
        low, high = self._low[columns], self._high[columns]
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), low, high)

    def restart(self) -> None:
        """Free all columns and stand where the first solve ended."""
        self._upper[:] = self._high
        self._solver.changeColsBounds(len(self._all), self._all, self._low, self._high)
        if self._first is not None:
            self._solver.setBasis(self._first)
