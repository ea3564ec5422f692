"""One tier's way to a good solution, step by step: what each step may and may not do."""

import itertools
from collections.abc import Callable, Iterator
from random import Random

import numpy as np
import pytest

from scheduler.model import SolveOptions, TierName
from scheduler.solver import approach as module
from scheduler.solver import instance as instances
from scheduler.solver import large, nearby
from scheduler.solver.approach import Approach, Reached
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome, Watch
from scheduler.solver.engines.verified import settled, verified
from scheduler.solver.greedy import asked_for, greedy, most_first
from scheduler.solver.large import LargeSearch
from scheduler.solver.meter import Meter
from scheduler.solver.nearby import Ask
from scheduler.solver.neighbourhood import NeighbourhoodSearch
from scheduler.solver.prices import Known, Market, PriceSearch, terms_of
from scheduler.solver.prices.generation import Prices
from scheduler.solver.prices.sides import Sides
from scheduler.solver.program import Objective, Program
from scheduler.solver.tiers.coverage import coverage
from scheduler.solver.tiers.statutory import statutory
from scheduler.synth import family_pool
from tests.solver.prices.stalls import Stall, stalls
from tests.solver.sided import formulation_of

News = list[tuple[int | None, int | None]]


def whole(stall: Stall) -> Program:
    """The program with the rows that hold the earlier tiers at the stall's plan."""
    program = stall.formulation.program.copy()
    for terms, value in stall.market.held:
        f, it = stall.formulation, stall.formulation.instance
        columns = np.concatenate([f.x, f.runs[it.has_core]])
        weights = np.concatenate([terms.pair, terms.runs[it.has_core]])
        program.add_row(columns, weights, lower=value - terms.constant)
    return program


def solution_of(stall: Stall, program: Program, plan: int) -> Ints | None:
    """A solution of the program that assigns what a plan does, tier's columns filled."""
    f = stall.formulation
    wanted = stall.solution(plan)[f.x]
    fixed = program.copy()
    fixed.add_rows(np.arange(len(f.x)), f.x, 1, count=len(f.x), lower=wanted, upper=wanted)
    return settled(fixed, stall.goal.objective)


def reached(
    stall: Stall,
    program: Program,
    solution: Ints,
    watch: Watch = UNWATCHED,
    *,
    is_large: bool = False,
) -> Reached:
    """Where a tier gets to from a solution."""
    ticks = itertools.count()
    meter = Meter(SolveOptions(), lambda: float(next(ticks)), 0.0)
    meter.open(1)
    steps = Approach(stall.formulation, program, stall.goal.objective, meter, watch, is_large)
    return steps.priced(stall.market, solution)


def starts(seeds: range, *, best: bool = False) -> Iterator[tuple[Stall, Program, Ints]]:
    """Tiers of tiny pools, each with the solution of a plan that keeps what is held.

    The formulation grows by the columns of further tiers once the next one is asked for.
    """
    for stall in stalls(seeds):
        earlier = stall.pool.policy.tiers.index(stall.tier)
        if len(stall.market.held) < earlier or any(terms.load for terms, _ in stall.market.held):
            continue  # not all of them can be held by a row of pairs and running cases
        program = whole(stall)
        left = stall.every.no_worse(stall.tier, stall.held)
        plan = left[0] if best else Random(f"{stall.seed}/{stall.tier}").choice(left)
        solution = solution_of(stall, program, plan)
        assert solution is not None
        yield stall, program, solution


def test_it_gets_no_worse_and_its_bound_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """From any plan: most often to the optimum, and to the tighter of box and prices."""
    best = better = every = positive = 0
    for stall, program, solution in starts(range(900, 930)):
        news: News = []
        watch = Watch(report=lambda v, b, news=news: news.append((v, b)), stop=lambda: False)  # type: ignore[misc]
        _unwatched(monkeypatch)
        got = reached(stall, program, solution, watch)
        objective = stall.goal.objective
        value, bound = stall.worth(objective.value(got.solution)), stall.worth(got.bound)
        assert program.is_satisfied_by(got.solution)
        assert stall.worth(objective.value(solution)) <= value <= stall.best <= bound
        assert got.proof is not None
        assert bound == min(stall.worth(objective.box_bound(program)), stall.worth(got.proof.bound))
        for said, proven in news:
            assert said == objective.value(solution)
            assert proven is not None
            assert stall.worth(proven) >= stall.best - 1  # rounded from floating point
        if not stall.tier.is_maximised and got.proof.bound > 1:
            said_last = news[-1][1]
            assert said_last is not None
            assert said_last > 0  # a minimum's bound keeps its sign
            positive += 1
        better += value > stall.worth(objective.value(solution))
        best += value == stall.best
        every += 1
    assert positive > 5
    assert better > 20
    assert best > 0.9 * every


def _unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the dive's own news aside."""

    def quiet(
        program: Program, objective: Objective, hint: Ints, limits: Limits, watch: Watch
    ) -> Outcome:
        return verified(program, objective, hint, limits, UNWATCHED)

    monkeypatch.setattr(module, "verified", quiet)


@pytest.mark.parametrize("tier", [TierName.COVERAGE, TierName.STABILITY])
def test_prices_are_enough_when_they_prove_the_solution(
    tier: TierName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within less than one unit of it, in the sense of the maximum."""
    asked: list[float] = []

    class Spied(PriceSearch):
        def stages(self, start: Known | None = None, enough: float = -np.inf) -> Iterator[Prices]:
            asked.append(enough)
            return super().stages(start, enough)

    monkeypatch.setattr(module, "PriceSearch", Spied)
    values = []
    for stall, program, solution in starts(range(900, 930)):
        if stall.tier is tier:
            reached(stall, program, solution)
            values.append(stall.worth(stall.goal.objective.value(solution)))
    assert asked == [value + 1 for value in values]
    assert len(set(values)) > 2


@pytest.mark.parametrize("answer", ["nothing", "worse", "equal"])
def test_a_dive_that_finds_nothing_better_changes_nothing(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a solution that is worse, nor another that is worth the same, nor none."""
    dives = 0
    for stall, program, solution in starts(range(900, 930)):
        if not stall.tier.is_maximised or stall.formulation.instance.pins:
            continue
        values = stall.goal.objective.value(solution)
        answers: dict[str, Callable[[Ints], Outcome]] = {
            "nothing": lambda _: Outcome("unknown", None, None, 0.0),
            "worse": lambda hint: Outcome("feasible", hint * 0, None, 0.0),
            "equal": lambda hint: Outcome("feasible", hint, None, 0.0),
        }
        said = answers[answer]

        def lie(*ask: object, said: Callable[[Ints], Outcome] = said) -> Outcome:
            nonlocal dives
            dives += 1
            assert isinstance(ask[2], np.ndarray)
            return said(ask[2])

        monkeypatch.setattr(module, "verified", lie)
        got = reached(stall, program, solution)
        if values:
            assert got.solution is solution
    assert dives > 5


def test_nothing_is_searched_where_the_bound_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices that prove the solution leave nothing to dive for."""
    dives: list[object] = []
    real = verified

    def counted(
        program: Program, objective: Objective, hint: Ints, limits: Limits, watch: Watch
    ) -> Outcome:
        dives.append(objective)
        return real(program, objective, hint, limits, watch)

    monkeypatch.setattr(module, "verified", counted)
    proven = 0
    for stall, program, solution in starts(range(900, 920), best=True):
        before = len(dives)
        got = reached(stall, program, solution)
        met = got.bound == stall.goal.objective.value(solution)
        proven += met
        assert (len(dives) == before) == met
    assert proven > 20


def test_what_a_dive_reports_is_true_of_the_whole() -> None:
    """Progress shows bounds; a small program's bound is none."""
    for stall, program, solution in starts(range(900, 930)):
        news: News = []
        watch = Watch(report=lambda v, b, news=news: news.append((v, b)), stop=lambda: False)  # type: ignore[misc]
        reached(stall, program, solution, watch)
        for value, bound in news:
            assert value is None or stall.worth(value) <= stall.best
            assert bound is None or stall.worth(bound) >= stall.best


@pytest.fixture
def only_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither dive nor neighbourhoods find anything."""
    monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda _s, found, *_, **__: found)
    monkeypatch.setattr(large, "a_solution", lambda *_: (None, 0.0))


@pytest.mark.usefixtures("only_built")
def test_a_plan_made_along_prices_is_taken_where_it_is_better() -> None:
    """And only where it keeps the earlier tiers; with pins around the teams that have some."""
    better = pinned = 0
    for stall, program, solution in starts(range(940, 965)):
        got = reached(stall, program, solution, is_large=True).solution
        objective = stall.goal.objective
        assert program.is_satisfied_by(got)
        if (got != solution).any():
            assert stall.tier.is_maximised
            assert objective.value(got) > objective.value(solution)
            better += 1
            pinned += bool(stall.formulation.instance.pins)
    assert better > 10
    assert pinned > 3


@pytest.mark.usefixtures("only_built")
def test_prices_that_are_worse_than_none_do_not_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search cut short on a large pool; what no prices prove is a bound, too."""
    bad = 0

    class Cut(PriceSearch):
        def stages(self, *_: object) -> Iterator[Prices]:
            market = self._m
            vector = np.full(market.size + len(market.members), 500.0)
            yield Prices(vector, market.evaluate(vector).total)

    monkeypatch.setattr(module, "PriceSearch", Cut)
    for stall, program, solution in starts(range(900, 930)):
        got = reached(stall, program, solution, is_large=True)
        none = stall.market.evaluate(np.zeros(stall.market.size)).total
        assert stall.best <= stall.worth(got.bound) <= none + 1e-6
        bad += got.proof is not None and got.proof.witness.seats == ()
    assert bad > 20


def test_beyond_measure_the_plan_made_along_prices_is_the_last_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither a dive nor neighbourhoods are tried after it, and the bound is as true as ever."""
    monkeypatch.setattr(module, "MOST_DIVED", -1)
    monkeypatch.setattr(module, "NEAR", 1.0)
    monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda _s, found, *_, **__: found)
    monkeypatch.setattr(large, "a_solution", None)  # nobody asks for it
    better = 0
    for stall, program, solution in starts(range(900, 930)):
        got = reached(stall, program, solution, is_large=True)
        objective = stall.goal.objective
        assert program.is_satisfied_by(got.solution)
        value, bound = stall.worth(objective.value(got.solution)), stall.worth(got.bound)
        assert stall.worth(objective.value(solution)) <= value <= stall.best <= bound
        better += value > stall.worth(objective.value(solution))
    assert better > 10


@pytest.mark.usefixtures("only_built")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_teams_that_an_earlier_tier_needs_stay(seed: int) -> None:
    """Along the prices of coverage the cases with a near deadline keep their people."""
    pool = family_pool(120, 120, seed)
    sides = Sides(formulation_of(pool))
    f = sides.formulation
    near, covered = statutory(f), coverage(f)
    held = terms_of(f, near.tier, near.objective)
    terms = terms_of(f, covered.tier, covered.objective)
    assert held is not None
    assert terms is not None
    pairs = greedy(sides, most_first(f.instance, [held]), asked_for(f.instance))
    solution = nearby.solution_of(f, pairs, Ask(UNWATCHED))
    assert solution is not None
    value = near.objective.value(solution)
    program = f.program.copy()
    program.add_row(near.objective.columns, near.objective.coefficients, lower=value)
    meter = Meter(SolveOptions(), lambda: 0.0, 0.0)
    meter.open(1)
    steps = Approach(f, program, covered.objective, meter, UNWATCHED, True)
    got = steps.priced(Market(sides, terms, ((held, value),)), solution).solution
    assert covered.objective.value(got) > covered.objective.value(solution)
    earning = (held.runs > 0) & (solution[f.runs] == 1) & f.instance.has_core
    kept = earning[f.instance.case] & (solution[f.x] == 1)
    assert kept.sum() > 5
    assert (got[f.x][kept] == 1).all()


def test_where_a_bound_is_near_neighbourhoods_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before there are prices; a solution that meets the box's bound needs none."""
    asked: list[object] = []

    class Spied(PriceSearch):
        def stages(self, start: Known | None = None, enough: float = -np.inf) -> Iterator[Prices]:
            asked.append(enough)
            return super().stages(start, enough)

    monkeypatch.setattr(module, "PriceSearch", Spied)
    spared = searched = 0
    for stall, program, solution in starts(range(900, 930)):
        if not stall.tier.is_maximised:
            continue
        best = settled(program, stall.goal.objective)
        assert best is not None
        box = stall.goal.objective.box_bound(program)
        monkeypatch.setattr(NeighbourhoodSearch, "improve", lambda *_, best=best, **__: best)
        for near in (0.0, 2.0):
            monkeypatch.setattr(module, "NEAR", near)
            before = len(asked)
            got = reached(stall, program, solution, is_large=True)
            met = stall.goal.objective.value(best) == box
            is_near = stall.goal.objective.value(solution) >= near * box
            assert (len(asked) == before) == (met and is_near)
            assert stall.goal.objective.value(got.solution) == stall.worth(stall.best)
            if len(asked) == before:
                assert got.solution is best
                assert got.bound == stall.goal.objective.value(best)
            spared += len(asked) == before
            searched += len(asked) > before
    assert searched > 20
    assert spared > 20


def test_a_plan_is_made_along_first_prices_before_better_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On large pools a dive follows each stage; one that proves the plan best ends the search."""
    heard: list[str] = []

    class Spied(PriceSearch):
        def stages(self, start: Known | None = None, enough: float = -np.inf) -> Iterator[Prices]:
            *_, first = super().stages(start, enough)
            heard.append("first")
            yield first
            if self._continues():
                heard.append("better")
            yield first

    dived = LargeSearch.dived

    def dive(self: LargeSearch, free: Bools, solution: Ints, bound: int) -> Ints:
        heard.append("dive")
        return dived(self, free, solution, bound)

    monkeypatch.setattr(module, "PriceSearch", Spied)
    monkeypatch.setattr(module, "NEAR", 2.0)
    monkeypatch.setattr(LargeSearch, "dived", dive)
    seen = set()
    for stall, program, solution in starts(range(900, 930)):
        heard.clear()
        got = reached(stall, program, solution, is_large=True)
        assert stall.worth(got.bound) >= stall.best
        seen.add(" ".join(heard))
        if heard[-1:] == ["first"]:
            assert stall.goal.objective.value(got.solution) == got.bound
    assert "first dive" in seen
    assert "first dive better dive" in seen


@pytest.mark.usefixtures("only_built")
def test_where_memory_counts_large_blocks_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the beginning of a tier of the largest pools, and of no others."""
    apart: list[int] = []
    monkeypatch.setattr(large, "keep_apart", lambda: apart.append(1))
    for stall, program, solution in starts(range(900, 903)):
        pairs = stall.formulation.instance.pairs
        monkeypatch.setattr(instances, "HUGE", pairs)
        reached(stall, program, solution, is_large=True)
        assert not apart
        monkeypatch.setattr(instances, "HUGE", pairs - 1)
        reached(stall, program, solution, is_large=True)
        assert apart
        apart.clear()
