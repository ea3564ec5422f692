"""Which rows leave a program without a solution: a guess of CP-SAT's that two engines confirm."""

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.cpsat import STATUS, model_of, run
from scheduler.solver.engines.port import UNWATCHED, EngineError, Limits, UnsettledError
from scheduler.solver.engines.stopping import heeded
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
    from ortools.sat.python import cp_model_helper as helper

    model = model_of(program, None, None)
    numbers = np.unique(group[group >= 0]).tolist()
    assumed = {number: program.columns + i for i, number in enumerate(numbers)}
    for _ in numbers:
        model.variables.add().domain.extend([0, 1])
    for row in np.flatnonzero(group >= 0).tolist():
        model.constraints[row].enforcement_literal.append(assumed[int(group[row])])
    model.assumptions.extend(assumed.values())
    with heeded(UNWATCHED) as watch:
        response = run(model, helper.SatParameters(), Limits(work=work), watch)
    word = STATUS.get(response.status.name, "unknown")
    if word == "infeasible":
        needed = set(response.sufficient_assumptions_for_infeasibility)
        return frozenset(number for number, column in assumed.items() if column in needed)
    if word == "unknown":
        raise UnsettledError(f"no certain answer: {word}")
    solution = np.array(list(response.solution)[: program.columns], dtype=np.int64)
    if not program.is_satisfied_by(solution):
        raise EngineError("CP-SAT returned a solution that breaks a row")
    return None
