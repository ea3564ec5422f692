"""A plan told before the program is written down: it is one, it is worth that, it comes first."""

from collections.abc import Callable

import pytest

from scheduler.model import Plan, Pool, Progress, SolveOptions, TierName
from scheduler.solver import eligibility, make_plan, planning, solve
from scheduler.solver import first_plan as module
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.first_plan import FirstPlan
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import Ask
from scheduler.solver.rules import add_rows
from scheduler.solver.tiers import goal_of
from scheduler.synth import family_pool, tiny_pool
from tests.properties.pools import any_pool
from tests.solver.sided import unpinned

NO_TIME = SolveOptions(mode="certified", work_limit=1e-9)
SERVED = (TierName.COVERAGE, TierName.STATUTORY)


def by(pool: Pool, *tiers: TierName) -> Pool:
    """The same pool, planned by these tiers."""
    return pool.with_rows(policy=pool.policy.model_copy(update={"tiers": tiers}))


def first_plan_of(pool: Pool) -> FirstPlan:
    """Of a formulation that has columns alone."""
    it = Instance.of(eligibility(pool, pool.horizon()))
    return FirstPlan(Formulation.of(it), pool.policy.tiers)


@pytest.fixture
def told_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few pairs a pool has."""
    monkeypatch.setattr(module, "MANY", -1)


def told(pool: Pool, monkeypatch: pytest.MonkeyPatch, start: Plan | None = None) -> list[Progress]:
    """What a solve says of tiers before the rows are written down."""
    heard, rows = list[Progress](), list[int]()

    def write(f: Formulation) -> None:
        rows.append(len(heard))
        add_rows(f)

    monkeypatch.setattr(planning, "add_rows", write)
    solve(pool, pool.horizon(), NO_TIME, start=start, on_progress=heard.append)
    return [news for news in heard[: rows[0]] if news.phase == "tier"]


@pytest.mark.parametrize("first", SERVED)
def test_its_own_rows_say_what_all_rows_say(first: TierName) -> None:
    """Its worth is known without a row over other pairs; then the whole program has it too."""
    some = 0
    for seed in range(60):
        pool = by(unpinned(seed), first, TierName.FIT)
        first_plan = first_plan_of(pool)
        value = first_plan.value(Ask(UNWATCHED))
        f = first_plan.formulation
        add_rows(f)
        solution = first_plan.solution(Ask(UNWATCHED))
        if first_plan.pairs is None:
            assert value is None
            assert solution is None
            continue
        assert solution is not None
        assert f.program.is_satisfied_by(solution)
        assert goal_of(first, f).result(solution).value == value
        some += bool(value)
    assert some > 4


@pytest.mark.usefixtures("told_of_all")
@pytest.mark.parametrize("pool_of", [unpinned, lambda seed: family_pool(40, 30, seed)])
def test_it_is_told_before_the_rows_and_is_what_the_search_begins_with(
    pool_of: Callable[[int], Pool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no time for more, what was told is what the judge counts in the plan."""
    some = 0
    for seed in range(8):
        pool = by(pool_of(seed), *SERVED)
        news = told(pool, monkeypatch)
        made = make_plan(pool, pool.horizon(), NO_TIME)
        assert made.plan is not None
        assert {"build", "first_plan"} <= {phase.name for phase in made.run.phases}
        assert {(p.tier, p.value, p.bound) for p in news} <= {
            (TierName.COVERAGE, made.plan.tiers[0].value, None)
        }
        some += bool(news)
    assert some > 4


@pytest.mark.usefixtures("told_of_all")
def test_nothing_is_told_of_a_plan_that_is_not_begun_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """With pins, with an earlier plan, and where the first tier does not ask who is served."""
    pinned = next(
        p for p in map(any_pool, range(100)) if first_plan_of(p).formulation.instance.pins
    )
    pool = by(tiny_pool(1).with_rows(assignments=()), *SERVED)
    plan = solve(pool, pool.horizon()).plan
    assert plan is not None
    assert told(pool, monkeypatch)
    assert not told(pool, monkeypatch, start=plan)
    assert not told(by(pinned, *SERVED), monkeypatch)
    assert not told(by(pool, TierName.BALANCE, TierName.COVERAGE), monkeypatch)


def test_a_small_pool_is_not_told_of_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rows are written down in no time."""
    assert not told(by(family_pool(40, 30, 1), *SERVED), monkeypatch)


@pytest.mark.parametrize("limit", [1e-6, 60.0])
def test_it_is_kept_however_late_it_is(limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that ends before the search begins, or a cancellation, leaves the plan made by now.

    What its rows still leave open takes an engine seconds in the largest pools only.
    """
    pool, asked, solution = family_pool(40, 30, 1), list[Ask](), FirstPlan.solution

    def heard(self: FirstPlan, ask: Ask) -> Ints | None:
        asked.append(ask)
        return solution(self, ask)

    monkeypatch.setattr(FirstPlan, "solution", heard)
    timed = SolveOptions(mode="timed", time_limit_s=limit)
    made = make_plan(pool, pool.horizon(), timed, is_cancelled=lambda: limit > 1)
    assert [(ask.seconds, ask.watch.stop()) for ask in asked] == [(None, False)]
    assert made.plan is not None
    assert made.plan.tiers[0].value == first_plan_of(pool).value(Ask(UNWATCHED))
