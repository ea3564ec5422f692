"""A dive's small program keeps the solution it was given, and what it finds fits the whole one."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver import dive
from scheduler.solver.dive import DiveSearch, few_pairs, free_pairs, restricted_to
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Limits, Outcome, never
from scheduler.solver.engines.verified import settled
from scheduler.solver.formulation import Formulation
from scheduler.solver.prices import Dives, Market, PriceSearch, Remainder
from scheduler.solver.program import Objective
from scheduler.solver.tiers import goal_of
from scheduler.solver.tiers.goal import LinearGoal
from tests.solver.prices.stalls import Stall, some_prices, stalls
from tests.solver.prices.test_generation import Ear, medium_market


def whole_solution(stall: Stall, plan: int) -> Ints | None:
    """A solution of the whole program that assigns exactly what a plan does."""
    f, wanted = stall.formulation, stall.solution(plan)
    program = f.program.copy()
    program.add_rows(
        np.arange(len(f.x)), f.x, 1, count=len(f.x), lower=wanted[f.x], upper=wanted[f.x]
    )
    return settled(program)


def test_the_given_solution_is_kept_and_what_is_found_fits() -> None:
    """Whatever is left free: the best of the small program is a solution of the whole one."""
    better = dives = 0
    for stall in stalls(range(800, 830)):
        f, rng = stall.formulation, Random(f"dive/{stall.seed}/{stall.tier}")
        given = whole_solution(stall, rng.randrange(len(stall.every.plans)))
        assert given is not None
        program, objective = f.program, stall.goal.objective
        free = np.array([rng.random() < 0.4 for _ in f.x], dtype=np.bool_)
        smaller, less, kept = restricted_to(program, objective, f.x, free, given)
        assert smaller.is_satisfied_by(given[kept])
        assert less.value(given[kept]) + objective.constant == objective.value(given)
        left = np.setdiff1d(f.x, kept)
        assert not given[left].any()
        assert not free[np.isin(f.x, left)].any()
        found = settled(smaller, less)
        assert found is not None
        solution = program.lower.copy()
        solution[kept] = found
        assert program.is_satisfied_by(solution)
        assert objective.value(solution) == less.value(found) + objective.constant
        gain = stall.worth(objective.value(solution)) - stall.worth(objective.value(given))
        assert gain >= 0
        better += gain > 0
        dives += 1
    assert dives > 100
    assert better > 20


def test_what_the_mixture_uses_is_free_and_little_else() -> None:
    """All pairs with a share; of people with a settled pattern no other; of others the nearest."""
    market = medium_market(TierName.COVERAGE)
    it, rng = market.instance, np.random.default_rng(3)
    settled_people = 0
    prices = rng.integers(0, 4, market.size).astype(np.float64)
    prices[market.limits >= 2**40] = 0
    shares = np.zeros(it.pairs)
    some = rng.random(it.pairs) < 0.15
    shares[some] = rng.choice((0.4, 0.97, 1.0), int(some.sum()))
    loss = market.losses(prices) / 64.0
    free = free_pairs(market, loss, shares, 1)
    assert free[(shares > 0) | (loss <= dive.HARDLY)].all()
    assert free[loss == 0].all()
    assert (shares[loss == 0] == 0).any()

    extra = free & (shares == 0) & (loss > dive.HARDLY)
    assert extra.any()
    assert (loss[extra] <= dive.NEARLY).all()
    for s in range(market.specialists.count):
        own = it.specialist == s
        settled_on = own & (shares > 0)
        is_settled = settled_on.any() and (shares[settled_on] >= dive.SETTLED).all()
        if is_settled:
            assert not extra[own].any()
            settled_people += 1
    assert settled_people > 3
    chosen = 0
    for slot in range(market.layout.seats.stop):
        own = market.slot == slot
        assert extra[own].sum() <= 1
        idle = own & ~np.isin(it.specialist, it.specialist[shares > 0])
        left = idle & ~free & (loss <= dive.NEARLY)
        if left.any():
            assert extra[own].sum() == 1
            assert loss[left].min() >= loss[own & extra].max()
            chosen += loss[left].max() > loss[own & extra].max()
    assert chosen > 3


def test_the_idle_and_the_torn_may_help_out() -> None:
    """Nobody is settled in a mixture of nothing: of each seat the nearest few are free."""
    market = medium_market(TierName.COVERAGE)
    it = market.instance
    losses = np.full(it.pairs, dive.NEARLY)
    free = free_pairs(market, losses, np.zeros(it.pairs), 4)
    offered = np.bincount(market.slot, minlength=market.layout.seats.stop)
    taken = np.bincount(market.slot[free], minlength=market.layout.seats.stop)
    assert (taken == np.minimum(offered, 4)).all()


@pytest.mark.parametrize("keep", [True, False])
def test_pairs_outside_are_0_and_all_other_columns_stay(keep: bool) -> None:
    """Also a pair that is not free, if the solution assigns it."""
    stall = next(s for s in stalls(range(20)) if len(s.formulation.x) > 3 and s.tier == "fit")
    f: Formulation = stall.formulation
    solution = np.zeros(f.program.columns, dtype=np.int64)
    solution[f.x[0]] = keep
    objective: Objective = stall.goal.objective
    nothing = np.zeros(len(f.x), dtype=np.bool_)
    _, _, kept = restricted_to(f.program, objective, f.x, nothing, solution)
    assert np.intersect1d(kept, f.x).tolist() == ([f.x[0]] if keep else [])
    assert len(kept) == f.program.columns - len(f.x) + keep
    assert some_prices(stall.market, Random(1)) is not None


def test_pairs_of_cases_that_do_not_count_stay_as_they_are() -> None:
    """They lose nothing at any good prices, and would only make the dive larger."""
    market = medium_market(TierName.STATUTORY)
    loss, shares = np.zeros(market.instance.pairs), np.zeros(market.instance.pairs)
    aside = np.nonzero(~market.counting)[0]
    shares[aside[0]] = 1.0
    free = free_pairs(market, loss, shares, 0)
    assert market.counting.any()
    assert free[aside[0]]
    assert not free[aside[1:]].any()
    assert free[market.counting].all()


class World:
    """Coverage of a pool that is too large to be solved at once, and dives into it."""

    def __init__(self) -> None:
        self.market: Market = medium_market(TierName.COVERAGE, 1, 100, 50)
        self.f: Formulation = self.market.formulation
        goal = goal_of(TierName.COVERAGE, self.f)
        assert isinstance(goal, LinearGoal)
        self.objective: Objective = goal.objective
        search = PriceSearch(self.market, Ear(), None)
        self.best = search.run()
        self.bound = int(self.best.bound + 1e-6)
        self.unit = search.unit

    def search(self, threads: int = 1, stop: bool = False) -> DiveSearch:
        """A new search."""
        dives = Dives(self.market, self.best.vector, self.unit, Limits(seed=3), lambda: stop)
        return DiveSearch(self.f, self.f.program, self.objective, self.market, dives, threads)


@pytest.fixture(scope="module")
def world() -> World:
    """One for all."""
    return World()


EACH = Limits(work=1.0, seed=3)


@pytest.mark.parametrize("threads", [1, 2])
def test_dives_lead_near_the_bound(world: World, threads: int) -> None:
    """From nothing; what they find obeys every row, and what was told on the way only grew."""
    told: list[int] = []
    charged: list[float] = []

    def may_go_on(work: float, value: int) -> bool:
        charged.append(work)
        told.append(value)
        return value < world.bound

    found = world.search(threads).improve(world.f.program.lower, may_go_on, EACH, 4)
    assert world.f.program.is_satisfied_by(found)
    assert world.objective.value(found) >= 0.995 * world.bound
    assert world.objective.value(found) <= world.bound
    assert told == sorted(told)
    assert told[-1] == world.objective.value(found)
    assert min(charged) >= 0
    assert sum(charged) > 0.1


def test_with_one_thread_it_repeats(world: World) -> None:
    """Bit by bit."""
    runs = [
        world.search().improve(world.f.program.lower, lambda *_: True, EACH, 2) for _ in range(2)
    ]
    assert (runs[0] == runs[1]).all()


def test_it_ends_after_so_many_in_vain(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an engine finds nothing; fewer and fewer are left torn if it is too hard, else more."""
    for status, grows in (("unknown", False), ("infeasible", True)):
        silent = Outcome(status, None, None, 0.5)  # type: ignore[arg-type]
        monkeypatch.setattr(dive, "an_attempt", lambda *_, silent=silent: silent)
        search = world.search()
        asked: list[int] = []
        plunge = search.dives.dive

        def noted(most: int, asked: list[int] = asked, plunge=plunge) -> Remainder | None:  # type: ignore[no-untyped-def]
            asked.append(most)
            return plunge(most)  # type: ignore[no-any-return]

        monkeypatch.setattr(search.dives, "dive", noted)
        nothing = world.f.program.lower
        assert search.improve(nothing, lambda *_: True, EACH, 5) is nothing
        assert len(asked) == 5
        assert asked == sorted(asked, reverse=not grows)
        assert asked[0] != asked[-1]


def test_nothing_worse_is_taken_and_without_a_mixture_it_is_over(world: World) -> None:
    """Every small program asks for more than there is."""
    good = world.search().improve(world.f.program.lower, lambda *_: True, EACH, 3)
    seen: list[int] = []

    def may_go_on(_: float, value: int) -> bool:
        seen.append(value)
        return True

    again = world.search().improve(good, may_go_on, EACH, 2)
    assert world.objective.value(again) >= world.objective.value(good)
    assert min(seen) >= world.objective.value(good)
    search = world.search()
    left, each = search.dives.dive(20), Limits(work=5.0, seed=3)
    assert left is not None
    found = search._solved(left, 0, each, never)[0]
    assert found is not None
    value = world.objective.value(found)
    for known in (value - 1, value):
        better = search._solved(left, known, each, never)[0]
        assert better is None or world.objective.value(better) > known
    blind = world.search()
    blind.dives._root = None
    assert blind.improve(good, lambda *_: True, EACH, 2) is good


def test_a_row_of_pairs_none_of_which_is_free_holds_all_the_same(world: World) -> None:
    """The small program knows nothing of it: of its solutions only those that keep it are taken."""
    search, x, program = world.search(), world.f.x, world.f.program.copy()
    losses = world.market.losses(world.best.vector) / world.unit
    program.add_row(x[losses > dive.NEARLY], 1, lower=1)
    solution = settled(program)
    assert solution is not None
    dear = int(np.argmax(np.where(solution[x] == 1, losses, 0.0)))
    program.add_row(x[[dear]], 1, lower=1)
    found = replace(search, program=program).improve(solution, lambda *_: True, EACH, 2)
    assert program.is_satisfied_by(found)


def test_without_prices_a_few_pairs_of_each_seat_that_counts_are_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Others by another seed; none at all where even they are too many."""
    monkeypatch.setattr(dive, "FEW", 1)
    some = chosen = 0
    for stall in stalls(range(800, 830)):
        market = stall.market
        free = few_pairs(market, 1)
        seats = np.bincount(market.slot[market.counting], minlength=market.layout.seats.stop)
        taken = np.bincount(market.slot[free], minlength=market.layout.seats.stop)
        assert (taken == np.minimum(seats, 1)).all()
        assert not free[~market.counting].any()
        some += int(seats.max() > 1)
        chosen += int((few_pairs(market, 2) != free).any())
        monkeypatch.setattr(dive, "MOST_FEW", int(free.sum()) - 1)
        assert not few_pairs(market, 1).any()
        monkeypatch.undo()
        monkeypatch.setattr(dive, "FEW", 1)
    assert some > 50
    assert chosen > 20
