"""Tiny pools in timed mode: without a witness of an earlier tier the program is asked first."""

from dataclasses import replace
from functools import cache
from itertools import takewhile
from typing import Any

import pytest

from scheduler.model import Plan, SolveOptions, TierName
from scheduler.model.plan import SolveMode
from scheduler.solver import search, solve
from scheduler.solver.approach import Approach, Reached
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED, Limits, Outcome
from scheduler.solver.engines.verified import verified
from scheduler.solver.prices import Known, Market
from scheduler.solver.program import Objective, Program
from scheduler.synth import family_pool
from tests.planned import with_tiers

UNWITNESSED, WITNESSED, LATER = 4, 1, 109
"""Seeds of the family of 60 × 40: coverage's best prices do not reach its best plan; they do; they
do not, but those of later tiers would."""


class Searched:
    """What the search of prices was begun with, tier by tier; and what engines were asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: dict[TierName, int] = {}
        self.asked: list[Objective] = []
        self.given: list[int] = []
        self._objective: Objective | None = None
        priced = Approach.priced

        def noted(
            approach: Approach, market: Market, solution: Ints, start: Known | None = None
        ) -> Reached:
            self._objective = approach.objective
            self.begun[market.goal.tier] = approach.objective.value(solution)
            return priced(approach, market, solution, start)

        monkeypatch.setattr(Approach, "priced", noted)
        monkeypatch.setattr(search, "verified", self._verified)

    def _verified(
        self, program: Program, objective: Objective | None, hint: Ints | None, *told: Any
    ) -> Outcome:
        outcome = verified(program, objective, hint, *told)
        if objective is None or hint is None:  # a step of floor
            return outcome
        self.asked.append(objective)
        if objective is self._objective:  # prices were searched before
            return outcome
        self.given.append(objective.value(hint))
        return self.said(outcome, program, objective, hint)

    def said(self, outcome: Outcome, program: Program, objective: Objective, hint: Ints) -> Outcome:
        """What the search is told of an engine's word on a tier that is asked first."""
        return outcome


class WithoutProof(Searched):
    """The engine has the best plan and cannot prove it."""

    def said(self, outcome: Outcome, program: Program, objective: Objective, hint: Ints) -> Outcome:
        return replace(outcome, status="feasible", bound=None)


class WithoutPlan(Searched):
    """The engine knows how good the best plan is, and has found none."""

    def said(self, outcome: Outcome, program: Program, objective: Objective, hint: Ints) -> Outcome:
        return replace(outcome, status="feasible", solution=hint)


class WithWorse(Searched):
    """The engine comes back with the worst plan, whatever it was given."""

    def said(self, outcome: Outcome, program: Program, objective: Objective, hint: Ints) -> Outcome:
        worst = replace(objective, maximise=not objective.maximise)
        found = verified(program, worst, hint, Limits(seconds=1.0), UNWATCHED).solution
        return replace(outcome, status="feasible", bound=None, solution=found)


def planned(seed: int, mode: SolveMode = "timed", *, tiers: tuple[TierName, ...] = ()) -> Plan:
    """The plan of a pool of the family of 60 × 40, of its own tiers or of others."""
    pool = family_pool(60, 40, seed)
    if tiers:
        pool = with_tiers(pool, *tiers)
    options = SolveOptions(mode=mode, time_limit_s=60.0, work_limit=60.0)
    plan = solve(pool, pool.horizon(), options).plan
    assert plan is not None
    return plan


@cache
def undisturbed() -> Plan:
    """What is planned where coverage has no witness and nobody interferes."""
    return planned(UNWITNESSED)


@pytest.mark.parametrize("seed", [UNWITNESSED, WITNESSED, LATER])
def test_prices_are_searched_up_to_the_first_tier_without_a_witness(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = Searched(monkeypatch)
    plan = planned(seed)
    assert all(t.status == "optimal" for t in plan.tiers)
    shown = {w.tier for w in plan.witnesses}
    first = len(list(takewhile(lambda t: t.tier in shown, plan.tiers)))
    assert (first < len(plan.tiers)) == (seed != WITNESSED)
    later = {t.tier for t in plan.tiers[first + 1 :]}
    assert not later & (shown | searched.begun.keys())
    assert plan.tiers[min(first, len(plan.tiers) - 1)].tier in searched.begun


def test_certified_plans_always_search_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = undisturbed()
    searched = Searched(monkeypatch)
    certified = planned(UNWITNESSED, "certified")
    assert {t.tier for t in certified.tiers} == searched.begun.keys()
    assert [(t.value, t.bound) for t in certified.tiers] == [
        (t.value, t.bound) for t in timed.tiers
    ]


def test_pools_that_are_not_tiny_always_search_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "TINY_PAIRS", 0)
    searched = Searched(monkeypatch)
    plan = planned(UNWITNESSED)
    assert {t.tier for t in plan.tiers} == searched.begun.keys()


def test_a_tier_that_never_has_prices_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Floor has none, and no witness either; those of fit prove its bound."""
    tiers = (TierName.COVERAGE, TierName.FLOOR, TierName.FIT)
    searched = Searched(monkeypatch)
    plan = planned(WITNESSED, tiers=tiers)
    assert [t.tier for t in plan.tiers] == list(tiers)
    assert searched.begun.keys() == {TierName.COVERAGE, TierName.FIT}


def test_a_plan_that_is_not_proven_is_where_prices_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    best = {t.tier: t.value for t in undisturbed().tiers}
    searched = WithoutProof(monkeypatch)
    plan = planned(UNWITNESSED)
    later = [t.tier for t in plan.tiers[2:]]
    assert len(later) == 3
    assert [searched.begun[tier] for tier in later] == [best[tier] for tier in later]


def test_prices_begin_with_nothing_worse_than_was_there(monkeypatch: pytest.MonkeyPatch) -> None:
    searched = WithWorse(monkeypatch)
    plan = planned(UNWITNESSED)
    assert [searched.begun[t.tier] for t in plan.tiers[2:]] == searched.given


def test_a_bound_without_a_plan_ends_the_tier_once_a_plan_meets_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The dive comes upon the best plan in all of them, so the program is not asked again."""
    best = undisturbed()
    searched = WithoutPlan(monkeypatch)
    plan = planned(UNWITNESSED)
    assert [(t.value, t.bound) for t in plan.tiers] == [(t.value, t.bound) for t in best.tiers]
    later = searched.asked[1:]  # but for coverage
    assert len({id(objective) for objective in later}) == 3
    assert len(later) == 3


def test_an_ask_without_time_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    best = undisturbed()
    monkeypatch.setattr(search, "ASKED_SHARE", 1e-9)
    searched = Searched(monkeypatch)
    plan = planned(UNWITNESSED)
    assert {t.tier for t in plan.tiers} == searched.begun.keys()
    assert [(t.value, t.bound) for t in plan.tiers] == [(t.value, t.bound) for t in best.tiers]
