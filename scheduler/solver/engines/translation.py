"""Programs in the words of HiGHS."""

import highspy
import numpy as np

from scheduler.solver.program import NO_BOUND, Objective, Program


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


def relaxed_program(program: Program, objective: Objective) -> highspy.HighsLp:
    """The linear relaxation of a program as HiGHS takes it."""
    lp = linear_program(program, objective)
    lp.integrality_ = []
    return lp
