"""CP-SAT behind the port.

One worker with the full linear relaxation (``linearization_level=2``) proved far more on these
programs than the default portfolio, and repeats bit by bit. The compiled helper is asked, not
``cp_model`` around it: that one imports pandas, which takes longer than most questions. The helper
is imported when CP-SAT is first asked, for much is answered without it.
"""

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.aside import native
from scheduler.solver.engines.port import (
    EngineError,
    Limits,
    Outcome,
    Status,
    Watch,
    safe_bound,
)
from scheduler.solver.engines.stopping import heeding
from scheduler.solver.program import NO_BOUND, Objective, Program

if TYPE_CHECKING:
    from ortools.sat.python import cp_model_helper as helper

    from scheduler.solver.engines.incumbents import Incumbents

POLL_SECONDS = 0.1
OTHER_SEED = 0x5EED
WORK_PER_DETERMINISTIC_SECOND, WORK_PER_ENTRY = 1.5, 1e-5
"""Deterministic work charged: units a second of its own deterministic clock, which runs slow on the
programs of many pairs, and units an entry of the matrix for handing it over and for its presolve.
"""
STATUS: dict[str, Status] = {
    "OPTIMAL": "optimal",
    "FEASIBLE": "feasible",
    "INFEASIBLE": "infeasible",
}
"""Its statuses by their names; any other is no answer."""


@heeding
def cpsat(
    program: Program,
    objective: Objective | None,
    hint: Ints | None,
    limits: Limits,
    watch: Watch,
) -> Outcome:
    """Solve with CP-SAT."""
    from ortools.sat.python import cp_model_helper as helper

    return _solved(helper.SatParameters(), program, objective, hint, limits, watch)


@heeding
def cpsat_otherwise(
    program: Program,
    objective: Objective | None,
    hint: Ints | None,
    limits: Limits,
    watch: Watch,
) -> Outcome:
    """Solve with CP-SAT on another way: the program as it is, without presolve, from another seed.

    Most of what was ever reported wrong in its answers came from presolve, probing or symmetry.
    """
    from ortools.sat.python import cp_model_helper as helper

    parameters = helper.SatParameters()
    parameters.cp_model_presolve = False
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    other = replace(limits, seed=limits.seed ^ OTHER_SEED)
    return _solved(parameters, program, objective, hint, other, watch)


def _solved(
    parameters: "helper.SatParameters",
    program: Program,
    objective: Objective | None,
    hint: Ints | None,
    limits: Limits,
    watch: Watch,
) -> Outcome:
    from scheduler.solver.engines.incumbents import SLACK, Incumbents

    model, news = model_of(program, objective, hint), Incumbents(objective, watch)
    response = run(model, parameters, limits, watch, news)
    word = STATUS.get(response.status.name, "unknown")
    solution = None
    if word in ("optimal", "feasible"):
        solution = np.array(list(response.solution), dtype=np.int64)
    bound = None
    if objective is not None and word in ("optimal", "feasible", "unknown"):
        bound = objective.box_bound(program)
        if word != "unknown" or news.proven is not None:
            bound = safe_bound(objective, program, response.best_objective_bound, SLACK)
        if word == "optimal" and solution is not None and bound != objective.value(solution):
            word = "feasible"  # good enough for the limits' gap
    entries = len(program.matrix().column)
    searched = WORK_PER_DETERMINISTIC_SECOND * response.deterministic_time
    return Outcome(word, solution, bound, searched + WORK_PER_ENTRY * entries, searched)


def run(
    model: "helper.CpModelProto",
    parameters: "helper.SatParameters",
    limits: Limits,
    watch: Watch,
    news: "Incumbents | None" = None,
) -> "helper.CpSolverResponse":
    """What CP-SAT answers within limits, in one thread, followed and stopped by a watch.

    Raises:
        EngineError: it takes the model for none.
    """
    from ortools.sat.python import cp_model_helper as helper

    from scheduler.solver.engines.incumbents import Incumbents

    parameters.num_workers = 1
    parameters.random_seed = limits.seed
    parameters.linearization_level = 2
    parameters.catch_sigint_signal = False  # the caller cancels; the library's handler aborts
    if limits.seconds is not None:
        parameters.max_time_in_seconds = limits.seconds
    if limits.work is not None:
        parameters.max_deterministic_time = limits.work / WORK_PER_DETERMINISTIC_SECOND
    parameters.relative_gap_limit = limits.gap
    callback, solver = news or Incumbents(None, watch), helper.SolveWrapper()
    solver.set_parameters(parameters)
    solver.add_solution_callback(callback)
    solver.add_best_bound_callback(callback.on_bound)
    done = threading.Event()
    poller = threading.Thread(target=_poll, args=(solver, watch, callback, done), daemon=True)
    poller.start()
    try:
        with native():
            response: helper.CpSolverResponse = solver.solve(model)  # type: ignore[no-untyped-call]  # compiled, without types
    finally:
        done.set()
        poller.join()
        solver.clear_solution_callback(callback)
    if response.status == helper.CpSolverStatus.MODEL_INVALID:
        refusal = helper.CpSatHelper.validate_model(model)
        raise EngineError(f"CP-SAT refused the program: {refusal}")
    return response


def model_of(
    program: Program, objective: Objective | None, hint: Ints | None
) -> "helper.CpModelProto":
    """A program as CP-SAT takes it: columns and rows keep their numbers."""
    from ortools.sat.python import cp_model_helper as helper

    proto = helper.CpModelProto()
    for lo, hi in zip(program.lower.tolist(), program.upper.tolist(), strict=True):
        proto.variables.add().domain.extend([lo, hi])
    rows = program.matrix()
    lower, upper, ends = rows.lower.tolist(), rows.upper.tolist(), rows.starts.tolist()
    columns, coefficients = rows.column.tolist(), rows.coefficient.tolist()
    for r in range(program.rows):
        linear = proto.constraints.add().linear
        linear.vars.extend(columns[ends[r] : ends[r + 1]])
        linear.coeffs.extend(coefficients[ends[r] : ends[r + 1]])
        linear.domain.extend([max(lower[r], -NO_BOUND), min(upper[r], NO_BOUND)])
    if objective is not None:
        sign = -1 if objective.maximise else 1
        proto.objective.vars.extend(objective.columns.tolist())
        proto.objective.coeffs.extend((sign * objective.coefficients).tolist())
        proto.objective.offset = sign * objective.constant
        proto.objective.scaling_factor = sign
    if hint is not None:
        proto.solution_hint.vars.extend(range(len(hint)))
        proto.solution_hint.values.extend(hint.tolist())
    return proto


def _poll(
    solver: "helper.SolveWrapper", watch: Watch, news: "Incumbents", done: threading.Event
) -> None:
    """Report and look for a cancellation until the solve is done."""
    while not done.wait(POLL_SECONDS):
        watch.report(news.best, news.proven)
        if watch.stop():
            solver.stop_search()
