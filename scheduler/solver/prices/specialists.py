"""The selling side: the best set of pairs of each specialist, given what each pair brings.

A dynamic program (``knapsack``) knows all but the windows. Where its choice does not fit into the
specialist's time, a depth-first search over the sets that do takes its place; ``exact=False``
leaves the dynamic program's value, a bound too. So does a search that would take too long.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.instance import Instance
from scheduler.solver.prices.knapsack import Floats, Knapsack

LOOKS = 20_000
"""Pairs that one search looks at: of some specialists too many sets almost fit, and a single one
then took two minutes at 10,000 × 8,000. Fewer than the judge's, so that a witness asks no more."""


@dataclass(frozen=True)
class Choice:
    """What each specialist gains at best, and the pairs (a mask) that gain it.

    Where a search was cut short the gain is a bound, and the pairs are the best found.
    """

    gain: Floats
    chosen: Bools
    away: Bools


class Specialists:
    """All specialists of an instance and their patterns of one horizon."""

    def __init__(self, instance: Instance) -> None:
        self.instance = it = instance
        frame = it.eligibility.frame
        self._most_cases = it.max_cases
        self.capacity: Ints = frame.capacity
        self._weekly = frame.weekly_blocks.tolist()
        self._before = frame.available_before.tolist()
        self._fits: dict[tuple[int, ...], bool] = {}
        self._pinned = np.zeros(it.pairs, dtype=np.bool_)
        numbers = [it.pair_number(*pin) for pin in it.pins]
        self._pinned[[n for n in numbers if n is not None]] = True

    @property
    def count(self) -> int:
        """S."""
        return len(self._most_cases)

    @property
    def has_pins(self) -> Bools:
        """Specialist: some of their pairs are pinned."""
        pins: Bools = np.bincount(self.instance.specialist[self._pinned], minlength=self.count) > 0
        return pins

    @cached_property
    def _knapsack(self) -> Knapsack:
        return Knapsack(self.instance, self._most_cases, self.capacity)

    def pins_of(self, s: int) -> set[int]:
        """Pinned pairs of a specialist, by number."""
        return self._pins.get(s, set())

    @cached_property
    def _pins(self) -> dict[int, set[int]]:
        pins: dict[int, set[int]] = {}
        for p in np.nonzero(self._pinned)[0].tolist():
            pins.setdefault(int(self.instance.specialist[p]), set()).add(p)
        return pins

    def room_of(self, s: int) -> tuple[int, int]:
        """Cases and blocks that a specialist has room for."""
        return int(self._most_cases[s]), int(self.capacity[s])

    def best(self, value: Floats, head: Floats, cost: Floats, *, exact: bool) -> Choice:
        """The best set of each specialist.

        ``value``: of each pair; ``head`` (S): the price of lending the person at all;
        ``cost`` (S × blocks + 1): of a load of 0, 1, ... blocks, 0 at 0 and growing.
        """
        value, promise = self.with_pins(value, head, cost)
        useful = np.nonzero(value > 0)[0]
        lent = self.instance.lent[useful]
        anywhere = self._by_program(useful, value, cost, exact=exact)
        gain, chosen = anywhere[0] - head, anywhere[1]
        away = np.ones(self.count, dtype=np.bool_)
        asked = np.bincount(self.instance.specialist[useful[lent]], minlength=self.count) > 0
        torn = asked & (head > 0)
        at_home = useful[~lent & torn[self.instance.specialist[useful]]]
        other, stay = self._by_program(at_home, value, cost, exact=exact)
        away[~asked | (torn & (other >= gain))] = False
        gain = np.where(away, gain, np.where(asked, other, anywhere[0]))
        here = away[self.instance.specialist] | ~asked[self.instance.specialist]
        return Choice(gain - promise, np.where(here, chosen, stay), away)

    def with_pins(self, value: Floats, head: Floats, cost: Floats) -> tuple[Floats, Floats]:
        """Values in which a pin outweighs everything, and what is to be taken off again."""
        promise = np.zeros(self.count)
        if not self._pinned.any():
            return value, promise
        most = float(np.abs(value).max(initial=0.0)) * (1 + int(self._most_cases.max()))
        much = 4 * (1 + most + float(head.max(initial=0.0)) + float(cost.max(initial=0.0)))
        np.add.at(promise, self.instance.specialist[self._pinned], much)
        return np.where(self._pinned, value + much, value), promise

    # -- the dynamic program -----------------------------------------------------------------

    def _by_program(
        self, pairs: Ints, value: Floats, cost: Floats, *, exact: bool
    ) -> tuple[Floats, Bools]:
        """Gain and chosen pairs of all specialists over some pairs."""
        gain, chosen = self._knapsack.best(pairs, value, cost)
        if exact:
            self._made_to_fit(gain, chosen, pairs, value, cost)
        return gain, chosen

    def losses(self, value: Floats, head: Floats, cost: Floats) -> Floats:
        """How much of the best gain a pattern with a pair in it loses at least (P, 0 or more).

        Arguments as for ``best``. The patterns may not fit into the windows, so the loss may be
        more.
        """
        it = self.instance
        gain = self.best(value, head, cost, exact=True).gain
        value, promise = self.with_pins(value, head, cost)
        own = self._knapsack.forced(np.arange(it.pairs), value, cost) - head[it.specialist]
        at_home = np.nonzero(~it.lent)[0]
        stay = self._knapsack.forced(at_home, value, cost)
        best = np.maximum(own, stay) - promise[it.specialist]
        return np.maximum(gain[it.specialist] - best, 0.0)

    # -- the search among what fits ----------------------------------------------------------

    def _made_to_fit(
        self, gain: Floats, chosen: Bools, pairs: Ints, value: Floats, cost: Floats
    ) -> None:
        """Replace choices that do not fit in time, in place; a bound stays where it takes long."""
        it = self.instance
        wrong = [
            s for s, own in self.patterns(chosen).items() if len(own) > 1 and not self.fits(s, own)
        ]
        if not wrong:
            return
        is_wrong = np.zeros(self.count, dtype=np.bool_)
        is_wrong[wrong] = True
        chosen[is_wrong[it.specialist]] = False
        pairs = pairs[is_wrong[it.specialist[pairs]]]
        pairs = pairs[np.argsort(-value[pairs], kind="stable")]
        own: dict[int, list[int]] = {s: [] for s in wrong}
        for p, s in zip(pairs.tolist(), it.specialist[pairs].tolist(), strict=True):
            own[s].append(p)
        for s in wrong:
            worths, costs = value[own[s]].tolist(), cost[s].tolist()
            gained, best, is_whole = self._searched(s, own[s], worths, costs)
            gain[s] = gained if is_whole else gain[s]
            chosen[best] = True

    def _searched(
        self, s: int, pairs: list[int], value: list[float], cost: list[float]
    ) -> tuple[float, list[int], bool]:
        """The best set of a specialist that fits, of pairs given most valuable first.

        And whether all sets were looked at that might be better.
        """
        search = _SetSearch(self, s, pairs, value, cost)
        search.extend(0, 0.0, 0)
        return search.gain, search.best, search.looks <= LOOKS

    def clashes(self, pair: int, taken: list[int]) -> bool:
        """Whether one of some pairs is of the same matter."""
        return any(self._matter[pair] == self._matter[p] for p in taken)

    def effort(self, pair: int) -> int:
        """Blocks of a pair."""
        return self._effort[pair]

    def patterns(self, chosen: Bools) -> dict[int, list[int]]:
        """Specialist to their chosen pairs."""
        pairs = np.nonzero(chosen)[0]
        own: dict[int, list[int]] = {}
        for p, s in zip(pairs.tolist(), self.instance.specialist[pairs].tolist(), strict=True):
            own.setdefault(s, []).append(p)
        return own

    def fits(self, s: int, pairs: list[int]) -> bool:
        """Whether the pairs of a specialist find their blocks: Hall's condition on intervals."""
        key = tuple(sorted(pairs))
        known = self._fits.get(key)
        if known is None:
            starts = {self._start[p] for p in pairs}
            stops = {self._stop[p] for p in pairs}
            known = all(
                self._work(pairs, a, b) <= self._room(s, a, b)
                for a in starts
                for b in stops
                if a < b
            )
            self._fits[key] = known
        return known

    def _work(self, pairs: list[int], a: int, b: int) -> int:
        return sum(self._effort[p] for p in pairs if self._start[p] >= a and self._stop[p] <= b)

    def _room(self, s: int, a: int, b: int) -> int:
        before, room = self._before[s], 0
        for week in self.instance.eligibility.frame.horizon.week_ranges:
            first, last = max(a, week.start), min(b, week.stop)
            if first < last:
                room += min(before[last] - before[first], self._weekly[s])
        return room

    # one at a time they are read fastest from these, which hold millions in little room

    @cached_property
    def _effort(self) -> "memoryview[int]":
        return self.instance.effort.astype(np.int32).data

    @cached_property
    def _start(self) -> "memoryview[int]":
        return self.instance.start.astype(np.int32).data

    @cached_property
    def _stop(self) -> "memoryview[int]":
        return self.instance.stop.astype(np.int32).data

    @cached_property
    def _matter(self) -> "memoryview[int]":
        return self.instance.matter.astype(np.int32).data


class _SetSearch:
    """The sets of pairs of one specialist that fit into the windows, depth first.

    No function within another one: that would hold itself, and with it all that the search knows.
    """

    def __init__(
        self,
        specialists: Specialists,
        s: int,
        pairs: list[int],
        value: list[float],
        cost: list[float],
    ) -> None:
        self._side, self._s, self._pairs, self._value = specialists, s, pairs, value
        self._cost, (self._most, self._room) = cost, specialists.room_of(s)
        self._sums = [0.0, *accumulate(value)]
        self._taken: list[int] = []
        self.gain, self.best, self.looks = 0.0, list[int](), 0

    def extend(self, i: int, worth: float, used: int) -> None:
        """Try the sets of what is taken, worth so much for so many blocks, and pairs from i on."""
        side, taken, pairs, sums = self._side, self._taken, self._pairs, self._sums
        if worth - self._cost[used] > self.gain:
            self.gain, self.best = worth - self._cost[used], list(taken)
        left = self._most - len(taken)
        for j in range(i, len(pairs) if left else i):
            if worth + sums[min(len(pairs), j + left)] - sums[j] <= self.gain:
                return
            self.looks += 1
            if self.looks > LOOKS:
                return
            p, effort = pairs[j], side.effort(pairs[j])
            if used + effort > self._room or side.clashes(p, taken):
                continue
            taken.append(p)
            if len(taken) == 1 or side.fits(self._s, taken):
                self.extend(j + 1, worth + self._value[j], used + effort)
            taken.pop()
