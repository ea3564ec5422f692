"""Rows that every allowed plan keeps anyway, but that the linear relaxation does not know.

They change no value and no plan; they only bring the bound nearer. Each is there only if the rules
it follows from are.
"""

import numpy as np

from scheduler.model import Rule
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation, within
from scheduler.solver.groups import numbered


def add_cuts(f: Formulation) -> None:
    """Add all cuts that the formulation's rules imply."""
    if f.rules & {Rule.LENDING_HEADS, Rule.HOME_RESERVE}:
        _away_for_a_week(f)
    if Rule.OUTSIDE_SHARE in f.rules:
        _whole_insiders(f)


def _away_for_a_week(f: Formulation) -> None:
    """Work on others' cases comes to no more than s has in the week, and to nothing without h(s,w).

    Over the lent pairs: Σ cases ≤ max_cases(s)·h(s,w), Σ blocks ≤ min(available, released)·h(s,w).
    """
    it, frame = f.instance, f.instance.eligibility.frame
    for w, (week, blocks) in enumerate(zip(frame.horizon.week_ranges, f.weeks, strict=True)):
        rows = blocks.rows_of(it.lent & (f.away[it.specialist, w] >= 0))
        pair, column = blocks.pair[rows], blocks.column[rows]
        if Rule.CASELOAD in f.rules and not f.counts_heads_by_cases:
            whole = column == f.x[pair]
            _only_away(f, w, pair[whole], column[whole], 1, it.max_cases)
        if {Rule.TIME, Rule.WEEKLY_LIMIT} <= f.rules:
            there = frame.available_before[:, week.stop] - frame.available_before[:, week.start]
            room = np.minimum(there, frame.weekly_blocks)
            _only_away(f, w, pair, column, blocks.coefficient[rows], room)


def _only_away(
    f: Formulation, w: int, pair: Ints, column: Ints, coefficient: int | Ints, most: Ints
) -> None:
    """Σ coefficient·column of each specialist ≤ most(s)·h(s,w)."""
    specialist = f.instance.specialist[pair]
    group, first = numbered(specialist)
    people = specialist[first]
    within(f.program, group, column, f.away[people, w], most[people], coefficient=coefficient)


def _whole_insiders(f: Formulation) -> None:
    """Σ insiders x ≥ ⌈seats·(100 − share)/100⌉·z(c): a running case fills its critical seats.

    Of at least that many people, all but the outside share are insiders, in whole numbers.
    """
    it = f.instance
    for c, case in enumerate(it.cases):
        share = case.outside_share
        if share in (0, 100) or not it.has_core[c]:
            continue
        pairs = it.pairs_of_case[c]
        insiders = f.x[pairs[~it.lent[pairs]]]
        need = -(-int(f.core_seats[c]) * (100 - share) // 100)
        column = np.concatenate([insiders, f.runs[[c]]])
        weight = np.concatenate([np.ones(len(insiders), np.int64), [-need]])
        f.program.add_row(column, weight, lower=0)
