"""A partial dive: the program of what the mixture of patterns uses, solved as a whole.

Where the best mixture has settled on one pattern for a specialist, only the pairs of that pattern
stay free; the others keep all pairs that are worth nearly as much as they cost. What is left is
small, holds the mixture's plan, and is solved by an engine at once.
"""

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.groups import first_of_each
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import Market
from scheduler.solver.program import Matrix, Objective, Program

USED = 1e-6
"""Share of a mixture from which a pair counts as used."""
SETTLED = 0.95
"""Share of a mixture from which a specialist's pattern counts as settled."""
NEARLY, EXTRA = 0.25, 4
"""Pairs of others stay free up to this loss, in parts of the typical weight, and so many a seat."""
HARDLY = 0.005
"""All pairs stay free up to this loss."""


def free_pairs(market: Market, losses: Floats, shares: Floats, extra: int) -> Bools:
    """The pairs (a mask) that a dive leaves free.

    ``losses``: of each pair, in parts of the typical weight; ``shares``: how far it is in the
    mixture; ``extra``: so many pairs a seat beyond the mixture, where they lose little.
    """
    it = market.instance
    unsettled = (shares > USED) & (shares < SETTLED)
    torn = np.zeros(market.specialists.count, dtype=np.bool_)
    torn[it.specialist[unsettled]] = True
    used = np.bincount(it.specialist, weights=shares, minlength=len(torn))
    torn |= used < SETTLED  # who is idle in the mixture may help out
    free = (shares > USED) | (market.counting & (losses <= HARDLY))
    near = np.nonzero(~free & torn[it.specialist] & (losses <= NEARLY))[0]
    free[near[first_of_each(market.slot[near], extra, losses[near])]] = True
    return free


def restricted_to(
    matrix: Matrix, program: Program, objective: Objective, x: Ints, free: Bools, solution: Ints
) -> tuple[Program, Objective, Ints]:
    """The program in which only some pairs (and those of a solution) may be 1, and its columns."""
    columns = np.ones(program.columns, dtype=np.bool_)
    columns[x] = free | (solution[x] != 0)
    smaller, kept = matrix.restricted(columns, program.lower, program.lower, program.upper)
    return smaller, objective.restricted(columns), kept
