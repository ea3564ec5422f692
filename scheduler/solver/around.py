"""A plan made at once around teams of another one."""

from collections.abc import Iterable

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.greedy import greedy
from scheduler.solver.nearby import Ask, solution_under
from scheduler.solver.prices import Sides, Terms
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.program import Program


def made_around(
    program: Program,
    sides: Sides,
    tiers: Iterable[Terms],
    solution: Ints,
    order: Ints,
    cost: Floats,
    ask: Ask,
) -> Ints | None:
    """A solution with the teams of another that bring something to some tiers by running.

    And with those in which somebody is pinned. All other cases are staffed anew, in an order and by
    the cost of pairs as in ``greedy``. None where the program's rows do not allow it.
    """
    f, it = sides.formulation, sides.formulation.instance
    stays = np.zeros(len(it.cases), dtype=np.bool_)
    stays[it.case_of_demand[[d for _, d in it.pins]]] = True
    for terms in tiers:
        stays |= (terms.runs > 0) & (solution[f.runs] == 1) & it.has_core
    kept = np.nonzero(stays[it.case] & (solution[f.x] == 1))[0]
    ask.count_plan(it.pairs)
    return solution_under(program, f, greedy(sides, order, cost, kept), ask)
