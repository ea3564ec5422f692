"""TIME: a specialist's work finds available blocks inside its windows, one demand at a time."""

from functools import partial

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.intervals import interval_rows
from scheduler.solver.timeline import timelines


def time(f: Formulation) -> None:
    """Σ_{w(s,d) ⊆ [a,b)} e(s,d)·x(s,d) ≤ available blocks of s in [a,b), for every interval."""
    before = f.instance.eligibility.frame.available_before
    for line in timelines(f):
        room = partial(_available, before[line.specialist])
        for work, limit in interval_rows(line.start, line.stop, line.most, room):
            f.program.add_row(line.column[work], line.coefficient[work], upper=limit)


def _available(before: Ints, a: Ints, b: Ints) -> Ints:
    room: Ints = before[b] - before[a]
    return room
