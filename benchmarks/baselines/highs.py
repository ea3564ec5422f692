"""The plain model in HiGHS with its default settings on two threads."""

import math
import time

import highspy
import numpy as np

from benchmarks.baselines.plain import PlainModel, plain_model
from benchmarks.baselines.port import NotSolvedError, OnValue
from benchmarks.baselines.problem import Pairs, Problem

THREADS = 2
SLACK = 1e-6


def highs(problem: Problem, seconds: float, on_value: OnValue) -> Pairs:
    """Build and solve within the seconds; building counts."""
    until = time.monotonic() + seconds
    engine = highspy.Highs()
    # the first solver of a process decides its number of threads, and others then refuse to run
    engine.resetGlobalScheduler(True)
    engine.setOptionValue("output_flag", False)
    engine.setOptionValue("threads", THREADS)
    engine.passModel(_program(plain_model(problem, until)))
    if (left := until - time.monotonic()) <= 0:
        raise NotSolvedError("the model was not built within the limit")
    engine.setOptionValue("time_limit", left)

    def watch(event: highspy.HighsCallbackEvent) -> None:
        on_value(_value(event.data_out.mip_primal_bound), _bound(event.data_out.mip_dual_bound))

    engine.cbMipImprovingSolution += watch
    engine.cbMipLogging += watch
    engine.run()
    engine.resetGlobalScheduler(True)
    info = engine.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise NotSolvedError("no plan found")
    on_value(_value(info.objective_function_value), _bound(info.mip_dual_bound))
    values = engine.getSolution().col_value
    return frozenset(problem.ids(pair) for pair in range(problem.it.pairs) if values[pair] > 0.5)


def _value(found: float) -> int | None:
    return round(found) if math.isfinite(found) else None


def _bound(said: float) -> int | None:
    return math.floor(said + SLACK) if math.isfinite(said) else None


def _program(model: PlainModel) -> highspy.HighsLp:
    program, columns = highspy.HighsLp(), len(model.worth)
    program.num_col_, program.num_row_ = columns, len(model.limits)
    program.col_cost_ = np.array(model.worth, dtype=np.float64)
    program.col_lower_, program.col_upper_ = np.zeros(columns), np.ones(columns)
    program.integrality_ = [highspy.HighsVarType.kInteger] * columns
    program.sense_ = highspy.ObjSense.kMaximize
    program.row_lower_ = np.full(len(model.limits), -highspy.kHighsInf)
    program.row_upper_ = np.array(model.limits, dtype=np.float64)
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.array(model.starts)
    program.a_matrix_.index_ = np.array(model.columns)
    program.a_matrix_.value_ = np.array(model.coefficients, dtype=np.float64)
    return program
