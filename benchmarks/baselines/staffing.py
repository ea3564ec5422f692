"""Case after case: staff its core or leave it, then the seats that are left.

Cases stand in order of what their core is worth. In a case the demand with the largest
regret goes first: how much dearer its next best specialist would be than its best one. A
specialist's price is the work that competes for them, a block. Pairs may be preferred, as those
of a flow; they then stand before all others.
"""

from collections.abc import Callable, Sequence
from enum import Enum, auto

import numpy as np

from benchmarks.baselines.problem import Ints, Problem
from benchmarks.baselines.state import State

LOOKED_AT = 60
"""Cheapest specialists of a demand that are looked at in full."""
LAST = 1e9
"""A price behind all others."""
EVERY = 50
"""Cases between two reports."""
Report = Callable[[int], None]


class Staffing:
    """Builds a plan in two passes; stops early when ``is_over`` says so.

    ``preferred``: pairs to try before all others.
    """

    def __init__(self, problem: Problem, is_over: Callable[[], bool], report: Report) -> None:
        self.problem, self.is_over, self.report = problem, is_over, report
        self.state = State(problem)
        self.preferred: frozenset[int] = frozenset()
        self.price = _prices(problem)
        self._released = np.array(problem.released, dtype=np.int64)

    def order(self) -> list[int]:
        """The cases, those whose core is worth most first."""
        it, bonus = self.problem.it, self.problem.pool.policy.core_bonus
        worth = []
        for c, demands in enumerate(self.problem.demands_of_case):
            seats = sum(int(it.headcount[d]) for d in demands if it.critical[d])
            worth.append(int(it.priority[c]) * ((bonus if seats else 0) + max(1, seats)))
        return sorted(range(len(worth)), key=lambda c: (-worth[c], c))

    def cores(self, cases: Sequence[int]) -> None:
        """Staff the cores of these cases, each of them whole or not at all."""
        self._pass(self._core, cases)

    def rest(self, cases: Sequence[int]) -> None:
        """Fill the seats of these cases that are still empty."""
        self._pass(self._rest, cases)

    def _pass(self, staff: Callable[[int], None], cases: Sequence[int]) -> None:
        for i, c in enumerate(cases):
            if self.is_over():
                break
            staff(c)
            if i % EVERY == 0:
                self.report(self.problem.coverage(self.state.chosen))
        self.report(self.problem.coverage(self.state.chosen))

    # -- one case ----------------------------------------------------------------------------

    def _core(self, c: int) -> None:
        """Staff the critical demands of a case, all of them or none."""
        it = self.problem.it
        if not it.has_core[c]:
            return
        for first in First if self.preferred else (First.CHEAPEST, First.INSIDERS):
            if self._staff_core(c, first) and self._may_work(c, first):
                return
            self.state.clear(c)

    def _staff_core(self, c: int, first: "First") -> bool:
        it, state = self.problem.it, self.state
        open_ = [d for d in self.problem.demands_of_case[c] if it.critical[d]]
        while open_:
            regrets = [(self._regret(d, first), -d) for d in open_]
            d = -max(regrets)[1]
            for pair in self._ranked(d, first):
                if state.filled[d] < state.headcount[d] and state.has_room(pair):
                    state.add(pair)
            if state.filled[d] < state.headcount[d]:
                return False
            open_.remove(d)
        return True

    def _may_work(self, c: int, first: "First") -> bool:
        """Whether a core may work, the last time with some insiders on the other demands."""
        it, state = self.problem.it, self.state
        if state.is_allowed(c) or first is not First.INSIDERS:
            return state.is_allowed(c)
        others = [d for d in self.problem.demands_of_case[c] if not it.critical[d]]
        found = [pair for d in others for pair in self._ranked(d, First.INSIDERS)]
        insiders = [pair for pair in found if not it.lent[pair]]
        for pair in sorted(insiders, key=self.price.__getitem__):
            is_open = state.filled[it.demand[pair]] < state.headcount[it.demand[pair]]
            if is_open and state.has_room(pair):
                state.add(pair)
                if state.is_allowed(c):
                    return True
        return False

    def _rest(self, c: int) -> None:
        """Fill the seats of a case that are still empty, as far as its rules allow."""
        it, state = self.problem.it, self.state
        if state.bound_core[c] and not state.has_core(c):
            return
        demands = self.problem.demands_of_case[c]
        otherwise = First.INSIDERS if it.cases[c].outside_share < 100 else First.CHEAPEST
        first = First.PREFERRED if self.preferred else otherwise
        for d in sorted(demands, key=lambda d: (not it.critical[d], d)):
            for pair in self._ranked(d, first):
                if state.filled[d] >= state.headcount[d]:
                    break
                if state.has_room(pair):
                    state.add(pair)
                    if not state.is_allowed(c):
                        state.remove(pair)

    # -- candidates --------------------------------------------------------------------------

    def _regret(self, d: int, first: "First") -> float:
        """How much dearer the first specialist who would be left over is than the best one."""
        wanted = self.state.headcount[d] - self.state.filled[d]
        able: list[int] = []
        for pair in self._ranked(d, first):
            if self.state.has_room(pair):
                able.append(pair)
                if len(able) > wanted:
                    return float(self.price[able[wanted]] - self.price[able[0]])
        return float("inf")

    def _ranked(self, d: int, first: "First") -> list[int]:
        """Pairs of a demand whose specialist has blocks left; who comes first, then by price."""
        it, pairs = self.problem.it, self.problem.pairs_of_demand(d)
        used = np.array([self.state.used[s] for s in it.specialist[pairs].tolist()], dtype=np.int64)
        able: Ints = pairs[used + it.effort[pairs] <= self._released[it.specialist[pairs]]]
        price = self.price[able].copy()
        if first is First.INSIDERS:
            price += LAST * it.lent[able]
        elif first is First.PREFERRED:
            price += [0.0 if pair in self.preferred else LAST for pair in able.tolist()]
        if len(able) > LOOKED_AT:
            nearest = np.argpartition(price, LOOKED_AT)[:LOOKED_AT]
            able, price = able[nearest], price[nearest]
        ranked: list[int] = able[np.lexsort((able, price))].tolist()
        return ranked


class First(Enum):
    """Who is tried before all others, in the order in which a core is tried again."""

    PREFERRED = auto()
    CHEAPEST = auto()
    INSIDERS = auto()


def _prices(problem: Problem) -> np.ndarray:
    """Effort of each pair × the priority that competes for a block of its specialist."""
    it = problem.it
    able = np.bincount(it.demand, minlength=len(it.demands))
    share = it.priority[it.case_of_demand] * it.headcount / np.maximum(1, able)
    asked = np.bincount(
        it.specialist, weights=share[it.demand], minlength=len(problem.released)
    ) / np.maximum(1, np.array(problem.released))
    prices: np.ndarray = it.effort * asked[it.specialist]
    return prices
