"""Interval rows: work that must be done inside [a, b) finds room there.

For one specialist and one capacity function, the rows Σ_{window ⊆ [a,b)} load ≤ capacity(a, b)
over all intervals say exactly that the work fits (Hall's condition on an interval order). Only
intervals that are the hull of their own work matter, only those that can overflow, and of two
rows on nested sets of work with the same room only the larger.
"""

from collections.abc import Callable, Iterator

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints

MOST_COMPARED = 1_000
"""Rows of one specialist up to which each is compared with each; more are all kept."""
Capacity = Callable[[Ints, Ints], Ints]


def interval_rows(
    start: Ints, stop: Ints, most: Ints, capacity: Capacity
) -> Iterator[tuple[Bools, int]]:
    """Yield (mask of the work, room) for every interval row that is needed.

    ``start``/``stop``: half-open windows of the work; ``most``: blocks each can come to;
    ``capacity(a, b)``: room in each interval, for arrays of interval ends.
    """
    a, b = np.meshgrid(np.unique(start), np.unique(stop), indexing="ij")
    a, b = a[a < b], b[a < b]
    inside = (start[None, :] >= a[:, None]) & (stop[None, :] <= b[:, None])
    far = np.iinfo(np.int64).max
    hull = (np.where(inside, start, far).min(axis=1, initial=far) == a) & (
        np.where(inside, stop, -1).max(axis=1, initial=-1) == b
    )
    room = capacity(a, b)
    wanted = hull & ((inside * most).sum(axis=1) > room)
    inside, room = inside[wanted], room[wanted]
    kept = np.arange(len(room))
    if len(room) <= MOST_COMPARED:
        held = inside.astype(np.float32)
        covers = (held @ (1 - held).T == 0) & (room[None, :] <= room[:, None])
        np.fill_diagonal(covers, False)
        kept = np.nonzero(~covers.any(axis=1))[0]
    for row in kept:
        yield inside[row], int(room[row])
