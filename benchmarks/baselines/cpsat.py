"""The plain model in CP-SAT with its default portfolio on two workers."""

import time

from ortools.sat.python import cp_model

from benchmarks.baselines.plain import plain_model
from benchmarks.baselines.port import NotSolvedError, OnValue
from benchmarks.baselines.problem import Pairs, Problem

WORKERS = 2


def cpsat(problem: Problem, seconds: float, on_value: OnValue) -> Pairs:
    """Build and solve within the seconds; building counts."""
    until = time.monotonic() + seconds
    plain = plain_model(problem, until)
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in plain.worth]
    for row, limit in enumerate(plain.limits):
        entries = slice(plain.starts[row], plain.starts[row + 1])
        columns, coefficients = plain.columns[entries], plain.coefficients[entries]
        total = cp_model.LinearExpr.weighted_sum([x[i] for i in columns], coefficients)
        model.add(total <= limit)
    model.maximize(cp_model.LinearExpr.weighted_sum(x, plain.worth))
    if (left := until - time.monotonic()) <= 0:
        raise NotSolvedError("the model was not built within the limit")
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = left
    solver.best_bound_callback = lambda bound: on_value(None, int(bound))
    status = solver.solve(model, _Watch(on_value))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise NotSolvedError(f"no plan found: {solver.status_name(status)}")
    on_value(round(solver.objective_value), int(solver.best_objective_bound))
    return frozenset(
        problem.ids(pair) for pair in range(problem.it.pairs) if solver.boolean_value(x[pair])
    )


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes each better value on with the bound at that moment."""

    def __init__(self, on_value: OnValue) -> None:
        super().__init__()
        self._on_value = on_value

    def on_solution_callback(self) -> None:
        """Hear of a better solution."""
        self._on_value(round(self.objective_value), int(self.best_objective_bound))
