"""Cheap steps down from first prices: subgradients, averaged (the volume algorithm).

Each step asks the market what is sold and bought at the prices so far and moves against an average
of the surpluses. It needs no linear program, so it is what large pools begin with; the averaged
patterns also say how far each pair would be in a good mixture.
"""

from collections.abc import Callable

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import AMPLE, Bound, Market

MEMORY = 0.7
"""What the average keeps of what it was, at each step."""
FIRST_STEP, PATIENCE, SHRINK, SHORTEST = 0.5, 5, 1.6, 0.01
"""Polyak's factor: at first, how many steps without gain shorten it, by how much, and to what."""
STRETCH = 10
"""So many steps must be worth it, or there are no more."""
HOPE = 0.01
"""Part of the bound by which it is hoped to fall, where no aim is known."""


class Descent:
    """The best prices so far, their bound, and how far each pair is in the averaged patterns."""

    def __init__(self, market: Market, prices: Floats) -> None:
        self._m, self.best = market, prices
        self._free = np.zeros(len(prices), dtype=np.bool_)
        self._free[market.layout.seats] = True
        self.shares = np.zeros(market.instance.pairs)
        self.bound = float("inf")

    def run(
        self, steps: int, aim: float, worthwhile: float, may_go_on: Callable[[float], bool]
    ) -> None:
        """At most so many steps towards an aim below the optimum's bound.

        ``worthwhile``: the part of the bound that a stretch of steps must take off it.

        ``may_go_on(bound)`` hears of each step and says whether to take another one.
        """
        factor, poor = FIRST_STEP, 0
        prices, direction = self.best, None
        then = self.bound
        for step in range(steps):
            if step and step % STRETCH == 0:
                if then - self.bound <= worthwhile * abs(self.bound):
                    return
                then = self.bound
            bound = self._m.evaluate(prices, exact=False)
            surplus = self._surplus(bound, prices)
            if bound.total < self.bound:
                self.bound, self.best, poor = bound.total, prices, 0
            else:
                poor += 1
            if not may_go_on(self.bound) or factor < SHORTEST:
                return
            sold = bound.choice.chosen.astype(np.float64)
            if poor >= PATIENCE:
                factor, poor, prices, direction = factor / SHRINK, 0, self.best, None
                continue
            if direction is None:
                direction, self.shares = surplus, sold if not self.shares.any() else self.shares
            else:
                direction = (1 - MEMORY) * surplus + MEMORY * direction
            self.shares = (1 - MEMORY) * sold + MEMORY * self.shares
            size = float(direction @ direction)
            hoped = max(bound.total - aim, HOPE * abs(bound.total) * factor)
            if size == 0.0:
                return
            prices = prices - factor * hoped / size * direction
            prices[~self._free] = np.maximum(prices[~self._free], 0.0)

    def _surplus(self, bound: Bound, prices: Floats) -> Floats:
        """What is bought beyond what is sold, a price each: the bound's subgradient."""
        m, it, at = self._m, self._m.instance, self._m.layout
        pairs = np.nonzero(bound.choice.chosen)[0]
        lent = pairs[it.lent[pairs]]
        used = np.zeros(len(prices))
        np.add.at(used, m.slot[pairs], 1.0)
        np.add.at(used, at.blocks.start + it.agency[lent], it.effort[lent])
        away: Bools = bound.choice.away
        np.add.at(used, at.heads.start + m.frame.agency[away], 1.0)
        used[at.reserves] += m.reserved @ away
        act = m.cheapest_acts(prices)[pairs]
        under = pairs[act >= 0]
        np.add.at(used, at.acts.start + act[act >= 0], it.effort[under])
        there = np.zeros(len(prices))
        there[at.seats] = bound.bought.seats
        there[at.blocks] = bound.lent
        rest = slice(at.heads.start, m.size)
        there[rest] = np.where(m.limits[rest] >= AMPLE, used[rest] + 1, m.limits[rest])
        ran = m.teams.runs[np.maximum(bound.bought.team, 0)] & (bound.bought.team >= 0)
        load = self._load(bound, pairs) if m.has_loads else 0.0
        for i, (goal, _) in enumerate(m.held):
            gained = goal.pair[pairs].sum() + goal.runs[ran].sum()
            used[at.held.start + i] = goal.load * load - gained
        surplus = there - used
        surplus[~self._free & (prices <= 0) & (surplus > 0)] = 0.0
        return surplus

    def _load(self, bound: Bound, pairs: Ints) -> float:
        """What balance comes to on both sides."""
        m, it = self._m, self._m.instance
        blocks = np.bincount(
            it.specialist[pairs], weights=it.effort[pairs], minlength=m.specialists.count
        ).astype(np.int64)
        people = m.load_cost[np.arange(len(blocks)), blocks].sum()
        return float(people + m.lending_cost[np.arange(len(bound.lent)), bound.lent].sum())
