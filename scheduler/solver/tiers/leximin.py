"""balance by leximin: the largest load ratio as small as can be, then the next, exactly.

Sorted ratios, largest first, are lexicographically smallest exactly when the counts "how many
ratios are at least v" are, for every value v from the largest down. Each count is a sum of unary
steps, so each is one small solve; most need none, because the count cannot be below the one of the
next larger value. First the specialists, then the agencies' lending.
"""

from fractions import Fraction

import numpy as np

from scheduler.model import BalanceRule, TierName, TierResult
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.loads import Load, Loads
from scheduler.solver.program import Objective
from scheduler.solver.tiers.goal import Held, Solve


class Leximin:
    """Exact leximin order of the loads of a formulation."""

    tier = TierName.BALANCE

    def __init__(self, f: Formulation) -> None:
        loads = Loads(f)
        self._groups = (loads.specialists, loads.agencies)

    def optimise(self, solve: Solve, incumbent: Ints) -> tuple[TierResult, Ints]:
        """Lower the counts one value at a time; stop unproven where a solve does not finish.

        An engine looks at one count only: what it finds may be worse in the next ones.
        """
        held: list[Held] = []
        for group in self._groups:
            below = 0
            for value in _values(group):
                count = _count(group, value)
                if count.value(incumbent) > max(below, count.constant):
                    outcome = solve(count, tuple(held))
                    incumbent = self._better(incumbent, outcome.solution)
                    if outcome.status != "optimal":
                        return self._result(incumbent, proven=False), incumbent
                below = count.value(incumbent)
                if len(count.columns):
                    limit = below - count.constant
                    held.append(Held(count.columns, count.coefficients, upper=limit))
        return self._result(incumbent, proven=True), incumbent

    def result(self, incumbent: Ints) -> TierResult:
        """The sorted ratios of an incumbent, nothing proven unless nothing can be loaded."""
        idle = all(len(load.steps) == 0 for group in self._groups for load in group)
        return self._result(incumbent, proven=idle)

    def _result(self, incumbent: Ints, *, proven: bool) -> TierResult:
        people, agencies = self._sorted(incumbent)
        return TierResult(
            tier=self.tier,
            status="optimal" if proven else "feasible",
            value=None,
            bound=None,
            rule=BalanceRule.LEXIMIN,
            ratios=tuple(as_text(r) for r in people),
            agency_ratios=tuple(as_text(r) for r in agencies),
        )

    def _better(self, incumbent: Ints, found: Ints | None) -> Ints:
        """What was found, if its ratios are smaller."""
        if found is None or self._sorted(found) >= self._sorted(incumbent):
            return incumbent
        return found

    def _sorted(self, incumbent: Ints) -> list[list[Fraction]]:
        """The ratios of specialists and of agencies, each largest first."""
        return [_ratios(group, incumbent) for group in self._groups]

    def improves(self, incumbent: Ints, on: TierResult) -> bool:
        """Lexicographically smaller sorted ratios than before."""
        before = [[Fraction(r) for r in side] for side in (on.ratios, on.agency_ratios)]
        return self._sorted(incumbent) < before

    def held(self, incumbent: Ints, give: int = 0) -> tuple[Held, ...]:
        """No more ratios at or above any value than the incumbent has; it gives up nothing."""
        assert not give, "an order of ratios has no amount"
        rows = []
        for group in self._groups:
            for value in _values(group):
                count = _count(group, value)
                if len(count.columns):
                    limit = count.value(incumbent) - count.constant
                    rows.append(Held(count.columns, count.coefficients, upper=limit))
        return tuple(rows)


def as_text(ratio: Fraction) -> str:
    """An exact ratio as a plan file writes it."""
    return f"{ratio.numerator}/{ratio.denominator}"


def _values(group: tuple[Load, ...]) -> list[Fraction]:
    """Every ratio that some load of the group can come to, largest first."""
    possible = {
        Fraction(load.past + k, load.capacity) for load in group for k in range(len(load.steps) + 1)
    }
    return sorted(possible, reverse=True)


def _count(group: tuple[Load, ...], value: Fraction) -> Objective:
    """How many loads are at or above a value, as an objective to be minimised."""
    columns, already = [], 0
    for load in group:
        need = -((-value.numerator * load.capacity) // value.denominator) - load.past
        if need <= 0:
            already += 1
        elif need <= len(load.steps):
            columns.append(int(load.steps[need - 1]))
    steps = np.array(columns, dtype=np.int64)
    return Objective(steps, np.ones(len(steps), dtype=np.int64), already, maximise=False)


def _ratios(group: tuple[Load, ...], incumbent: Ints) -> list[Fraction]:
    """Exact ratios of an incumbent, largest first."""
    planned = [load.past + int(incumbent[load.steps].sum()) for load in group]
    ratios = [Fraction(n, load.capacity) for n, load in zip(planned, group, strict=True)]
    return sorted(ratios, reverse=True)
