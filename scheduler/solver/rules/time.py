"""TIME: a specialist's work finds available blocks inside its windows, one demand at a time.

Where fewer blocks are released than are available, WEEKLY_LIMIT says all that there is to say.
"""

from functools import partial

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Frame, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.intervals import AMPLE, interval_rows
from scheduler.solver.room import available, released
from scheduler.solver.timeline import timelines


def time(f: Formulation) -> None:
    """Σ_{w(s,d) ⊆ [a,b)} e(s,d)·x(s,d) ≤ available blocks of s in [a,b), for every interval."""
    room = _all_released if Rule.WEEKLY_LIMIT in f.rules else available
    for line in timelines(f):
        capacity = partial(room, f.instance.eligibility.frame, line.specialist)
        for work, limit in interval_rows(line.start, line.stop, line.most, capacity):
            f.program.add_row(line.column[work], line.coefficient[work], upper=limit)


def _all_released(frame: Frame, s: int, a: Ints, b: Ints) -> Ints:
    """Available blocks where all of them are released; elsewhere room enough for anything."""
    there = available(frame, s, a, b)
    return np.where(there <= released(frame, s, a, b), there, AMPLE)
