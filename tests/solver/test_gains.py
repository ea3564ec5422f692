"""What a case could still add is what its own columns are short of, whatever else there is."""

from random import Random

import numpy as np
import pytest

from scheduler.solver.gains import Gains
from scheduler.solver.program import Objective, Program


@pytest.mark.parametrize("seed", range(40))
def test_a_case_could_add_what_its_columns_are_short_of(seed: int) -> None:
    """Column by column, to be maximised or minimised; a column may have several weights."""
    rng = Random(f"gains/{seed}")
    count, cases, maximise = rng.randint(1, 12), rng.randint(1, 4), rng.random() < 0.5
    program = Program()
    lower = np.array([rng.randint(0, 1) for _ in range(count)])
    upper = lower + np.array([rng.randint(0, 2) for _ in range(count)])
    program.add_columns(count, lower, upper)
    case = np.array([rng.randint(-1, cases - 1) for _ in range(count)])
    columns = np.array([rng.randrange(count) for _ in range(rng.randint(0, 15))], dtype=np.int64)
    weights = np.array([rng.randint(-5, 5) for _ in columns], dtype=np.int64)
    objective = Objective(columns, weights, 7, maximise=maximise)
    solution = np.array([rng.randint(a, b) for a, b in zip(lower, upper, strict=True)])
    expected = [0] * cases
    for c in range(cases):
        values = [
            objective.value(np.where(case == c, other, solution))
            for other in (
                np.where(bit, upper, lower)
                for bit in np.ndindex(*(2,) * count)
                if all(b == 0 for b, of in zip(bit, case, strict=True) if of != c)
            )
        ]
        best = max(values) if maximise else min(values)
        expected[c] = abs(best - objective.value(solution))
    found = Gains(program, objective, case, cases)(solution)
    assert found.tolist() == expected
