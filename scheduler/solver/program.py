"""An integer linear program in plain arrays, before any engine sees it.

Columns have integer bounds; rows are ``lo <= a·x <= hi``. Rows are added in batches of arrays.
A program only grows: a solution of an earlier state stays feasible when columns are filled in.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from scheduler.solver.eligibility.frame import Ints

NO_BOUND = 2**62


@dataclass(frozen=True)
class Objective:
    """``constant + coefficients·x[columns]``, to be maximised or minimised."""

    columns: Ints
    coefficients: Ints
    constant: int
    maximise: bool

    def value(self, solution: Ints) -> int:
        """Its exact value at a solution."""
        return self.constant + int(self.coefficients @ solution[self.columns])

    def box_bound(self, program: "Program") -> int:
        """The best value that the column bounds alone leave possible: weak, but true."""
        lo, hi = program.lower[self.columns], program.upper[self.columns]
        best = hi if self.maximise else lo
        worst = lo if self.maximise else hi
        reach = np.where(self.coefficients > 0, best, worst)
        return self.constant + int(self.coefficients @ reach)


@dataclass
class Program:
    """Columns and rows; see the module's text."""

    _lower: list[Ints] = field(default_factory=list)
    _upper: list[Ints] = field(default_factory=list)
    _rows: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)
    _row_lower: list[Ints] = field(default_factory=list)
    _row_upper: list[Ints] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(self, count: int, lower: int | Ints = 0, upper: int | Ints = 1) -> Ints:
        """Append columns and return their numbers."""
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=np.int64), (count,)))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.int64), (count,)))
        self.columns += count
        return np.arange(self.columns - count, self.columns, dtype=np.int64)

    def add_rows(
        self,
        row: Ints,
        column: Ints,
        coefficient: int | Ints,
        *,
        count: int,
        lower: int | Ints = -NO_BOUND,
        upper: int | Ints = NO_BOUND,
    ) -> None:
        """Append ``count`` rows given as triplets; ``row`` counts from 0 within the batch."""
        if count == 0:
            return
        filled = np.broadcast_to(np.asarray(coefficient, dtype=np.int64), column.shape)
        self._rows.append((row + self.rows, column, filled))
        self._row_lower.append(np.broadcast_to(np.asarray(lower, dtype=np.int64), (count,)))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, dtype=np.int64), (count,)))
        self.rows += count

    def add_row(
        self,
        column: Ints,
        coefficient: int | Ints,
        *,
        lower: int = -NO_BOUND,
        upper: int = NO_BOUND,
    ) -> None:
        """Append one row."""
        self.add_rows(
            np.zeros(len(column), dtype=np.int64),
            column,
            coefficient,
            count=1,
            lower=lower,
            upper=upper,
        )

    def copy(self) -> "Program":
        """A program that can grow apart from this one; the arrays are shared."""
        return Program(
            list(self._lower),
            list(self._upper),
            list(self._rows),
            list(self._row_lower),
            list(self._row_upper),
            self.columns,
            self.rows,
        )

    @property
    def lower(self) -> Ints:
        """Lower bound of every column."""
        return _joined(self._lower)

    @property
    def upper(self) -> Ints:
        """Upper bound of every column."""
        return _joined(self._upper)

    @property
    def row_bounds(self) -> tuple[Ints, Ints]:
        """Lower and upper bound of every row."""
        return _joined(self._row_lower), _joined(self._row_upper)

    def compressed_rows(self) -> tuple[Ints, Ints, Ints]:
        """(start, column, coefficient): row r holds the entries start[r]..start[r+1]."""
        row = _joined([r for r, _, _ in self._rows])
        order = np.argsort(row, kind="stable")
        starts = np.searchsorted(row[order], np.arange(self.rows + 1))
        column = _joined([c for _, c, _ in self._rows])[order]
        return starts.astype(np.int64), column, _joined([v for _, _, v in self._rows])[order]

    def is_satisfied_by(self, solution: Ints) -> bool:
        """Whether a solution keeps every bound and every row, in exact integers."""
        if np.any(solution < self.lower) or np.any(solution > self.upper):
            return False
        starts, column, coefficient = self.compressed_rows()
        lower, upper = self.row_bounds
        products = coefficient * solution[column]
        sums = np.array([products[a:b].sum() for a, b in pairwise(starts)], dtype=np.int64)
        return bool(np.all(sums >= lower) and np.all(sums <= upper))


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
