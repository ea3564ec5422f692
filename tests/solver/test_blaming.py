"""Groups of rows that one engine names are without a solution, and none are named if there is one.

All solutions of small random programs are looked at.
"""

from itertools import product

import numpy as np
import pytest

from scheduler.solver.engines.blaming import blamed
from scheduler.solver.engines.port import UnsettledError
from scheduler.solver.program import Program

COLUMNS, ROWS = 5, 7


def drawn(seed: int) -> tuple[Program, list[int]]:
    """A random program, and the group of each row; some rows are in none."""
    rng = np.random.default_rng(seed)
    program, groups = Program(), []
    columns = program.add_columns(COLUMNS)
    for _ in range(ROWS):
        own = columns[rng.random(COLUMNS) < 0.6]
        level = int(rng.integers(-1, 3))
        bounds = {"lower": level} if rng.random() < 0.6 else {"upper": level}
        program.add_row(own, rng.integers(-2, 3, len(own)), **bounds)
        groups.append(int(rng.integers(-1, 4)))
    return program, groups


def part(program: Program, rows: list[int]) -> list[np.ndarray]:
    """The solutions of some of the rows."""
    matrix = program.matrix()
    found = []
    for values in product((0, 1), repeat=COLUMNS):
        solution = np.array(values)
        sums = matrix.sums(matrix.products(solution))
        if all(matrix.lower[r] <= sums[r] <= matrix.upper[r] for r in rows):
            found.append(solution)
    return found


def test_what_is_named_has_no_solution() -> None:
    """With the rows of no group, which are always there."""
    seen = {"named": 0, "fewer": 0, "solved": 0}
    for seed in range(150):
        program, groups = drawn(seed)
        if not part(program, [r for r, g in enumerate(groups) if g < 0]):
            continue
        named = blamed(program, np.array(groups))
        if named is None:
            assert part(program, list(range(ROWS)))
            seen["solved"] += 1
            continue
        assert named <= set(groups) - {-1}
        assert not part(program, [r for r, g in enumerate(groups) if g < 0 or g in named])
        seen["named"] += 1
        seen["fewer"] += len(named) < len(set(groups) - {-1})
    assert min(seen.values()) > 10, seen


def test_without_work_nothing_is_said() -> None:
    """Neither that there is a solution, nor that there is none: a wide pigeonhole stays open."""
    program = Program()
    columns = program.add_columns(12 * 11).reshape(12, 11)
    for pigeon in columns:
        program.add_row(pigeon, 1, lower=1)
    for hole in columns.T:
        for i in range(12):
            for j in range(i):
                program.add_row(hole[[i, j]], 1, upper=1)
    group = np.full(program.rows, -1)
    group[:12] = np.arange(12)
    with pytest.raises(UnsettledError):
        blamed(program, group, work=0.0)
