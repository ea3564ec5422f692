"""A plan told before the program is written down: it is one, it is worth that, it comes first."""

from collections.abc import Callable, Iterator

import pytest

from scheduler.model import Plan, Pool, Progress, RowStatus, SkillNeed, SolveOptions, TierName
from scheduler.solver import eligibility, make_plan, planning, solve
from scheduler.solver import instance as instances
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.first_plan import FirstPlan
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import WORK_PER_PAIR, Ask, solution_of
from scheduler.solver.rules import add_rows
from scheduler.solver.tiers import goal_of
from scheduler.synth import family_pool
from tests import builders as build
from tests.planned import with_tiers
from tests.properties.pools import any_pool
from tests.solver.sided import ids, unpinned
from tests.tiny import tiny_pool

NO_TIME = SolveOptions(mode="certified", work_limit=1e-9)
SERVED = (TierName.COVERAGE, TierName.STATUTORY)


def pinned_pools(seeds: range) -> Iterator[Pool]:
    """Tiny pools with pins, planned by who is served."""
    for pool in map(any_pool, seeds):
        if any(row.status in (RowStatus.PINNED, RowStatus.NOTIFIED) for row in pool.assignments):
            yield with_tiers(pool, *SERVED)


def first_plan_of(pool: Pool) -> FirstPlan:
    """Of a formulation that has columns alone."""
    it = Instance.of(eligibility(pool, pool.horizon()))
    return FirstPlan(Formulation.of(it), pool.policy.tiers)


@pytest.fixture
def told_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few pairs a pool has."""
    monkeypatch.setattr(instances, "HUGE", -1)


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
        pool = with_tiers(unpinned(seed), first, TierName.FIT)
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
        pool = with_tiers(pool_of(seed), *SERVED)
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
    """With pins that find no place, from an earlier plan, and where it is not who is served."""
    pinned = next(p for p in pinned_pools(range(200)) if first_plan_of(p).pairs is None)
    pool = with_tiers(tiny_pool(1).with_rows(assignments=()), *SERVED)
    plan = solve(pool, pool.horizon()).plan
    assert plan is not None
    assert told(pool, monkeypatch)
    assert not told(pool, monkeypatch, start=plan)
    assert not told(pinned, monkeypatch)
    assert not told(with_tiers(pool, TierName.BALANCE, TierName.COVERAGE), monkeypatch)


def test_a_small_pool_is_not_told_of_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rows are written down in no time."""
    assert not told(with_tiers(family_pool(40, 30, 1), *SERVED), monkeypatch)


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


def test_it_is_charged_by_the_pairs_it_looks_at() -> None:
    """So a unit stays about a second where a million pairs are looked at."""
    pool = family_pool(40, 30, 1)
    first, ask = first_plan_of(pool), Ask()
    add_rows(first.formulation)
    assert first.pairs is not None
    assert first.solution(ask) is not None
    engines = Ask()
    solution_of(first.formulation, first.pairs, engines)
    pairs = first.formulation.instance.pairs
    assert ask.work == pytest.approx(engines.work + WORK_PER_PAIR * pairs)


def test_with_pins_it_is_made_around_them() -> None:
    """Where they find their place, and what is made keeps all rules, theirs among them."""
    made = none = 0
    for pool in pinned_pools(range(400)):
        first = first_plan_of(pool)
        add_rows(first.formulation)
        solution = None if first.pairs is None else first.solution(Ask())
        made += solution is not None
        none += solution is None
        if solution is not None:
            assert first.formulation.program.is_satisfied_by(solution)
    assert made > 40
    assert none > 10


@pytest.mark.parametrize("status", ["pinned", "notified"])
def test_a_team_that_is_begun_with_a_pin_comes_first(status: str) -> None:
    """A case of less priority whose core somebody is pinned to has the person whom both need."""
    pool = build.pool(
        build.agency("A"),
        build.specialist("s1"),
        build.specialist("s2", max_cases=1),
        build.skill("s2", "x"),
        build.case("c1", priority=1),
        build.demand("d1", "c1", critical=True),
        build.demand("d2", "c1", critical=True, skills=(SkillNeed(skill="x", level=1),)),
        build.case("c2", priority=100),
        build.demand("d3", "c2", critical=True, skills=(SkillNeed(skill="x", level=1),)),
        build.current("s1", "d1", status),
    )
    made = solve(pool, pool.horizon(), NO_TIME).plan
    assert made is not None
    rows = {(row.specialist, row.demand) for row in made.assignments}
    # who is notified is on a case under way, which may work without its core
    wanted = ("s2", "d2") if status == "pinned" else ("s2", "d3")
    assert rows == {("s1", "d1"), wanted}


def test_without_time_a_pool_with_many_pins_has_a_plan() -> None:
    """The engine that searched for one had a share of the limit, and said that it did not know."""
    pool = with_tiers(family_pool(60, 40, 4), *SERVED)
    before = solve(pool, pool.horizon()).plan
    assert before is not None
    notified = [build.current(a.specialist, a.demand, "notified") for a in before.assignments[::3]]
    pool = pool.with_rows(assignments=tuple(notified))
    made = make_plan(pool, pool.horizon(), SolveOptions(mode="timed", time_limit_s=1e-6))
    first, value = first_plan_of(pool).value(Ask()), made.plan and made.plan.tiers[0].value
    assert first
    assert value
    assert value >= first


def test_who_is_pinned_stays_while_a_team_is_made_again() -> None:
    """The cheapest team has too many from outside; the next one begins with the pin, too.

    Though others would take that seat for less: who is pinned is wanted for something better.
    """
    x, y = (SkillNeed(skill=skill, level=1) for skill in "xy")
    pool = build.pool(
        build.agency("A"),
        build.agency("B"),
        *(build.specialist(s, "A") for s in ("s1", "s2", "s4")),
        build.specialist("s3", "B"),
        *(build.skill(s, "x") for s in ("s2", "s3")),
        build.skill("s1", "y"),
        build.case("c1", "A", priority=1, outside_share=40),
        build.demand("d1", "c1", critical=True),
        build.demand("d2", "c1", critical=True, skills=(x,)),
        build.case("c2", "A", priority=100),
        build.demand("d3", "c2", skills=(x,), excluded_agencies=("B",)),
        build.demand("d4", "c2", skills=(y,)),
        build.current("s1", "d1", "pinned"),
    )
    first = first_plan_of(with_tiers(pool, *SERVED))
    assert first.pairs is not None
    rows = ids(first.formulation.instance, first.pairs)
    assert {("s1", "d1"), ("s2", "d2"), ("s2", "d3"), ("s1", "d4")} == set(rows)


def only_one_can_serve_both() -> Pool:
    """Two cases are due, c1 comes first, and the cheaper of its two people is the only one of c2.

    Three others want who is dear.
    """
    x, y = (SkillNeed(skill=skill, level=1) for skill in "xy")
    return build.pool(
        build.specialist("s1", max_cases=1),
        build.specialist("s2", max_cases=1),
        build.skill("s1", "x"),
        build.skill("s2", "y"),
        *(build.case(f"c{i}", statutory_deadline="2026-12-01") for i in (1, 2)),
        build.demand("d1", "c1", critical=True),
        build.demand("d2", "c2", critical=True, skills=(y,)),
        *(build.case(f"c{i}", priority=90) for i in (3, 4, 5)),
        *(build.demand(f"d{i}", f"c{i}", critical=True, skills=(x,)) for i in (3, 4, 5)),
    )


def test_who_is_due_makes_way_for_who_is_due() -> None:
    """Where the first tier counts cases; where it is coverage, nobody is asked to."""
    pool = only_one_can_serve_both()
    by_law, by_coverage = (
        first_plan_of(with_tiers(pool, *tiers)) for tiers in (SERVED[::-1], SERVED)
    )
    assert by_law.pairs is not None
    assert by_coverage.pairs is not None
    it = by_law.formulation.instance
    assert ids(it, by_law.pairs) == [("s1", "d1"), ("s2", "d2")]
    assert ids(it, by_coverage.pairs) == [("s1", "d3"), ("s2", "d1")]
