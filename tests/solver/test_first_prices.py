"""Where prices take long, what the first ones are good for."""

from collections.abc import Iterator

import numpy as np
import pytest

from scheduler.solver import approach as module
from scheduler.solver.engines.port import Watch
from scheduler.solver.prices import Known, PriceSearch, generation
from scheduler.solver.prices.generation import Prices
from tests.solver.test_approach_steps import reached, starts


def test_where_prices_take_long_a_plan_is_made_along_the_first_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is kept by whoever stops right then, and there is none where no case is worth anything."""
    made: list[Prices] = []

    class Spied(PriceSearch):
        def stages(self, start: Known | None = None, enough: float = -np.inf) -> Iterator[Prices]:
            for best in super().stages(start, enough):
                yield best
                made.append(best)

    monkeypatch.setattr(module, "PriceSearch", Spied)
    monkeypatch.setattr(generation, "MOST_RELAXED", -1)
    monkeypatch.setattr(module, "NEAR", 2.0)
    better = equal = 0
    for stall, program, solution in starts(range(900, 930)):
        made.clear()
        before = stall.worth(stall.goal.objective.value(solution))
        stopped = Watch(report=lambda *_: None, stop=lambda: bool(made))
        got = reached(stall, program, solution, stopped, is_large=True)
        if not made:
            assert stall.goal.objective.value(solution) == got.bound
            continue
        assert made[0].is_first
        assert program.is_satisfied_by(got.solution)
        after = stall.worth(stall.goal.objective.value(got.solution))
        if stall.tier.is_maximised:
            assert before <= after <= stall.best <= stall.worth(got.bound)
            better += after > before
        else:
            assert got.solution is solution
        equal += after == before
    assert better > 10
    assert equal > 15
