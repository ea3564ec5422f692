"""A plan at once: case after case, the core whole or not at all, then the seats that are left.

What comes first is the caller's: the order of the cases, and what each pair costs. Blindly that is
how much its specialist is wanted; once there are prices, what the pair loses. Within a case the
demand with the fewest candidates chooses first.
"""

from collections.abc import Iterable
from typing import Self

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
LENT_TIMES = 3
"""How many times as dear an outsider is: what agencies lend is short, too. 1 to 5 were tried."""
ROUNDS = 10
"""How often cases that found no core may be moved before the others."""


def asked_for(instance: Instance) -> Floats:
    """What each pair costs where nothing else is known (P): effort × how much its person is wanted.

    Every seat wants its candidates in equal parts, by the priority of its case; a person's parts
    are shared among their blocks. Outsiders are dearer.
    """
    it = instance
    candidates = np.bincount(it.demand, minlength=len(it.demands))
    part = it.priority[it.case_of_demand] * it.headcount / np.maximum(candidates, 1)
    capacity = it.eligibility.frame.capacity
    wanted = np.bincount(it.specialist, part[it.demand], minlength=len(capacity))
    cost: Floats = it.effort * (wanted / np.maximum(capacity, 1))[it.specialist]
    return np.where(it.lent, LENT_TIMES * cost, cost)


def most_first(instance: Instance, tiers: Iterable[Terms]) -> Ints:
    """The cases in order of what they could bring a seat to some tiers, the first of them first."""
    it = instance
    seats = np.bincount(it.case_of_demand, it.headcount, len(it.cases))
    worths = []
    for terms in tiers:
        seat = np.zeros(len(it.demands), dtype=np.int64)
        np.maximum.at(seat, it.demand, terms.pair)
        worth = terms.runs.copy()
        np.add.at(worth, it.case_of_demand, it.headcount * seat)
        worths.append(-worth / np.maximum(seats, 1))
    return np.lexsort((np.arange(len(it.cases)), *reversed(worths)))


def left_out_first(sides: Sides, order: Ints, cost: Floats, worth: Ints, kept: Ints) -> Ints:
    """The cases in the order, of some that are tried, that leaves out least.

    A case of some ``worth`` (C) that finds no core is left out, and in the next order it stands
    before the others ("squeaky wheel"; Joslin and Clements 1999). Cases worth nothing come last.
    ``order``, ``cost`` and ``kept`` as in ``greedy``.
    """
    due, others = order[worth[order] > 0], order[worth[order] <= 0]
    best, least, seen = due, int(worth[due].sum()), set[frozenset[int]]()
    for _ in range(ROUNDS if len(due) else 0):
        left_out = _Greedy(sides, cost).with_cores(kept, due).without_core(due)
        lost, those = int(worth[left_out].sum()), frozenset(left_out.tolist())
        if lost < least:
            best, least = due, lost
        if not those or those in seen:
            break
        seen.add(those)
        due = np.concatenate([left_out, due[~np.isin(due, left_out)]])
    return np.concatenate([best, others])


def greedy(sides: Sides, order: Ints, cost: Floats, kept: Ints = NOTHING) -> Ints:
    """The pairs of a plan, ascending.

    ``order``: the cases, the first to be staffed first. ``cost`` (P): the cheapest are taken.
    ``kept``: pairs to begin with, of a plan or pinned; a team that may not work as it is begun
    with comes first, and where that fails no plan has these pairs.
    """
    return _Greedy(sides, cost).with_cores(kept, order).with_others(order).pairs()


class _Greedy:
    """One plan in the making."""

    def __init__(self, sides: Sides, cost: Floats) -> None:
        self._it, self._rules = sides.formulation.instance, sides.team_rules
        self._cost, self._remaining = cost, Remaining(self._it, sides.specialists)
        self._critical: list[bool] = self._it.critical.tolist()
        self._bound: list[bool] = sides.formulation.idle_unless_run.tolist()
        self._team: list[list[int]] = [[] for _ in self._it.cases]
        self._kept: set[int] = set()

    def with_cores(self, kept: Ints, order: Ints) -> Self:
        """With what is kept, and what it needs, and then the cores."""
        for pair in kept.tolist():
            if self._remaining.allows(pair):
                self._take(pair)
                self._kept.add(pair)
        for c in sorted(order.tolist(), key=lambda c: not self._team[c]):
            if not self._team[c] or not self._is_allowed(c):
                self._staff_core(c)
        return self

    def with_others(self, order: Ints) -> Self:
        """With the seats that are still empty."""
        for c in order.tolist():
            self._staff_rest(c)
        return self

    def without_core(self, cases: Ints) -> Ints:
        """Those of some cases whose core is not whole."""
        return cases[[self._lacks_core(c) for c in cases.tolist()]]

    def pairs(self) -> Ints:
        """All pairs, ascending."""
        return np.array(sorted(pair for team in self._team for pair in team), dtype=np.int64)

    def _staff_core(self, c: int) -> None:
        """Staff the critical demands of a case, all or none beside what is kept there.

        By insiders if need be, and where that is not enough with insiders on its other demands.
        """
        core = [d for d in self._rules.demands[c] if self._critical[d]]
        for insiders_first in (False, True):
            if not self._fill(core, insiders_first=insiders_first):
                return
            if self._is_allowed(c) or (insiders_first and self._is_allowed_beside_insiders(c)):
                return
            self._clear(c)

    def _is_allowed_beside_insiders(self, c: int) -> bool:
        """Whether some insiders on the other demands make a core a team that may work."""
        others = [d for d in self._rules.demands[c] if not self._critical[d]]
        found = [pair for d in others for pair in self._candidates(d, insiders_first=True)]
        insiders = [pair for pair in found if not self._it.lent[pair]]
        for pair in sorted(insiders, key=self._cost.__getitem__):
            if self._remaining.allows(pair):
                self._take(pair)
                if self._is_allowed(c):
                    return True
        return False

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
        demands, seats = self._rules.demands[c], self._remaining.seats
        if self._bound[c] and self._lacks_core(c):
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

    def _lacks_core(self, c: int) -> bool:
        """Whether a critical seat of a case is empty."""
        seats = self._remaining.seats
        return any(self._critical[d] and seats[d] for d in self._rules.demands[c])

    def _is_allowed(self, c: int) -> bool:
        """Whether the rules of a case let its team work."""
        team = {d: [0, 0] for d in self._rules.demands[c]}
        for pair in self._team[c]:
            team[int(self._it.demand[pair])][int(self._it.lent[pair])] += 1
        return self._rules.allows(c, [(inside, outside) for inside, outside in team.values()])
