"""A linear program that gains columns, solved again from where it stood; HiGHS's simplex."""

import highspy
import numpy as np
from numpy.typing import NDArray

from scheduler.solver.engines.linear import limit_run
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.engines.running import quiet_solver, run

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
NO_LIMIT = highspy.kHighsInf


class GrowingProgram:
    """Maximise cost·v over 0 <= v, with fixed rows ``lower <= A·v <= upper``."""

    def __init__(self, lower: Floats, upper: Floats) -> None:
        self._solver = quiet_solver()
        self._solver.setOptionValue("presolve", "off")
        empty = np.zeros(0, dtype=np.int32)
        starts = np.zeros(len(lower), dtype=np.int32)
        self._solver.addRows(len(lower), lower, upper, 0, starts, empty, np.zeros(0))
        self._solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
        self.columns = 0

    def add_columns(
        self, cost: Floats, upper: Floats, starts: Ints, row: Ints, value: Floats
    ) -> None:
        """Append columns; column j holds the entries starts[j]..starts[j+1] (or to the end)."""
        self._solver.addCols(
            len(cost),
            cost,
            np.zeros(len(cost)),
            upper,
            len(row),
            starts.astype(np.int32),
            row.astype(np.int32),
            value,
        )
        self.columns += len(cost)

    def set_costs(self, column: Ints, cost: Floats) -> None:
        """Change the costs of some columns."""
        self._solver.changeColsCost(len(column), column.astype(np.int32), cost)

    def solve(
        self, seconds: float | None, iterations: int | None = None, stop: Stop = never
    ) -> tuple[float, Floats, Floats, int] | None:
        """Objective, row duals, column values, simplex iterations; None if not solved in time.

        The time is some seconds, some iterations, or until ``stop`` says so.
        """
        limit_run(self._solver, seconds, iterations)
        run(self._solver, stop)
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found, info = self._solver.getSolution(), self._solver.getInfo()
        duals, values = np.array(found.row_dual), np.array(found.col_value)
        return info.objective_function_value, duals, values, info.simplex_iteration_count
