"""Interval rows: work that must be done inside [a, b) finds room there.

For one specialist and one capacity function, the rows Σ_{window ⊆ [a,b)} load ≤ capacity(a, b)
over all intervals say exactly that the work fits (Hall's condition on an interval order). Only
intervals that are the hull of their own work matter, only those that can overflow, and only those
that no wider one with as little room implies.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.groups import numbered

AMPLE = int(np.iinfo(np.int64).max)
"""Room for anything: a capacity that needs no row."""
AT_ONCE = 2**20
"""Intervals of several specialists that are looked at together."""
_NONE = np.zeros(0, dtype=np.int64)
Capacity = Callable[[Ints, Ints, Ints], Ints]
"""Room of specialists (n×1×1) between blocks a (A×1) and b (B): n×A×B."""


@dataclass(frozen=True)
class IntervalRows:
    """Rows over some work: number of each entry's row, ascending, and of its work; room a row."""

    row: Ints
    work: Ints
    room: Ints


def interval_rows(
    specialist: Ints, start: Ints, stop: Ints, most: Ints, capacity: Capacity
) -> IntervalRows:
    """The interval rows that are needed, specialist by specialist.

    ``specialist`` of each piece of work, ascending; ``start``/``stop``: their half-open windows;
    ``most``: blocks each can come to, 1 or more; ``capacity``: room in each interval, not less in a
    wider one (``AMPLE`` apart); where a >= b, any number.
    """
    i, first_start = numbered(start)
    j, first_stop = numbered(stop)
    a, b = start[first_start], stop[first_stop]
    owner, first = numbered(specialist)
    bounds = np.append(first, len(specialist))
    left_of, right_of = (n.astype(np.min_scalar_type(n.max(initial=0))) for n in (i, j))
    rows, works, rooms = [_NONE], [_NONE], [_NONE]
    count = 0
    for people in _stretches(len(first), len(a) * len(b)):
        own = slice(bounds[people.start], bounds[people.stop])
        shape = people.stop - people.start, len(a), len(b)
        place = np.ravel_multi_index((owner[own] - people.start, i[own], j[own]), shape)
        blocks = np.bincount(place, most[own], minlength=np.prod(shape)).astype(np.int64)
        who = specialist[first[people], None, None]
        needed, room = _needed(blocks.reshape(shape), capacity(who, a[:, None], b))
        rooms.append(room)
        for person, (lefts, rights) in _by_person(needed):
            work = slice(bounds[people.start + person], bounds[people.start + person + 1])
            row, inside = np.nonzero((left_of[work] >= lefts) & (right_of[work] <= rights))
            rows.append(count + row)
            works.append(work.start + inside)
            count += len(lefts)
    return IntervalRows(*(np.concatenate(parts) for parts in (rows, works, rooms)))


def _needed(blocks: Ints, room: Ints) -> tuple[Ints, Ints]:
    """Specialist, first start and last stop of each interval that needs a row (R×3); its room.

    ``blocks``: most that the work of each start and stop can come to, specialist by specialist.
    """
    from_a = np.cumsum(blocks, axis=2)
    to_b = np.cumsum(blocks[:, ::-1], axis=1)[:, ::-1]
    inside = np.cumsum(from_a[:, ::-1], axis=1)[:, ::-1]
    wanted = (from_a > 0) & (to_b > 0) & (inside > room)
    room = np.where(wanted, room, AMPLE)
    is_needed = room < _least_of_wider(room)
    return np.argwhere(is_needed), room[is_needed]


def _least_of_wider(room: Ints) -> Ints:
    """For each interval (left end, right end) the least room of those around it."""
    people, left, right = room.shape
    least = np.full((people, left + 1, right + 1), AMPLE)
    least[:, 1:, :-1] = room
    least = np.minimum.accumulate(least, axis=1)
    least = np.minimum.accumulate(least[:, :, ::-1], axis=2)[:, :, ::-1]
    around: Ints = np.minimum(least[:, :-1, :-1], least[:, 1:, 1:])
    return around


def _by_person(needed: Ints) -> Iterator[tuple[int, tuple[Ints, Ints]]]:
    """Each specialist who needs rows, with the left and the right ends of their intervals (R×1)."""
    _, first = numbered(needed[:, 0])
    for rows in np.split(needed, first[1:]) if len(needed) else ():
        yield int(rows[0, 0]), (rows[:, 1:2], rows[:, 2:3])


def _stretches(people: int, intervals: int) -> Iterator[slice]:
    """Numbers of specialists, so many at a time as have about the intervals to be looked at."""
    each = max(1, AT_ONCE // max(1, intervals))
    for begin in range(0, people, each):
        yield slice(begin, min(people, begin + each))
