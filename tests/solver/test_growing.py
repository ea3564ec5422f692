"""A program that gains columns is solved as well as if all had been there from the start."""

import numpy as np
import pytest

from scheduler.solver.engines.growing import NO_LIMIT, Floats, GrowingProgram

ROWS = 5
NEAR = 1e-7


def some_columns(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """Costs, and a dense matrix of rows × columns."""
    return rng.integers(-3, 10, count).astype(float), rng.integers(0, 4, (ROWS, count)).astype(
        float
    )


def append(program: GrowingProgram, cost: Floats, matrix: Floats, upper: float) -> None:
    """Add columns of a dense matrix by their entries."""
    entries = [np.nonzero(column)[0] for column in matrix.T]
    starts = np.cumsum([0, *(len(e) for e in entries)])[:-1]
    row = np.concatenate(entries) if entries else np.zeros(0, dtype=np.int64)
    value = np.concatenate([column[e] for column, e in zip(matrix.T, entries, strict=True)])
    program.add_columns(cost, np.full(len(cost), upper), starts, row, value)


@pytest.mark.parametrize("seed", range(30))
def test_columns_may_come_bit_by_bit(seed: int) -> None:
    """The optimum is that of all at once; values and duals prove it: both are worth the same."""
    rng = np.random.default_rng(seed)
    limit = rng.integers(1, 9, ROWS).astype(float)
    lower = np.where(rng.random(ROWS) < 0.3, 0.0, -NO_LIMIT)
    cost, matrix = some_columns(rng, 12)
    whole, growing = GrowingProgram(lower, limit), GrowingProgram(lower, limit)
    append(whole, cost, matrix, 1.0)
    reached, solved = -np.inf, None
    for first in range(0, 12, 4):
        some = slice(first, first + 4)
        append(growing, cost[some], matrix[:, some], 1.0)
        assert growing.columns == first + 4
        solved = growing.solve(None)
        assert solved is not None
        assert solved[0] >= reached - NEAR
        reached = solved[0]
    all_at_once = whole.solve(None)
    assert all_at_once is not None
    assert solved is not None
    assert reached == pytest.approx(all_at_once[0])

    objective, duals, values, iterations = solved
    assert iterations >= 0
    assert objective == pytest.approx(cost @ values)
    assert (values > -NEAR).all()
    assert (values < 1 + NEAR).all()
    used = matrix @ values
    assert (used <= limit + NEAR).all()
    reduced = np.maximum(cost - duals @ matrix, 0.0)
    worth = np.where(duals > 0, duals * limit, 0.0).sum() + reduced.sum()
    assert worth == pytest.approx(objective)


def test_costs_may_change() -> None:
    """Of some columns; the others keep theirs."""
    program = GrowingProgram(np.array([-NO_LIMIT]), np.array([1.0]))
    append(program, np.array([3.0, 2.0]), np.ones((1, 2)), NO_LIMIT)
    for cost, best, chosen in ((3.0, 3.0, [1, 0]), (1.0, 2.0, [0, 1]), (5.0, 5.0, [1, 0])):
        program.set_costs(np.array([0]), np.array([cost]))
        solved = program.solve(None)
        assert solved is not None
        assert solved[0] == best
        assert solved[2].tolist() == chosen


def test_what_has_no_optimum_is_not_solved() -> None:
    """Rows that nothing satisfies, and gains without end."""
    wanting = GrowingProgram(np.array([1.0]), np.array([NO_LIMIT]))
    append(wanting, np.array([1.0]), np.zeros((1, 1)), 1.0)
    assert wanting.solve(None) is None
    endless = GrowingProgram(np.array([-NO_LIMIT]), np.array([NO_LIMIT]))
    append(endless, np.array([1.0]), np.ones((1, 1)), NO_LIMIT)
    assert endless.solve(None) is None


def test_each_solve_has_its_own_time() -> None:
    """The limit counts from the call, not from the first solve."""
    program = GrowingProgram(np.array([-NO_LIMIT]), np.array([1.0]))
    append(program, np.array([1.0]), np.ones((1, 1)), NO_LIMIT)
    for _ in range(3):
        assert program.solve(30.0) is not None


def test_few_iterations_end_a_solve_and_not_the_next() -> None:
    """A limit holds for the call that has it; afterwards the program is solved to its end."""
    rng = np.random.default_rng(1)
    program = GrowingProgram(np.full(ROWS, -NO_LIMIT), np.full(ROWS, 9.0))
    append(program, *some_columns(rng, 40), 1.0)
    assert program.solve(None, 1) is None
    solved = program.solve(None)
    assert solved is not None
    again = program.solve(None, 10_000, lambda: False)
    assert again is not None
    assert again[0] == solved[0]
