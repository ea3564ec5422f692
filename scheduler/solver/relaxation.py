"""A true bound from the linear relaxation, and which columns it finds worth while.

The LP's row multipliers are rounded to integers over a common denominator and put into the
Lagrangian: for a minimum of g·x over rows lo ≤ A·x ≤ hi and a box,

    g·x ≥ Σ_i (y_i > 0 ? y_i·lo_i : y_i·hi_i) + Σ_j min over the box of (g − Aᵀy)_j·x_j

holds for every y, so the result is a bound in exact integers even if the LP was solved badly.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.highs import linear_program, quiet_solver
from scheduler.solver.program import NO_BOUND, Objective, Program

DENOMINATOR = 2**20
ITERATIONS = 200_000
WORK_PER_ENTRY = 2e-5
"""Deterministic work charged for an LP, units an entry of the matrix."""


@dataclass(frozen=True)
class Relaxation:
    """A true bound on the objective, the reduced cost of every column, and the work it took.

    Reduced costs are in parts of ``DENOMINATOR`` and of a minimum: the smaller, the more a column
    is worth.
    """

    bound: int
    reduced: Ints
    work: float


def relaxed(program: Program, objective: Objective, seconds: float | None) -> Relaxation:
    """Solve the linear relaxation, up to a number of iterations and, if given, of seconds.

    The bound is never weaker than the box's.
    """
    solver = quiet_solver()
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("simplex_iteration_limit", ITERATIONS)
    if seconds is not None:
        solver.setOptionValue("time_limit", seconds)
    lp = linear_program(program, objective)
    lp.integrality_ = []
    solver.passModel(lp)
    solver.run()
    found = solver.getSolution()
    dual = np.array(found.row_dual) if found.dual_valid else np.zeros(program.rows)
    bound, reduced = lagrangian(program, objective, dual)
    box = objective.box_bound(program)
    tighter = min(box, bound) if objective.maximise else max(box, bound)
    return Relaxation(tighter, reduced, WORK_PER_ENTRY * len(lp.a_matrix_.index_))


def lagrangian(program: Program, objective: Objective, dual: np.ndarray) -> tuple[int, Ints]:
    """The exact bound that row multipliers prove, and the reduced costs.

    ``dual`` has the sign that HiGHS gives it for the objective's own sense.
    """
    sign = -1 if objective.maximise else 1
    rows = program.matrix()
    y = np.rint(np.nan_to_num(sign * dual) * DENOMINATOR).astype(np.int64)
    y[(y > 0) & (rows.lower <= -NO_BOUND)] = 0
    y[(y < 0) & (rows.upper >= NO_BOUND)] = 0
    side = np.where(y > 0, rows.lower, np.where(y < 0, rows.upper, 0))
    reduced = np.zeros(program.columns, dtype=np.int64)
    np.add.at(reduced, objective.columns, sign * objective.coefficients * DENOMINATOR)
    np.subtract.at(reduced, rows.column, rows.coefficient * y[rows.row])
    box = np.where(reduced > 0, program.lower, program.upper)
    total = int(np.dot(y.astype(object), side.astype(object))) if len(y) else 0
    total += int(np.dot(reduced.astype(object), box.astype(object))) if len(box) else 0
    least = -(-total // DENOMINATOR)
    return objective.constant + sign * least, reduced
