"""The best set of pairs of each specialist by a dynamic program over (cases served, blocks used).

It runs for all specialists at once and knows ONE_ROLE, CASELOAD and the blocks released, not the
windows: what it says of a gain is a bound. Values are whole numbers in floating point, exact while
sums stay below 2^53.

Without windows pairs of one specialist and one effort differ by matter and value only. So of these
a best set needs none but the most valuable, one a matter and as many as the specialist may have
cases: if it had another one, one of those would be free to take its place. Only these lead.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.groups import numbered
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
        self._leaders = Leaders(instance, most_cases)

    # -- the best sets -----------------------------------------------------------------------

    def best(self, pairs: Ints, value: Floats, cost: Floats) -> tuple[Floats, Bools]:
        """What each specialist gains at best (S), and the pairs (a mask) that gain it."""
        it = self._it
        gain, chosen = np.zeros(len(self._most_cases)), np.zeros(it.pairs, dtype=np.bool_)
        items = _Items(it, self._leaders.of(pairs, value), len(gain))
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

        Negative beyond measure for pairs that are not given, or never fit. What is best beside a
        pair depends on its specialist, its effort and, where that has a leader, on its matter.
        """
        it, role = self._it, self._leaders.role
        gain, people = np.full(it.pairs, NEVER), len(self._most_cases)
        leaders = self._leaders.of(pairs[value[pairs] > 0], value)
        led = np.unique(role[leaders])
        place = np.full(int(role.max(initial=-1)) + 1, -1)
        place[led] = people + np.arange(len(led))
        beside = np.full((people + len(led), cost.shape[1]), NEVER)
        items, begin = _Items(it, leaders, people), 0
        while begin < len(items.people):
            cells = (1 + int(self._most_cases.max())) * cost.shape[1]
            many = max(1, MOST_ENTRIES // ((1 + int(items.count[items.people[begin]])) * cells))
            self._force(items, items.people[begin : begin + many], value, cost, place, beside)
            begin += many
        fitting = pairs[it.effort[pairs] < cost.shape[1]]
        own = place[role[fitting]]
        row = np.where(own >= 0, own, it.specialist[fitting])
        gain[fitting] = value[fitting] + beside[row, it.effort[fitting]]
        return gain

    def _force(
        self,
        items: "_Items",
        people: Ints,
        value: Floats,
        cost: Floats,
        place: Ints,
        beside: Floats,
    ) -> None:
        """The best sets of leaders of some specialists beside one more pair, by its effort.

        Of any other matter (row of the specialist), or of a leader's (row ``place`` of its role):
        what came before that matter, and what can come after it.
        """
        table, before = self._empty(people, cost)
        kept: list[tuple[Ints, Floats]] = []
        for pair, base in self._steps(items.of(people), table, before):
            kept.append((pair, base.copy()))
            for rows, effort in self._by_effort(pair, cost):
                own = base[rows, :-1, : base.shape[2] - effort] + value[pair[rows], None, None]
                table[rows, 1:, effort:] = np.maximum(table[rows, 1:, effort:], own)
        after = np.where(self._allowed(people, cost), -cost[people][:, None, :], NEVER)
        beside[people] = _joined(table, after)
        rest = after.copy()
        matter = np.full(len(people), -1)
        for pair, base in reversed(kept):
            new = np.nonzero(self._it.matter[pair] != matter[: len(pair)])[0]
            after[new] = rest[new]
            matter[new] = self._it.matter[pair[new]]
            beside[place[self._leaders.role[pair[new]]]] = _joined(base[new], after[new])
            for rows, effort in self._by_effort(pair, cost):
                room = base.shape[2] - effort
                then = after[rows, 1:, effort:] + value[pair[rows], None, None]
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


def _joined(before: Floats, after: Floats) -> Floats:
    """The best sum of both sides beside one more case of 0, 1, ... blocks (people × blocks).

    Where nobody may have a case at all there is none.
    """
    blocks = before.shape[2]
    sums = [
        (before[:, :-1, : blocks - effort] + after[:, 1:, effort:]).max(axis=(1, 2), initial=NEVER)
        for effort in range(blocks)
    ]
    return np.stack(sums, axis=1)


class Leaders:
    """Which pairs can be in a best set at all; see the module's text.

    ``role``: number of each pair's specialist and matter (P).
    """

    def __init__(self, it: Instance, most_cases: Ints) -> None:
        self._most = int(most_cases.max(initial=0))
        self._order = np.lexsort((it.matter, it.effort, it.specialist)).astype(np.int32)
        who, effort, matter = (a[self._order] for a in (it.specialist, it.effort, it.matter))
        alike = (who[1:] == who[:-1]) & (effort[1:] == effort[:-1])
        self._alike = _Runs(alike, it.pairs)
        self._twins = _Runs(alike & (matter[1:] == matter[:-1]), it.pairs)
        self.role = numbered(it.specialist, it.matter)[0].astype(np.int32)

    def of(self, pairs: Ints, value: Floats) -> Ints:
        """Those of some pairs that lead, by their values; ascending."""
        worth = np.full(len(self._order), -np.inf)
        worth[pairs] = value[pairs]
        worth = worth[self._order]
        one_a_matter = self._twins.best(worth)
        rest = np.full(len(worth), -np.inf)
        rest[one_a_matter] = worth[one_a_matter]
        found = [self._order[:0]]
        for _ in range(self._most):
            best = self._alike.best(rest)
            rest[best] = -np.inf
            found.append(self._order[best])
        return np.sort(np.concatenate(found)).astype(np.int64)


class _Runs:
    """Stretches of an array, given by whether a place belongs to the stretch of the one before."""

    def __init__(self, goes_on: Bools, size: int) -> None:
        self._starts = np.nonzero(~np.append(np.zeros(1, dtype=np.bool_), goes_on)[:size])[0]
        self._sizes = np.diff(np.append(self._starts, size))

    def best(self, worth: Floats) -> Ints:
        """The first place of the largest number of each stretch that has one above -inf."""
        if not len(worth):
            return self._starts
        most = np.maximum.reduceat(worth, self._starts)
        places = np.nonzero((worth == np.repeat(most, self._sizes)) & (worth > -np.inf))[0]
        stretch = np.searchsorted(self._starts, places, side="right")
        first = np.ones(len(places), dtype=np.bool_)
        first[1:] = stretch[1:] != stretch[:-1]
        return places[first]


class _Items:
    """Some pairs by specialist, those of one matter together; who has most of them comes first."""

    def __init__(self, it: Instance, pairs: Ints, specialists: int) -> None:
        self._pairs = pairs[np.lexsort((it.matter[pairs], it.specialist[pairs]))]
        self.count = np.bincount(it.specialist[pairs], minlength=specialists)
        self._first = np.cumsum(self.count) - self.count
        self.people = np.argsort(-self.count, kind="stable")

    def of(self, people: Ints) -> Iterator[Ints]:
        """The first pair of each, the second of those who have two, and so on."""
        left = self.count[people]
        for i in range(int(left[0])):
            active = int(np.searchsorted(-left, -i, side="left"))
            yield self._pairs[self._first[people[:active]] + i]
