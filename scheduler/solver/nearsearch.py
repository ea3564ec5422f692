"""The last goal of a search: among the plans as good, the nearest to a base, with what is left.

On a small pool the engines are asked for the whole program. On a large one only what is around the
changes is searched, and the bound is the linear relaxation's over all plans.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.model import Near, Nearness, TierResult
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Outcome
from scheduler.solver.engines.verified import a_solution
from scheduler.solver.nearby import around
from scheduler.solver.nearest import BaseRows, Nearest
from scheduler.solver.program import Objective, Program
from scheduler.solver.search import LARGE_PAIRS, Search
from scheduler.solver.tiers import Held, longer
from scheduler.solver.vicinity import REACHES

SHARE = 0.4
"""Share of what is left for one search around the changes."""


def further_goals(near: Near | None) -> int:
    """How many goals come after the tiers; each has its share of the limit."""
    return 0 if near is None else 2 if near.give else 1


@dataclass(frozen=True)
class NearSearch:
    """What a finished search does for a wish to be near to a base."""

    search: Search
    near: Near

    def run(self, tiers: tuple[TierResult, ...]) -> tuple[tuple[TierResult, ...], Nearness]:
        """Make the search's plan the nearest; its tiers then, and how near it is."""
        search = self.search
        nearest = Nearest(
            search.formulation,
            search.goals(),
            self.near,
            self._ask,
            may_relax=lambda: not (search.is_stopped() or search.meter.is_spent()),
        )
        search.meter.open(further_goals(self.near))
        assert search.incumbent is not None, "the tiers have been searched"
        found, moves = nearest.found(search.incumbent)
        search.incumbent = found
        now = nearest.results(tiers, found)
        return now, nearest.nearness(tiers, now, moves)

    def _ask(self, objective: Objective, held: tuple[Held, ...], hint: Ints) -> Outcome:
        """A solution that obeys the rows, if there is one by now; the hint may not."""
        search = self.search
        program = longer(search.formulation.program, held)
        known = hint if program.is_satisfied_by(hint) else None
        if not (search.is_stopped() or search.meter.is_late()):
            if search.formulation.instance.pairs <= LARGE_PAIRS:
                return search.asked(objective, held, hint)
            for reach in REACHES:
                found = self._around(program, objective, hint if known is None else known, reach)
                known = known if found is None else found
        return Outcome("unknown" if known is None else "feasible", known, None, 0.0)

    # -- a large pool ------------------------------------------------------------------------------

    def _around(
        self, program: Program, objective: Objective, hint: Ints, reach: int
    ) -> Ints | None:
        """The best solution found in which only what is around the changes differs from a hint."""
        f, search = self.search.formulation, self.search
        if search.is_stopped():
            return None
        derived = np.ones(program.columns, dtype=np.bool_)
        derived[f.x] = False
        free = np.zeros(program.columns, dtype=np.bool_)
        free[f.x[self._pairs(hint, reach)]] = True
        for _ in range(2):  # what is decided by the pairs, and what shares a row with that
            free[program.columns_beside(free, derived)] = True
        small, kept = program.restricted(free, hint)
        limits = search.meter.limits(search.options.seed, SHARE)
        start = hint[kept] if program.is_satisfied_by(hint) else None
        part = objective.restricted(free)
        found, work = a_solution(small, part, start, limits, search.watch())
        search.meter.charge(work)
        if found is None:
            return None
        after = hint.copy()
        after[kept] = found
        return f.filled(after)

    def _pairs(self, hint: Ints, reach: int) -> Bools:
        """The base's pairs, the solution's, and those around the cases that differ (mask)."""
        it, planned = self.search.formulation.instance, self._base.planned
        own = hint[self.search.formulation.x] == 1
        pairs: Bools = own | planned
        pairs[around(it, np.unique(it.case[own != planned]), own, reach)] = True
        return pairs

    @cached_property
    def _base(self) -> BaseRows:
        return BaseRows.of(self.search.formulation.instance, self.near.base)
