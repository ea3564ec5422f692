"""Columns taken together: nothing that the program has is lost, and no value gets worse."""

from itertools import product

import numpy as np
import pytest

from scheduler.solver.aggregation import aggregated
from scheduler.solver.program import NO_BOUND, Objective, Program

COLUMNS, GROUPS = 7, 2


def drawn(draw: np.random.Generator) -> tuple[Program, Objective]:
    """A small program with rows of every kind, and an objective."""
    program = Program()
    program.add_columns(COLUMNS, draw.integers(0, 2, COLUMNS) * draw.integers(0, 2, COLUMNS), 2)
    for _ in range(4):
        columns = draw.choice(COLUMNS, draw.integers(1, COLUMNS + 1), replace=False)
        program.add_row(
            columns.astype(np.int64),
            draw.integers(-2, 4, len(columns)),
            lower=int(draw.choice([-NO_BOUND, 0, 2])),
            upper=int(draw.choice([NO_BOUND, 3, 5])),
        )
    columns = draw.permutation(COLUMNS)[: draw.integers(1, COLUMNS + 1)].astype(np.int64)
    worth = draw.integers(-3, 4, len(columns))
    return program, Objective(columns, worth, 1, maximise=bool(draw.integers(0, 2)))


@pytest.mark.parametrize("seed", range(60))
def test_no_solution_is_lost(seed: int) -> None:
    """Each one, its groups summed, is one of the coarser program, and at least as good there."""
    draw = np.random.default_rng(seed)
    program, objective = drawn(draw)
    group = draw.integers(-1, GROUPS, COLUMNS)
    coarse = aggregated(program, group, np.array([2 * (group == g).sum() for g in range(GROUPS)]))
    assert coarse.program.columns == (group < 0).sum() + GROUPS
    guide = coarse.objective(objective)
    for values in product(range(3), repeat=COLUMNS):
        fine = np.array(values, dtype=np.int64)
        if not program.is_satisfied_by(fine):
            continue
        sums = [fine[group == g].sum() for g in range(GROUPS)]
        told = np.concatenate([fine[group < 0], sums]).astype(np.int64)
        assert coarse.program.is_satisfied_by(told)
        taken = (group >= 0) & (np.array([*sums, 0])[group] > 0)
        assert coarse.used(told).tolist() == taken.tolist()
        gain = guide.value(told) - objective.value(fine)
        assert (gain >= 0) if objective.maximise else (gain <= 0)


@pytest.mark.parametrize("seed", range(60))
def test_what_stands_alone_keeps_its_rows(seed: int) -> None:
    """A solution that takes nothing of any group is one of the program, and worth as much there."""
    draw = np.random.default_rng(1_000 + seed)
    program, objective = drawn(draw)
    group = np.where(program.lower > 0, -1, draw.integers(-1, GROUPS, COLUMNS))
    coarse = aggregated(program, group, np.full(GROUPS, 2 * COLUMNS))
    guide, own = coarse.objective(objective), int((group < 0).sum())
    for values in product(range(3), repeat=own):
        told = np.concatenate([values, np.zeros(GROUPS)]).astype(np.int64)
        fine = coarse.spread(told, program.lower)
        assert coarse.program.is_satisfied_by(told) == program.is_satisfied_by(fine)
        assert guide.value(told) == objective.value(fine)


def test_a_group_of_nobody_is_worth_nothing() -> None:
    """Its column is there, and stands in no objective."""
    program = Program()
    columns = program.add_columns(2)
    coarse = aggregated(program, np.array([1, 1]), np.array([0, 2]))
    guide = coarse.objective(Objective(columns, np.array([5, 3]), 0, maximise=False))
    assert (guide.columns.tolist(), guide.coefficients.tolist()) == ([1], [3])


def test_a_row_counts_each_group_at_its_least_and_its_most() -> None:
    """2a + 3b <= 4 of one group is 2g <= 4; of a and another column it says nothing of g alone.

    A row that nothing can break any more is left out.
    """
    program = Program()
    a, b, c = program.add_columns(3).tolist()
    program.add_row(np.array([a, b]), np.array([2, 3]), upper=4)
    program.add_row(np.array([a, b]), np.array([2, 3]), lower=4)
    program.add_row(np.array([a, c]), np.array([1, 2]), lower=1, upper=1)
    program.add_row(np.array([a, c]), 1, upper=1)
    coarse = aggregated(program, np.array([0, 0, -1]), np.array([3])).program
    rows = coarse.matrix()
    told = {
        (tuple(rows.column[i:j].tolist()), tuple(rows.coefficient[i:j].tolist()), int(lo), int(hi))
        for i, j, lo, hi in zip(
            rows.starts[:-1], rows.starts[1:], rows.lower, rows.upper, strict=True
        )
    }
    assert told == {
        ((1,), (2,), -NO_BOUND, 4),
        ((1,), (3,), 4, NO_BOUND),
        ((0,), (2,), -NO_BOUND, 1),
        ((0, 1), (2, 1), 1, NO_BOUND),
    }
