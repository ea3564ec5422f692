"""Pools of medium size: many dives, neighbourhoods, and all that could be better."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest

from scheduler.model import SolveOptions
from scheduler.solver import approach as module
from scheduler.solver import enumeration
from scheduler.solver.approach import Approach
from scheduler.solver.dive import DiveSearch
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.linear import relaxation
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome, Watch
from scheduler.solver.engines.verified import best_of_many
from scheduler.solver.enumeration import Enumeration
from scheduler.solver.meter import Meter
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.prices import Contenders, Leeways, Market, complete, market, witness_of
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.patterns import patterns_within
from scheduler.solver.program import Objective, Program
from tests.solver.prices.stalls import Stall
from tests.solver.test_approach_steps import reached, starts


@pytest.mark.parametrize("small", [0, 10**6])
def test_medium_pools_have_neighbourhoods_before_the_whole_program(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small ones have not: there the whole program is proven sooner."""
    improved = rearranged = 0

    def improve(_: NeighbourhoodSearch, solution: Ints, *__: object, **___: object) -> Ints:
        nonlocal improved
        improved += 1
        return solution

    monkeypatch.setattr(NeighbourhoodSearch, "improve", improve)
    monkeypatch.setattr(DiveSearch, "improve", lambda _s, found, *_: found)
    monkeypatch.setattr(enumeration, "contenders", lambda *_: None)
    monkeypatch.setattr(module, "TINY_PAIRS", small)
    monkeypatch.setattr(module, "SMALL_PAIRS", small)
    gaps = 0
    for stall, program, solution in starts(range(900, 930)):
        got = reached(stall, program, solution)
        is_open = stall.goal.objective.value(got.solution) != got.bound
        gaps += is_open
        rearranged += is_open and not stall.market.asks_for_cases  # before lists and after them
    assert gaps > 2
    assert improved == (0 if small else gaps + rearranged)


@pytest.mark.parametrize("is_large", [True, False])
def test_small_pools_have_lists_before_the_whole_program(
    is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of the time where cases are worth something: there the whole program may do better."""
    asked = list[float]()

    def closed(self: Enumeration, _: Market, __: Floats, found: Ints, bound: int) -> Any:
        asked.append(self.share)
        return found, bound

    monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda _s, found, *_, **__: found)
    monkeypatch.setattr(Approach, "_dived", lambda _s, _, found, __: found)
    monkeypatch.setattr(Approach, "_built", lambda _s, _, found: found)
    monkeypatch.setattr(Enumeration, "closed", closed)
    monkeypatch.setattr(module, "TINY_PAIRS", 0)
    shares = set[tuple[bool, float]]()
    for stall, program, solution in starts(range(900, 930)):
        asked.clear()
        got = reached(stall, program, solution, is_large=is_large)
        is_open = stall.goal.objective.value(got.solution) != got.bound
        assert len(asked) == (is_open and not is_large)
        shares |= {(stall.market.asks_for_cases, share) for share in asked}
    assert shares == (set() if is_large else {(True, module.SMALL_SHARE), (False, 1.0)})


def test_dives_before_the_list_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one then comes upon more; those after it may take a twentieth of the tier each."""
    asked = list[float]()

    def improve(_: DiveSearch, solution: Ints, _go_on: Any, each: Limits, _most: int) -> Ints:
        assert each.work is not None
        asked.append(each.work)
        return solution

    monkeypatch.setattr(DiveSearch, "improve", improve)
    monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda _s, found, *_, **__: found)
    monkeypatch.setattr(Approach, "_built", lambda _s, _, found: found)
    monkeypatch.setattr(enumeration, "contenders", lambda *_: None)
    monkeypatch.setattr(module, "TINY_PAIRS", 0)
    monkeypatch.setattr(module, "SMALL_PAIRS", 0)
    for stall, program, solution in starts(range(900, 930)):
        reached(stall, program, solution)
    first, later = asked[::2], asked[1::2]
    assert len(first) == len(later) > 5
    assert first == pytest.approx([module.FIRST_DIVES] * len(first))
    assert min(later) > 2 * module.FIRST_DIVES  # of 120 units


@pytest.mark.parametrize("works", [True, False])
def test_medium_pools_have_many_dives(works: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before neighbourhoods and lists, and again where those leave a gap.

    Tiers that ask for no cases have neighbourhoods alone, and after the lists those that try harder
    and harder.
    """
    dives, dived = DiveSearch.improve, Approach._dived
    heard: list[str] = []

    def improve(self: DiveSearch, solution: Ints, *limits: Any) -> Ints:
        heard.append("dives")
        return dives(self, solution, *limits) if works else solution

    def dive(self: Approach, free: Bools, solution: Ints, bound: int) -> Ints:
        heard.append("dive")
        return dived(self, free, solution, bound)

    def search(_: NeighbourhoodSearch, found: Ints, *limits: Any) -> Ints:
        heard.append("near" if len(limits) == 3 else "nearer and nearer")
        return found

    monkeypatch.setattr(DiveSearch, "improve", improve)
    monkeypatch.setattr(Approach, "_built", lambda _s, _, found: found)
    monkeypatch.setattr(Approach, "_dived", dive)
    monkeypatch.setattr(NeighbourhoodSearch, "improve", search)
    monkeypatch.setattr(enumeration, "contenders", lambda *_: None)
    monkeypatch.setattr(module, "TINY_PAIRS", 0)
    monkeypatch.setattr(module, "SMALL_PAIRS", 0)
    alone = "near nearer and nearer"
    seen = dict[str, int]()
    better = 0
    for stall, program, solution in starts(range(900, 930)):
        heard.clear()
        got = reached(stall, program, solution)
        value = stall.goal.objective.value
        assert program.is_satisfied_by(got.solution)
        assert stall.worth(value(solution)) <= stall.worth(value(got.solution)) <= stall.best
        steps, asks = " ".join(heard), stall.market.asks_for_cases
        assert steps in ({"dives near", "dives near dives", ""} if asks else {alone, ""})
        assert steps != "dives near" or value(got.solution) == got.bound
        seen[steps] = seen.get(steps, 0) + 1
        better += steps == "dives near" and value(got.solution) != value(solution)
    assert seen[alone] > 15
    assert seen["dives near" if works else "dives near dives"] > 5, seen
    assert better > 5 if works else better == 0


def test_a_plan_made_along_prices_is_there_before_any_dive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dives may find nothing for as long as they like."""
    monkeypatch.setattr(module, "TINY_PAIRS", 0)
    monkeypatch.setattr(module, "SMALL_PAIRS", 0)
    monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda _s, found, *_, **__: found)
    monkeypatch.setattr(DiveSearch, "improve", lambda _s, found, *_: found)
    monkeypatch.setattr(enumeration, "contenders", lambda *_: None)
    better = 0
    for stall, program, solution in starts(range(900, 930)):
        got = reached(stall, program, solution).solution
        value = stall.goal.objective.value
        assert program.is_satisfied_by(got)
        assert stall.worth(value(solution)) <= stall.worth(value(got)) <= stall.best
        better += value(got) != value(solution)
    assert better > 10


@pytest.mark.parametrize("engine", ["works", "finds nothing"])
def test_what_is_left_of_a_gap_is_looked_through(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All plans near the bound: values and bounds stay true, and nearly all gaps are closed.

    An engine that is at a loss closes none of its own, and the step ends.
    """
    monkeypatch.setattr(Approach, "_built", lambda _s, _, found: found)
    monkeypatch.setattr(module, "TINY_PAIRS", 0)
    monkeypatch.setattr(module, "SMALL_PAIRS", 0)
    monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda _s, found, *_, **__: found)
    monkeypatch.setattr(DiveSearch, "improve", lambda _s, found, *_: found)
    if engine != "works":
        silent = Outcome("unknown", None, None, 0.0)
        monkeypatch.setattr(enumeration, "best_of_many", lambda *_, **__: silent)
    every = closed = better = 0
    for stall, program, solution in starts(range(900, 930)):
        value = stall.goal.objective.value
        got = reached(stall, program, solution)
        assert program.is_satisfied_by(got.solution)
        assert stall.worth(value(solution)) <= stall.worth(value(got.solution)) <= stall.best
        assert stall.worth(got.bound) >= stall.best
        assert got.proof is None or stall.worth(got.bound) <= stall.worth(got.proof.bound)
        better += value(got.solution) != value(solution)
        closed += value(got.solution) == got.bound
        every += 1
    assert every > 30
    assert better > 15 if engine == "works" else better == 0
    assert closed > 0.9 * every if engine == "works" else closed < every


def test_the_bound_comes_down_to_the_best_plan_and_no_further() -> None:
    """From no prices at all and from a best plan: list after list has nothing better."""
    met = every = 0
    for stall, program, solution in starts(range(900, 930), best=True):
        market, objective = stall.market, stall.goal.objective
        nothing = np.zeros(market.size + len(market.members))
        proof = witness_of(market, nothing)
        if proof is None:
            continue
        meter = Meter(SolveOptions(), lambda: 0.0, 0.0)
        meter.open(1)
        lists = Enumeration(stall.formulation, program, objective, meter, UNWATCHED, Leeways())
        got, bound = lists.closed(market, nothing, solution, proof.bound)
        assert stall.worth(objective.value(got)) == stall.best
        assert stall.worth(bound) >= stall.best
        if proof.bound != objective.value(solution):
            met += stall.worth(bound) == stall.best
            every += 1
    assert every > 20
    assert met > 0.7 * every


def lists_of(
    stall: Stall, program: Program, clock: Callable[[], float], watch: Watch, share: float
) -> Enumeration:
    """Lists of a tier that has a hundred seconds."""
    meter = Meter(SolveOptions(mode="timed", time_limit_s=100), clock, 0.0)
    meter.open(1)
    given = stall.formulation, program, stall.goal.objective, meter, watch, Leeways()
    return Enumeration(*given, share=share)


def test_a_list_takes_its_share_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each linear program, and branch and cut, have what those before have left of it."""
    now, asked = [0.0], list[str]()

    def slow(program: Program, goal: Objective, seconds: float, **more: Any) -> Any:
        asked.append("relaxation")
        now[0] += 0.5 * seconds
        return relaxation(program, goal, None, **more)

    def slower(*given: Any, **more: Any) -> Any:
        asked.append("branch and cut")
        now[0] += given[3].seconds
        program, goal, least, _, watch = given
        return best_of_many(program, goal, least, Limits(), watch, **more)

    monkeypatch.setattr(complete, "relaxation", slow)
    monkeypatch.setattr(enumeration, "best_of_many", slower)
    monkeypatch.setattr(enumeration, "CONTENDERS", (10**5,))
    several = 0
    for stall, program, solution in starts(range(900, 930)):
        nothing = np.zeros(stall.market.size + len(stall.market.members))
        proof = witness_of(stall.market, nothing)
        assert proof is not None
        now[0] = 0.0
        asked.clear()
        lists = lists_of(stall, program, lambda: now[0], UNWATCHED, 0.4)
        lists.closed(stall.market, nothing, solution, proof.bound)
        assert now[0] <= 40.0 + 0.1
        several += len(asked) > 1
    assert several > 10


def test_a_list_that_nobody_waits_for_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody wants to stop while it is written down."""
    stopping = [False]

    def late(*given: Any) -> Any:
        stopping[0] = True
        return patterns_within(*given)

    monkeypatch.setattr(market, "patterns_within", late)
    monkeypatch.setattr(enumeration, "best_of_many", lambda *_, **__: pytest.fail("decided"))
    stopped = 0
    for stall, program, solution in starts(range(900, 930)):
        nothing = np.zeros(stall.market.size + len(stall.market.members))
        proof = witness_of(stall.market, nothing)
        assert proof is not None
        stopping[0] = False
        watch = Watch(lambda *_: None, lambda: stopping[0])
        lists = lists_of(stall, program, lambda: 0.0, watch, 1.0)
        got, bound = lists.closed(stall.market, nothing, solution, proof.bound)
        assert got is solution
        assert stall.worth(bound) >= stall.best
        stopped += stopping[0]
    assert stopped > 20


@pytest.mark.parametrize("mode", ["timed", "certified"])
@pytest.mark.parametrize("beyond", [-3, 0, 2])
def test_a_list_that_is_not_decided_says_what_its_bound_is(
    mode: Literal["timed", "certified"], beyond: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In timed mode; in certified mode nobody shares it. What the list leaves out stays open."""
    asked = list[int]()

    def open_still(_: Program, goal: Objective, least: int, *__: object, **___: object) -> Outcome:
        assert goal.maximise
        asked.append(least)
        return Outcome("unknown", None, least + beyond, 0.0)

    monkeypatch.setattr(enumeration, "best_of_many", open_still)
    monkeypatch.setattr(Contenders, "tightened", lambda *_: True)
    every = 0
    for stall, program, solution in starts(range(900, 930)):
        market, objective = stall.market, stall.goal.objective
        nothing = np.zeros(market.size + len(market.members))
        proof = witness_of(market, nothing)
        if proof is None or stall.worth(proof.bound) < stall.worth(objective.value(solution)) + 4:
            continue
        asked.clear()
        meter = Meter(SolveOptions(mode=mode), lambda: 0.0, 0.0)
        meter.open(1)
        lists = Enumeration(stall.formulation, program, objective, meter, UNWATCHED, Leeways())
        got, bound = lists.closed(market, nothing, solution, proof.bound)
        assert got is solution
        assert asked == [stall.worth(objective.value(solution)) + 1]
        told = stall.worth(bound)
        said = max(asked[0] - 1, asked[0] + beyond)
        assert told == (said if mode == "timed" else stall.worth(proof.bound))
        every += 1
    assert every > 20
