"""WEEKLY_LIMIT: in each week a specialist works no more blocks than are released to the pool.

Over several weeks released blocks are lost where the specialist is not there, so the room of an
interval is Σ_weeks min(available in it, released). Only intervals in which this is less than what
is available need a row; the rest is TIME.
"""

from functools import partial

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.intervals import interval_rows
from scheduler.solver.timeline import timelines


def weekly_limit(f: Formulation) -> None:
    """Σ_{w(s,d) ⊆ [a,b)} e(s,d)·x(s,d) ≤ Σ_weeks min(available in [a,b), weekly_blocks)."""
    frame = f.instance.eligibility.frame
    for line in timelines(f):
        room = partial(
            _released,
            frame.available_before[line.specialist],
            int(frame.weekly_blocks[line.specialist]),
            frame.horizon.week_ranges,
        )
        for work, limit in interval_rows(line.start, line.stop, line.most, room):
            f.program.add_row(line.column[work], line.coefficient[work], upper=limit)


def _released(before: Ints, weekly: int, weeks: tuple[range, ...], a: Ints, b: Ints) -> Ints:
    """Released room in each interval; where nothing is cut off, room enough for anything."""
    room = np.zeros(len(a), dtype=np.int64)
    for week in weeks:
        there = (
            before[np.clip(b, week.start, week.stop)] - before[np.clip(a, week.start, week.stop)]
        )
        room += np.minimum(there, weekly)
    cut: Ints = np.where(room < before[b] - before[a], room, np.iinfo(np.int64).max)
    return cut
