"""Linear programs by HiGHS: the simplex method, or the interior-point method without crossover."""

import math
import threading
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from scheduler.solver.engines.port import Stop, Watch, never
from scheduler.solver.engines.running import (
    WORK_PER_ITERATION,
    entries,
    quiet_solver,
    run,
    run_aside,
)
from scheduler.solver.engines.translation import relaxed_program
from scheduler.solver.program import Objective, Program

WORK_PER_ROUND, ROUNDS_BEFORE = 4.5e-9, 5
"""The same of a round of the interior-point method, units an entry and square root of the rows:
from 8,000 rows to 88,000 a round took 0.04 to 1 s. Presolve takes as long as some rounds."""
MOST_ITERATIONS = 2**31 - 1
INTERIOR_TOLERANCE = 1e-4


def limit_run(
    solver: highspy.Highs, seconds: float | None, iterations: int | None, each: float = 1.0
) -> None:
    """Limit the next run of a linear program: seconds of the clock, iterations of the simplex.

    ``each``: the iterations that a round of the interior-point method counts as.
    """
    limit = highspy.kHighsInf if seconds is None else solver.getRunTime() + seconds
    solver.setOptionValue("time_limit", limit)
    most = MOST_ITERATIONS if iterations is None else max(1, min(iterations, MOST_ITERATIONS))
    solver.setOptionValue("simplex_iteration_limit", most)
    solver.setOptionValue("ipm_iteration_limit", max(1, int(most / each) - ROUNDS_BEFORE))


def _run_interior(solver: highspy.Highs, stop: Stop, seconds: float | None) -> bool:
    """Let a solver run the interior-point method; False if it was left to itself, told to stop.

    Raises:
        RuntimeError: it refused to run.
    """
    stopping = threading.Event()
    solver.cbIpmInterrupt += lambda event: event.interrupt(stopping.is_set())
    return run_aside(solver, Watch(lambda *_: None, stop), stopping, seconds)


@dataclass(frozen=True)
class Relaxed:
    """A solved linear relaxation: its value, row duals, column values, and iterations taken.

    Those are iterations of the simplex method, or as many as cost the same.
    """

    value: float
    duals: NDArray[np.float64]
    columns: NDArray[np.float64]
    iterations: float


def relaxation(
    program: Program,
    objective: Objective,
    seconds: float | None,
    *,
    interior: bool = False,
    iterations: int | None = None,
    stop: Stop = never,
) -> Relaxed | None:
    """The linear relaxation of a program; None if out of time.

    ``iterations`` of the simplex method are the most it may take; ``stop`` is polled meanwhile.

    ``interior``: by the interior-point method without crossover, which is faster on large programs;
    its duals are near the best ones, and not at a corner.
    """
    solver = quiet_solver()
    solver.setOptionValue("solver", "ipm" if interior else "simplex")
    each = 1.0
    if interior:
        solver.setOptionValue("run_crossover", "off")
        solver.setOptionValue("ipm_optimality_tolerance", INTERIOR_TOLERANCE)
        each = _iterations_per_round(program)
    limit_run(solver, seconds, iterations, each)
    solver.passModel(relaxed_program(program, objective))
    solved = {highspy.HighsModelStatus.kOptimal}
    if interior:  # without crossover the end is not always called optimal
        solved.add(highspy.HighsModelStatus.kUnknown)
        if not _run_interior(solver, stop, seconds):
            return None
    else:
        run(solver, stop)
    found = solver.getSolution()
    dual = np.array(found.row_dual)
    if solver.getModelStatus() not in solved or not np.isfinite(dual).all():
        return None
    info = solver.getInfo()
    taken = info.ipm_iteration_count if interior else info.simplex_iteration_count
    value, columns = info.objective_function_value, np.array(found.col_value)
    return Relaxed(value, dual, columns, each * (taken + (ROUNDS_BEFORE if interior else 0)))


def _iterations_per_round(program: Program) -> float:
    """The iterations of the simplex method that cost as much as a round of the interior one."""
    work = WORK_PER_ROUND * entries(program) * math.sqrt(program.rows)
    return work / WORK_PER_ITERATION
