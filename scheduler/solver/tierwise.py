"""One tier of a program under held rows, on the word of two engines."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.model import TierName, TierResult
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome
from scheduler.solver.engines.verified import confirmed, verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers import Held, LinearGoal, longer

FIRST_WORK = 30.0
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
    if bound is not None and objective.value(hint) == bound:
        program = longer(f.program, (*held, *extra))
        if program.is_satisfied_by(hint):
            return Outcome("optimal", hint, bound, 0.0)
    outcome = found_of(f, (*held, *extra), hint, objective, work)
    if outcome.solution is None:
        return outcome
    if objective.value(outcome.solution) == bound:
        return replace(outcome, status="optimal", bound=bound)
    if is_claimed and outcome.status == "optimal":
        return confirmed_of(f, (*held, *extra), objective, outcome, work)
    return outcome


def found_of(
    f: Formulation, held: Iterable[Held], hint: Ints, objective: Objective, work: float
) -> Outcome:
    """What CP-SAT finds under held rows, from a hint where that keeps them."""
    program = longer(f.program, held)
    start = hint if program.is_satisfied_by(hint) else None
    outcome = verified(program, objective, start, Limits(work=work), UNWATCHED)
    if outcome.solution is None:
        return outcome
    return replace(outcome, solution=f.filled(outcome.solution))


def confirmed_of(
    f: Formulation, held: Iterable[Held], objective: Objective, outcome: Outcome, work: float
) -> Outcome:
    """The same as far as a second engine says it too."""
    limits = Limits(work=work)
    sure = confirmed(longer(f.program, held), objective, outcome, limits, UNWATCHED)
    assert sure.solution is not None, "an outcome that is confirmed has a solution"
    return replace(sure, solution=f.filled(sure.solution))


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


class Proofs:
    """The best bound ever proven for each tier of a search.

    A bound holds on while no earlier tier is worse than when it was proven: the plans that are
    left are then among those it was proven for. What counts is what the tiers were held at, not
    what the search has meanwhile made of them.
    """

    def __init__(self) -> None:
        self._of: dict[TierName, tuple[list[TierResult], int]] = {}

    def beside(self, earlier: Sequence[TierResult], result: TierResult) -> TierResult:
        """A tier's result with the best bound for it that still holds; it is kept."""
        if result.bound is None or result.value is None:
            return result
        proof = self._of.get(result.tier)
        if proof is not None and all(map(no_worse, earlier, proof[0])):
            result = tightened(result, proof[1])
        assert result.bound is not None
        self._of[result.tier] = list(earlier), result.bound
        return result


def next_bound(proven: Sequence[TierResult], earlier: Sequence[TierResult]) -> int | None:
    """The bound of the next tier, where it holds for the plans that are left.

    ``proven``: results of which each bound is of all plans that are no worse in the tiers before.
    """
    if len(proven) <= len(earlier) or not all(
        no_worse(a, b) for a, b in zip(earlier, proven, strict=False)
    ):
        return None
    return proven[len(earlier)].bound


def with_bounds(
    proven: Sequence[TierResult], results: Sequence[TierResult]
) -> tuple[TierResult, ...]:
    """Results with known bounds, which hold until a tier is worse than where they were proven."""
    told: list[TierResult] = []
    for result in results:
        bound = next_bound(proven, told)
        is_known = result.value is not None and bound is not None
        told.append(with_bound(result, bound) if is_known else result)
    return tuple(told)
