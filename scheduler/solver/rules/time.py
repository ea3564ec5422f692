"""TIME: a specialist's work finds available blocks inside its windows, one demand at a time.

Where fewer blocks are released than are available, WEEKLY_LIMIT says all that there is to say.
"""

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Frame, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.intervals import AMPLE
from scheduler.solver.room import available, released
from scheduler.solver.timeline import add_interval_rows


def time(f: Formulation) -> None:
    """Σ_{w(s,d) ⊆ [a,b)} e(s,d)·x(s,d) ≤ available blocks of s in [a,b), for every interval."""
    add_interval_rows(f, _all_released if Rule.WEEKLY_LIMIT in f.rules else available)


def _all_released(frame: Frame, s: Ints, a: Ints, b: Ints) -> Ints:
    """Available blocks where all of them are released; elsewhere room enough for anything."""
    there = available(frame, s, a, b)
    return np.where(there <= released(frame, s, a, b), there, AMPLE)
