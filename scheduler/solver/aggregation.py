"""Columns of a program taken together: of a group only how many are chosen is still decided.

Each group becomes one column, the sum of its own. In a row with an upper limit it counts with the
least coefficient that one of them has there, in a row with a lower limit with the largest, a column
that is not in the row having 0. So every solution of the program, groups summed, is a solution of
the coarser one, and what that one has not the program has not either.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.program import NO_BOUND, Matrix, Objective, Program


@dataclass(frozen=True)
class Aggregated:
    """The coarser program: first the columns ``own`` that stand for themselves, then the groups."""

    program: Program
    own: Ints
    _number: Ints

    def objective(self, fine: Objective) -> Objective:
        """That of the coarser program: no solution is worth less in it than in the program."""
        size = np.bincount(self._number, minlength=self.program.columns)
        told = np.bincount(self._number[fine.columns], minlength=self.program.columns)
        sign = -1 if fine.maximise else 1
        best = np.where((told == size) & (size > 0), NO_BOUND, 0)
        np.minimum.at(best, self._number[fine.columns], sign * fine.coefficients)
        columns = np.nonzero(best)[0]
        return Objective(columns, sign * best[columns], fine.constant, fine.maximise)

    def used(self, solution: Ints) -> Bools:
        """The columns (a mask) of the groups of which a solution of the coarser one takes some."""
        used: Bools = (self._number >= len(self.own)) & (solution[self._number] > 0)
        return used

    def spread(self, solution: Ints, lower: Ints) -> Ints:
        """The program's columns as a solution of the coarser one has them, groups left at lower."""
        wide = lower.copy()
        wide[self.own] = solution[: len(self.own)]
        return wide


def aggregated(program: Program, group: Ints, most: Ints) -> Aggregated:
    """A program in which some columns, none of them ever below 0, are taken together.

    ``group``: of each column its group's number, or -1. ``most``: of each group as many as any
    solution takes.
    """
    own, count = np.nonzero(group < 0)[0], len(most)
    grouped = group >= 0
    number = np.where(grouped, len(own) + group, np.cumsum(~grouped) - 1)
    least, size = np.zeros(count, dtype=np.int64), np.bincount(group[grouped], minlength=count)
    np.add.at(least, group[grouped], program.lower[grouped])
    coarse = Program()
    coarse.add_columns(len(own), program.lower[own], program.upper[own])
    coarse.add_columns(count, least, most)
    rows = program.matrix()
    low, high, row, column = _coefficients(rows, number, np.append(np.ones(len(own), int), size))
    differs = np.bincount(row[low != high], minlength=rows.rows) > 0
    no_upper, no_lower = np.full(rows.rows, NO_BOUND), np.full(rows.rows, -NO_BOUND)
    for some, coefficient, lower, upper in (
        (~differs, low, rows.lower, rows.upper),
        (differs, low, no_lower, rows.upper),
        (differs, high, rows.lower, no_upper),
    ):
        a, b = coefficient * coarse.lower[column], coefficient * coarse.upper[column]
        smallest, largest = np.zeros((2, rows.rows), dtype=np.int64)
        np.add.at(smallest, row, np.minimum(a, b))
        np.add.at(largest, row, np.maximum(a, b))
        kept = some & ((smallest < lower) | (largest > upper))  # the others cannot be broken
        there = kept[row] & (coefficient != 0)
        coarse.add_rows(
            (np.cumsum(kept) - 1)[row[there]],
            column[there],
            coefficient[there],
            count=int(kept.sum()),
            lower=lower[kept],
            upper=upper[kept],
        )
    return Aggregated(coarse, own, number)


def _coefficients(rows: Matrix, number: Ints, size: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The least and the largest coefficient of each column in each row that it is in.

    ``number``: of each column its new one. ``size``: of each new column how many it stands for.
    """
    place = rows.row.astype(np.int64) * len(size) + number[rows.column]
    order = np.argsort(place, kind="stable")
    place, coefficient = place[order], rows.coefficient[order].astype(np.int64)
    first = np.nonzero(np.diff(place, prepend=-1))[0]
    row, column = np.divmod(place[first], len(size))
    if not len(first):
        return coefficient, coefficient, row, column
    low = np.minimum.reduceat(coefficient, first)
    high = np.maximum.reduceat(coefficient, first)
    is_missing = np.diff(np.append(first, len(place))) < size[column]
    return (
        np.where(is_missing, np.minimum(low, 0), low),
        np.where(is_missing, np.maximum(high, 0), high),
        row,
        column,
    )
