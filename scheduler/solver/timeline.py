"""The work of specialists along the grid, as the time rows see it.

A specialist whose blocks are not decided by week has one line over the whole horizon; one whose
blocks are has a line for each week.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from scheduler.solver.eligibility.frame import Frame, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.intervals import interval_rows

Room = Callable[[Frame, Ints, Ints, Ints], Ints]
"""Blocks that specialists have in each [a, b)."""


@dataclass(frozen=True)
class Lines:
    """Pieces of work, a line a specialist: windows, columns, and the blocks each can come to.

    Specialists ascend.
    """

    specialist: Ints
    column: Ints
    coefficient: Ints
    start: Ints
    stop: Ints
    most: Ints


def lines(f: Formulation) -> Iterator[Lines]:
    """Every line of work that could clash with itself."""
    it = f.instance
    whole = np.flatnonzero(~f.split[it.specialist]) if f.split.any() else slice(None)
    effort = it.effort[whole]
    yield Lines(it.specialist[whole], f.x[whole], effort, it.start[whole], it.stop[whole], effort)
    if f.split.any():
        for week in f.weeks:
            yield Lines(
                it.specialist[week.pair],
                week.column,
                week.coefficient,
                week.start,
                week.stop,
                week.most,
            )


def add_interval_rows(f: Formulation, room: Room) -> None:
    """Σ_{window ⊆ [a,b)} blocks ≤ room(a,b) for every line and every interval that needs a row."""
    capacity = partial(room, f.instance.eligibility.frame)
    for line in lines(f):
        needed = interval_rows(line.specialist, line.start, line.stop, line.most, capacity)
        f.program.add_rows(
            needed.row,
            line.column[needed.work],
            line.coefficient[needed.work],
            count=len(needed.room),
            upper=needed.room,
        )
