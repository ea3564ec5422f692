"""Interval rows: work that must be done inside [a, b) finds room there.

For one specialist and one capacity function, the rows Σ_{window ⊆ [a,b)} load ≤ capacity(a, b)
over all intervals say exactly that the work fits (Hall's condition on an interval order). Only
intervals that are the hull of their own work matter, only those that can overflow, and only those
that no wider one with as little room implies.
"""

from collections.abc import Callable, Iterator

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints

AMPLE = int(np.iinfo(np.int64).max)
"""Room for anything: a capacity that needs no row."""
Capacity = Callable[[Ints, Ints], Ints]


def interval_rows(
    start: Ints, stop: Ints, most: Ints, capacity: Capacity
) -> Iterator[tuple[Bools, int]]:
    """Yield (mask of the work, room) for every interval row that is needed.

    ``start``/``stop``: half-open windows of the work; ``most``: blocks each can come to, 1 or more;
    ``capacity(a, b)``: room in each interval, for arrays of interval ends, not less in a wider one
    (``AMPLE`` apart); where a >= b, any number.
    """
    a, i = np.unique(start, return_inverse=True)
    b, j = np.unique(stop, return_inverse=True)
    blocks = np.zeros((len(a), len(b)), dtype=np.int64)
    np.add.at(blocks, (i, j), most)
    from_a = np.cumsum(blocks, axis=1)
    to_b = np.cumsum(blocks[::-1], axis=0)[::-1]
    inside = np.cumsum(from_a[::-1], axis=0)[::-1]
    room = capacity(a[:, None], b[None, :])
    wanted = (from_a > 0) & (to_b > 0) & (inside > room)
    room = np.where(wanted, room, AMPLE)
    for left, right in np.argwhere(room < _least_of_wider(room)):
        yield (start >= a[left]) & (stop <= b[right]), int(room[left, right])


def _least_of_wider(room: Ints) -> Ints:
    """For each interval (left end, right end) the least room of those around it."""
    least = np.full((room.shape[0] + 1, room.shape[1] + 1), AMPLE)
    least[1:, :-1] = room
    least = np.minimum.accumulate(least, axis=0)
    least = np.minimum.accumulate(least[:, ::-1], axis=1)[:, ::-1]
    around: Ints = np.minimum(least[:-1, :-1], least[1:, 1:])
    return around
