"""The best set of pairs of each specialist by a dynamic program over (cases served, blocks used).

It runs for all specialists at once and knows ONE_ROLE, CASELOAD and the blocks released, not the
windows: what it says of a gain is a bound. Values are whole numbers in floating point, exact while
sums stay below 2^53.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.instance import Instance

Floats = NDArray[np.float64]
NEVER = -1e18
MOST_ENTRIES = 2**23
"""Numbers in the tables that are kept at a time."""


class Knapsack:
    """The cases and blocks of all specialists, and the pairs that fill them.

    Throughout, ``pairs`` are those that may be taken, ``value`` (P) is what each of all pairs
    brings, and ``cost`` (S × blocks + 1) is that of a load of 0, 1, ... blocks.
    """

    def __init__(self, instance: Instance, most_cases: Ints, capacity: Ints) -> None:
        self._it, self._most_cases, self._capacity = instance, most_cases, capacity

    # -- the best sets -----------------------------------------------------------------------

    def best(self, pairs: Ints, value: Floats, cost: Floats) -> tuple[Floats, Bools]:
        """What each specialist gains at best (S), and the pairs (a mask) that gain it."""
        it = self._it
        gain, chosen = np.zeros(len(self._most_cases)), np.zeros(it.pairs, dtype=np.bool_)
        items = _Items(it, pairs, len(gain))
        people = items.people
        if not len(people):
            return gain, chosen
        table, before = self._empty(people, cost)
        allowed = self._allowed(people, cost)
        steps: list[tuple[Ints, Bools]] = []
        for pair, base in self._steps(items.of(people), table, before):
            active = len(pair)
            offer = np.full(base.shape, NEVER)
            for rows, effort in self._by_effort(pair, cost):
                own = base[rows, :-1, : base.shape[2] - effort]
                offer[rows, 1:, effort:] = own + value[pair[rows], None, None]
            better = (offer > table[:active]) & allowed[:active]
            table[:active] = np.where(better, offer, table[:active])
            steps.append((pair, better))
        table -= cost[people][:, None, :]
        flat = table.reshape(len(people), -1)
        best = flat.argmax(axis=1)
        gain[people] = flat[np.arange(len(people)), best]
        cases, blocks = np.unravel_index(best, table.shape[1:])
        self._walk_back(steps, cases, blocks, chosen)
        return gain, chosen

    def _walk_back(
        self, steps: list[tuple[Ints, Bools]], cases: Ints, blocks: Ints, chosen: Bools
    ) -> None:
        """Mark the pairs that led to a final state; of a matter only the last one taken counts."""
        it = self._it
        matter = np.full(len(cases), -1)
        for pair, better in reversed(steps):
            n = len(pair)
            taken = better[np.arange(n), cases[:n], blocks[:n]] & (matter[:n] != it.matter[pair])
            who = np.nonzero(taken)[0]
            chosen[pair[who]] = True
            matter[who] = it.matter[pair[who]]
            cases[who] -= 1
            blocks[who] -= it.effort[pair[who]]

    # -- one pair forced ---------------------------------------------------------------------

    def forced(self, pairs: Ints, value: Floats, cost: Floats) -> Floats:
        """What a specialist gains at best by a set that holds a pair (P).

        Negative beyond measure for pairs that are not given, or never fit.
        """
        gain = np.full(self._it.pairs, NEVER)
        items = _Items(self._it, pairs, len(self._most_cases))
        people, begin = items.people, 0
        while begin < len(people):
            cells = (1 + int(self._most_cases.max())) * cost.shape[1]
            many = max(1, MOST_ENTRIES // (int(items.count[people[begin]]) * cells))
            self._force(items, people[begin : begin + many], value, cost, gain)
            begin += many
        return gain

    def _force(
        self, items: "_Items", people: Ints, value: Floats, cost: Floats, gain: Floats
    ) -> None:
        """Forced gains of some specialists: what came before a pair, and what can come after it."""
        table, before = self._empty(people, cost)
        kept: list[tuple[Ints, Floats]] = []
        for pair, base in self._steps(items.of(people), table, before):
            kept.append((pair, base.copy()))
            for rows, effort in self._by_effort(pair, cost):
                useful = rows[value[pair[rows]] > 0]
                own = base[useful, :-1, : base.shape[2] - effort] + value[pair[useful], None, None]
                table[useful, 1:, effort:] = np.maximum(table[useful, 1:, effort:], own)
        after = np.where(self._allowed(people, cost), -cost[people][:, None, :], NEVER)
        rest = after.copy()
        matter = np.full(len(people), -1)
        for pair, base in reversed(kept):
            active = len(pair)
            new = self._it.matter[pair] != matter[:active]
            after[:active][new] = rest[:active][new]
            matter[:active] = self._it.matter[pair]
            for rows, effort in self._by_effort(pair, cost):
                room = base.shape[2] - effort
                own, then = value[pair[rows]], after[rows, 1:, effort:]
                gain[pair[rows]] = (base[rows, :-1, :room] + then).max(axis=(1, 2)) + own
                then[own <= 0] = NEVER
                then += own[:, None, None]
                rest[rows, :-1, :room] = np.maximum(rest[rows, :-1, :room], then)

    # -- tables ------------------------------------------------------------------------------

    def _empty(self, people: Ints, cost: Floats) -> tuple[Floats, Floats]:
        """The table of nothing taken, and a second one: as it was before the matter at hand."""
        shape = len(people), 1 + int(self._most_cases.max()), cost.shape[1]
        table = np.full(shape, NEVER)
        table[:, 0, 0] = 0
        return table, table.copy()

    def _allowed(self, people: Ints, cost: Floats) -> Bools:
        """The states (cases, blocks) that a specialist may end in."""
        cases, blocks = np.arange(1 + int(self._most_cases.max())), np.arange(cost.shape[1])
        few: Bools = (cases <= self._most_cases[people, None])[:, :, None]
        return few & (blocks <= self._capacity[people, None])[:, None, :]

    def _steps(
        self, steps: Iterator[Ints], table: Floats, before: Floats
    ) -> Iterator[tuple[Ints, Floats]]:
        """The next pair of everybody who has one left, and the tables before its matter."""
        matter = np.full(len(table), -1)
        for pair in steps:
            active = len(pair)
            new = self._it.matter[pair] != matter[:active]
            before[:active][new] = table[:active][new]
            matter[:active] = self._it.matter[pair]
            yield pair, before[:active]

    def _by_effort(self, pair: Ints, cost: Floats) -> Iterator[tuple[Ints, int]]:
        """Places of pairs of the same effort, where it fits into a horizon at all."""
        efforts = self._it.effort[pair]
        for effort in np.unique(efforts).tolist():
            if effort < cost.shape[1]:
                yield np.nonzero(efforts == effort)[0], effort


class _Items:
    """Some pairs by specialist, those of one matter together; who has most comes first."""

    def __init__(self, it: Instance, pairs: Ints, specialists: int) -> None:
        self._pairs = pairs[np.lexsort((it.matter[pairs], it.specialist[pairs]))]
        self.count = np.bincount(it.specialist[pairs], minlength=specialists)
        self._first = np.cumsum(self.count) - self.count
        self.people = np.argsort(-self.count, kind="stable")[: int((self.count > 0).sum())]

    def of(self, people: Ints) -> Iterator[Ints]:
        """The first pair of each, the second of those who have two, and so on."""
        left = self.count[people]
        for i in range(int(left[0])):
            active = int(np.searchsorted(-left, -i, side="left"))
            yield self._pairs[self._first[people[:active]] + i]
