"""In which weeks people who serve others work: the earliest shares, given who serves what.

Limits by week on an agency's lending bind its people's blocks to weeks. Over several weeks the
blocks of those who serve others' cases are therefore shared out before the layout, which keeps the
shares; everybody else's windows stay whole. Of the shares that are allowed the largest sequence is
taken, pairs by specialist, then demand, each pair week by week. An agency's limits say nothing of
another's people, so each has a program of its own: of what the search decided, only who serves
what comes into it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.largest import largest
from scheduler.solver.nearby import only
from scheduler.solver.rules import add_rules

BY_WEEK = frozenset(
    (
        Rule.TIME,
        Rule.WEEKLY_LIMIT,
        Rule.LENDING_BLOCKS,
        Rule.LENDING_HEADS,
        Rule.HOME_RESERVE,
    )
)
"""The rules that say which shares of given pairs are allowed."""


@dataclass(frozen=True)
class Share:
    """Blocks, 1 or more, that a pair works inside [start, stop)."""

    pair: int
    start: int
    stop: int
    blocks: int


def shares(it: Instance, pairs: Ints) -> list[Share]:
    """The work of a plan's pairs (ascending), by week where a pair is shared out, else whole.

    Raises:
        ValueError: no shares are allowed; a plan that keeps the rules never comes to this.
        EngineError: the engines do not agree on what is allowed, or cannot tell.
    """
    by_week = [share for agency in _bound(it, pairs) for share in _earliest(it, agency)]
    shared = {share.pair for share in by_week}
    whole = [
        Share(p, int(it.start[p]), int(it.stop[p]), int(it.effort[p]))
        for p in pairs.tolist()
        if p not in shared
    ]
    return whole + by_week


def _bound(it: Instance, pairs: Ints) -> Iterator[Ints]:
    """Agency by agency the pairs of those whose blocks are bound to weeks, ascending."""
    f = Formulation(it)
    serves_others = np.zeros(len(f.split), dtype=np.bool_)
    serves_others[it.specialist[pairs[it.lent[pairs]]]] = True
    bound = pairs[(f.split & serves_others)[it.specialist[pairs]]]
    for agency in np.unique(it.agency[bound]).tolist():
        yield bound[it.agency[bound] == agency]


def _earliest(it: Instance, pairs: Ints) -> Iterator[Share]:
    """The shares of an agency's pairs, of those that have a choice of weeks."""
    f = Formulation(only(it, pairs), BY_WEEK)
    add_rules(f)
    pair = np.concatenate([week.pair for week in f.weeks])
    column = np.concatenate([week.column for week in f.weeks])
    start = np.concatenate([week.start for week in f.weeks])
    stop = np.concatenate([week.stop for week in f.weeks])
    rows = np.flatnonzero(column != f.x[pair])
    rows = rows[np.lexsort((start[rows], pair[rows]))]
    if not len(rows):
        return
    free = np.ones(f.program.columns, dtype=np.bool_)
    free[f.x] = False
    program, kept = f.program.restricted(free, np.ones(f.program.columns, dtype=np.int64))
    columns = np.searchsorted(kept, column[rows])
    solution = largest(program, columns)
    if solution is None:
        raise ValueError("the work of lent people fits into no weeks")
    for row, blocks in zip(rows.tolist(), solution[columns].tolist(), strict=True):
        if blocks:
            yield Share(int(pairs[pair[row]]), int(start[row]), int(stop[row]), blocks)
