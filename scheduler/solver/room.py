"""Room of a specialist between two blocks: what is available, and what of it is released."""

import numpy as np

from scheduler.solver.eligibility.frame import Frame, Ints


def available(frame: Frame, s: Ints, a: Ints, b: Ints) -> Ints:
    """Available blocks of specialists in each [a, b); the three are broadcast."""
    before = frame.available_before
    there: Ints = before[s, b] - before[s, a]
    return there


def released(frame: Frame, s: Ints, a: Ints, b: Ints) -> Ints:
    """Σ over the weeks of min(available, released) blocks of specialists in each [a, b)."""
    room = np.zeros(np.broadcast_shapes(s.shape, a.shape, b.shape), dtype=np.int64)
    for week in frame.horizon.week_ranges:
        first, last = np.clip(a, week.start, week.stop), np.clip(b, week.start, week.stop)
        room += np.minimum(available(frame, s, first, last), frame.weekly_blocks[s])
    return room
