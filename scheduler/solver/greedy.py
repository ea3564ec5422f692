"""A plan at once: case after case, the core whole or not at all, then the seats that are left.

What comes first is the caller's: the order of the cases, and what each pair costs. Blindly that is
how much its specialist is wanted; once there are prices, what the pair loses. Within a case the
demand with the fewest candidates chooses first.
"""

from collections.abc import Iterable

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.instance import Instance
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.sides import Sides
from scheduler.solver.prices.terms import Terms
from scheduler.solver.remaining import Remaining

NOTHING: Ints = np.zeros(0, dtype=np.int64)
MOST_REFUSED = 20
"""People whom a case's rules refuse on a demand before its seat is left empty."""


def asked_for(instance: Instance) -> Floats:
    """What each pair costs where nothing else is known (P): effort × how much its person is wanted.

    Every seat wants its candidates in equal parts, by the priority of its case; a person's parts
    are shared among their blocks.
    """
    it = instance
    candidates = np.bincount(it.demand, minlength=len(it.demands))
    part = it.priority[it.case_of_demand] * it.headcount / np.maximum(candidates, 1)
    capacity = it.eligibility.frame.capacity
    wanted = np.bincount(it.specialist, part[it.demand], minlength=len(capacity))
    cost: Floats = it.effort * (wanted / np.maximum(capacity, 1))[it.specialist]
    return cost


def most_first(instance: Instance, tiers: Iterable[Terms]) -> Ints:
    """The cases in order of what they could bring to some tiers, the first of these first."""
    it = instance
    worths = []
    for terms in tiers:
        seat = np.zeros(len(it.demands), dtype=np.int64)
        np.maximum.at(seat, it.demand, terms.pair)
        worth = terms.runs.copy()
        np.add.at(worth, it.case_of_demand, it.headcount * seat)
        worths.append(-worth)
    return np.lexsort((np.arange(len(it.cases)), *reversed(worths)))


def greedy(sides: Sides, order: Ints, cost: Floats, kept: Ints = NOTHING) -> Ints:
    """The pairs of a plan, ascending.

    ``order``: the cases, the first to be staffed first. ``cost`` (P): the cheapest are taken.
    ``kept``: pairs to begin with, of a plan or pinned; a team that may not work as it is begun
    with comes first, and where that fails no plan has these pairs.
    """
    return _Greedy(sides, cost).built(kept.tolist(), order.tolist())


class _Greedy:
    """One plan in the making."""

    def __init__(self, sides: Sides, cost: Floats) -> None:
        self._it, self._rules = sides.formulation.instance, sides.team_rules
        self._cost, self._remaining = cost, Remaining(self._it, sides.specialists)
        self._critical: list[bool] = self._it.critical.tolist()
        self._bound: list[bool] = sides.formulation.idle_unless_run.tolist()
        self._team: list[list[int]] = [[] for _ in self._it.cases]
        self._kept: set[int] = set()

    def built(self, kept: list[int], order: list[int]) -> Ints:
        """What is kept, with what it needs, then cores, then the others."""
        for pair in kept:
            if self._remaining.allows(pair):
                self._take(pair)
                self._kept.add(pair)
        for c in sorted(order, key=lambda c: not self._team[c]):
            if not self._team[c] or not self._is_allowed(c):
                self._staff_core(c)
        for c in order:
            self._staff_rest(c)
        return np.array(sorted(pair for team in self._team for pair in team), dtype=np.int64)

    def _staff_core(self, c: int) -> None:
        """Staff the critical demands of a case, all or none beside what is kept there.

        By insiders if need be.
        """
        core = [d for d in self._rules.demands[c] if self._critical[d]]
        for insiders_first in (False, True):
            if not self._fill(core, insiders_first=insiders_first):
                return
            if self._is_allowed(c):
                return
            self._clear(c)

    def _fill(self, core: list[int], *, insiders_first: bool) -> bool:
        """Whether all seats of a core could be filled; where not, nobody stays."""
        candidates = {d: self._candidates(d, insiders_first=insiders_first) for d in core}
        for d in sorted(core, key=lambda d: len(candidates[d])):
            for pair in candidates[d]:
                if not self._remaining.seats[d]:
                    break
                if self._remaining.allows(pair):
                    self._take(pair)
            if self._remaining.seats[d]:
                self._clear(int(self._it.case_of_demand[d]))
                return False
        return True

    def _staff_rest(self, c: int) -> None:
        """Fill the seats of a case that are still empty, as far as its rules allow."""
        demands = self._rules.demands[c]
        seats = self._remaining.seats
        if self._bound[c] and any(self._critical[d] and seats[d] for d in demands):
            return
        for d in sorted(demands, key=lambda d: not self._critical[d]):
            refused = 0
            for pair in self._candidates(d, insiders_first=True) if seats[d] else ():
                if not seats[d] or refused == MOST_REFUSED:
                    break
                if self._remaining.allows(pair):
                    self._take(pair)
                    if not self._is_allowed(c):
                        self._drop(pair)
                        refused += 1

    def _candidates(self, d: int, *, insiders_first: bool) -> list[int]:
        """Pairs of a demand that are not out of the question, the cheapest first."""
        pairs = self._remaining.open_among(self._it.pairs_of_demand[d])
        last = self._it.lent[pairs] & insiders_first
        ranked: list[int] = pairs[np.lexsort((self._cost[pairs], last))].tolist()
        return ranked

    # -- one team ----------------------------------------------------------------------------

    def _take(self, pair: int) -> None:
        self._remaining.take(pair)
        self._team[self._it.case[pair]].append(pair)

    def _drop(self, pair: int) -> None:
        self._remaining.give_back(pair)
        self._team[self._it.case[pair]].remove(pair)

    def _clear(self, c: int) -> None:
        for pair in [pair for pair in self._team[c] if pair not in self._kept]:
            self._drop(pair)

    def _is_allowed(self, c: int) -> bool:
        """Whether the rules of a case let its team work."""
        team = {d: [0, 0] for d in self._rules.demands[c]}
        for pair in self._team[c]:
            team[int(self._it.demand[pair])][int(self._it.lent[pair])] += 1
        return self._rules.allows(c, [(inside, outside) for inside, outside in team.values()])
