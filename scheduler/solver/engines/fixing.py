"""A linear relaxation whose columns are fixed and freed, solved again from where it stood."""

import highspy
import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.highs import (
    Relaxed,
    limit_run,
    quiet_solver,
    run,
)
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.engines.translation import relaxed_program
from scheduler.solver.program import Objective, Program


class FixingProgram:
    """The linear relaxation of a program, some of whose columns have one value only; by HiGHS."""

    def __init__(self, program: Program, objective: Objective) -> None:
        self._solver = quiet_solver()
        self._solver.passModel(relaxed_program(program, objective))
        self._low, self._high = program.lower.astype(float), program.upper.astype(float)
        self._all = np.arange(program.columns, dtype=np.int32)
        self._first: highspy.HighsBasis | None = None

    def solve(
        self, seconds: float | None, iterations: int | None = None, stop: Stop = never
    ) -> Relaxed | None:
        """Value, duals, columns; None where nothing is left, or it is not solved in time.

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
        return Relaxed(
            info.objective_function_value,
            np.array(found.row_dual),
            np.array(found.col_value),
            info.simplex_iteration_count,
        )

    def fix(self, columns: Ints, value: int) -> None:
        """Leave some columns one value only."""
        same = np.full(len(columns), float(value))
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), same, same)

    def free(self, columns: Ints) -> None:
        """Give some columns their own limits back."""
        low, high = self._low[columns], self._high[columns]
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), low, high)

    def restart(self) -> None:
        """Free all columns and stand where the first solve ended."""
        self._solver.changeColsBounds(len(self._all), self._all, self._low, self._high)
        if self._first is not None:
            self._solver.setBasis(self._first)
