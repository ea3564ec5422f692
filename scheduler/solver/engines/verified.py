"""An engine whose word has been checked: solutions by exact rows, "infeasible" by a second engine.

The solvers behind the port have known bugs of both kinds, so nothing above this module asks them
directly for solutions in whole numbers. ``relaxation`` and ``prices`` ask HiGHS for linear programs
only, and claim nothing by its word: what they say of bounds is added up in whole numbers.

An optimum, or any bound, is one engine's word until it is ``confirmed``. "infeasible" is that of
two, but for ``best_of_many`` where it is not asked ``twice``: there it is HiGHS' alone.
"""

from dataclasses import replace

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.cpsat import cpsat, cpsat_otherwise
from scheduler.solver.engines.highs import highs, highs_any, highs_bound, highs_bound_of_many
from scheduler.solver.engines.port import (
    UNWATCHED,
    EngineError,
    Limits,
    Outcome,
    UnsettledError,
    Watch,
    better_of,
    is_beyond,
    weaker,
)
from scheduler.solver.program import Objective, Program

FIRST_OF_MANY, SECOND_OF_MANY = 0.45, 0.1
"""Shares of a limit that HiGHS may use each time on a program of many columns, and CP-SAT."""
SECOND_SHARE = 0.6
"""Share of a confirmation's limit that the other engine may use; the rest is for other settings."""


def verified(
    program: Program, objective: Objective | None, hint: Ints | None, limits: Limits, watch: Watch
) -> Outcome:
    """Solve with CP-SAT. What comes back was checked; an unconfirmed "infeasible" is "unknown".

    A bound that the solution or the hint passes is thrown away. The limits are for each of the two
    engines, and ``work`` is that of both.

    Raises:
        EngineError: a solution breaks a row, or what one engine refutes the other solves.
    """
    if program.columns == 0:
        return _decided(program, objective)
    outcome = cpsat(program, objective, hint, limits, watch)
    if outcome.solution is not None:
        if not program.is_satisfied_by(outcome.solution):
            raise EngineError("CP-SAT returned a solution that breaks a row")
        return _unrefuted(program, objective, hint, outcome)
    if outcome.status != "infeasible":
        return outcome
    again = highs(program, None, None, limits, watch)
    if again.solution is not None and program.is_satisfied_by(again.solution):
        raise EngineError("CP-SAT calls a program infeasible that HiGHS has solved")
    work = outcome.work + again.work
    if again.status == "infeasible":
        return Outcome("infeasible", None, None, work)
    return Outcome("unknown", None, outcome.bound, work)


def confirmed(
    program: Program, objective: Objective, outcome: Outcome, limits: Limits, watch: Watch
) -> Outcome:
    """A verified outcome with a solution, as far as a second opinion shares it.

    HiGHS bounds the program too, from the outcome's solution; the weaker of the two bounds is what
    both say. Where that is no proof of a claimed optimum, CP-SAT with other settings is asked for
    anything better. A better solution refutes the claim: it comes back with the box's bound.
    ``work`` is that of the confirmation alone.
    """
    assert outcome.solution is not None
    box = objective.box_bound(program)
    first = box if outcome.bound is None else outcome.bound
    share = _share(limits, SECOND_SHARE)
    second = _of_highs(program, objective, outcome.solution, share, watch)
    best, work = _better(program, objective, outcome.solution, second.solution), second.work
    value = objective.value(best)
    if is_beyond(objective, value, first):
        return Outcome("feasible", best, box, work)
    other = box if second.bound is None else second.bound
    if second.solution is not None and second.status == "optimal":
        other = objective.value(second.solution)
    both = box if is_beyond(objective, value, other) else weaker(objective, first, other)
    if both != value == first and not watch.stop():
        beyond, rest = better_than(program, objective, value), _share(limits, 1 - SECOND_SHARE)
        third = cpsat_otherwise(beyond, None, None, rest, watch)
        work += third.work
        found = _better(program, objective, best, third.solution)
        if objective.value(found) != value:
            return Outcome("feasible", found, box, work)
        if third.status == "infeasible":
            both = value
    return Outcome("optimal" if both == value else "feasible", best, both, work)


def a_solution_or_none(
    program: Program, objective: Objective, first: Limits, second: Limits
) -> Outcome:
    """Any solution of a large program, by HiGHS, which is the faster there.

    An objective guides it; how good the solution is does not matter. "infeasible" is said where
    CP-SAT, too, finds none, within the second limits, or else HiGHS without heuristics and from
    another seed.
    """
    outcome = highs_any(program, objective, None, first, UNWATCHED)
    if outcome.solution is not None and program.is_satisfied_by(outcome.solution):
        return Outcome("feasible", outcome.solution, None, outcome.work)
    if outcome.status != "infeasible":
        return Outcome("unknown", None, None, outcome.work)
    again, work = cpsat(program, None, None, second, UNWATCHED), outcome.work
    if again.solution is not None and program.is_satisfied_by(again.solution):
        return Outcome("feasible", again.solution, None, work + again.work)
    if again.status != "infeasible":
        work, other = work + again.work, replace(first, seed=first.seed + 1)
        again = highs_bound(program, objective, None, other, UNWATCHED)
    is_sure = again.status == "infeasible"
    return Outcome("infeasible" if is_sure else "unknown", None, None, work + again.work)


def a_solution(
    program: Program, objective: Objective, hint: Ints | None, limits: Limits, watch: Watch
) -> tuple[Ints | None, float]:
    """A good solution of a program by HiGHS, whose word is asked for nothing else.

    None if it has none that obeys the rows; and the deterministic work it took.
    """
    outcome = highs(program, objective, hint, limits, watch)
    if outcome.solution is None or not program.is_satisfied_by(outcome.solution):
        return None, outcome.work
    return outcome.solution, outcome.work


def an_attempt(program: Program, objective: Objective, limits: Limits, watch: Watch) -> Outcome:
    """What CP-SAT comes upon: a solution that obeys the rows, or none; nothing else is its word.

    The status says how hard it was.
    """
    outcome = cpsat(program, objective, None, limits, watch)
    if outcome.solution is not None and not program.is_satisfied_by(outcome.solution):
        return replace(outcome, solution=None)
    return outcome


def best_of_many(
    program: Program, objective: Objective, least: int, limits: Limits, watch: Watch, *, twice: bool
) -> Outcome:
    """The best solution of a tight program of many columns, which most often has none, by HiGHS.

    Only one that is worth ``least`` or more, the objective being a maximum: a row asks for that,
    and HiGHS leaves out what multipliers leave no room for. Without heuristics, which would take
    most of the time. "optimal" and "infeasible" are its word; ``twice``: what CP-SAT, or HiGHS from
    another seed, does not say too is not said.
    """
    program = better_than(program, objective, least - 1)
    first = _share(limits, FIRST_OF_MANY) if twice else limits
    outcome = highs_bound_of_many(program, objective, least, first, watch)
    best = outcome.solution
    if best is not None and not program.is_satisfied_by(best):
        return Outcome("unknown", None, None, outcome.work)
    if not twice or outcome.status not in ("optimal", "infeasible"):
        return outcome
    rest, more = program, least
    if best is not None:
        more = objective.value(best) + 1
        rest = better_than(program, objective, more - 1)
    again = cpsat_otherwise(rest, None, None, _share(limits, SECOND_OF_MANY), watch)
    work = outcome.work + again.work
    if again.status == "unknown":
        other = replace(first, seed=limits.seed + 1)
        again = highs_bound_of_many(rest, objective, more, other, watch)
        work += again.work
    if again.status == "infeasible":
        return replace(outcome, work=work)
    return Outcome("unknown" if best is None else "feasible", best, None, work)


def branched(
    program: Program,
    objective: Objective,
    hint: Ints | None,
    limits: Limits,
    watch: Watch,
    *,
    twice: bool,
) -> Outcome:
    """What branch and cut of HiGHS comes to; a solution was checked, and a bound is its word.

    "infeasible" is said where CP-SAT says so, too. ``twice``: so is a bound, where that finds
    nothing better than a claimed optimum either.
    """
    outcome = highs(program, objective, hint, limits, watch)
    if outcome.solution is not None and not program.is_satisfied_by(outcome.solution):
        return Outcome("unknown", None, None, outcome.work)
    if outcome.status == "infeasible":
        again = cpsat(program, None, None, limits, watch)
        if again.solution is not None and program.is_satisfied_by(again.solution):
            raise EngineError("HiGHS calls a program infeasible that CP-SAT has solved")
        work = outcome.work + again.work
        if again.status == "infeasible":
            return Outcome("infeasible", None, None, work)
        return Outcome("unknown", None, None, work)
    outcome = _unrefuted(program, objective, hint, outcome)
    if not twice or outcome.solution is None:
        return replace(outcome, bound=None) if twice else outcome
    value, box = objective.value(outcome.solution), objective.box_bound(program)
    if outcome.status != "optimal":
        return replace(outcome, bound=box)
    beyond = better_than(program, objective, value)
    again = cpsat_otherwise(beyond, None, None, limits, watch)
    work = outcome.work + again.work
    if again.status == "infeasible":
        return Outcome("optimal", outcome.solution, value, work)
    return Outcome("feasible", outcome.solution, box, work)


def settled(
    program: Program,
    objective: Objective | None = None,
    *,
    is_claimed: bool = False,
    work: float | None = None,
) -> Ints | None:
    """A best solution, or None where there is none, the latter for certain.

    ``is_claimed``: that nothing is better will be said, so a second engine must say so too.
    ``work``: deterministic work units that each engine may take.

    Raises:
        UnsettledError: the engines cannot tell, with so much work.
        EngineError: the engines do not agree.
    """
    limits = Limits(work=work)
    outcome = verified(program, objective, None, limits, UNWATCHED)
    if is_claimed and objective is not None and outcome.status == "optimal":
        outcome = confirmed(program, objective, outcome, limits, UNWATCHED)
    is_any = objective is None and outcome.status == "feasible"
    if is_any or outcome.status in ("optimal", "infeasible"):
        return outcome.solution
    raise UnsettledError(f"no certain answer: {outcome.status}")


def _decided(program: Program, objective: Objective | None) -> Outcome:
    """A program without columns, which no engine need be asked about."""
    nothing = program.lower
    if not program.is_satisfied_by(nothing):
        return Outcome("infeasible", None, None, 0.0)
    return Outcome("optimal", nothing, objective.constant if objective else None, 0.0)


def _unrefuted(
    program: Program, objective: Objective | None, hint: Ints | None, outcome: Outcome
) -> Outcome:
    """An outcome with a solution, without a bound or an optimum that known solutions refute."""
    if objective is None or outcome.solution is None:
        return outcome
    value, bound = objective.value(outcome.solution), outcome.bound
    known = [value]
    if hint is not None and is_beyond(objective, objective.value(hint), value):
        known += [objective.value(hint)] if program.is_satisfied_by(hint) else []
    if bound is None or any(is_beyond(objective, v, bound) for v in known):
        bound = objective.box_bound(program)
    return replace(outcome, status="optimal" if bound == value else "feasible", bound=bound)


def _of_highs(
    program: Program, objective: Objective, solution: Ints, limits: Limits, watch: Watch
) -> Outcome:
    """What HiGHS says of a program that has a solution; nothing where it says there is none."""
    outcome = highs_bound(program, objective, solution, limits, watch)
    return replace(outcome, bound=None) if outcome.status == "infeasible" else outcome


def _better(program: Program, objective: Objective, known: Ints, found: Ints | None) -> Ints:
    """What was found, if it obeys every row and is better than what is known."""
    best = better_of(objective, known, found)
    return best if program.is_satisfied_by(best) else known


def better_than(program: Program, objective: Objective, value: int) -> Program:
    """The program of all solutions that are better than a value."""
    better, level = program.copy(), value - objective.constant
    if objective.maximise:
        better.add_row(objective.columns, objective.coefficients, lower=level + 1)
    else:
        better.add_row(objective.columns, objective.coefficients, upper=level - 1)
    return better


def _share(limits: Limits, share: float) -> Limits:
    """A share of some limits."""
    return replace(
        limits,
        seconds=None if limits.seconds is None else share * limits.seconds,
        work=None if limits.work is None else share * limits.work,
    )
