"""What a search needs of a tier: improve it, say what it is worth, hold it for later tiers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from scheduler.model import TierName, TierResult
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Outcome
from scheduler.solver.program import NO_BOUND, Objective, Program


@dataclass(frozen=True)
class Held:
    """One row that keeps what a tier has reached: ``lower <= coefficients·x <= upper``."""

    columns: Ints
    coefficients: Ints
    lower: int = -NO_BOUND
    upper: int = NO_BOUND

    def add_to(self, program: Program) -> None:
        """Append the row to a program."""
        program.add_row(self.columns, self.coefficients, lower=self.lower, upper=self.upper)


def longer(program: Program, held: Iterable[Held]) -> Program:
    """A program with some rows more."""
    more = program.copy()
    for row in held:
        row.add_to(more)
    return more


Solve = Callable[[Objective, tuple[Held, ...]], Outcome]
"""Improve the incumbent for an objective under extra rows; the incumbent is the outcome's."""


class Goal(Protocol):
    """A tier on one formulation."""

    @property
    def tier(self) -> TierName:
        """Its name."""
        ...

    def optimise(self, solve: Solve, incumbent: Ints) -> tuple[TierResult, Ints]:
        """Improve the incumbent as far as the limits allow; the result and the better one."""
        ...

    def result(self, incumbent: Ints) -> TierResult:
        """What an incumbent is worth, with the bound that needs no search."""
        ...

    def improves(self, incumbent: Ints, on: TierResult) -> bool:
        """Whether an incumbent is strictly better than an earlier result of this tier."""
        ...

    def held(self, incumbent: Ints, give: int = 0) -> tuple[Held, ...]:
        """The rows by which a later goal costs this tier nothing, or at most so much."""
        ...


@dataclass(frozen=True)
class LinearGoal:
    """A tier that is one linear objective."""

    tier: TierName
    objective: Objective
    program: Program

    def optimise(self, solve: Solve, incumbent: Ints) -> tuple[TierResult, Ints]:
        """One solve; none at all where the incumbent already meets the bound of the box."""
        if self.result(incumbent).status == "optimal":
            return self.result(incumbent), incumbent
        outcome = solve(self.objective, ())
        best = self._better(incumbent, outcome.solution)
        value, box = self.objective.value(best), self.objective.box_bound(self.program)
        bound = box if outcome.bound is None else outcome.bound
        if outcome.status == "optimal":
            bound = value
        return self._result(value, bound), best

    def _better(self, incumbent: Ints, found: Ints | None) -> Ints:
        """What was found, unless the incumbent is better."""
        if found is None:
            return incumbent
        gain = self.objective.value(found) - self.objective.value(incumbent)
        return incumbent if (gain < 0) == self.objective.maximise and gain else found

    def result(self, incumbent: Ints) -> TierResult:
        """The value, against the bound of the columns' own limits."""
        value = self.objective.value(incumbent)
        return self._result(value, self.objective.box_bound(self.program))

    def _result(self, value: int, bound: int) -> TierResult:
        status = "optimal" if value == bound else "feasible"
        return TierResult.model_validate(
            {"tier": self.tier, "status": status, "value": value, "bound": bound}
        )

    def improves(self, incumbent: Ints, on: TierResult) -> bool:
        """Strictly better than before."""
        assert on.value is not None
        gain = self.objective.value(incumbent) - on.value
        return gain > 0 if self.objective.maximise else gain < 0

    def held(self, incumbent: Ints, give: int = 0) -> tuple[Held, ...]:
        """No worse than the incumbent, or by so much at most."""
        level = self.objective.value(incumbent) - self.objective.constant
        row = (self.objective.columns, self.objective.coefficients)
        if self.objective.maximise:
            return (Held(*row, lower=level - give),)
        return (Held(*row, upper=level + give),)
