"""A relaxation with columns fixed and freed is solved as one written down that way."""

from itertools import product

import numpy as np
import pytest

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.fixing import FixingProgram
from scheduler.solver.engines.linear import relaxation
from scheduler.solver.program import Objective, Program

COLUMNS, ROWS = 14, 6


def some_program(rng: np.random.Generator, low: Ints, high: Ints) -> Program:
    """Rows of a knapsack each; the first asks for something."""
    program = Program()
    columns = program.add_columns(COLUMNS, low, high)
    for row in range(ROWS):
        weight = rng.integers(0, 4, COLUMNS)
        least = 1 if row == 0 else 0
        program.add_row(columns, weight, lower=least, upper=int(rng.integers(2, 9)))
    return program


@pytest.mark.parametrize("seed", range(40))
def test_it_ends_where_the_same_program_ends_when_written_down(seed: int) -> None:
    """After each of many changes, and after all of them are taken back; or there is nothing left.

    Values and columns are those of the program, whatever was solved before.
    """
    rng = np.random.default_rng(seed)
    low, high = np.zeros(COLUMNS, np.int64), np.ones(COLUMNS, np.int64)
    draw = rng.bit_generator.state
    program = some_program(rng, low, high)
    objective = Objective(np.arange(COLUMNS), rng.integers(-2, 9, COLUMNS), 3, maximise=True)
    fixing = FixingProgram(program, objective)
    first = fixing.solve(None)
    assert first is not None
    now = low.copy(), high.copy()
    solved = lost = 0
    for _ in range(12):
        some = np.unique(rng.integers(0, COLUMNS, 3))
        if rng.random() < 0.7:
            value = int(rng.integers(0, 2))
            fixing.fix(some, value)
            now[0][some], now[1][some] = value, value
        else:
            fixing.free(some)
            now[0][some], now[1][some] = 0, 1
        found = fixing.solve(None)
        again = np.random.default_rng()
        again.bit_generator.state = draw
        fresh = relaxation(some_program(again, *now), objective, None)
        assert (found is None) == (fresh is None)
        lost += found is None
        if found is None or fresh is None:
            continue
        solved += 1
        assert found.value == pytest.approx(fresh.value)
        assert (found.columns >= now[0] - 1e-7).all()
        assert (found.columns <= now[1] + 1e-7).all()
        assert found.value == pytest.approx(3 + objective.coefficients @ found.columns)
        assert (np.isinf(found.losses) == (now[1] == 0)).all()
    fixing.restart()
    back = fixing.solve(None)
    assert back is not None
    assert back.value == pytest.approx(first.value)
    assert back.iterations == 0
    assert np.isfinite(back.losses).all()
    assert solved + lost == 12


def test_what_is_used_after_all_takes_off_what_was_said() -> None:
    """Or more; and what a maximum or a minimum has of its own accord takes off nothing."""
    dear = 0
    for seed, maximise in product(range(20), (True, False)):
        rng = np.random.default_rng(seed)
        program = some_program(rng, np.zeros(COLUMNS, np.int64), np.ones(COLUMNS, np.int64))
        objective = Objective(np.arange(COLUMNS), rng.integers(-2, 9, COLUMNS), 0, maximise)
        fixing = FixingProgram(program, objective)
        first = fixing.solve(None)
        assert first is not None
        assert not first.losses[first.columns > 1e-7].any()
        for column in np.nonzero(first.losses > 1e-7)[0]:
            fixing.restart()
            fixing.fix(np.array([column]), 1)
            found = fixing.solve(None)
            taken = np.inf if found is None else abs(found.value - first.value)
            assert taken >= first.losses[column] - 1e-7
            dear += 1
    assert dear > 100


def test_it_is_not_solved_in_no_time() -> None:
    """Nor when somebody wants to stop; afterwards it is."""
    rng = np.random.default_rng(1)
    program = Program()
    columns = program.add_columns(400)
    for _ in range(200):
        program.add_row(columns, rng.integers(0, 20, 400), upper=500)
    objective = Objective(columns, rng.integers(1, 30, 400), 0, maximise=True)
    fixing = FixingProgram(program, objective)
    assert fixing.solve(None, iterations=1) is None
    assert fixing.solve(None) is not None
