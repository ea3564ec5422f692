"""Neighbourhoods: what is drawn, what is left alone, and that nothing ever gets worse."""

import time
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver import drawing
from scheduler.solver import neighbourhood as module
from scheduler.solver.dive import USED
from scheduler.solver.drawing import Drawing, Drawn, Priced
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import EngineError, Outcome, Watch
from scheduler.solver.neighbourhood import NeighbourhoodSearch, Tried
from scheduler.solver.prices import PriceSearch, Shortfall
from scheduler.solver.program import Objective
from tests.solver.prices.test_generation import medium_market


class World:
    """A medium pool's coverage, its prices, and what they say."""

    def __init__(self) -> None:
        self.market = medium_market(TierName.COVERAGE)
        self.f = self.market.formulation
        prices = PriceSearch(self.market, lambda *_: True, None)
        best = prices.run()
        loss = self.market.losses(best.vector) / prices.unit
        self.bound = int(best.bound)
        mixed = prices.shares() > USED
        self.priced = Priced(loss, mixed, Shortfall(self.market, best.vector))
        goal, it = self.market.goal, self.market.instance
        core = np.nonzero(it.has_core)[0]
        self.objective = Objective(
            np.concatenate([self.f.x, self.f.runs[core]]),
            np.concatenate([goal.pair, goal.runs[core]]),
            goal.constant,
            maximise=True,
        )

    def search(self, *, priced: bool = True, seed: int = 1) -> NeighbourhoodSearch:
        """A search that knows prices, or does not."""
        search = NeighbourhoodSearch(self.f, self.f.program, self.objective, seed)
        if priced:
            search.prefer(self.priced)
        return search


@pytest.fixture(scope="module")
def world() -> World:
    """One for all tests; none of them changes it."""
    return World()


def for_rounds(n: int) -> Any:
    """Lets a search take so many neighbourhoods, and keeps the values it hears."""
    values: list[int] = []

    def may_go_on(work: float, value: int) -> bool:
        assert work >= 0
        values.append(value)
        return len(values) <= n

    return may_go_on, values


@pytest.mark.parametrize("priced", [True, False])
def test_what_is_found_is_allowed_and_never_worse(world: World, priced: bool) -> None:
    """From nothing, step by step; with prices it comes near the bound."""
    may_go_on, values = for_rounds(60)
    found = world.search(priced=priced).improve(world.f.program.lower, world.bound, may_go_on)
    assert world.f.program.is_satisfied_by(found)
    assert values == sorted(values)
    assert world.objective.value(found) >= (0.97 if priced else 0.8) * world.bound


def test_little_patience_ends_after_so_many_without_a_gain(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is widened then; without a limit of its own far more are tried."""
    base = world.f.program.lower

    def same(_program: Any, _objective: Any, hint: Ints, *_: Any) -> Outcome:
        return Outcome("feasible", hint, None, 0.1)

    monkeypatch.setattr(module, "verified", same)
    counts = []
    for patience in (4, None):
        may_go_on, values = for_rounds(10_000)
        found = world.search().improve(base, world.bound, may_go_on, patience)
        assert (found == base).all()
        counts.append(len(values))
    assert counts[0] == 2 * 4 + 1  # asked before and after each, and once at the end
    assert counts[1] > 2 * module.STALLED_AFTER


@pytest.mark.parametrize("is_met", [True, False])
def test_nothing_is_built_for_whoever_does_not_go_on(
    world: World, is_met: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That takes a moment on a large pool, and somebody may be waiting."""
    base, built = world.f.program.lower, list[object]()
    monkeypatch.setattr(NeighbourhoodSearch, "_keep", lambda *given: built.append(given))
    bound = world.objective.value(base) if is_met else world.bound
    found = world.search().improve(base, bound, lambda *_: is_met)
    assert found is base
    assert not built


def test_memory_is_handed_back_now_and_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first neighbourhood, and after every so many of those that were begun."""
    handed: list[int] = []
    drawn: list[object] = []
    draw = Drawing.draw

    def counted(self: Drawing, *given: Any) -> Any:
        drawn.append(None)
        return draw(self, *given)

    monkeypatch.setattr(Drawing, "draw", counted)
    monkeypatch.setattr(module, "give_back", lambda: handed.append(len(drawn)))
    monkeypatch.setattr(module, "TIDIED_AFTER", 7)
    world.search().improve(world.f.program.lower, world.bound + 1, for_rounds(50)[0])
    assert len(drawn) > 20
    assert handed == [7 * i for i in range(len(drawn) // 7 + 1)]


@pytest.mark.parametrize("priced", [True, False])
def test_no_other_pairs_are_freed_than_those_it_is_told(world: World, priced: bool) -> None:
    """Those of a solution apart, which may go."""
    f, may_go_on = world.f, for_rounds(30)[0]
    good = world.search().improve(f.program.lower, world.bound, may_go_on)
    planned = good[f.x] == 1
    assert planned.sum() > 20
    search, some = world.search(priced=priced), np.zeros(len(planned), dtype=np.bool_)
    some[::2] = True
    search.only(some)
    found = search.improve(good * 0, world.bound, for_rounds(30)[0])
    assert found[f.x].sum() > 10
    assert not found[f.x][~some].any()
    search.only(~some)
    found = search.improve(found, world.bound, for_rounds(10)[0])
    assert found[f.x][some].any()
    assert found[f.x][~some].any()


def test_a_worse_answer_is_not_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine out of time may come back with less than what it was given."""
    may_go_on, _ = for_rounds(20)
    good = world.search().improve(world.f.program.lower, world.bound, may_go_on)

    def poor(program: Any, _objective: Any, hint: Ints, *_: Any) -> Outcome:
        return Outcome("feasible", np.zeros_like(hint), None, 0.1)

    monkeypatch.setattr(module, "verified", poor)
    may_go_on, values = for_rounds(10)
    kept = world.search().improve(good, world.bound + 1, may_go_on)
    assert len(values) > 10
    assert (kept == good).all()
    assert set(values) == {world.objective.value(good)}


def test_among_equals_another_objective_decides(world: World) -> None:
    """The value of its own objective gets no worse, and fewer people are at work for it."""
    may_go_on, _ = for_rounds(60)
    good = world.search().improve(world.f.program.lower, world.bound, may_go_on)
    fewer = Objective(world.f.x, np.ones(len(world.f.x), dtype=np.int64), 0, maximise=False)
    search = NeighbourhoodSearch(world.f, world.f.program, world.objective, 1, fewer)
    search.prefer(world.priced)
    may_go_on, values = for_rounds(60)
    found = search.improve(good, world.bound + 1, may_go_on)
    assert world.f.program.is_satisfied_by(found)
    assert values == sorted(values)
    assert world.objective.value(found) >= world.objective.value(good)
    if world.objective.value(found) == world.objective.value(good):
        assert fewer.value(found) <= fewer.value(good)


def test_pairs_that_lose_much_are_left_aside(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless the solution has them; without prices any pair may come in."""
    may_go_on, _ = for_rounds(40)
    found = world.search().improve(world.f.program.lower, world.bound, may_go_on)
    assert (world.priced.loss[found[world.f.x] == 1] <= drawing.FAR).all()
    costly = int(world.priced.loss.argmax())
    assert world.priced.loss[costly] > drawing.FAR

    masks: list[Bools] = []
    search = world.search()
    monkeypatch.setattr(search, "_keep", masks.append)
    monkeypatch.setattr(search, "_next", lambda _: None)
    having = world.f.program.lower.copy()
    having[world.f.x[costly]] = 1
    search.improve(having, world.bound, lambda *_: True)
    assert masks[0][world.f.x[costly]]
    assert (masks[0][world.f.x] == (world.priced.loss <= drawing.FAR))[:costly].all()
    assert not masks[0].all()


def test_of_a_demand_those_are_kept_that_lose_least(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many of each; without prices any of them."""
    monkeypatch.setattr(module, "MOST_EACH", 2)
    demand = world.f.instance.demand
    for priced in (True, False):
        masks: list[Bools] = []
        search = world.search(priced=priced)
        monkeypatch.setattr(search, "_keep", masks.append)
        monkeypatch.setattr(search, "_next", lambda _: None)
        search.improve(world.f.program.lower, world.bound, lambda *_: True)
        kept = np.nonzero(masks[0][world.f.x])[0]
        few = np.bincount(demand[kept], minlength=len(world.f.instance.demands))
        near = world.priced.loss <= drawing.FAR if priced else np.ones(len(demand), np.bool_)
        assert (few == np.minimum(2, np.bincount(demand[near], minlength=len(few)))).all()
        if priced:
            for d in np.nonzero(few)[0].tolist():
                least = np.sort(world.priced.loss[demand == d])[: few[d]]
                assert (np.sort(world.priced.loss[kept[demand[kept] == d]]) == least).all()


@pytest.mark.parametrize("gains", [False, True])
def test_when_nothing_more_is_found_more_work_is_allowed(
    world: World, monkeypatch: pytest.MonkeyPatch, *, gains: bool
) -> None:
    """Step by step; and all begins anew only where the steps have brought something."""
    works: list[float] = []
    better = world.search().improve(world.f.program.lower, world.bound, for_rounds(4)[0])

    def once(_program: Any, _objective: Any, hint: Ints, limits: Any, *_: Any) -> Outcome:
        works.append(limits.work)
        return Outcome("optimal", hint, None, 0.01)

    def joined(solution: Ints, _tried: Tried) -> Ints:
        return better if gains and len(works) == 7 else solution

    monkeypatch.setattr(module, "verified", once)
    monkeypatch.setattr(module, "STALLED_AFTER", 5)
    search = world.search()
    monkeypatch.setattr(search, "_joined", joined)
    search.improve(world.f.program.lower, world.bound + 1, for_rounds(400)[0])
    each, longer = module.WORK_EACH, module.LONGER
    expected = [each] * 5 + [longer * each] * (7 if gains else 5) + [longer**2 * each] * 5
    again = [longer**step * each for step in range(module.STEPS) for _ in range(5)]
    assert works == [pytest.approx(work) for work in expected + (again if gains else [])]


def test_nine_of_ten_neighbourhoods_are_drawn_by_prices(world: World) -> None:
    """From cases where the bound is missed; by turns along near pairs, the mixture's, far ones.

    Sizes follow what was hard. Prices known anew take the place of those before.
    """
    draws = Drawing(world.f, lambda _: np.ones(len(world.market.instance.cases), np.int64), 1)
    loss, mixed = world.priced.loss, world.priced.mixed
    draws.prefer(replace(world.priced, loss=np.zeros_like(loss), mixed=np.ones_like(mixed)))
    draws.prefer(world.priced)
    nothing = world.f.program.lower
    near, far = loss <= drawing.NEAR, loss <= drawing.FAR
    sizes = []
    for turn in range(20):
        drawn = draws.draw(nothing)
        assert drawn is not None
        assert len(np.unique(drawn.cases)) == len(drawn.cases)
        if turn % 10 < 9:
            assert (drawn.pairs == (near, mixed, far)[turn % 10 % 3]).all()
        else:
            assert (drawn.pairs != near).any()
        if turn % 10 == 0:
            sizes.append(len(drawn.cases))
        drawn.learn(2.0)
    assert 0 < mixed.sum() < near.sum() < far.sum() < len(far)
    assert sizes[0] == min(drawing.FIRST_SIZE, len(world.market.instance.cases))
    assert sizes[-1] < sizes[0]


def test_a_size_grows_by_how_easy_the_last_one_was(world: World) -> None:
    """Up to the largest and down to the smallest."""
    draws = Drawing(world.f, lambda _: np.ones(len(world.market.instance.cases), np.int64), 1)
    kinds = draws._kinds  # the sizes themselves are not drawn from outside
    nothing = world.f.program.lower
    for strain, expected in ((0.0, drawing.EASIER), (1.0, 1.0), (1.5, drawing.HARDER)):
        before = kinds[draws._turn % len(kinds)].size
        turn = draws._turn
        drawn = draws.draw(nothing)
        assert drawn is not None
        drawn.learn(strain)
        assert kinds[turn % len(kinds)].size == pytest.approx(before * expected)
    for _ in range(90):
        drawn = draws.draw(nothing)
        assert drawn is not None
        drawn.learn(9.0)
    assert all(kind.size == drawing.SMALLEST for kind in kinds)


def test_threads_side_by_side_find_plans_that_go_together(world: World) -> None:
    """Each change is joined with what has changed meanwhile only where the rows allow it."""
    search = NeighbourhoodSearch(world.f, world.f.program, world.objective, 1, threads=3)
    search.prefer(world.priced)
    may_go_on, values = for_rounds(90)
    found = search.improve(world.f.program.lower, world.bound, may_go_on)
    assert world.f.program.is_satisfied_by(found)
    assert values == sorted(values)
    assert world.objective.value(found) >= 0.97 * world.bound


def next_of(search: NeighbourhoodSearch, solution: Ints) -> Drawn | None:
    """What is drawn next."""
    job = search._next(solution)
    return None if job is None else job[1]


def test_what_clashes_is_tried_again(world: World) -> None:
    """A gain that the rows do not allow any more; what was never a gain is left."""
    may_go_on, _ = for_rounds(60)
    base = world.f.program.lower
    good = world.search().improve(base, world.bound, may_go_on)
    search = world.search()
    kept = search._keep(np.ones(world.f.program.columns, dtype=np.bool_))
    for _ in range(100):  # until the same people are elsewhere by now
        drawn = search._drawing.draw(base)
        assert drawn is not None
        tried = search._try(kept, (base, drawn), 1, lambda: False)
        assert tried.found is not None
        joined = world.f.filled(np.where(tried.found != base, tried.found, good))
        if not world.f.program.is_satisfied_by(joined):
            break
    assert tried.found is not None
    assert world.objective.value(tried.found) > world.objective.value(base)
    assert (search._joined(base, tried) == tried.found).all()
    assert next_of(search, good) is not drawn
    assert (search._joined(good, tried) == good).all()
    assert next_of(search, good) is drawn
    assert next_of(search, good) is not drawn  # once


def test_what_was_never_a_gain_is_not_tried_again(world: World) -> None:
    """An equal answer that the rows do not allow any more."""
    search = world.search()
    base = world.f.program.lower
    drawn = search._drawing.draw(base)
    assert drawn is not None
    may_go_on, _ = for_rounds(60)
    good = world.search().improve(base, world.bound, may_go_on)
    clashing = good.copy()
    clashing[world.f.x[0]] += 5  # no program allows it, and the objective is told that it is equal
    outcome = Outcome("optimal", None, None, 0.1)
    search._guide = replace(world.objective, coefficients=world.objective.coefficients * 0)
    equal = Tried(drawn, good, clashing, outcome)
    assert (search._joined(good, equal) == good).all()
    assert next_of(search, good) is not drawn


def test_a_pool_without_cases_has_no_neighbourhoods(world: World) -> None:
    """Nothing can be drawn, so the search is over at once."""
    search = world.search()
    search._drawing.draw = lambda *_: None  # type: ignore[method-assign]
    nothing = world.f.program.lower
    assert (search.improve(nothing, world.bound, lambda *_: True) == nothing).all()


def test_threads_are_told_to_stop_at_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever they are at, and also when one of them fails."""
    started, stopped = Event(), Event()

    def endless(_program: Any, _objective: Any, hint: Ints, _limits: Any, watch: Watch) -> Outcome:
        started.set()
        ends = time.monotonic() + 20
        while time.monotonic() < ends and not stopped.is_set():
            stopped.set() if watch.stop() else time.sleep(0.01)
        return Outcome("feasible", hint, None, 0.0)

    monkeypatch.setattr(module, "verified", endless)
    world.search().improve(world.f.program.lower, world.bound, lambda *_: not started.is_set())
    assert stopped.is_set()

    def failing(*_: Any) -> Outcome:
        raise EngineError("no")

    monkeypatch.setattr(module, "verified", failing)
    with pytest.raises(EngineError):
        world.search().improve(world.f.program.lower, world.bound, lambda *_: True)
