"""floor, max: the worst running case's fit a seat, ⌊1000·Σ fit·x / Σ headcount⌋.

Cases without critical demands are left out: they run with nobody on them, at 0.
A max-min as a variable bounds badly. Instead the floor is raised step by step: every running case
must be above the incumbent's floor, the sum of fit is maximised, and the first floor that cannot be
reached proves the one before.
"""

import numpy as np

from scheduler.model import TierName, TierResult
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.program import Objective
from scheduler.solver.tiers.goal import Held, Solve

PER_SEAT = 1000


class Floor:
    """The floor of a formulation's running cases with critical demands; 0 when none runs."""

    tier = TierName.FLOOR

    def __init__(self, f: Formulation) -> None:
        self._f = f
        it = f.instance
        self._seats = np.zeros(len(it.cases), dtype=np.int64)
        np.add.at(self._seats, it.case_of_demand, it.headcount)
        self._running = np.zeros(0, dtype=np.int64)
        self._say_who_runs()

    def know_to_run(self, cases: Ints) -> None:
        """Take cases (numbers) to run in every plan that keeps the earlier tiers, no others."""
        self._running = cases

    @property
    def _most(self) -> int:
        """A floor that no plan exceeds: the best case's, seat by seat with its best people.

        Of the cases that run in any plan it is the worst one's.
        """
        it = self._f.instance
        best = np.zeros(len(it.demands), dtype=np.int64)
        np.maximum.at(best, it.demand, it.fit)
        points = np.zeros(len(it.cases), dtype=np.int64)
        np.add.at(points, it.case_of_demand, best * it.headcount)
        floors = PER_SEAT * points // np.maximum(1, self._seats)
        is_sure = np.zeros(len(it.cases), dtype=np.bool_)
        is_sure[self._running] = True
        is_sure &= it.has_core
        return int(floors[is_sure].min() if is_sure.any() else floors[it.has_core].max(initial=0))

    def _say_who_runs(self) -> None:
        """Rows that make z(c) = 1 whenever the critical demands are full, not only if."""
        it, f = self._f.instance, self._f
        for c in np.nonzero(it.has_core)[0].tolist():
            pairs = it.pairs_of_case[c]
            staffed = f.x[pairs[it.critical[it.demand[pairs]]]]
            f.program.add_row(
                np.concatenate([staffed, f.runs[[c]]]),
                np.concatenate([np.ones(len(staffed), np.int64), [-1]]),
                upper=int(f.core_seats[c]) - 1,
            )

    def _value(self, incumbent: Ints) -> int:
        it, f = self._f.instance, self._f
        points = np.zeros(len(it.cases), dtype=np.int64)
        np.add.at(points, it.case, it.fit * incumbent[f.x])
        running = np.zeros(len(it.cases), dtype=np.bool_)
        running[it.has_core] = incumbent[f.runs[it.has_core]] == 1
        floors = PER_SEAT * points // np.maximum(1, self._seats)
        return int(floors[running].min()) if running.any() else 0

    def _rows(self, floor: int) -> tuple[Held, ...]:
        """Every such case at or above a floor; no rows say "no case runs is floor 0"."""
        it, f = self._f.instance, self._f
        rows = []
        for c in np.nonzero(it.has_core)[0].tolist():
            pairs = it.pairs_of_case[c]
            columns, points = f.x[pairs], PER_SEAT * it.fit[pairs]
            need = floor * int(self._seats[c])
            columns = np.concatenate([columns, f.runs[[c]]])
            rows.append(Held(columns, np.concatenate([points, [-need]]), lower=0))
        if floor > 0:
            runs = f.runs[it.has_core]
            rows.append(Held(runs, np.ones(len(runs), dtype=np.int64), lower=1))
        return tuple(rows)

    def optimise(self, solve: Solve, incumbent: Ints) -> tuple[TierResult, Ints]:
        """Raise the floor until it is proven that no plan is above it, or the limits end it."""
        f = self._f
        total = Objective(f.x, f.instance.fit, 0, maximise=True)
        best, bound = self._value(incumbent), self._most
        while best < bound:
            outcome = solve(total, self._rows(best + 1))
            if outcome.status == "infeasible":
                bound = best
            if outcome.solution is None:
                break
            incumbent = outcome.solution
            best = self._value(incumbent)
        return self._result(best, bound), incumbent

    def result(self, incumbent: Ints) -> TierResult:
        """The floor, against the best that any case could have."""
        return self._result(self._value(incumbent), self._most)

    def _result(self, value: int, bound: int) -> TierResult:
        status = "optimal" if value == bound else "feasible"
        return TierResult.model_validate(
            {"tier": self.tier, "status": status, "value": value, "bound": bound}
        )

    def improves(self, incumbent: Ints, on: TierResult) -> bool:
        """A higher floor than before."""
        assert on.value is not None
        return self._value(incumbent) > on.value

    def held(self, incumbent: Ints, give: int = 0) -> tuple[Held, ...]:
        """No running case below the incumbent's floor, or by so much at most."""
        return self._rows(max(0, self._value(incumbent) - give))
