"""An integer linear program in plain arrays, before any engine sees it.

Columns have integer bounds; rows are ``lo <= a·x <= hi``. Rows are added in batches of arrays.
A program only grows: a solution of an earlier state stays feasible when columns are filled in.
"""

from dataclasses import dataclass, field

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints

NO_BOUND = 2**62


def exact_dot(a: Ints, b: Ints) -> int:
    """Σ a·b, in Python's integers where 64 bits might not do."""
    if not len(a):
        return 0
    if float(np.abs(a).max()) * float(np.abs(b).max()) * len(a) < NO_BOUND:
        return int(a @ b)
    return sum(map(int.__mul__, a.tolist(), b.tolist()))


@dataclass(frozen=True)
class Objective:
    """``constant + coefficients·x[columns]``, to be maximised or minimised."""

    columns: Ints
    coefficients: Ints
    constant: int
    maximise: bool

    def value(self, solution: Ints) -> int:
        """Its exact value at a solution."""
        return self.constant + exact_dot(self.coefficients, solution[self.columns])

    def restricted(self, free: Bools) -> "Objective":
        """Its part on some free columns, numbered among themselves."""
        number, inside = np.cumsum(free) - 1, free[self.columns]
        columns = number[self.columns[inside]]
        return Objective(columns, self.coefficients[inside], 0, self.maximise)

    def box_bound(self, program: "Program") -> int:
        """The best value that the column bounds alone leave possible: weak, but true."""
        lo, hi = program.lower[self.columns], program.upper[self.columns]
        best = hi if self.maximise else lo
        worst = lo if self.maximise else hi
        reach = np.where(self.coefficients > 0, best, worst)
        return self.constant + exact_dot(self.coefficients, reach)


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
        if np.any(row[1:] < row[:-1]):
            order = np.argsort(row, kind="stable")
            row, column, filled = row[order], column[order], filled[order]
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

    def matrix(self) -> "Matrix":
        """All rows of now, compressed."""
        return Matrix(
            row=_joined([r for r, _, _ in self._rows]),
            column=_joined([c for _, c, _ in self._rows]),
            coefficient=_joined([v for _, _, v in self._rows]),
            lower=_joined(self._row_lower),
            upper=_joined(self._row_upper),
        )

    def is_satisfied_by(self, solution: Ints) -> bool:
        """Whether a solution keeps every bound and every row, in exact integers."""
        if np.any(solution < self.lower) or np.any(solution > self.upper):
            return False
        return self.matrix().is_satisfied_by(solution)


@dataclass(frozen=True)
class Matrix:
    """Rows as sorted triplets (row, column, coefficient) with a lower and an upper bound a row."""

    row: Ints
    column: Ints
    coefficient: Ints
    lower: Ints
    upper: Ints

    @property
    def starts(self) -> Ints:
        """Row r holds the entries starts[r]..starts[r+1]."""
        starts: Ints = np.searchsorted(self.row, np.arange(len(self.lower) + 1)).astype(np.int64)
        return starts

    def sums(self, terms: Ints) -> Ints:
        """Σ of the terms (one an entry) of each row."""
        total = np.concatenate([[0], np.cumsum(terms)])
        starts = self.starts
        sums: Ints = total[starts[1:]] - total[starts[:-1]]
        return sums

    def is_satisfied_by(self, solution: Ints) -> bool:
        """Whether every row holds, in exact integers."""
        sums = self.sums(self.coefficient * solution[self.column])
        return bool(np.all(sums >= self.lower) and np.all(sums <= self.upper))

    def restricted(
        self, free: Bools, solution: Ints, low: Ints, high: Ints
    ) -> tuple[Program, Ints]:
        """The program of some free columns, the others fixed at a solution; and their numbers.

        ``low`` and ``high`` bound all columns. Rows that the free ones cannot break are left out.
        """
        kept = np.nonzero(free)[0]
        number = np.zeros(len(free), dtype=np.int64)
        number[kept] = np.arange(len(kept))
        smaller = Program()
        smaller.add_columns(len(kept), low[kept], high[kept])
        entries = self._moved_over(free, solution, low, high)
        rows, row = np.unique(entries.row, return_inverse=True)
        smaller.add_rows(
            row.reshape(-1).astype(np.int64),
            number[entries.column],
            entries.coefficient,
            count=len(rows),
            lower=entries.lower[rows],
            upper=entries.upper[rows],
        )
        return smaller, kept

    def _moved_over(self, free: Bools, solution: Ints, low: Ints, high: Ints) -> "Matrix":
        """The entries of free columns in rows they can break, the fixed ones in the bounds."""
        is_free = free[self.column]
        moved = self.sums(np.where(is_free, 0, self.coefficient * solution[self.column]))
        lower = np.where(self.lower <= -NO_BOUND, -NO_BOUND, self.lower - moved)
        upper = np.where(self.upper >= NO_BOUND, NO_BOUND, self.upper - moved)
        up, down = self.coefficient * high[self.column], self.coefficient * low[self.column]
        most = self.sums(np.where(is_free, np.maximum(up, down), 0))
        least = self.sums(np.where(is_free, np.minimum(up, down), 0))
        breakable = (most > upper) | (least < lower)
        keep = is_free & breakable[self.row]
        return Matrix(self.row[keep], self.column[keep], self.coefficient[keep], lower, upper)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
