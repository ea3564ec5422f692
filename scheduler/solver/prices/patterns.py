"""All patterns of the specialists that lose little, written down."""

from dataclasses import dataclass

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.specialists import Specialists

ROUNDING = 1e-9


@dataclass(frozen=True)
class Patterns:
    """N patterns, none of them empty: whose each is (N), and its pairs, one after the other.

    Pattern i holds the pairs starts[i]..starts[i+1].
    """

    specialist: Ints
    starts: Ints
    pair: Ints

    @property
    def count(self) -> int:
        """N."""
        return len(self.specialist)

    @property
    def of_pair(self) -> Ints:
        """Number of the pattern of each entry of ``pair``."""
        return np.repeat(np.arange(self.count), np.diff(self.starts))

    def only(self, kept: Bools) -> "Patterns":
        """Some of the patterns, in the same order."""
        sizes = np.diff(self.starts)[kept]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return Patterns(self.specialist[kept], starts, self.pair[kept[self.of_pair]])

    def lost(self, specialists: Specialists, value: Floats, head: Floats, cost: Floats) -> Floats:
        """What each pattern loses of its specialist's best gain; arguments as for ``best``."""
        it = specialists.instance
        gain = specialists.best(value, head, cost, exact=True).gain
        worth, blocks, lent = (np.zeros(self.count) for _ in range(3))
        np.add.at(worth, self.of_pair, value[self.pair])
        np.add.at(blocks, self.of_pair, it.effort[self.pair])
        np.add.at(lent, self.of_pair, it.lent[self.pair])
        worth -= np.where(lent > 0, head[self.specialist], 0.0)
        return gain[self.specialist] - worth + cost[self.specialist, blocks.astype(np.int64)]


def patterns_within(
    specialists: Specialists,
    value: Floats,
    head: Floats,
    cost: Floats,
    losses: Floats,
    loss: float,
    most: int,
    stop: Stop = never,
) -> Patterns | None:
    """The patterns that lose at most so much of their specialist's best gain; None if too many.

    Arguments as for ``Specialists.best``, whose ``losses`` these are. ``stop`` is polled from
    specialist to specialist; None, too, if it says so.
    """
    it = specialists.instance
    gain = specialists.best(value, head, cost, exact=True).gain
    value, promise = specialists.with_pins(value, head, cost)
    gain = gain + promise
    pairs = np.nonzero(losses <= loss + ROUNDING)[0]
    pairs = pairs[np.lexsort((-value[pairs], it.specialist[pairs]))]
    ends = np.searchsorted(it.specialist[pairs], np.arange(specialists.count + 1)).tolist()
    found: list[tuple[int, ...]] = []
    owner: list[int] = []
    for s in range(specialists.count):
        own = pairs[ends[s] : ends[s + 1]]
        if len(own):
            search = _Search(specialists, s, own, value, float(head[s]), cost[s].tolist())
            some = search.above(float(gain[s]) - loss - ROUNDING, most - len(found))
            if some is None or stop():
                return None
            pins = specialists.pins_of(s)
            some = [pattern for pattern in some if pins <= set(pattern)]
            found += some
            owner += [s] * len(some)
    sizes = [len(pattern) for pattern in found]
    return Patterns(
        np.array(owner, dtype=np.int64),
        np.cumsum([0, *sizes]),
        np.array([p for pattern in found for p in pattern], dtype=np.int64),
    )


class _Search:
    """Depth first through the sets of a specialist's pairs, given most valuable first."""

    def __init__(
        self,
        specialists: Specialists,
        s: int,
        pairs: Ints,
        value: Floats,
        head: float,
        cost: list[float],
    ) -> None:
        it = specialists.instance
        self._specialists, self._s = specialists, s
        self._pairs = pairs.tolist()
        self._value: list[float] = value[pairs].tolist()
        self._effort: list[int] = it.effort[pairs].tolist()
        self._matter: list[int] = it.matter[pairs].tolist()
        self._lent: list[bool] = it.lent[pairs].tolist()
        self._head, self._cost = head, cost
        self._most, self._room = specialists.room_of(s)
        self._sums = np.concatenate([[0.0], np.cumsum(np.maximum(value[pairs], 0.0))]).tolist()

    def above(self, least: float, most: int) -> list[tuple[int, ...]] | None:
        """The sets that gain at least so much and fit in time; None if there are too many."""
        self._least, self._limit = least, most
        self._found: list[tuple[int, ...]] = []
        self._extend(0, [], 0.0, 0, away=False)
        return self._found if len(self._found) <= most else None

    def _extend(self, i: int, taken: list[int], worth: float, used: int, *, away: bool) -> None:
        paid = self._cost[used] + (self._head if away else 0.0)
        if taken and worth - paid >= self._least:
            self._found.append(tuple(self._pairs[j] for j in taken))
        left = self._most - len(taken)
        for j in range(i, len(self._pairs) if left else i):
            more = self._sums[min(len(self._pairs), j + left)] - self._sums[j + 1]
            if worth + self._value[j] + max(more, 0.0) - paid < self._least:
                return
            if len(self._found) > self._limit:
                return
            if used + self._effort[j] > self._room or self._clashes(j, taken):
                continue
            taken.append(j)
            pairs = [self._pairs[k] for k in taken]
            if len(taken) == 1 or self._specialists.fits(self._s, pairs):
                after = used + self._effort[j]
                self._extend(
                    j + 1, taken, worth + self._value[j], after, away=away or self._lent[j]
                )
            taken.pop()

    def _clashes(self, j: int, taken: list[int]) -> bool:
        return any(self._matter[j] == self._matter[k] for k in taken)
