"""An integer linear program in plain arrays, before any engine sees it.

Columns have integer bounds; rows are ``lo <= a·x <= hi``. Rows are added in batches of arrays.
A program only grows: a solution of an earlier state stays feasible when columns are filled in.

Column numbers are kept in 32 bits, and coefficients in 8 or 32 where they fit: a national pool has
tens of millions of entries. Values of columns are 64 bits wide, and so is every product and sum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.groups import Groups

NO_BOUND = 2**62
MOST = 2**31 - 1
"""Columns or rows of one program, and the largest coefficient that 32 bits hold."""
TINY = 2**7 - 1
"""The largest coefficient that 8 bits hold."""
LARGE = 2**53
"""Sums of numbers up to this are exact in floating point, too."""
AT_ONCE = 2**20
"""Entries of a matrix that are worked on at a time."""
Short = NDArray[np.int32]
Coefficients = NDArray[np.int8 | np.int32 | np.int64]


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

    def then(self, other: "Objective", program: "Program") -> "Objective | None":
        """This objective first, and among equals another one; None if its numbers get too large."""
        weight = other.coefficients if other.maximise == self.maximise else -other.coefficients
        low, high = program.lower[other.columns], program.upper[other.columns]
        unit = 1 + exact_dot(np.abs(weight), high - low)
        if unit * (1 + exact_dot(np.abs(self.coefficients), program.upper[self.columns])) > LARGE:
            return None
        columns, place = np.unique(
            np.concatenate([self.columns, other.columns]), return_inverse=True
        )
        coefficients = np.zeros(len(columns), dtype=np.int64)
        np.add.at(coefficients, place, np.concatenate([unit * self.coefficients, weight]))
        return Objective(columns, coefficients, unit * self.constant, self.maximise)

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
    _batches: list["Matrix"] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def add_columns(self, count: int, lower: int | Ints = 0, upper: int | Ints = 1) -> Ints:
        """Append columns and return their numbers.

        Raises:
            OverflowError: there are more columns than 32 bits can number.
        """
        self.columns = _numbered_in_32_bits(self.columns + count)
        self._lower.append(_spread(lower, count))
        self._upper.append(_spread(upper, count))
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
        """Append ``count`` rows given as triplets; ``row`` counts from 0 within the batch.

        Raises:
            OverflowError: there are more rows than 32 bits can number.
        """
        column, weight = column.astype(np.int32), narrow(np.asarray(coefficient))
        if np.any(row[1:] < row[:-1]):
            order = Groups.of(row, count).order
            column, weight = column[order], weight[order] if weight.ndim else weight
        size = np.bincount(row, minlength=count)
        self.add_sorted_rows(size, column, weight, lower=lower, upper=upper)

    def add_sorted_rows(
        self,
        size: Ints,
        column: Ints | Short,
        coefficient: int | Ints | Coefficients,
        *,
        lower: int | Ints = -NO_BOUND,
        upper: int | Ints = NO_BOUND,
    ) -> None:
        """Append rows whose entries stand one after the other; ``size``: how many each row has.

        Raises:
            OverflowError: there are more rows than 32 bits can number.
        """
        starts = np.zeros(len(size) + 1, dtype=np.int64)
        np.cumsum(size, out=starts[1:])
        weight = np.broadcast_to(narrow(np.asarray(coefficient)), column.shape)
        lower, upper = _spread(lower, len(size)), _spread(upper, len(size))
        self.append(Matrix(starts, column.astype(np.int32, copy=False), weight, lower, upper))

    def append(self, batch: "Matrix") -> None:
        """Append rows that are there already.

        Raises:
            OverflowError: there are more rows than 32 bits can number.
        """
        if batch.rows:
            self.rows = _numbered_in_32_bits(self.rows + batch.rows)
            self._batches.append(batch)

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
        return self.within(self.lower, self.upper)

    def within(self, lower: Ints, upper: Ints) -> "Program":
        """These rows over columns that are bounded otherwise; the arrays are shared."""
        return Program([lower], [upper], [self.matrix()], columns=self.columns, rows=self.rows)

    @property
    def lower(self) -> Ints:
        """Lower bound of every column. Shared, and read only."""
        return _in_one(self._lower)

    @property
    def upper(self) -> Ints:
        """Upper bound of every column. Shared, and read only."""
        return _in_one(self._upper)

    def matrix(self) -> "Matrix":
        """All rows of now; they take the place of the batches they came in."""
        if len(self._batches) != 1:
            self._batches = [Matrix.stacked(self._batches)]
        return self._batches[0]

    def columns_beside(self, chosen: Bools, among: Bools) -> Short:
        """The columns among some of all rows that some chosen one is in, as often as they stand."""
        return np.concatenate([batch.columns_beside(chosen, among) for batch in self._batches])

    def restricted(self, free: Bools, solution: Ints) -> tuple["Program", Ints]:
        """The program of some free columns, the others fixed at a solution; and their numbers.

        Rows that the free ones cannot break are left out. The batches stay apart, since a tier's
        rows would make a copy of all the others.
        """
        kept, low, high = np.nonzero(free)[0], self.lower, self.upper
        smaller = Program()
        smaller.add_columns(len(kept), low[kept], high[kept])
        for batch in self._batches:
            smaller.append(batch.restricted(free, solution, low, high))
        return smaller, kept

    def is_satisfied_by(self, solution: Ints) -> bool:
        """Whether a solution keeps every bound and every row, in exact integers."""
        if np.any(solution < self.lower) or np.any(solution > self.upper):
            return False
        return all(batch.is_satisfied_by(solution) for batch in self._batches)


@dataclass(frozen=True)
class Matrix:
    """Rows one after the other, each with a lower and an upper bound; E entries in all.

    Row r holds the entries starts[r]..starts[r+1] of ``column`` and ``coefficient``.
    """

    starts: Ints
    column: Short
    coefficient: Coefficients
    lower: Ints
    upper: Ints

    @classmethod
    def stacked(cls, parts: Sequence["Matrix"]) -> "Matrix":
        """The rows of several, in their order."""
        short, tiny = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int8)
        return cls(
            starts=np.concatenate([[0], np.cumsum(_joined([p.sizes for p in parts]))]),
            column=np.concatenate([short, *(p.column for p in parts)]),
            coefficient=np.concatenate([tiny, *(p.coefficient for p in parts)]),
            lower=_joined([p.lower for p in parts]),
            upper=_joined([p.upper for p in parts]),
        )

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.lower)

    @property
    def sizes(self) -> Ints:
        """How many entries each row has."""
        return np.diff(self.starts)

    @cached_property
    def row(self) -> Short:
        """Number of each entry's row."""
        return np.repeat(np.arange(self.rows, dtype=np.int32), self.sizes)

    def products(self, values: Ints) -> Ints:
        """Of each entry its coefficient times the value of its column."""
        terms = values[self.column]
        terms *= self.coefficient
        return terms

    def sums(self, terms: Ints | Bools) -> Ints:
        """Σ of the terms (one an entry) of each row."""
        sums = np.zeros(self.rows, dtype=np.int64)
        filled = self.starts[1:] > self.starts[:-1]
        for rows in self._stretches():
            own = filled[rows]
            starts = self.starts[rows][own]
            if len(starts):
                # what is summed becomes 64 bits wide, so all of a large matrix at once is dear
                part = terms[starts[0] : self.starts[rows.stop]]
                sums[rows][own] = np.add.reduceat(part, starts - starts[0], dtype=np.int64)
        return sums

    def is_satisfied_by(self, solution: Ints) -> bool:
        """Whether every row holds, in exact integers."""
        return all(part._holds(solution) for part in self.parts())

    def _holds(self, solution: Ints) -> bool:
        sums = self.sums(self.products(solution))
        return bool(np.all(sums >= self.lower) and np.all(sums <= self.upper))

    def parts(self) -> Iterator["Matrix"]:
        """The rows a stretch at a time, so that what is made of their entries stays small."""
        if len(self.column) <= AT_ONCE:
            yield self
            return
        for rows in self._stretches():
            begin, end = self.starts[rows.start], self.starts[rows.stop]
            yield Matrix(
                starts=self.starts[rows.start : rows.stop + 1] - begin,
                column=self.column[begin:end],
                coefficient=self.coefficient[begin:end],
                lower=self.lower[rows],
                upper=self.upper[rows],
            )

    def _stretches(self) -> Iterator[slice]:
        """Numbers of rows, as many at a time as have about the entries to be worked on at once."""
        if len(self.column) <= AT_ONCE:
            yield slice(0, self.rows)
            return
        wanted = np.searchsorted(self.starts, np.arange(0, len(self.column), AT_ONCE))
        cuts = np.unique([0, *wanted.tolist(), self.rows])
        for first, last in pairwise(cuts.tolist()):
            yield slice(first, last)

    def columns_beside(self, chosen: Bools, among: Bools) -> Short:
        """The columns among some of all rows that some chosen one is in, as often as they stand."""
        return self._taken(self._with(chosen), among).column

    def restricted(self, free: Bools, solution: Ints, low: Ints, high: Ints) -> "Matrix":
        """The rows that some free columns can break, the others fixed at a solution.

        ``low`` and ``high`` bound all columns; the free ones are numbered among themselves.
        """
        taken = self._taken(self._with(free), free | (solution != 0))
        return taken._moved_over(free, solution, low, high)

    def _with(self, columns: Bools) -> Bools:
        """The rows (a mask) that some of the columns are in."""
        return self.sums(columns[self.column]) > 0

    def _taken(self, rows: Bools, columns: Bools) -> "Matrix":
        """Some of the rows, over some of the columns; the other columns are as good as 0."""
        there = columns[self.column]
        there &= np.repeat(rows, self.sizes)
        return Matrix(
            starts=np.concatenate([[0], np.cumsum(self.sums(there)[rows])]),
            column=self.column[there],
            coefficient=self.coefficient[there],
            lower=self.lower[rows],
            upper=self.upper[rows],
        )

    def _moved_over(self, free: Bools, solution: Ints, low: Ints, high: Ints) -> "Matrix":
        """The rows that the free columns can break, over those alone; the fixed in the bounds."""
        is_free = free[self.column]
        reaches = [part._reach(free, solution, low, high) for part in self.parts()]
        moved, least, most = (_joined(list(sums)) for sums in zip(*reaches, strict=True))
        lower = np.where(self.lower <= -NO_BOUND, -NO_BOUND, self.lower - moved)
        upper = np.where(self.upper >= NO_BOUND, NO_BOUND, self.upper - moved)
        breakable = (most > upper) | (least < lower)
        size = self.sums(is_free)[breakable]
        keep = is_free & np.repeat(breakable, self.sizes)
        number = (np.cumsum(free) - 1).astype(np.int32)
        return Matrix(
            starts=np.concatenate([[0], np.cumsum(size)]),
            column=number[self.column[keep]],
            coefficient=self.coefficient[keep],
            lower=lower[breakable],
            upper=upper[breakable],
        )

    def _reach(self, free: Bools, solution: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints, Ints]:
        """Of each row what the fixed columns come to, and the free ones at least and at most."""
        is_free = free[self.column]
        moved = self.sums(np.where(is_free, 0, self.products(solution)))
        up, down = self.products(high), self.products(low)
        least = self.sums(np.where(is_free, np.minimum(up, down), 0))
        return moved, least, self.sums(np.where(is_free, np.maximum(up, down), 0))


def _numbered_in_32_bits(count: int) -> int:
    if count > MOST:
        raise OverflowError(f"{count} columns or rows; 32 bits number {MOST}")
    return count


def _spread(value: int | Ints, count: int) -> Ints:
    """A value for each of so many, or the values they have, without a copy."""
    return np.broadcast_to(np.asarray(value, dtype=np.int64), (count,))


def narrow(numbers: Ints | Coefficients) -> Coefficients:
    """The same numbers in 8 or 32 bits where all of them fit."""
    most = max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))
    if most <= TINY:
        return numbers.astype(np.int8, copy=False)
    return numbers.astype(np.int32, copy=False) if most <= MOST else numbers


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _in_one(parts: list[Ints]) -> Ints:
    """The parts in one array, which takes their place."""
    if len(parts) != 1:
        parts[:] = [_joined(parts)]
        parts[0].setflags(write=False)
    return parts[0]
