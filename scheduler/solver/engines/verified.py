"""An engine whose word has been checked: solutions by exact rows, "infeasible" by a second engine.

The solvers behind the port have known bugs of both kinds, so nothing above this module calls them
directly.
"""

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.cpsat import cpsat
from scheduler.solver.engines.highs import highs
from scheduler.solver.engines.port import UNWATCHED, EngineError, Limits, Outcome, Watch
from scheduler.solver.program import Objective, Program


def verified(
    program: Program, objective: Objective | None, hint: Ints | None, limits: Limits, watch: Watch
) -> Outcome:
    """Solve with CP-SAT. What comes back was checked; an unconfirmed "infeasible" is "unknown".

    Raises:
        EngineError: a solution breaks a row, or what one engine refutes the other solves.
    """
    if program.columns == 0:
        return _decided(program, objective)
    outcome = cpsat(program, objective, hint, limits, watch)
    if outcome.solution is not None:
        if not program.is_satisfied_by(outcome.solution):
            raise EngineError("CP-SAT returned a solution that breaks a row")
        return outcome
    if outcome.status != "infeasible":
        return outcome
    again = highs(program, None, None, limits, watch)
    if again.solution is not None and program.is_satisfied_by(again.solution):
        raise EngineError("CP-SAT calls a program infeasible that HiGHS has solved")
    if again.status == "infeasible":
        return Outcome("infeasible", None, None, outcome.work)
    return Outcome("unknown", None, outcome.bound, outcome.work)


def settled(program: Program, objective: Objective | None = None) -> Ints | None:
    """A best solution, or None where there is none, each of them for certain.

    Raises:
        EngineError: the engines do not agree, or cannot tell.
    """
    outcome = verified(program, objective, None, Limits(), UNWATCHED)
    if outcome.status in ("optimal", "infeasible"):
        return outcome.solution
    raise EngineError(f"no certain answer: {outcome.status}")


def _decided(program: Program, objective: Objective | None) -> Outcome:
    """A program without columns, which no engine need be asked about."""
    nothing = program.lower
    if not program.is_satisfied_by(nothing):
        return Outcome("infeasible", None, None, 0.0)
    return Outcome("optimal", nothing, objective.constant if objective else None, 0.0)
