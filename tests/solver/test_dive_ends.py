"""When a dive on a large pool ends, and when there is none."""

import numpy as np
import pytest

from scheduler.solver import approach as module
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Limits, Watch
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.program import Objective, Program
from tests.solver.test_approach_steps import reached, starts


def _dives(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Limits]]:
    """Notes what a dive on a large pool begins with and its limits; nothing is found."""
    dives: list[tuple[int, Limits]] = []

    def note(_: Program, objective: Objective, hint: Ints, limits: Limits, __: Watch) -> object:
        dives.append((objective.value(hint), limits))
        return None, 0.0

    monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda _s, found, *_: found)
    monkeypatch.setattr(module, "a_solution", note)
    return dives


def test_a_dive_ends_at_a_better_solution_close_to_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How close is a part of the bound; nothing is enough that is no better than what is known."""
    dives = _dives(monkeypatch)
    monkeypatch.setattr(module, "CLOSE", 0.5)
    far = near = 0
    for stall, program, solution in starts(range(900, 960)):
        dives.clear()
        got = reached(stall, program, solution, is_large=True)
        for value, limits in dives:
            assert limits.enough is not None
            step = stall.worth(limits.enough) - stall.worth(value)
            left = abs(got.bound - stall.goal.objective.value(got.solution))
            wanted = left - np.floor(0.5 * abs(got.bound))
            assert step == max(1, wanted)
            far += wanted > 1
            near += wanted < 1
    assert far > 5
    assert near > 5


def test_prices_that_say_little_leave_nothing_to_dive_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where too many pairs would be free there is no dive."""
    dives = _dives(monkeypatch)
    for stall, program, solution in starts(range(900, 930)):
        reached(stall, program, solution, is_large=True)
    assert len(dives) > 10
    dives.clear()
    monkeypatch.setattr(module, "MOST_FREE", -1)
    for stall, program, solution in starts(range(900, 930)):
        reached(stall, program, solution, is_large=True)
    assert not dives
