"""The solution of a small program that is the largest in some columns, one after the other.

Each column takes the largest value that its bounds leave it, and the rows narrow the bounds of the
others: whatever is larger has been refuted by the rows. Where nothing is left for a column, one of
those before it has taken too much. Then two engines say how far the values taken can stay, and how
large the next one can be. So an engine is asked for little, and its word alone is never taken.
"""

from collections.abc import Iterable

import numpy as np

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.verified import settled
from scheduler.solver.groups import Groups
from scheduler.solver.program import Objective, Program


def largest(program: Program, columns: Ints) -> Ints | None:
    """The solution with the largest sequence of values of some columns; None if there is none.

    Columns have finite bounds. Those that are not named take any values that fit.

    Raises:
        EngineError: the engines do not agree, or cannot tell.
    """
    rows = _Rows(program)
    low, high = program.lower.copy(), program.upper.copy()
    if not rows.narrow(low, high, range(program.rows)):
        return None
    known: Ints | None = None
    while True:
        taken = low.copy()
        reached = _dive(rows, taken, high.copy(), columns)
        if reached == len(columns) and program.is_satisfied_by(taken):
            return taken
        known = settled(program.within(low, high)) if known is None else known
        if known is None:
            return None
        kept = _kept(known, taken, columns[:reached])
        while kept < reached:
            middle = (kept + reached + 1) // 2
            found = settled(_fixed(program, low, high, columns[:middle], taken))
            if found is None:
                reached = middle - 1
            else:
                known, kept = found, _kept(found, taken, columns[:reached])
        if kept == len(columns):
            return known
        known = _with_most(_fixed(program, low, high, columns[:kept], taken), columns[kept])
        done = columns[: kept + 1]
        low[done] = high[done] = known[done]
        assert rows.narrow(low, high, range(program.rows)), "a solution refutes no bound"


def _dive(rows: "_Rows", low: Ints, high: Ints, columns: Ints) -> int:
    """Fix columns at the largest values not refuted; how many could be, before nothing was left.

    Only the bounds from below are handed back, in ``low``.
    """
    for count, column in enumerate(columns.tolist()):
        while low[column] < high[column]:
            lower, upper = low.copy(), high.copy()
            lower[column] = high[column]
            if rows.narrow(lower, upper, rows.of_column[column]):
                low[:], high[:] = lower, upper
                continue
            high[column] -= 1
            if not rows.narrow(low, high, rows.of_column[column]):
                return count
    return len(columns)


def _kept(solution: Ints, taken: Ints, columns: Ints) -> int:
    """How many columns, from the first on, a solution gives the values that were taken."""
    differs = np.flatnonzero(solution[columns] != taken[columns])
    return int(differs[0]) if len(differs) else len(columns)


def _fixed(program: Program, low: Ints, high: Ints, columns: Ints, values: Ints) -> Program:
    """The program with some columns fixed and all others within some bounds."""
    low, high = low.copy(), high.copy()
    low[columns] = high[columns] = values[columns]
    return program.within(low, high)


def _with_most(program: Program, column: int) -> Ints:
    """A solution with the most of one column, by two engines, of a program that has one."""
    objective = Objective(np.array([column]), np.array([1]), 0, maximise=True)
    solution = settled(program, objective, is_claimed=True)
    assert solution is not None, "a solution was found before"
    return solution


class _Rows:
    """The rows of a program, one by one, as limits on the bounds of their columns."""

    def __init__(self, program: Program) -> None:
        matrix = program.matrix()
        cuts = matrix.starts[1:-1]
        self._columns = np.split(matrix.column.astype(np.int64), cuts)
        self._weights = np.split(matrix.coefficient.astype(np.int64), cuts)
        self._lower, self._upper = matrix.lower.tolist(), matrix.upper.tolist()
        entries = Groups.of(matrix.column.astype(np.int64), program.columns)
        row = matrix.row
        self.of_column = [row[entries[c]].tolist() for c in range(program.columns)]
        """Column to the numbers of its rows."""

    def narrow(self, low: Ints, high: Ints, rows: Iterable[int]) -> bool:
        """Draw bounds closer, in place, as far as single rows show; False if nothing is left.

        ``rows``: those with a column whose bounds are new.
        """
        waiting = dict.fromkeys(rows)
        while waiting:
            row = next(iter(waiting))
            del waiting[row]
            changed = self._narrow_by(row, low, high)
            if changed is None:
                return False
            for column in changed:
                waiting.update(dict.fromkeys(self.of_column[column]))
        return True

    def _narrow_by(self, row: int, low: Ints, high: Ints) -> list[int] | None:
        """The columns whose bounds one row has drawn closer; None where it cannot hold."""
        columns, weights = self._columns[row], self._weights[row]
        below, above, size = low[columns], high[columns], np.abs(weights)
        rises = weights > 0
        least = int(np.where(rises, below, above) @ weights)
        most = int(np.where(rises, above, below) @ weights)
        if least > self._upper[row] or most < self._lower[row]:
            return None
        up, down = (self._upper[row] - least) // size, (most - self._lower[row]) // size
        lower = np.maximum(below, above - np.where(rises, down, up))
        upper = np.minimum(above, below + np.where(rises, up, down))
        changed = (lower > below) | (upper < above)
        low[columns], high[columns] = lower, upper
        narrowed: list[int] = columns[changed].tolist()
        return narrowed
