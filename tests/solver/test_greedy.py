"""A plan made at once is a plan: of any pool, in any order, at any cost; and it is a good start."""

from collections.abc import Iterator
from itertools import chain, repeat
from random import Random

import numpy as np
import pytest

from scheduler.model import Policy, Pool, Progress, Rule, SolveOptions, TierName
from scheduler.solver import accepts, eligibility, solve
from scheduler.solver import greedy as module
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.formulation import Formulation
from scheduler.solver.greedy import asked_for, greedy, most_first
from scheduler.solver.instance import Instance
from scheduler.solver.nearby import Ask, solution_of
from scheduler.solver.prices import terms_of
from scheduler.solver.prices.sides import Sides
from scheduler.solver.program import Objective
from scheduler.solver.remaining import Remaining
from scheduler.solver.rules import formulate
from scheduler.solver.tiers.coverage import coverage
from scheduler.solver.tiers.statutory import statutory
from scheduler.synth import family_pool, tiny_pool
from tests import builders as build
from tests.properties.pools import any_pool

ON_PEOPLE = (
    Rule.HEADCOUNT,
    Rule.ONE_ROLE,
    Rule.CASELOAD,
    Rule.TIME,
    Rule.WEEKLY_LIMIT,
    Rule.LENDING_BLOCKS,
    Rule.LENDING_HEADS,
    Rule.HOME_RESERVE,
    Rule.INSTRUMENT_CEILING,
)
"""What ``Remaining`` knows; the others are on the team of a case."""


def unpinned(seed: int) -> Pool:
    """A tiny pool of that seed without pins."""
    pool = any_pool(seed)
    return pool.with_rows(assignments=())


def two_sides(pool: Pool) -> Sides:
    """Both sides of a pool in its own horizon."""
    return Sides(formulate(Instance.of(eligibility(pool, pool.horizon()))))


def ids(it: Instance, pairs: Ints) -> list[tuple[str, str]]:
    """(specialist, demand) of pairs."""
    frame = it.eligibility.frame
    who, what = it.specialist[pairs].tolist(), it.demand[pairs].tolist()
    return [
        (frame.specialists[s].specialist, frame.demands[d].demand)
        for s, d in zip(who, what, strict=True)
    ]


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
    for pool, sides, pairs, again in random_builds(range(240)):
        f = sides.formulation
        most = solve(pool.with_rows(policy=_only_coverage(pool)), pool.horizon()).plan
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


def _only_coverage(pool: Pool) -> Policy:
    return pool.policy.model_copy(update={"tiers": (TierName.COVERAGE,)})


def test_what_is_kept_stays() -> None:
    """Teams of a plan of one week to begin with are not taken apart."""
    some = 0
    for seed in range(60):
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


def test_what_remains_is_what_the_rules_leave() -> None:
    """Pair by pair: what is allowed the rules accept, and in one week the other way round, too."""
    said = {True: 0, False: 0}
    for seed in range(150):
        pool, rng = unpinned(seed), Random(f"remaining/{seed}")
        sides = two_sides(pool)
        it = sides.formulation.instance
        remaining, taken = Remaining(it, sides.specialists), list[int]()
        is_exact = pool.horizon().weeks == 1 and not len(it.under_ceilings[0])
        for pair in rng.sample(range(it.pairs), min(12, it.pairs)):
            allowed = remaining.allows(pair)
            more = np.array([*taken, pair])
            accepted = accepts(pool, pool.horizon(), ids(it, more), ON_PEOPLE)
            assert accepted or not allowed
            assert allowed or not accepted or not is_exact
            assert remaining.may_have(np.array([pair]))[0] or not allowed
            said[allowed] += 1
            if allowed:
                remaining.take(pair)
                taken.append(pair)
    assert said[True] > 250
    assert said[False] > 150


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


def test_a_reserve_keeps_one_at_home() -> None:
    """Of two who count either may go, but not both; a third one who does not count may."""
    pool = build.pool(
        build.agency("B"),
        *(build.specialist(s, "B") for s in ("s1", "s2", "s3")),
        *(build.skill(s, "x") for s in ("s1", "s2")),
        build.reserve("B", "x"),
        build.case("c1", "A"),
        build.demand("d1", "c1", headcount=3),
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    pairs = greedy(sides, np.array([0]), np.arange(it.pairs, dtype=np.float64))
    assert ids(it, pairs) == [("s1", "d1"), ("s3", "d1")]


def test_one_head_is_lent_however_often() -> None:
    """Two people of B may be lent: one of them to two cases, and there is room for another."""
    pool = build.pool(
        build.agency("B", max_lent_heads=2),
        build.specialist("s1", "B", max_cases=2),
        *(build.specialist(s, "B", max_cases=1) for s in ("s2", "s3")),
        *(build.case(c, "A") for c in ("c1", "c2", "c3")),
        build.demand("d1", "c1"),
        build.demand("d2", "c2"),
        build.demand("d3", "c3", headcount=2),
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    pairs = greedy(sides, np.array([0, 1, 2]), np.arange(it.pairs, dtype=np.float64))
    assert ids(it, pairs) == [("s1", "d1"), ("s1", "d2"), ("s2", "d3")]


def test_what_is_lent_counts_in_the_weeks_it_meets() -> None:
    """One block a week may be lent: one in each of two weeks, and no second one in either."""
    pool = build.pool(
        build.agency("B", max_lent_blocks=1),
        *(build.specialist(s, "B") for s in ("s1", "s2", "s3")),
        build.case("c1", "A"),
        build.demand(
            "d1", "c1", headcount=2, effort=1, **{"from": "2026-11-30/am", "to": "2026-12-04/pm"}
        ),
        build.demand(
            "d2", "c1", headcount=2, effort=1, **{"from": "2026-12-07/am", "to": "2026-12-11/pm"}
        ),
        weeks=2,
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    assert it.pairs == 6
    pairs = greedy(sides, np.array([0]), np.arange(it.pairs, dtype=np.float64))
    assert ids(it, pairs) == [("s1", "d1"), ("s2", "d2")]


def test_what_is_given_back_is_there_again() -> None:
    """After taking and giving back in any order nothing has changed."""
    moved = 0
    for seed in range(80):
        pool, rng = unpinned(seed), Random(f"given back/{seed}")
        sides = two_sides(pool)
        it = sides.formulation.instance
        remaining, fresh = Remaining(it, sides.specialists), Remaining(it, sides.specialists)
        taken = list[int]()
        for pair in rng.sample(range(it.pairs), min(12, it.pairs)):
            if remaining.allows(pair):
                remaining.take(pair)
                taken.append(pair)
        moved += len(taken)
        for pair in rng.sample(taken, len(taken)):
            remaining.give_back(pair)
        assert _state(remaining) == _state(fresh)
    assert moved > 150


def _state(remaining: Remaining) -> list[str]:
    return [f"{name} {value!r}" for name, value in sorted(vars(remaining).items())]


def test_most_worth_and_most_wanted() -> None:
    """By what tiers gain, the first tier first; by how many seats want a person a block."""
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
    f = formulate(Instance.of(eligibility(pool, pool.horizon())))
    it = f.instance
    assert it.pairs == 6
    by_coverage = terms_of(f, TierName.COVERAGE, coverage(f).objective)
    by_law = terms_of(f, TierName.STATUTORY, statutory(f).objective)
    assert by_coverage is not None
    assert by_law is not None
    # c1: 10·(10 + 1), c2: 90·2, c3: 5·(10 + 1)
    assert most_first(it, [by_coverage]).tolist() == [1, 0, 2]
    assert most_first(it, [by_law, by_coverage]).tolist() == [2, 1, 0]
    assert most_first(it, [by_coverage, by_law]).tolist() == [1, 0, 2]
    by_fit = terms_of(f, TierName.FIT, Objective(f.x, it.fit * 0, 0, maximise=True))
    assert by_fit is not None
    assert most_first(it, [by_fit, by_coverage]).tolist() == [1, 0, 2]
    assert most_first(it, [by_fit]).tolist() == [0, 1, 2]
    wanted = 10 / 2 + 90 * 2 / 2 + 5 / 2
    expected = it.effort * np.where(it.specialist == 0, wanted / 4, wanted / 8)
    assert asked_for(it) == pytest.approx(expected)


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
    best = solve(pool.with_rows(policy=_only_coverage(pool)), pool.horizon()).plan
    assert best is not None
    assert best.tiers[0].bound is not None
    assert coverage_of(sides.formulation, built) > 0.75 * best.tiers[0].bound


def test_without_a_tier_that_asks_who_is_served_it_begins_with_nothing() -> None:
    """Balance alone is best served by the empty plan."""
    pool = tiny_pool(1).with_rows(assignments=())
    policy = pool.policy.model_copy(update={"tiers": (TierName.BALANCE, TierName.COVERAGE)})
    options = SolveOptions(mode="certified", work_limit=1e-9)
    plan = solve(pool.with_rows(policy=policy), pool.horizon(), options).plan
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


def test_who_may_go_without_a_ceiling_leaves_its_blocks_to_others() -> None:
    """One act has a ceiling of one block, the other none and names s1 alone: s2 has the block."""
    pool = build.pool(
        build.authority("p"),
        build.right("p", "B"),
        build.instrument("i1", "B", "A", max_blocks=1),
        build.instrument("i2", "B", "A", specialists=["s1"]),
        *(build.specialist(s, "B", max_cases=1) for s in ("s1", "s2", "s3")),
        *(build.case(c, "A") for c in ("c1", "c2", "c3")),
        *(build.demand(f"d{n}", f"c{n}", "exercise", authority="p") for n in (1, 2, 3)),
    )
    sides = two_sides(pool)
    it = sides.formulation.instance
    assert it.pairs == 9
    pairs = greedy(sides, np.array([0, 1, 2]), np.arange(it.pairs, dtype=np.float64))
    assert ids(it, pairs) == [("s1", "d1"), ("s2", "d2")]
