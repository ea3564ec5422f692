"""The best plan found near a given one: it begins with what is at hand and stays close.

Three steps. From the fewest changes that let the clauses hold, the cases in question are staffed
while everybody else stays. Then the whole small program is asked for the first tiers and the fewest
changes, in one sum: with a solution as good as that to begin with, an engine mostly proves it at
once. What the later tiers can gain is sought in the cases in question alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import UNWATCHED, Limits
from scheduler.solver.engines.verified import verified
from scheduler.solver.formulation import Formulation
from scheduler.solver.nearby import in_one, moved
from scheduler.solver.program import Objective
from scheduler.solver.tiers import LINEAR, Held, LinearGoal, goal_of, longer

STAFFING_WORK = 1.0
"""Deterministic work units that staffing the cases in question may take."""
SEARCH_WORK = 3.0
"""Those that the first tiers and the fewest changes may take, over the whole small program."""
LATER_WORK = 0.2
"""Those that each later tier may take."""


@dataclass(frozen=True)
class NearPlan:
    """What is asked of a small program near a plan.

    ``held``: rows that its solutions keep. ``first``: the tiers that come before the fewest
    ``changes`` from what is ``planned`` (a mask over pairs). ``cases``: those in question, by
    number.
    """

    f: Formulation
    held: Sequence[Held]
    first: Collection[TierName]
    changes: LinearGoal
    planned: Bools
    cases: Ints

    def served(self, solution: Ints) -> Ints:
        """A solution no worse than one, by the first tiers and then by fewer changes."""
        f, it = self.f, self.f.instance
        objective = in_one(f, self._first, self.changes.objective)
        short_of_people = it.case[self.planned & (solution[f.x] == 0)]
        pairs = np.isin(it.case, np.union1d(self.cases, short_of_people))
        staffed = moved(f, solution, pairs, objective, STAFFING_WORK, held=self.held)
        solution = _better(objective, solution, staffed)
        program, limits = longer(f.program, self.held), Limits(work=SEARCH_WORK)
        found = verified(program, objective, solution, limits, UNWATCHED).solution
        return _better(objective, solution, found)

    def polished(self, solution: Ints) -> Ints:
        """A solution no worse by the first tiers or in changes, and better by the other tiers.

        Only the cases in question, and those that change, may get other people.
        """
        f, it = self.f, self.f.instance
        kept = [*self.held, *self.changes.held(solution)]
        for tier in self._first:
            kept += LINEAR[tier](f).held(solution)
        changed = it.case[self.planned != (solution[f.x] == 1)]
        pairs = np.isin(it.case, np.union1d(self.cases, changed))
        for tier in it.eligibility.frame.pool.policy.tiers:
            if tier in self._first:
                continue
            goal = goal_of(tier, f)
            solution = f.filled(solution)
            if isinstance(goal, LinearGoal):
                found = moved(f, solution, pairs, goal.objective, LATER_WORK, held=kept)
                solution = _better(goal.objective, solution, found)
            kept += goal.held(solution)
        return solution

    @property
    def _first(self) -> list[TierName]:
        """The first tiers that the policy has and that are linear, in its order."""
        tiers = self.f.instance.eligibility.frame.pool.policy.tiers
        return [tier for tier in tiers if tier in self.first and tier in LINEAR]


def _better(objective: Objective, solution: Ints, found: Ints | None) -> Ints:
    """What was found, where it is better."""
    if found is None:
        return solution
    gain = objective.value(found) - objective.value(solution)
    return found if (gain > 0) == objective.maximise and gain else solution
