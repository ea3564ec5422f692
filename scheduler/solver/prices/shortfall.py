"""What of the bound a plan misses, case by case: where a search should look for more."""

from functools import cached_property

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import Market


class Shortfall:
    """How much of the bound that prices prove a solution misses, case by case."""

    def __init__(self, market: Market, prices: Floats) -> None:
        self._m = market
        self._value, self._runs, self._head = market.worth(prices)
        self._best = market.evaluate(prices, exact=False)
        self._load = market.cost_of_load(prices)
        self._seat = prices[market.layout.seats][market.slot]

    def __call__(self, solution: Ints) -> Floats:
        """What a solution of the formulation misses at each case (C, 0 or more).

        What a case loses itself, and of what a specialist loses an equal part for each case that
        they work on or that their best pattern would work on.
        """
        it, f, best = self._m.instance, self._m.formulation, self._best
        chosen = np.nonzero(solution[f.x] == 1)[0]
        who, where, people = it.specialist[chosen], it.case[chosen], len(self._head)
        blocks = np.bincount(who, it.effort[chosen], people).astype(np.int64)
        load = self._load[np.arange(people), blocks]
        lent = np.bincount(who, it.lent[chosen], people) > 0
        gained = np.bincount(who, self._value[chosen], people)
        lost = best.choice.gain - (gained - np.where(lent, self._head, 0.0) - load)
        case = best.bought.gain - np.where(it.has_core, solution[f.runs] * self._runs, 0.0)
        case -= np.bincount(where, self._seat[chosen], len(case))
        torn = np.union1d(chosen, self._wanted)
        parts = np.bincount(it.specialist[torn], minlength=people)
        share = np.maximum(lost, 0.0) / np.maximum(parts, 1)
        return np.maximum(case, 0.0) + np.bincount(
            it.case[torn], share[it.specialist[torn]], len(case)
        )

    @cached_property
    def _wanted(self) -> Ints:
        """The pairs of everybody's best pattern."""
        return np.nonzero(self._best.choice.chosen)[0]
