"""Column generation: the bound only ever gets better, stays true, and comes near the optimum."""

from random import Random
from typing import Any

import numpy as np
import pytest

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.linear import relaxation
from scheduler.solver.engines.running import WORK_PER_ITERATION
from scheduler.solver.prices import generation as module
from scheduler.solver.prices import linear
from scheduler.solver.prices.columns import Columns, Pattern, Team
from scheduler.solver.prices.generation import Known, PriceSearch
from scheduler.solver.prices.linear import first_prices
from scheduler.solver.prices.market import Market
from scheduler.solver.prices.sides import Sides
from scheduler.solver.prices.terms import Terms, terms_of
from scheduler.solver.tiers import goal_of
from scheduler.solver.tiers.goal import LinearGoal
from scheduler.synth import family_pool
from tests.solver.prices.stalls import Stall, some_prices, stalls
from tests.solver.sided import formulation_of

SLACK = 1e-6


class Ear:
    """Hears of every step of a search, and lets it go on or not."""

    def __init__(self, *, goes_on: bool = True) -> None:
        self.work: list[float] = []
        self.bounds: list[float] = []
        self._goes_on = goes_on

    def __call__(self, work: float, bound: float) -> bool:
        self.work.append(work)
        self.bounds.append(bound)
        return self._goes_on


def near(stall: Stall) -> float:
    """A bound that floating point made: what it may be off by."""
    return SLACK * max(1.0, abs(stall.best))


def medium_market(tier: TierName, seed: int = 5, specialists: int = 40, cases: int = 26) -> Market:
    """A tier of a family pool with nothing held."""
    pool = family_pool(specialists, cases, seed)
    formulation = formulation_of(pool)
    goal = goal_of(tier, formulation)
    assert isinstance(goal, LinearGoal)
    terms = terms_of(formulation, tier, goal.objective)
    assert terms is not None
    return Market(Sides(formulation), terms, ())


@pytest.mark.parametrize("first", range(300, 400, 50))
def test_the_bound_only_gets_better_and_stays_true(first: int) -> None:
    """From its own first prices or from any; most often it ends at the optimum, rounded."""
    searches = tight = 0
    for stall in stalls(range(first, first + 12)):
        rng, ear = Random(f"generation/{stall.seed}"), Ear()
        start = some_prices(stall.market, rng) if rng.random() < 0.5 else None
        best = PriceSearch(stall.market, ear, None).run(None if start is None else Known(start))
        heard = [*ear.bounds, best.bound]
        assert heard == sorted(heard, reverse=True)
        assert min(ear.work) >= 0
        assert best.bound >= stall.best - near(stall), (stall.seed, stall.tier)
        again = stall.market.evaluate(best.vector).total
        assert again == pytest.approx(best.bound, abs=near(stall))
        searches += 1
        tight += int(np.floor(best.bound + near(stall))) == stall.best
    assert tight > 0.8 * searches


def test_it_is_better_than_its_first_prices() -> None:
    """Whole patterns and teams know more than pairs and seats; the order of steps is fixed."""
    market = medium_market(TierName.COVERAGE)
    first = first_prices(market, np.arange(market.instance.pairs), None)
    assert first is not None
    ear = Ear()
    best = PriceSearch(market, ear, None).run()
    assert ear.bounds[0] == pytest.approx(market.evaluate(first.prices).total)
    assert best.bound < ear.bounds[0] - 1
    look = module.WORK_PER_PAIR * market.instance.pairs
    assert ear.work[0] == pytest.approx(look + WORK_PER_ITERATION * first.iterations)
    assert min(ear.work) > 0
    assert sum(ear.work[1:]) > 2 * look * len(ear.work)  # the masters' iterations count too
    again = medium_market(TierName.COVERAGE)
    same = PriceSearch(again, lambda *_: True, None).run()
    assert same.bound == best.bound
    assert same.vector.tolist() == best.vector.tolist()


def test_it_stops_when_it_may_not_go_on_or_has_enough() -> None:
    """After the first look at the latest; a bound below what is enough ends it."""
    market = medium_market(TierName.COVERAGE)
    ear = Ear(goes_on=False)
    first = PriceSearch(market, ear, None).run()
    assert ear.bounds[0] == first.bound
    assert len(ear.bounds) < 4

    market = medium_market(TierName.COVERAGE)
    enough = first.bound - 5
    ear = Ear()
    best = PriceSearch(market, ear, None).run(enough=enough)
    assert best.bound < enough
    assert ear.bounds[-1] == best.bound
    assert min(ear.bounds[:-1]) >= enough


def test_the_mixture_says_how_far_each_pair_is_in_it() -> None:
    """Shares between 0 and 1, of nobody more than the cases they take; none before a solve."""
    market = medium_market(TierName.COVERAGE)
    search = PriceSearch(market, lambda *_: True, None)
    assert not search.shares().any()
    search.run()
    shares, it = search.shares(), market.instance
    assert shares.min() > -SLACK
    assert shares.max() < 1 + SLACK
    assert shares.sum() > 10
    most = np.array([s.max_cases for s in market.frame.specialists])
    assert (np.bincount(it.specialist, shares, len(most)) <= most + SLACK).all()
    for d, seats in enumerate(it.headcount.tolist()):
        assert shares[it.demand == d].sum() <= seats + SLACK


def beside(first: Market, tier: TierName, held: tuple[tuple[TierName, int], ...]) -> Market:
    """Another tier on the same two sides, with earlier ones held at these values."""

    def terms(name: TierName) -> Terms:
        goal = goal_of(name, first.formulation)
        assert isinstance(goal, LinearGoal)
        known = terms_of(first.formulation, name, goal.objective)
        assert known is not None
        return known

    kept = ((terms(name), terms(name).worth(value)) for name, value in held)
    return Market(first.sides, terms(tier), tuple(kept))


def test_columns_of_an_earlier_search_serve_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With them it needs fewer steps for the same bound; where pairs are many they are let be."""
    first, columns, alone, helped = medium_market(TierName.COVERAGE, 6), Columns(), Ear(), Ear()
    best = PriceSearch(first, lambda *_: True, None, columns=columns).run()
    came = list(columns.all)
    assert {type(column) for column in came} == {Pattern, Team}
    assert len(set(came)) == len(came)

    held = ((TierName.COVERAGE, int(0.97 * best.bound)),)
    least = PriceSearch(beside(first, TierName.FIT, held), alone, None).run()
    again = PriceSearch(beside(first, TierName.FIT, held), helped, None, columns=columns).run()
    assert again.bound == pytest.approx(least.bound, rel=1e-3)
    assert len(helped.bounds) < len(alone.bounds)
    assert columns.all[: len(came)] == came
    assert len(columns.all) > len(came)

    monkeypatch.setattr(module, "FEW", first.instance.pairs - 1)
    before, apart = list(columns.all), Ear()
    PriceSearch(beside(first, TierName.FIT, held), apart, None, columns=columns).run()
    assert apart.bounds == alone.bounds
    assert columns.all == before


def test_good_steps_may_grow_as_far_as_the_worth_of_an_earlier_tier_lies() -> None:
    """What a unit of coverage or balance is worth in fit lies many typical weights away."""
    pool, ear = family_pool(60, 40, 2), Ear()
    first = medium_market(TierName.COVERAGE, 2, 60, 40)
    optima = (3, 1110, 12, 430213)  # as proven by the solver, and by the judge from its witnesses
    held = tuple(zip(pool.policy.tiers, optima, strict=False))
    best = PriceSearch(beside(first, TierName.FIT, held), ear, None).run()
    assert 2350 - SLACK <= best.bound < 2380  # 2350 is the optimum
    assert len(ear.bounds) < 110  # some 160 where steps are cut short


@pytest.mark.parametrize("seed", [2, 3])
def test_memberships_that_the_mixture_breaks_are_priced(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of cases that are to start alone, each once; and the bound is better for it."""
    market = medium_market(TierName.COVERAGE, seed)
    best = PriceSearch(market, lambda *_: True, None).run()
    it = market.instance
    assert market.members
    assert len(set(market.members)) == len(market.members)
    assert all(it.has_core[c] and not it.under_way[c] for _, c in market.members)
    assert len(best.vector) == market.size + len(market.members)
    assert best.vector[market.size :].any()

    monkeypatch.setattr(module, "BROKEN", 9.0)
    without = medium_market(TierName.COVERAGE, seed)
    assert PriceSearch(without, lambda *_: True, None).run().bound > best.bound + 0.1
    assert not without.members


def test_the_first_relaxation_knows_that_who_works_elsewhere_is_away() -> None:
    """Lent work comes to nothing without being away, and to no more than cases and blocks allow."""
    market = medium_market(TierName.COVERAGE)
    it, every = market.instance, np.arange(market.instance.pairs)
    rows = linear._Relaxation(market, every)
    found = relaxation(rows.program, rows.objective(), None)
    assert found is not None
    x, away = found.columns[rows._x], found.columns[rows._away]
    cases = np.array([s.max_cases for s in market.frame.specialists])
    binding = []
    for each, most in ((np.ones(len(every)), cases), (it.effort, market.frame.capacity)):
        done = np.bincount(it.specialist, weights=x * each * it.lent, minlength=len(most))
        assert (done <= most * away + SLACK).all()
        binding.append(((done > SLACK) & (done > most * away - SLACK)).sum())
    assert min(binding) > 0


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 1.0])
def test_first_prices_of_some_pairs_still_prove_a_true_bound(share: float) -> None:
    """The relaxation leaves out pairs; the market does not."""
    found = tight = 0
    for stall in stalls(range(500, 540)):
        draw = np.random.default_rng(stall.seed)
        kept = np.nonzero(draw.random(stall.formulation.instance.pairs) < share)[0]
        first = first_prices(stall.market, kept, None)
        if first is None:
            continue  # pins or held values that the pairs kept cannot come to
        prices = first.prices
        assert first.iterations >= 0
        assert len(prices) == stall.market.size
        assert (prices[stall.market.layout.seats.stop :] >= 0).all()
        bound = stall.market.evaluate(prices).total
        assert bound >= stall.best - near(stall), (stall.seed, stall.tier)
        found += 1
        tight += bound < stall.best + 1
    assert found > 40
    if share == 1.0:
        assert found > 150
        assert tight > 0.6 * found


def test_interior_prices_prove_a_true_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """On large pools they come from the inside of the relaxation, near its corner's."""
    market = medium_market(TierName.COVERAGE)
    every = np.arange(market.instance.pairs)
    corner = first_prices(market, every, None)
    monkeypatch.setattr(linear, "INTERIOR_PAIRS", 1)
    inside = first_prices(market, every, None)
    assert corner is not None
    assert inside is not None
    one, other = (market.evaluate(first.prices).total for first in (corner, inside))
    best = PriceSearch(market, lambda *_: True, None).run().bound
    assert min(one, other) >= best - SLACK
    assert other <= 1.02 * one
    assert inside.value == pytest.approx(corner.value, rel=0.01)
    assert inside.iterations > 0


def test_of_very_many_pairs_some_of_each_seat_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is true and better than without prices."""
    whole = medium_market(TierName.COVERAGE)
    nothing = whole.evaluate(np.zeros(whole.size)).total
    exact = PriceSearch(whole, lambda *_: True, None).run().bound
    kept: list[int] = []

    def spied(market: Market, pairs: Ints, *limits: Any) -> object:
        slots = np.bincount(market.slot[pairs], minlength=market.layout.seats.stop)
        every = np.bincount(market.slot, minlength=market.layout.seats.stop)
        assert (slots == np.minimum(every, module.SELDOM)).all()
        kept.append(len(pairs))
        return first_prices(market, pairs, *limits)

    monkeypatch.setattr(module, "MOST_RELAXED", 10)
    monkeypatch.setattr(module, "SELDOM", 2)
    monkeypatch.setattr(module, "first_prices", spied)
    market = medium_market(TierName.COVERAGE)
    first = PriceSearch(market, lambda *_: False, None).run().bound
    assert exact - SLACK <= first < nothing
    assert kept
    assert kept[0] < market.instance.pairs


def test_where_steps_down_take_long_the_relaxations_prices_come_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As they are, before anybody has looked at what they prove."""
    monkeypatch.setattr(module, "MOST_GENERATED", 0)
    pairs = medium_market(TierName.COVERAGE).instance.pairs
    for most, descends in ((pairs, False), (pairs - 1, True)):
        monkeypatch.setattr(module, "MOST_RELAXED", most)
        market, ear = medium_market(TierName.COVERAGE), Ear()
        stages = PriceSearch(market, ear, None).stages()
        first = next(stages)
        assert first.is_first == descends
        if descends:
            assert not ear.bounds
            assert first.vector.any()
            second = next(stages)
            assert not second.is_first
            assert second.bound < market.evaluate(first.vector).total


def test_without_a_relaxation_prices_start_at_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it was not solved in time."""
    monkeypatch.setattr(module, "first_prices", lambda *_: None)
    market = medium_market(TierName.COVERAGE)
    ear = Ear(goes_on=False)
    PriceSearch(market, ear, None).run()
    assert ear.bounds[0] == market.evaluate(np.zeros(market.size)).total


def test_own_prices_are_gone_on_from_however_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Others that are far from what is hoped for have first ones beside them."""
    asked: list[int] = []

    def spied(*_: Any) -> None:
        asked.append(1)

    monkeypatch.setattr(module, "first_prices", spied)
    for is_own in (True, False):
        market = medium_market(TierName.COVERAGE)
        known = Known(np.zeros(market.size), is_own)
        best = PriceSearch(market, lambda *_: True, None).run(known)
        assert best.bound < market.evaluate(known.vector).total
        assert len(asked) == (not is_own)


def test_the_first_linear_program_may_take_longer() -> None:
    """Cut short it leaves no prices at all; those after it leave what there is."""
    asked = list[tuple[float | None, int | None]]()

    def spied(_: Market, __: Ints, seconds: float | None, iterations: int | None, ___: Any) -> None:
        asked.append((seconds, iterations))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "first_prices", spied)
        for seconds, work in ((2.0, None), (None, 1.0)):
            market, ear = medium_market(TierName.COVERAGE), Ear(goes_on=False)
            PriceSearch(market, ear, seconds, work, patience=3.0).run()
    assert asked == [(6.0, None), (None, int(3 / WORK_PER_ITERATION))]
