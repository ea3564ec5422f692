"""The largest solution, column after column, is the one that trying all of them finds."""

from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest

from scheduler.solver import largest as module
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UnsettledError
from scheduler.solver.engines.verified import settled
from scheduler.solver.largest import largest
from scheduler.solver.program import Program

COLUMNS = 8
EVERY = np.array(list(product(range(3), repeat=COLUMNS)), dtype=np.int64)
"""All values that the columns can have."""


def some_program(rng: np.random.Generator) -> Program:
    """A few columns of up to two, and rows of mixed signs with little play."""
    program = Program()
    program.add_columns(COLUMNS, 0, 2)
    for _ in range(int(rng.integers(2, 6))):
        column = np.sort(rng.choice(COLUMNS, int(rng.integers(3, COLUMNS + 1)), replace=False))
        weight = rng.choice([-3, -2, -1, 1, 2, 3], len(column))
        middle, width = int(weight.sum() + rng.integers(-2, 3)), int(rng.integers(0, 2))
        program.add_row(column, weight, lower=middle - width, upper=middle + width)
    return program


def first_of_all(program: Program, columns: Sequence[int]) -> tuple[int, ...] | None:
    """The largest values of the columns in any solution there is."""
    matrix = program.matrix()
    weights = np.zeros((program.rows, COLUMNS), dtype=np.int64)
    weights[matrix.row, matrix.column] = matrix.coefficient
    sums = EVERY @ weights.T
    kept = EVERY[np.all((sums >= matrix.lower) & (sums <= matrix.upper), axis=1)]
    return max(map(tuple, kept[:, columns].tolist()), default=None)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the engines were asked, and what they said."""
    said: Counter[str] = Counter()

    def ask(*question: Any, **how: Any) -> Ints | None:
        solution = settled(*question, **how)
        said["no" if solution is None else "most" if how else "yes"] += 1
        return solution

    monkeypatch.setattr(module, "settled", ask)
    return said


def test_it_is_the_largest_of_all_solutions(asked: Counter[str]) -> None:
    """In any order of some or of all of the columns; and none is said to be there where none is."""
    rng, seen = np.random.default_rng(0), Counter[str]()
    for _ in range(200):
        program = some_program(rng)
        columns = rng.permutation(COLUMNS)[: int(rng.integers(1, COLUMNS + 1))]
        expected = first_of_all(program, columns.tolist())
        found = largest(program, columns)
        seen["none" if expected is None else "some"] += 1
        if expected is None:
            assert found is None
            continue
        assert found is not None
        assert program.is_satisfied_by(found)
        assert tuple(found[columns].tolist()) == expected

    assert min(seen.values()) > 30
    assert min(asked[answer] for answer in ("yes", "no", "most")) > 10


def test_engines_are_not_asked_where_the_rows_say_it_all(asked: Counter[str]) -> None:
    """What is shared out of a whole goes to the first columns as far as their limits let it."""
    program = Program()
    columns = program.add_columns(6, 0, 4)
    program.add_row(columns[:3], 1, lower=7, upper=7)
    program.add_row(columns[3:], 1, lower=5, upper=5)
    program.add_row(columns[[0, 3]], 1, upper=5)

    found = largest(program, columns)

    assert found is not None
    assert found.tolist() == [4, 3, 0, 1, 4, 0]
    assert not asked


def test_what_the_engines_cannot_tell_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No three columns differ in twos, but no row alone says so."""

    def unsettled(*_: object, **__: object) -> None:
        raise UnsettledError("no certain answer")

    program = Program()
    columns = program.add_columns(3)
    for one, other in ((0, 1), (1, 2), (0, 2)):
        program.add_row(columns[[one, other]], 1, lower=1, upper=1)
    monkeypatch.setattr(module, "settled", unsettled)

    with pytest.raises(UnsettledError):
        largest(program, columns)
