"""A program in short arrays says what it was told, and sums in 64 bits."""

from random import Random

import numpy as np
import pytest

from scheduler.solver import program as module
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.program import LARGE, MOST, NO_BOUND, TINY, Objective, Program

Rows = list[tuple[dict[int, int], int, int]]
"""Coefficients by column, lower and upper bound of each row."""


def some_rows(rng: Random, columns: int) -> Rows:
    """Up to eight rows, some of them empty, some bounded on one side only."""
    rows: Rows = []
    for _ in range(rng.randint(0, 8)):
        used = rng.sample(range(columns), rng.randint(0, columns))
        low = rng.choice((-NO_BOUND, rng.randint(-4, 0)))
        rows.append(({c: rng.choice((-3, -1, 1, 2)) for c in used}, low, rng.randint(0, 5)))
    return rows


def told(rng: Random, columns: int, rows: Rows) -> Program:
    """A program of these rows, in batches of one or several, entries in any order."""
    program = Program()
    program.add_columns(columns)
    while rows:
        batch, rows = rows[: (n := rng.randint(1, 3))], rows[n:]
        entries = [(r, c, a) for r, (terms, _, _) in enumerate(batch) for c, a in terms.items()]
        rng.shuffle(entries)
        row, column, coefficient = np.array(entries, dtype=np.int64).reshape(-1, 3).T
        lower = np.array([low for _, low, _ in batch])
        upper = np.array([high for _, _, high in batch])
        program.add_rows(row, column, coefficient, count=len(batch), lower=lower, upper=upper)
    return program


def keeps(rows: Rows, solution: Ints) -> bool:
    """Whether a solution keeps every row, summed by hand."""
    sums = (sum(a * int(solution[c]) for c, a in terms.items()) for terms, _, _ in rows)
    return all(low <= n <= high for n, (_, low, high) in zip(sums, rows, strict=True))


@pytest.mark.parametrize("at_once", [1, 5, 2**20])
@pytest.mark.parametrize("seed", range(40))
def test_it_holds_what_the_rows_say(
    seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In batches, in one, and as a copy that has grown; whatever is worked on at a time."""
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    rng = Random(seed)
    rows = some_rows(rng, 6)
    program = told(rng, 6, rows)
    for _ in range(10):
        solution = np.array([rng.randint(0, 1) for _ in range(6)])
        expected = keeps(rows, solution)
        assert program.is_satisfied_by(solution) == expected
        grown = program.copy()
        grown.add_row(np.arange(6), 1, lower=1)
        assert grown.is_satisfied_by(solution) == (expected and solution.any())
        assert program.matrix().is_satisfied_by(solution) == expected
    assert program.rows == program.matrix().rows == len(rows)
    assert program.matrix().row.tolist() == [
        r for r, (terms, _, _) in enumerate(rows) for _ in terms
    ]


@pytest.mark.parametrize("at_once", [1, 5, 2**20])
@pytest.mark.parametrize("seed", range(40))
def test_what_is_left_free_has_the_same_solutions(
    seed: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the other columns fixed, the smaller program allows what the whole one does."""
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    rng = Random(f"restricted/{seed}")
    rows = some_rows(rng, 6)
    program = told(rng, 6, rows)
    solution = np.array([rng.randint(0, 1) for _ in range(6)])
    if not keeps(rows, solution):  # rows that only fixed columns are in are not asked again
        rows = [row for row in rows if keeps([row], solution)]
        program = told(rng, 6, rows)
    free = np.array([rng.random() < 0.5 for _ in range(6)])
    if rng.random() < 0.5:  # rows in one batch or in several: the same
        program.matrix()
    smaller, kept = program.restricted(free, solution)
    for _ in range(20):
        other = np.where(free, [rng.randint(0, 1) for _ in range(6)], solution)
        assert smaller.is_satisfied_by(other[kept]) == keeps(rows, other)


def test_entries_are_short_where_they_fit() -> None:
    """Columns always, coefficients of 7 or 31 bits; products and sums are long."""
    program = Program()
    columns = program.add_columns(3, 0, 4)
    program.add_row(columns, np.array([TINY, -TINY, TINY]), upper=8 * TINY)
    rows = program.matrix()
    assert str(rows.coefficient.dtype) == "int8"
    assert rows.is_satisfied_by(np.array([4, 0, 4]))
    assert not rows.is_satisfied_by(np.array([0, 0, 9]))
    program = Program()
    columns = program.add_columns(3, 0, 4)
    program.add_row(columns, MOST, upper=8 * MOST)
    rows = program.matrix()
    assert [str(a.dtype) for a in (rows.column, rows.coefficient)] == ["int32", "int32"]
    assert rows.is_satisfied_by(np.array([4, 4, 0]))
    assert not rows.is_satisfied_by(np.array([4, 4, 1]))

    program.add_row(columns, MOST + 1, lower=4 * (MOST + 1))
    rows = program.matrix()
    assert str(rows.coefficient.dtype) == "int64"
    assert rows.is_satisfied_by(np.array([4, 0, 0]))
    assert not rows.is_satisfied_by(np.array([3, 0, 0]))


def test_a_coefficient_for_all_is_kept_once() -> None:
    """Until the batches are joined, which happens once."""
    program = Program()
    program.add_rows(np.arange(5), program.add_columns(5), 1, count=5, upper=1)
    assert program.matrix().coefficient.strides == (0,)
    program.add_row(np.array([0]), 2, upper=1)
    assert program.matrix().coefficient.tolist() == [1, 1, 1, 1, 1, 2]
    assert program.matrix() is program.matrix()
    assert program.copy().matrix() is program.matrix()


def test_nobody_changes_the_bounds_of_others() -> None:
    """Bounds are shared, so they are read only."""
    program = Program()
    program.add_columns(2)
    program.add_columns(2, 0, 3)
    with pytest.raises(ValueError, match="read-only"):
        program.upper[0] = 9


def test_more_columns_than_can_be_numbered_are_refused() -> None:
    """Before anything is added."""
    program = Program()
    program.columns = MOST - 1
    with pytest.raises(OverflowError, match="2147483648"):
        program.add_columns(2)
    program.rows = MOST
    with pytest.raises(OverflowError, match="2147483648"):
        program.add_row(np.zeros(0, dtype=np.int64), 1)
    assert (program.columns, program.rows) == (MOST - 1, MOST)


@pytest.mark.parametrize("seed", range(40))
def test_one_objective_first_and_then_another(seed: int) -> None:
    """Of two solutions it likes the one that the first likes, and among equals the second."""
    rng = np.random.default_rng(seed)
    program = Program()
    program.add_columns(6, 0, 2)
    first, second = (
        Objective(
            rng.choice(6, 4, replace=False), rng.integers(-5, 6, 4), int(rng.integers(9)), sense
        )
        for sense in rng.random(2) < 0.5
    )
    both = first.then(second, program)
    assert both is not None
    for _ in range(60):
        one, other = rng.integers(0, 3, (2, 6))
        gains = [o.value(one) - o.value(other) for o in (first, second)]
        wanted = [g if o.maximise else -g for g, o in zip(gains, (first, second), strict=True)]
        gain = both.value(one) - both.value(other)
        gain = gain if both.maximise else -gain
        assert np.sign(gain) == (np.sign(wanted[0]) or np.sign(wanted[1]))


def test_numbers_that_get_too_large_are_not_joined() -> None:
    """Beyond what floating point adds exactly the first objective stays alone."""
    program = Program()
    columns = program.add_columns(2)
    heavy = Objective(columns, np.array([LARGE // 8, 1]), 0, maximise=True)
    light = Objective(columns, np.array([1, 1]), 0, maximise=False)
    assert light.then(light, program) is not None
    assert heavy.then(light, program) is not None
    assert heavy.then(Objective(columns, np.array([9, 9]), 0, maximise=True), program) is None
