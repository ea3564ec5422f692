"""Room of a specialist between two blocks: what is available, and what of it is released."""

import numpy as np

from scheduler.solver.eligibility.frame import Frame, Ints


def available(frame: Frame, s: int, a: Ints, b: Ints) -> Ints:
    """Available blocks of a specialist in each [a, b)."""
    before = frame.available_before[s]
    there: Ints = before[b] - before[a]
    return there


def released(frame: Frame, s: int, a: Ints, b: Ints) -> Ints:
    """Σ over the weeks of min(available, released) blocks of a specialist in each [a, b)."""
    room = np.zeros(np.broadcast_shapes(a.shape, b.shape), dtype=np.int64)
    for week in frame.horizon.week_ranges:
        first, last = np.clip(a, week.start, week.stop), np.clip(b, week.start, week.stop)
        room += np.minimum(available(frame, s, first, last), frame.weekly_blocks[s])
    return room
