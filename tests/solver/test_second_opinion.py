"""In certified mode an optimum is the word of two, or exact arithmetic; no lie is passed on."""

from collections.abc import Callable

import numpy as np
import pytest

from scheduler.model import SolveOptions, TierResult
from scheduler.solver import solve
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines import cpsat as first_engine
from scheduler.solver.engines import verified as module
from scheduler.solver.engines.highs import highs_bound_of_many
from scheduler.solver.engines.port import UNWATCHED, EngineError, Limits, Outcome, Watch
from scheduler.solver.engines.verified import best_of_many, confirmed, settled, verified
from scheduler.solver.program import Objective, Program
from scheduler.synth import family_pool
from tests.tiny import tiny_pool

LIMITS = Limits(work=10.0)
Lie = Callable[..., Outcome]


def two_of_four(*, maximise: bool) -> tuple[Program, Objective]:
    """Two of four columns worth 4, 3, 2 and 1: 7 at most, 3 at least."""
    program = Program()
    columns = program.add_columns(4)
    program.add_row(columns, 1, lower=2, upper=2)
    return program, Objective(columns, np.array([4, 3, 2, 1], dtype=np.int64), 0, maximise)


BEST, WORST, MIDDLE = (
    np.array(v, dtype=np.int64) for v in ([1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 1])
)


def says(status: str, solution: Ints | None = None, bound: int | None = None) -> Lie:
    return lambda *_: Outcome(status, solution, bound, 1.0)  # type: ignore[arg-type]


def second(monkeypatch: pytest.MonkeyPatch, highs: Lie | None, otherwise: Lie | None) -> None:
    """Replace the second engine, or the first one's other settings."""
    names = ("highs_bound", highs), ("highs_bound_of_many", highs), ("cpsat_otherwise", otherwise)
    for name, engine in names:
        if engine is not None:
            monkeypatch.setattr(module, name, engine)


def opinion(claim: Outcome, *, maximise: bool = True) -> Outcome:
    program, objective = two_of_four(maximise=maximise)
    return confirmed(program, objective, claim, LIMITS, UNWATCHED)


SILENT = says("unknown")


@pytest.mark.parametrize("maximise", [True, False])
@pytest.mark.parametrize("highs", [None, SILENT])
def test_a_true_optimum_is_confirmed(
    monkeypatch: pytest.MonkeyPatch, maximise: bool, highs: Lie | None
) -> None:
    """By the other engine; or, where that cannot tell, by the same one with other settings."""
    second(monkeypatch, highs, None)
    best, value = (BEST, 7) if maximise else (WORST, 3)
    told = opinion(Outcome("optimal", best, value, 0.0), maximise=maximise)
    assert (told.status, told.bound) == ("optimal", value)
    assert told.work > 0


@pytest.mark.parametrize("maximise", [True, False])
@pytest.mark.parametrize("highs", [None, SILENT])
def test_a_false_optimum_is_refuted_by_a_better_solution(
    monkeypatch: pytest.MonkeyPatch, maximise: bool, highs: Lie | None
) -> None:
    """The search goes on from the better one, and nothing is left of the first one's bound."""
    second(monkeypatch, highs, None)
    told = opinion(Outcome("optimal", MIDDLE, 5, 0.0), maximise=maximise)
    program, objective = two_of_four(maximise=maximise)
    assert told.solution is not None
    assert (objective.value(told.solution) > 5) == maximise
    assert objective.value(told.solution) != 5
    assert (told.status, told.bound) == ("feasible", objective.box_bound(program))


def test_what_nobody_confirms_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A true optimum that the others have no time for is a plan with the bound of the box."""
    second(monkeypatch, SILENT, SILENT)
    told = opinion(Outcome("optimal", BEST, 7, 0.0))
    assert (told.status, told.bound) == ("feasible", 10)


@pytest.mark.parametrize(("first", "other", "both"), [(8, 9, 9), (9, 8, 9), (7, 8, 8), (8, 7, 8)])
def test_of_two_bounds_the_weaker_is_said(
    monkeypatch: pytest.MonkeyPatch, first: int, other: int, both: int
) -> None:
    """It is what both engines stand for."""
    second(monkeypatch, says("feasible", BEST, other), SILENT)
    told = opinion(Outcome("feasible", BEST, first, 0.0))
    assert (told.status, told.bound) == ("feasible", both)


@pytest.mark.parametrize(
    "lie",
    [
        says("infeasible"),  # of what has a solution
        says("optimal", WORST, 3),  # worse than what it was given
        says("feasible", np.array([1, 1, 1, 1], dtype=np.int64), 10),  # breaks the row
        says("unknown", None, 6),  # a bound that a known solution passes
    ],
)
def test_a_second_engine_that_lies_confirms_nothing(
    monkeypatch: pytest.MonkeyPatch, lie: Lie
) -> None:
    """Its solutions and bounds are held against what is known, too."""
    second(monkeypatch, lie, SILENT)
    told = opinion(Outcome("optimal", BEST, 7, 0.0))
    assert (told.status, told.bound) == ("feasible", 10)
    assert told.solution is not None
    assert told.solution.tolist() == BEST.tolist()


def test_a_bound_that_the_hint_passes_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that calls less than the hint an optimum is not believed, in either mode."""
    monkeypatch.setattr(module, "cpsat", says("optimal", MIDDLE, 5))
    program, objective = two_of_four(maximise=True)
    told = verified(program, objective, BEST, LIMITS, UNWATCHED)
    assert (told.status, told.bound) == ("feasible", 10)
    broken = np.ones(4, dtype=np.int64)
    assert verified(program, objective, broken, LIMITS, UNWATCHED).status == "optimal"


@pytest.mark.parametrize(("bound", "status"), [(5, "optimal"), (4, "feasible"), (6, "feasible")])
def test_an_optimum_is_its_own_bound(
    monkeypatch: pytest.MonkeyPatch, bound: int, status: str
) -> None:
    """Whatever else an engine calls optimal."""
    monkeypatch.setattr(module, "cpsat", says("optimal", MIDDLE, bound))
    program, objective = two_of_four(maximise=True)
    assert verified(program, objective, None, LIMITS, UNWATCHED).status == status


@pytest.mark.parametrize("beyond", [0, 1])
@pytest.mark.parametrize("twice", [False, True])
def test_of_many_columns_nothing_is_said_that_a_second_engine_does_not_say(
    monkeypatch: pytest.MonkeyPatch, beyond: int, twice: bool
) -> None:
    """An optimum and "infeasible", told by one engine, told by two, or refuted."""
    program, objective = two_of_four(maximise=True)
    least = 7 + beyond
    word = "infeasible" if beyond else "optimal"
    told = best_of_many(program, objective, least, LIMITS, UNWATCHED, twice=twice)
    assert told.status == word
    words = iter([word])

    def once(*ask: object) -> Outcome:
        return highs_bound_of_many(*ask) if next(words, None) else SILENT()  # type: ignore[arg-type]

    second(monkeypatch, once, SILENT)
    alone = best_of_many(program, objective, least, LIMITS, UNWATCHED, twice=twice)
    weaker = "unknown" if beyond else "feasible"
    assert alone.status == (weaker if twice else word)
    assert (alone.solution is None) == bool(beyond)
    second(monkeypatch, says("optimal", WORST, 3), says("feasible", BEST, None))
    lie = best_of_many(program, objective, least, LIMITS, UNWATCHED, twice=twice)
    assert (lie.status, lie.solution) == ("unknown", None)


def test_a_claim_is_settled_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """What will be called the best must be it for two; else one engine's word is enough."""
    program, objective = two_of_four(maximise=True)
    best = settled(program, objective, is_claimed=True)
    assert best is not None
    assert best.tolist() == BEST.tolist()
    monkeypatch.setattr(module, "cpsat", says("optimal", MIDDLE, 5))
    assert settled(program, objective) is not None
    with pytest.raises(EngineError):
        settled(program, objective, is_claimed=True)


# -- whole searches with an engine that lies ------------------------------------------------------


def lazy(
    program: Program, objective: Objective | None, hint: Ints | None, limits: Limits, watch: Watch
) -> Outcome:
    """Calls whatever it is given the optimum."""
    if objective is None or hint is None:
        return first_engine.cpsat(program, objective, hint, limits, watch)
    return Outcome("optimal", hint, objective.value(hint), 0.1)


def proven(tiers: tuple[TierResult, ...]) -> list[object]:
    """What the tiers up to the first unproven one are worth."""
    values: list[object] = []
    for tier in tiers:
        if tier.status != "optimal":
            break
        values.append((tier.tier, tier.value, tier.ratios, tier.agency_ratios))
    return values


@pytest.mark.parametrize("deaf", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_no_tier_is_proven_by_a_lie(monkeypatch: pytest.MonkeyPatch, seed: int, deaf: bool) -> None:
    """What a search with a lazy first engine (and a deaf second one) calls proven is the truth."""
    pool = tiny_pool(seed)
    honest = solve(pool, pool.horizon()).plan
    monkeypatch.setattr(module, "cpsat", lazy)
    if deaf:
        second(monkeypatch, SILENT, None)
    told = solve(pool, pool.horizon()).plan
    assert (told is None) == (honest is None)
    if told is not None and honest is not None:
        claims = proven(told.tiers)
        assert claims == proven(honest.tiers)[: len(claims)]


def test_a_search_survives_a_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a pool whose tiers need an engine the second opinion leads to the same first optimum."""
    pool = family_pool(60, 40, 4)
    honest = solve(pool, pool.horizon()).plan
    monkeypatch.setattr(module, "cpsat", lazy)
    told = solve(pool, pool.horizon()).plan
    assert honest is not None
    assert told is not None
    claims = proven(told.tiers)
    assert claims == proven(honest.tiers)[: len(claims)]
    assert [t.tier for t in told.tiers] == [t.tier for t in honest.tiers]


def test_timed_mode_asks_for_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    """There an optimum is one engine's word."""

    def asked(*_: object) -> Outcome:
        raise AssertionError("nobody should be asked")

    second(monkeypatch, asked, asked)
    pool = family_pool(60, 40, 4)
    plan = solve(pool, pool.horizon(), SolveOptions(mode="timed", time_limit_s=60)).plan
    assert plan is not None
    assert plan.is_proven
