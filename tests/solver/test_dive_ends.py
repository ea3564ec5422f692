"""When a dive on a large pool ends, and when there is none."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from scheduler.solver import approach
from scheduler.solver import instance as instances
from scheduler.solver import large as module
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Limits, Watch
from scheduler.solver.engines.verified import a_solution
from scheduler.solver.large import LargeSearch
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.prices import Market
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
    for stall, program, solution in starts(range(900, 930)):
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


@dataclass
class Heard:
    """What is done on a large pool, step by step: with what a dive begins and at what it ends.

    ``begun``: what neighbourhoods begin with; ``filled``: a dive's solution, before and after.
    """

    steps: list[str] = field(default_factory=list)
    hints: list[int] = field(default_factory=list)
    enough: list[int | None] = field(default_factory=list)
    begun: list[Ints] = field(default_factory=list)
    filled: list[tuple[Ints, Ints]] = field(default_factory=list)

    def listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Note it from now on; neighbourhoods find nothing."""
        fill_up = LargeSearch._filled

        def dive(p: Program, goal: Objective, hint: Ints, limits: Limits, watch: Watch) -> object:
            self.steps.append("dive" if limits.gap == 0 else "rough dive")
            self.hints.append(goal.value(hint))
            self.enough.append(limits.enough)
            return a_solution(p, goal, hint, limits, watch)

        def fill(large: LargeSearch, market: Market, found: Ints) -> Ints:
            self.filled.append((found, fill_up(large, market, found)))
            return self.filled[0][1]

        def improve(_: NeighbourhoodSearch, found: Ints, *__: object) -> Ints:
            self.steps.append("neighbourhoods")
            self.begun.append(found)
            return found

        monkeypatch.setattr(NeighbourhoodSearch, "improve", improve)
        monkeypatch.setattr(module, "a_solution", dive)
        monkeypatch.setattr(LargeSearch, "_filled", fill)


def test_where_neighbourhoods_take_long_a_dive_into_a_few_pairs_comes_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It ends at nothing less than the bound; all else begins with what it finds, filled up."""
    heard = Heard()
    heard.listen(monkeypatch)
    monkeypatch.setattr(approach, "NEAR", 0.0)
    met = fuller = 0
    for stall, program, solution in starts(range(900, 930)):
        objective, pairs = stall.goal.objective, stall.formulation.instance.pairs
        box = objective.box_bound(program)
        is_open = stall.tier.is_maximised and objective.value(solution) != box
        if not (is_open and stall.market.counting.any()):
            continue
        for most, first in ((pairs, "neighbourhoods"), (pairs - 1, "dive")):
            monkeypatch.setattr(instances, "HUGE", most)
            for noted in vars(heard).values():
                noted.clear()
            got = reached(stall, program, solution, is_large=True)
            assert heard.steps[0] == first
            if first == "neighbourhoods":
                continue
            assert heard.steps[1] == "neighbourhoods"
            left = box - objective.value(solution)
            assert heard.enough[0] is not None
            assert heard.enough[0] - heard.hints[0] == left
            worth = stall.worth(objective.value(heard.begun[0]))
            if heard.filled:
                x = stall.formulation.x
                assert heard.begun[0] is heard.filled[0][1]
                assert objective.value(heard.begun[0]) == objective.value(heard.filled[0][0])
                fuller += int(heard.begun[0][x].sum()) > int(heard.filled[0][0][x].sum())
            assert stall.worth(objective.value(solution)) <= worth <= stall.best
            if objective.value(heard.begun[0]) == box:
                met += 1
                assert heard.steps == ["dive", "neighbourhoods"]
                assert got.solution is heard.begun[0]
    assert met > 1
    assert fuller > 1
