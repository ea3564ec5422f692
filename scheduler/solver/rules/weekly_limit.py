"""WEEKLY_LIMIT: in each week a specialist works no more blocks than are released to the pool.

Over several weeks released blocks are lost where the specialist is not there, so the room of an
interval is Σ_weeks min(available in it, released). Only intervals in which this is less than what
is available need a row; the rest is TIME.
"""

import numpy as np

from scheduler.solver.eligibility.frame import Frame, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.intervals import AMPLE
from scheduler.solver.room import available, released
from scheduler.solver.timeline import add_interval_rows


def weekly_limit(f: Formulation) -> None:
    """Σ_{w(s,d) ⊆ [a,b)} e(s,d)·x(s,d) ≤ Σ_weeks min(available in [a,b), weekly_blocks)."""
    add_interval_rows(f, _cut_off)


def _cut_off(frame: Frame, s: Ints, a: Ints, b: Ints) -> Ints:
    """Released blocks where they are fewer than the available; elsewhere room for anything."""
    left = released(frame, s, a, b)
    return np.where(left < available(frame, s, a, b), left, AMPLE)
