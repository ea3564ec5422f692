"""Which rows leave a program without a solution: a guess of CP-SAT's that two engines confirm."""

import numpy as np
from ortools.sat.python import cp_model_helper as helper

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.aside import native
from scheduler.solver.engines.cpsat import STATUS, WORK_PER_DETERMINISTIC_SECOND, model_of
from scheduler.solver.engines.port import EngineError, UnsettledError
from scheduler.solver.program import Program


def blamed(program: Program, group: Ints, work: float | None = None) -> frozenset[int] | None:
    """Groups of rows that leave no solution, by CP-SAT's word alone; None: one was checked.

    ``group``: the group of each row by number, -1 for a row that is never left out. Each group is
    assumed, and CP-SAT says which assumptions it needs; that they are few is not certain.
    ``work``: deterministic work units that it may take.

    Raises:
        UnsettledError: it cannot tell, with so much work.
        EngineError: its solution breaks a row.
    """
    model = model_of(program, None, None)
    numbers = np.unique(group[group >= 0]).tolist()
    assumed = {number: program.columns + i for i, number in enumerate(numbers)}
    for _ in numbers:
        model.variables.add().domain.extend([0, 1])
    for row in np.flatnonzero(group >= 0).tolist():
        model.constraints[row].enforcement_literal.append(assumed[int(group[row])])
    model.assumptions.extend(assumed.values())
    parameters = helper.SatParameters()
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.catch_sigint_signal = False
    if work is not None:
        parameters.max_deterministic_time = work / WORK_PER_DETERMINISTIC_SECOND
    solver = helper.SolveWrapper()
    solver.set_parameters(parameters)
    with native():
        response = solver.solve(model)  # type: ignore[no-untyped-call]  # compiled, without types
    word = STATUS.get(response.status, "unknown")
    if word == "infeasible":
        needed = set(response.sufficient_assumptions_for_infeasibility)
        return frozenset(number for number, column in assumed.items() if column in needed)
    if word == "unknown":
        raise UnsettledError(f"no certain answer: {word}")
    solution = np.array(list(response.solution)[: program.columns], dtype=np.int64)
    if not program.is_satisfied_by(solution):
        raise EngineError("CP-SAT returned a solution that breaks a row")
    return None
