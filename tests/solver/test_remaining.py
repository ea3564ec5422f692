"""What is left beside a growing plan: what the rules on people and agencies leave, no more."""

from random import Random

import numpy as np

from scheduler.model import Rule
from scheduler.solver import accepts
from scheduler.solver.greedy import greedy
from scheduler.solver.remaining import Remaining
from tests import builders as build
from tests.solver.sided import ids, two_sides, unpinned

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
            assert pair in remaining.open_among(np.array([pair])) or not allowed
            said[allowed] += 1
            if allowed:
                remaining.take(pair)
                taken.append(pair)
    assert said[True] > 250
    assert said[False] > 150


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
