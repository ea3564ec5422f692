"""A true bound from the linear relaxation, whatever the accuracy of the LP solver.

The LP's row multipliers are rounded to integers over a common denominator and put into the
Lagrangian: for a minimum of g·x over rows lo ≤ A·x ≤ hi and a box,

    g·x ≥ Σ_i (y_i > 0 ? y_i·lo_i : y_i·hi_i) + Σ_j min over the box of (g − Aᵀy)_j·x_j

holds for every y, so the result is a bound in exact integers even if the LP was solved badly.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.linear import limit_run
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.engines.running import WORK_PER_ENTRY, WORK_PER_ITERATION, quiet_solver, run
from scheduler.solver.engines.translation import linear_program
from scheduler.solver.program import NO_BOUND, Objective, Program, exact_dot

DENOMINATOR = 2**20
ITERATIONS = 200_000


@dataclass(frozen=True)
class Multipliers:
    """Row multipliers in parts of ``DENOMINATOR``, for a minimum.

    ``rows`` belong to the formulation, ``held`` to the rows appended to it; a formulation that has
    grown since has multiplier 0 on its new rows.
    """

    rows: Ints
    held: Ints

    def over(self, program: Program, held: int) -> Ints:
        """One multiplier a row of a program whose last ``held`` rows are the held ones."""
        y = np.zeros(program.rows, dtype=np.int64)
        y[: len(self.rows)] = self.rows
        if held == len(self.held):
            y[program.rows - held :] = self.held
        return y


def relaxed(
    program: Program,
    objective: Objective,
    held: int,
    seconds: float | None,
    work: float | None = None,
    stop: Stop = never,
) -> tuple[Multipliers, float]:
    """Multipliers from the linear relaxation, and the deterministic work they took.

    The last ``held`` rows of the program are held ones. Stopped by a number of iterations and, if
    given, by seconds, deterministic work or ``stop``: the multipliers reached so far still prove a
    bound.
    """
    solver = quiet_solver()
    solver.setOptionValue("solver", "simplex")
    iterations = ITERATIONS if work is None else min(ITERATIONS, int(work / WORK_PER_ITERATION))
    limit_run(solver, seconds, iterations)
    lp = linear_program(program, objective)
    lp.integrality_ = []
    solver.passModel(lp)
    run(solver, stop)
    found = solver.getSolution()
    dual = np.array(found.row_dual) if len(found.row_dual) else np.zeros(program.rows)
    y = scaled(dual, objective)
    split = program.rows - held
    taken = WORK_PER_ITERATION * max(0, solver.getInfo().simplex_iteration_count)
    return Multipliers(y[:split], y[split:]), taken + WORK_PER_ENTRY * len(lp.a_matrix_.index_)


def scaled(duals: NDArray[np.float64], objective: Objective) -> Ints:
    """Row duals of a linear relaxation as multipliers in parts of ``DENOMINATOR``."""
    sign = -1 if objective.maximise else 1
    parts = np.nan_to_num(sign * duals) * DENOMINATOR
    y: Ints = np.rint(np.clip(parts, -(2.0**60), 2.0**60)).astype(np.int64)
    return y


def lagrangian_bound(program: Program, objective: Objective, multipliers: Ints) -> int:
    """The exact bound that row multipliers prove; never weaker than the box's.

    Where the reduced costs might not fit into 64 bits the box's bound stands.
    """
    box = objective.box_bound(program)
    priced = reduced_costs(program, objective, multipliers)
    if priced is None:
        return box
    bound = priced.bound
    return min(box, bound) if objective.maximise else max(box, bound)


@dataclass(frozen=True)
class Reduced:
    """What multipliers say of every solution, in parts of ``DENOMINATOR``, as of a minimum.

    The objective is ``total`` at least, and ``total + abs(costs[j])`` where column j is not at
    ``best``, the side of its box that its reduced cost prefers.
    """

    objective: Objective
    total: int
    costs: Ints
    best: Ints

    @property
    def bound(self) -> int:
        """The objective's value that no solution passes."""
        whole = -(-self.total // DENOMINATOR)
        return self.objective.constant + (-whole if self.objective.maximise else whole)

    def can_leave(self, value: int) -> Bools:
        """The columns (a mask) that need not be at ``best`` in a solution no worse than a value."""
        level = value - self.objective.constant
        room = (-level if self.objective.maximise else level) * DENOMINATOR - self.total
        return np.abs(self.costs) <= room


def reduced_costs(program: Program, objective: Objective, multipliers: Ints) -> Reduced | None:
    """The reduced costs that row multipliers leave; None where they might not fit into 64 bits.

    A multiplier that leans on a row's missing side counts as 0.
    """
    sign = -1 if objective.maximise else 1
    rows, y = program.matrix(), multipliers.copy()
    y[(y > 0) & (rows.lower <= -NO_BOUND)] = 0
    y[(y < 0) & (rows.upper >= NO_BOUND)] = 0
    of_entry = np.repeat(y, rows.sizes)
    size = np.zeros(program.columns)
    np.add.at(size, objective.columns, np.abs(objective.coefficients) * float(DENOMINATOR))
    np.add.at(size, rows.column, np.abs(rows.coefficient * of_entry.astype(float)))
    if size.max(initial=0.0) >= NO_BOUND:
        return None
    side = np.where(y > 0, rows.lower, np.where(y < 0, rows.upper, 0))
    reduced = np.zeros(program.columns, dtype=np.int64)
    np.add.at(reduced, objective.columns, sign * objective.coefficients * DENOMINATOR)
    np.subtract.at(reduced, rows.column, rows.coefficient * of_entry)
    best = np.where(reduced > 0, program.lower, program.upper)
    return Reduced(objective, exact_dot(y, side) + exact_dot(reduced, best), reduced, best)
