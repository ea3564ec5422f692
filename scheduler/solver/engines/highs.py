"""HiGHS behind the port: branch and cut on the linear relaxation.

HiGHS works in floating point, so its solutions are rounded and its bounds moved to the safe side;
the search checks each solution in exact integers. One thread: repeats bit by bit, and changing the
number of threads inside a process makes it fail. Its deterministic limit is a number of nodes.
"""

import os
from functools import cache

import highspy
import numpy as np
from numpy.typing import NDArray

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Limits, Outcome, Status, Watch, safe_bound
from scheduler.solver.program import NO_BOUND, Objective, Program

NODES_PER_WORK = 1000
STATUS: dict[object, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
}


def highs(
    program: Program,
    objective: Objective | None,
    hint: Ints | None,
    limits: Limits,
    watch: Watch,
) -> Outcome:
    """Solve with HiGHS; a unit of ``limits.work`` is taken as ``NODES_PER_WORK`` nodes."""
    solver = quiet_solver()
    for option, value in (
        ("random_seed", limits.seed),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 0.999),
        ("mip_feasibility_tolerance", 1e-7),
        ("time_limit", 1e30 if limits.seconds is None else limits.seconds),
        ("mip_max_nodes", 2**31 - 1 if limits.work is None else int(limits.work * NODES_PER_WORK)),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(linear_program(program, objective))
    if hint is not None:
        solver.setSolution(len(hint), np.arange(len(hint), dtype=np.int32), hint.astype(float))
    news: dict[str, int | None] = {"value": None, "bound": None}

    def interrupt(event: highspy.HighsCallbackEvent) -> None:
        if objective is not None and abs(event.data_out.mip_dual_bound) < 2**53:
            value, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
            news["bound"] = _safe(objective, program, bound)
            news["value"] = round(value) if abs(value) < 2**53 else None
        watch.report(news["value"], news["bound"])
        if event.data_in is not None:
            event.data_in.user_interrupt = watch.stop()

    solver.cbMipInterrupt += interrupt
    run(solver)
    status = solver.getModelStatus()
    info = solver.getInfo()
    word = STATUS.get(status, "unknown")
    solution = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        solution = np.rint(np.array(solver.getSolution().col_value)).astype(np.int64)
        word = "feasible" if word == "unknown" else word
    bound = None
    if objective is not None and word != "infeasible":
        bound = _safe(objective, program, info.mip_dual_bound)
        if word == "optimal" and solution is not None and bound != objective.value(solution):
            word = "feasible"
    return Outcome(word, solution, bound, solver.getRunTime())


def _safe(objective: Objective, program: Program, bound: float) -> int:
    """Its bounds are floating-point sums: moved by a millionth of their size."""
    return safe_bound(objective, program, bound, 1e-6 * max(1.0, abs(bound)))


@cache
def _print_banner_nowhere() -> None:
    """Make the process's first solver while standard output is elsewhere.

    The library prints a banner at that moment, before any option can silence it, and would spoil
    what a command writes for other programs.
    """
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def quiet_solver() -> highspy.Highs:
    """A solver of one thread that prints nothing."""
    _print_banner_nowhere()
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    return solver


def run(solver: highspy.Highs) -> None:
    """Let a solver run.

    Raises:
        RuntimeError: it refused to, which it otherwise tells only in its return value.
    """
    if solver.run() == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused to run")


def linear_program(program: Program, objective: Objective | None) -> highspy.HighsLp:
    """A program as HiGHS takes it, all columns integer."""
    rows = program.matrix()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = program.columns, program.rows
    cost = np.zeros(program.columns)
    if objective is not None:
        np.add.at(cost, objective.columns, objective.coefficients)
        lp.offset_ = float(objective.constant)
        lp.sense_ = highspy.ObjSense.kMaximize if objective.maximise else highspy.ObjSense.kMinimize
    lp.col_cost_ = cost
    lp.col_lower_, lp.col_upper_ = program.lower.astype(float), program.upper.astype(float)
    lp.row_lower_ = np.where(rows.lower <= -NO_BOUND, -highspy.kHighsInf, rows.lower)
    lp.row_upper_ = np.where(rows.upper >= NO_BOUND, highspy.kHighsInf, rows.upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = rows.starts.astype(np.int32)
    lp.a_matrix_.index_ = rows.column
    lp.a_matrix_.value_ = rows.coefficient.astype(float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * program.columns
    return lp


def relaxation_duals(
    program: Program, objective: Objective, seconds: float | None
) -> tuple[NDArray[np.float64], float] | None:
    """Row duals of the linear relaxation, and simplex iterations; None if not solved in time."""
    solver = quiet_solver()
    solver.setOptionValue("solver", "simplex")
    if seconds is not None:
        solver.setOptionValue("time_limit", seconds)
    lp = linear_program(program, objective)
    lp.integrality_ = []
    solver.passModel(lp)
    run(solver)
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().row_dual), solver.getInfo().simplex_iteration_count
