"""What a solution leaves empty, staffed beside it at once.

An engine that is asked for the cases that are due leaves all others as it likes, and what is kept
of an earlier plan knows no new case. Whoever ends the search there has a whole plan then.
"""

import numpy as np

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.goals import Goals
from scheduler.solver.greedy import asked_for, greedy, most_first
from scheduler.solver.nearby import Ask, solution_of


def filled_up(goals: Goals, tiers: tuple[TierName, ...], solution: Ints, ask: Ask) -> Ints:
    """A solution with all pairs of another, and as many more as find their place beside them.

    The other one itself where that is not better in some tiers, which ask who is served, or where
    the rows do not allow it.
    """
    f, it = goals.formulation, goals.formulation.instance
    served = [goals.linear(tier) for tier in tiers]
    if not served or not it.pairs:
        return solution
    order = most_first(it, (terms for _, terms in served))
    kept = np.nonzero(solution[f.x] == 1)[0]
    pairs = greedy(goals.sides, order, asked_for(it), kept)
    found = solution_of(f, pairs, ask) if np.isin(kept, pairs).all() else None
    if found is None:
        return solution
    return max(solution, found, key=lambda one: [goal.objective.value(one) for goal, _ in served])
