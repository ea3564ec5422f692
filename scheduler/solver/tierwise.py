"""One tier of a program under held rows, on the word of two engines."""

from collections.abc import Iterable
from dataclasses import replace

from scheduler.model import TierResult
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome
from scheduler.solver.engines.verified import confirmed, verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers import Held, LinearGoal, longer

FIRST_WORK = 20.0
"""Deterministic work units that the plan with the fewest changes may take, which comes first."""


def asked(
    f: Formulation,
    hint: Ints,
    held: tuple[Held, ...],
    work: float,
    bound: int | None,
    is_claimed: bool,
    objective: Objective,
    extra: tuple[Held, ...],
) -> Outcome:
    """What two engines say of one tier, as far as the work goes; none where a bound is met.

    Nothing need be confirmed where nothing is claimed.
    """
    program, limits = longer(f.program, (*held, *extra)), Limits(work=work)
    start = hint if program.is_satisfied_by(hint) else None
    if start is not None and objective.value(start) == bound:
        return Outcome("optimal", start, bound, 0.0)
    outcome = verified(program, objective, start, limits, UNWATCHED)
    if outcome.solution is None:
        return outcome
    if objective.value(outcome.solution) == bound:
        outcome = replace(outcome, status="optimal", bound=bound)
    elif is_claimed and outcome.status == "optimal":
        outcome = confirmed(program, objective, outcome, limits, UNWATCHED)
    assert outcome.solution is not None
    return replace(outcome, solution=f.filled(outcome.solution))


def with_value(now: TierResult, then: TierResult) -> TierResult:
    """A tier's value of now with the bound that was proven then."""
    status = "optimal" if now.value == then.bound else "feasible"
    return then.model_copy(update={"value": now.value, "status": status})


def with_bound(result: TierResult, bound: int | None) -> TierResult:
    """A tier's result with another bound of its value."""
    status = "optimal" if result.value == bound else "feasible"
    return result.model_copy(update={"bound": bound, "status": status})


def tightened(result: TierResult, bound: int) -> TierResult:
    """A tier's result with the tighter of its own and another true bound."""
    assert result.bound is not None
    return with_bound(result, (min if result.tier.is_maximised else max)(result.bound, bound))


def no_worse(one: TierResult, other: TierResult) -> bool:
    """Whether a tier is at least as good in one result as in another."""
    if one.value is None or other.value is None:
        return one.ratios == other.ratios and one.agency_ratios == other.agency_ratios
    gain = one.value - other.value
    return gain >= 0 if one.tier.is_maximised else gain <= 0


def with_fewest(
    f: Formulation, changes: LinearGoal, held: Iterable[Held]
) -> tuple[Ints | None, str]:
    """A solution that keeps the held rows with the fewest changes; the engine's status with it."""
    program, limits = longer(f.program, held), Limits(work=FIRST_WORK)
    first = verified(program, changes.objective, None, limits, UNWATCHED)
    return None if first.solution is None else f.filled(first.solution), first.status
