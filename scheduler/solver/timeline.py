"""The work of each specialist along the grid, as the time rows see it.

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

Room = Callable[[Frame, int, Ints, Ints], Ints]
"""Blocks a specialist has in each [a, b)."""


@dataclass(frozen=True)
class Timeline:
    """Pieces of work of one specialist: windows, columns, and the blocks each can come to."""

    specialist: int
    column: Ints
    coefficient: Ints
    start: Ints
    stop: Ints
    most: Ints


def timelines(f: Formulation) -> Iterator[Timeline]:
    """Every line of work that could clash with itself, by specialist."""
    it = f.instance
    own = np.bincount(it.specialist, ~f.split[it.specialist])
    whole = own[it.specialist] > 1  # one pair alone fits, or it would not be eligible
    yield from _by_specialist(
        it.specialist[whole],
        (f.x[whole], it.effort[whole], it.start[whole], it.stop[whole], it.effort[whole]),
    )
    if f.split.any():
        for week in f.weeks:
            yield from _by_specialist(
                it.specialist[week.pair],
                (week.column, week.coefficient, week.start, week.stop, week.most),
            )


def _by_specialist(specialist: Ints, arrays: tuple[Ints, ...]) -> Iterator[Timeline]:
    order = np.argsort(specialist, kind="stable")
    people, first = np.unique(specialist[order], return_index=True)
    bounds = [*first.tolist(), len(order)]
    for i, s in enumerate(people.tolist()):
        chosen = order[bounds[i] : bounds[i + 1]]
        yield Timeline(s, *(a[chosen] for a in arrays))


def add_interval_rows(f: Formulation, room: Room) -> None:
    """Σ_{window ⊆ [a,b)} blocks ≤ room(a,b) for every line and every interval that needs a row."""
    columns, coefficients, limits = [], [], []
    for line in timelines(f):
        capacity = partial(room, f.instance.eligibility.frame, line.specialist)
        for work, limit in interval_rows(line.start, line.stop, line.most, capacity):
            columns.append(line.column[work])
            coefficients.append(line.coefficient[work])
            limits.append(limit)
    if limits:
        f.program.add_rows(
            np.repeat(np.arange(len(limits)), [len(c) for c in columns]),
            np.concatenate(columns),
            np.concatenate(coefficients),
            count=len(limits),
            upper=np.array(limits),
        )
