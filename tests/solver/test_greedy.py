"""A plan made at once is a plan: of any pool, in any order, at any cost; and it is a good start."""

from collections.abc import Iterator
from itertools import chain, repeat

import numpy as np
import pytest

from scheduler.model import Pool, Progress, SkillNeed, SolveOptions, Specialist, TierName
from scheduler.solver import greedy as module
from scheduler.solver import solve
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.formulation import Formulation
from scheduler.solver.greedy import asked_for, greedy, left_out_first, most_first
from scheduler.solver.nearby import Ask, solution_of
from scheduler.solver.prices import terms_of
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.sides import Sides
from scheduler.solver.program import Objective
from scheduler.solver.tiers.coverage import coverage
from scheduler.solver.tiers.statutory import statutory
from scheduler.synth import family_pool
from tests import builders as build
from tests.planned import with_tiers
from tests.solver.sided import formulation_of, ids, two_sides, unpinned
from tests.tiny import tiny_pool


def coverage_of(f: Formulation, pairs: Ints) -> int:
    """What a plan's pairs cover; they must be a plan."""
    solution = solution_of(f, pairs, Ask(UNWATCHED))
    assert solution is not None
    assert f.program.is_satisfied_by(solution)
    assert (np.nonzero(solution[f.x])[0] == pairs).all()
    return coverage(f).objective.value(solution)


def random_builds(seeds: range) -> Iterator[tuple[Pool, Sides, Ints, Ints]]:
    """Pools with plans made in some order at some cost, and the same plans made further."""
    for seed in seeds:
        pool, rng = unpinned(seed), np.random.default_rng(seed)
        sides = two_sides(pool)
        it = sides.formulation.instance
        order, cost = rng.permutation(len(it.cases)), rng.random(it.pairs)
        pairs = greedy(sides, order, cost)
        kept = pairs[(rng.random(len(it.cases)) < 0.5)[it.case[pairs]]]
        yield pool, sides, pairs, greedy(sides, rng.permutation(order), cost, kept)


def test_it_is_a_plan() -> None:
    """Of one week or several, whatever comes first, also where it goes on from teams of a plan."""
    full = empty = 0
    for pool, sides, pairs, again in random_builds(range(120)):
        f = sides.formulation
        most = solve(with_tiers(pool, TierName.COVERAGE), pool.horizon()).plan
        assert most is not None
        best = most.tiers[0].value
        assert best is not None
        for made in (pairs, again):
            value = coverage_of(f, made)
            assert 0 <= value <= best
            full += 0 < value == best
            empty += value == 0 < best
    assert full > 100
    assert empty < 60


def test_what_is_kept_stays() -> None:
    """Teams of a plan of one week to begin with are not taken apart."""
    some = 0
    for seed in range(30):
        pool = unpinned(seed)
        if pool.horizon().weeks > 1:
            continue
        sides, rng = two_sides(pool), np.random.default_rng(seed)
        it = sides.formulation.instance
        first = greedy(sides, np.arange(len(it.cases)), rng.random(it.pairs))
        again = greedy(sides, np.arange(len(it.cases))[::-1], rng.random(it.pairs), first)
        assert set(first.tolist()) <= set(again.tolist())
        some += len(first) > 0
    assert some > 20


def test_who_comes_first_decides() -> None:
    """One person for two cases, and two people for one."""
    pool = build.pool(
        build.specialist("s1", max_cases=1),
        build.specialist("s2", max_cases=1),
        build.case("c1"),
        build.case("c2"),
        build.case("c3"),
        *(build.demand(f"d{i}", f"c{i}", critical=True) for i in (1, 2, 3)),
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    cost = np.arange(it.pairs, dtype=np.float64)
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        pairs = greedy(sides, np.array(order), cost)
        assert it.case[pairs].tolist() == order[:2]  # s1 is cheaper: in order of specialists
        dear = greedy(sides, np.array(order), -cost)
        assert it.case[dear].tolist() == order[1::-1]


def test_a_core_is_staffed_whole_or_not_at_all() -> None:
    """The second seat has no candidate left, so the first one is given up and serves another."""
    pool = build.pool(
        build.specialist("s1", max_cases=1),
        build.case("c1"),
        build.case("c2"),
        build.demand("d1", "c1", critical=True),
        build.demand("d2", "c1", critical=True),
        build.demand("d3", "c2", critical=True),
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    pairs = greedy(sides, np.array([0, 1]), np.zeros(it.pairs))
    assert ids(it, pairs) == [("s1", "d3")]


def test_insiders_come_first_where_a_case_needs_them() -> None:
    """The cheaper outsiders alone would be refused by the case."""
    pool = build.pool(
        build.agency("A"),
        build.agency("B"),
        build.specialist("s1", "A"),
        build.specialist("s2", "B"),
        build.specialist("s3", "B"),
        build.case("c1", "A", lead_present=True),
        build.demand("d1", "c1", headcount=2, critical=True),
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    cost = np.where(it.lent, 0.0, 1.0)
    pairs = greedy(sides, np.array([0]), cost)
    assert ids(it, pairs) == [("s1", "d1"), ("s2", "d1")]


def in_need_of_insiders(*people: Specialist, **rules: object) -> Pool:
    """A case whose core only B can serve, which its rules refuse without A's people beside it."""
    return build.pool(
        build.agency("A"),
        build.agency("B"),
        build.specialist("b1", "B"),
        *people,
        build.case("c1", "A", **rules),
        build.demand("d1", "c1", excluded_agencies=("A",), critical=True),
        build.demand("d2", "c1", headcount=2),
        build.demand("d3", "c1"),
    )


@pytest.mark.parametrize("rules", [{"lead_present": True}, {"outside_share": 50}])
def test_insiders_on_other_demands_let_a_core_work(rules: dict[str, object]) -> None:
    """The cheapest of them; B's people, and seats beyond need, come with the other seats."""
    people = build.specialist("a1", "A"), build.specialist("a2", "A"), build.specialist("b2", "B")
    sides = two_sides(in_need_of_insiders(*people, **rules))
    it = sides.formulation.instance
    cost = np.where(it.lent, 0.0, 2.0)
    cost[it.pair_numbers(np.array([1]), np.array([2]))] = 1.0  # a2 on d3
    cores = module._Greedy(sides, cost).with_cores(module.NOTHING, np.array([0]))
    assert ids(it, cores.pairs()) == [("a2", "d3"), ("b1", "d1")]
    assert len(greedy(sides, np.array([0]), cost)) == 4


def test_without_enough_insiders_nobody_stays() -> None:
    """One of three would be from inside, two would have to be; or nobody is."""
    rules: dict[str, object] = {"outside_share": 33}
    for people in ((build.specialist("a1", "A"),), ()):
        sides = two_sides(in_need_of_insiders(*people, **rules))
        it = sides.formulation.instance
        assert not len(greedy(sides, np.array([0]), np.zeros(it.pairs)))


def in_need_of_order() -> tuple[Sides, Floats]:
    """Everybody can serve c1, only s2 c2, only s3 c3 and c4; s3 is the cheapest, s1 the dearest."""
    x, y = (SkillNeed(skill=skill, level=1) for skill in "xy")
    pool = build.pool(
        *(build.specialist(s, max_cases=1) for s in ("s1", "s2", "s3")),
        *(build.skill(s, skill) for s, skill in (("s2", "x"), ("s3", "y"))),
        *(build.case(f"c{i}") for i in (1, 2, 3, 4)),
        build.demand("d1", "c1", critical=True),
        build.demand("d2", "c2", critical=True, skills=(x,)),
        build.demand("d3", "c3", critical=True, skills=(y,)),
        build.demand("d4", "c4", critical=True, skills=(y,)),
    )
    sides = two_sides(pool)
    return sides, (2 - sides.formulation.instance.specialist).astype(np.float64)


@pytest.mark.parametrize(
    ("order", "worth", "wanted"),
    [
        ([0, 1, 2, 3], [1, 1, 0, 0], [0, 1, 2, 3]),  # c1 has s3, c2 has s2
        ([0, 2, 1, 3], [1, 0, 1, 0], [2, 0, 1, 3]),  # c1 would have s3
        ([3, 0, 2, 1], [1, 1, 5, 1], [2, 1, 3, 0]),  # c3 rather than c4, and then nothing is better
        ([0, 1, 2, 3], [0, 0, 0, 0], [0, 1, 2, 3]),
    ],
)
def test_who_is_left_out_comes_first(order: list[int], worth: list[int], wanted: list[int]) -> None:
    """Where that leaves out less worth; who is worth nothing stays behind."""
    sides, cost = in_need_of_order()
    found = left_out_first(sides, np.array(order), cost, np.array(worth), module.NOTHING)
    assert found.tolist() == wanted


def test_people_whom_a_case_refuses_are_not_tried_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One more after so many who were refused is not looked at."""
    people = [build.specialist(f"b{i}", "B") for i in range(4)]
    pool = build.pool(
        build.agency("A"),
        build.agency("B"),
        build.specialist("z", "A"),
        *people,
        build.case("c1", "A", lead_present=True),
        build.demand("d1", "c1"),
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    assert ids(it, greedy(sides, np.array([0]), np.zeros(it.pairs))) == [("z", "d1")]
    monkeypatch.setattr(module._Greedy, "_candidates", lambda *_, **__: [0, 1, 2, 3, 4])
    assert ids(it, greedy(sides, np.array([0]), np.zeros(it.pairs))) == [("z", "d1")]
    monkeypatch.setattr(module, "MOST_REFUSED", 3)
    assert ids(it, greedy(sides, np.array([0]), np.zeros(it.pairs))) == []


def test_a_team_that_is_under_way_may_stay_in_part() -> None:
    """Nobody can serve the other demand, and yet who is there is not taken off."""
    pool = build.pool(
        *(build.specialist(s) for s in ("s1", "s2")),
        build.case("c1"),
        build.demand("d1", "c1", critical=True),
        build.demand("d2", "c1", critical=True, excluded_agencies=("A",)),
        build.current("s2", "d1"),
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    cost, kept = np.arange(it.pairs, dtype=np.float64), np.array([it.pair_number(1, 0)])
    assert ids(it, greedy(sides, np.array([0]), cost, kept)) == [("s2", "d1")]
    assert ids(it, greedy(sides, np.array([0]), cost)) == [("s1", "d1")]


def test_most_worth_and_most_wanted() -> None:
    """By what tiers gain a seat, the first tier first; by how many seats want a person a block."""
    pool = build.pool(
        build.specialist("s1", weekly_blocks=4),
        build.specialist("s2", weekly_blocks=8),
        build.case("c1", priority=10),
        build.case("c2", priority=90),
        build.case("c3", priority=5, statutory_deadline="2026-12-01"),
        build.demand("d1", "c1", critical=True, effort=2),
        build.demand("d2", "c2", headcount=2, effort=1),
        build.demand("d3", "c3", critical=True, effort=1),
    )
    f = formulation_of(pool)
    it = f.instance
    assert it.pairs == 6
    by_coverage = terms_of(f, TierName.COVERAGE, coverage(f).objective)
    by_law = terms_of(f, TierName.STATUTORY, statutory(f).objective)
    assert by_coverage is not None
    assert by_law is not None
    # a seat of c1: 10·(10 + 1), of c2, which has two: 90, of c3: 5·(10 + 1)
    assert most_first(it, [by_coverage]).tolist() == [0, 1, 2]
    assert most_first(it, [by_law, by_coverage]).tolist() == [2, 0, 1]
    assert most_first(it, [by_coverage, by_law]).tolist() == [0, 1, 2]
    by_fit = terms_of(f, TierName.FIT, Objective(f.x, it.fit * 0, 0, maximise=True))
    assert by_fit is not None
    assert most_first(it, [by_fit, by_coverage]).tolist() == [0, 1, 2]
    assert most_first(it, [by_fit]).tolist() == [0, 1, 2]
    wanted = 10 / 2 + 90 * 2 / 2 + 5 / 2
    expected = it.effort * np.where(it.specialist == 0, wanted / 4, wanted / 8)
    assert asked_for(it) == pytest.approx(expected)


def test_outsiders_are_dearer() -> None:
    """What agencies lend is short, too."""
    pool = build.pool(
        build.agency("A"),
        build.agency("B"),
        build.specialist("s1", "A"),
        build.specialist("s2", "B"),
        build.case("c1", "A", priority=10),
        build.demand("d1", "c1"),
    )
    it = two_sides(pool).formulation.instance
    assert it.lent.tolist() == [False, True]
    insider, outsider = asked_for(it)
    assert insider > 0
    assert outsider == pytest.approx(module.LENT_TIMES * insider)


@pytest.mark.parametrize("size", [(40, 60), (60, 40)])
def test_a_search_begins_with_a_good_plan(size: tuple[int, int]) -> None:
    """Where there is no time for anything else, it is what comes out."""
    pool = family_pool(*size, seed=3)
    options = SolveOptions(mode="certified", work_limit=1e-9)
    plan = solve(pool, pool.horizon(), options).plan
    assert plan is not None
    sides = two_sides(pool)
    it = sides.formulation.instance
    terms = [
        known
        for goal in (statutory(sides.formulation), coverage(sides.formulation))
        if (known := terms_of(sides.formulation, goal.tier, goal.objective)) is not None
    ]
    built = greedy(sides, most_first(it, terms), asked_for(it))
    assert {(a.specialist, a.demand) for a in plan.assignments} == set(ids(it, built))
    best = solve(with_tiers(pool, TierName.COVERAGE), pool.horizon()).plan
    assert best is not None
    assert best.tiers[0].bound is not None
    assert coverage_of(sides.formulation, built) > 0.75 * best.tiers[0].bound


def test_without_a_tier_that_asks_who_is_served_it_begins_with_nothing() -> None:
    """Balance alone is best served by the empty plan."""
    pool = tiny_pool(1).with_rows(assignments=())
    options = SolveOptions(mode="certified", work_limit=1e-9)
    plan = solve(
        with_tiers(pool, TierName.BALANCE, TierName.COVERAGE), pool.horizon(), options
    ).plan
    assert plan is not None
    assert not plan.assignments


def test_the_clock_runs_from_the_very_beginning() -> None:
    """Time that went into writing the program down is gone: what is built comes out, at once."""
    pool = family_pool(60, 40, seed=3)
    options = SolveOptions(mode="timed", time_limit_s=60)
    clock = chain([0.0], repeat(61.0))
    heard: list[Progress] = []
    late = solve(pool, pool.horizon(), options, on_progress=heard.append, clock=lambda: next(clock))
    assert late.plan is not None
    free = solve(pool, pool.horizon(), SolveOptions(mode="certified", work_limit=1e-9)).plan
    assert free is not None
    assert late.plan.assignments == free.assignments
    values = {t.tier: t.value for t in free.tiers}
    said = {p.tier: p.value for p in reversed(heard) if p.tier is not None}
    assert said == {tier: values[tier] for tier in said}
    assert TierName.COVERAGE in said
