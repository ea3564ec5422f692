"""The fewest moves from earlier rows: true bounds whatever the size, and a judged plan."""

from collections.abc import Collection

import pytest

from scheduler.model import Plan, Pool
from scheduler.solver import counterfactual, fewest, make_plan
from scheduler.solver.clauses import Row, barred, wanted
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.fewest import Fewest, fewest_serving
from tests import builders as b
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.planned import plan_of
from tests.properties.pools import any_pool

FACTS = (
    b.specialist("s1"),
    b.specialist("s2"),
    b.specialist("s3"),
    b.case("c1", priority=5),
    b.case("c2"),
    b.demand("d1", headcount=2),
    b.demand("d2", "c2"),
)


def board(pool: Pool) -> Counterfactuals:
    """A pool with its best plan."""
    plan = plan_of(pool)
    return Counterfactuals(pool, plan)


def own(plan: Plan) -> set[Row]:
    """The rows of a plan."""
    return {(a.specialist, a.demand) for a in plan.assignments}


def found(pool: Pool, rows: Collection[Row]) -> Fewest:
    """What is found from some earlier rows."""
    return fewest.fewest(board(pool), rows)


@pytest.fixture(params=[6_000, 0], ids=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Pairs up to which all plans are searched."""
    pairs: int = request.param
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", pairs)
    return pairs


@pytest.mark.usefixtures("size")
def test_moves_that_are_forced_need_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused row, a row too many and a new pin; proven on a large pool, too."""
    pool = b.pool(*FACTS, b.ban("s3", demand="d2"), b.pin("s1", "d2"))
    rows = {("s3", "d2"), ("s2", "d1"), ("s3", "d1"), ("gone", "d1"), ("s1", "gone")}

    def solved(*_: object, **__: object) -> None:
        raise AssertionError("nothing need be solved")

    it = board(pool)
    monkeypatch.setattr(fewest, "verified", solved)
    told = fewest.fewest(it, rows)
    assert own(told.plan) == {("s2", "d1"), ("s3", "d1"), ("s1", "d2")}
    assert (told.moves.value, told.moves.bound, told.moves.status) == (4, 4, "optimal")
    crowded = fewest.fewest(it, {*own(it.plan), ("s1", "d1")})
    assert (crowded.moves.value, crowded.moves.bound) == (1, 1)


@pytest.mark.usefixtures("size")
def test_a_plan_as_good_with_fewer_moves_is_found() -> None:
    """It is judged, as good in every tier, and has the bounds of the plan that it is as good as."""
    pool = b.pool(*FACTS)
    it = board(pool)
    rows = {("s1", "d2"), ("s2", "d1"), ("s3", "d1")}
    if own(it.plan) == rows:
        rows = {("s1", "d1"), ("s2", "d1"), ("s3", "d2")}
    told = fewest.fewest(it, rows)
    assert own(told.plan) == rows
    assert [(t.tier, t.value, t.bound) for t in told.plan.tiers] == [
        (t.tier, t.value, t.bound) for t in it.plan.tiers
    ]
    assert (told.moves.value, told.moves.status) == (0, "optimal")


@pytest.mark.usefixtures("size")
def test_what_has_to_come_is_counted_by_the_relaxation() -> None:
    """From nothing every row is a move, and none could be left out: proven on a large pool, too."""
    told = found(b.pool(*FACTS), ())
    assert (told.moves.value, told.moves.bound, told.moves.status) == (3, 3, "optimal")


def test_a_bound_on_a_large_pool_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of random pools treated as large: no plan as good has fewer moves than the bound says."""
    monkeypatch.setattr(counterfactual, "WHOLE_PAIRS", 0)
    seen = set()
    for seed in range(40):
        pool = any_pool(seed)
        plan = make_plan(pool, pool.horizon()).plan
        if plan is None:
            continue
        every = Every()
        BruteForce(Board(pool), every)
        rows = {(s, d) for n, (s, d) in enumerate(sorted(Board(pool).pairs)) if (n + seed) % 3}
        told = fewest.fewest(Counterfactuals(pool, plan), rows)
        best = every.plans[frozenset(own(plan))]
        least = min(len(p ^ rows) for p, key in every.plans.items() if key == best)
        assert told.moves.value is not None
        assert told.moves.bound is not None
        assert told.moves.bound <= least <= told.moves.value
        assert every.plans[frozenset(own(told.plan))] == best
        seen.add(told.moves.status)
    assert seen == {"optimal", "feasible"}


@pytest.mark.usefixtures("size")
def test_serving_as_many_without_a_row() -> None:
    """Whoever is barred goes and another comes, which are two moves; or nobody can."""
    it = board(b.pool(*FACTS))
    rows = own(it.plan)
    (last,) = (row for row in rows if row[1] == "d2")
    swapped = fewest_serving(it, rows, [barred(last)])
    assert swapped is not None
    assert swapped.value == 2
    assert fewest_serving(it, rows, [barred(*((s, "d2") for s in ("s1", "s2", "s3")))]) is None
    same = fewest_serving(it, rows, [wanted(last)])
    assert same is not None
    assert same.value == 0


def test_what_is_not_found_within_the_work_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan itself is one with as many moves as it has; the bound is what is forced."""
    monkeypatch.setattr(fewest, "solution_of", lambda *_: None)
    it = board(b.pool(*FACTS))
    rows = {("s1", "d2"), ("s2", "d2")}
    told = fewest.fewest(it, rows)
    assert told.plan is it.plan
    assert told.moves.value == len(own(it.plan) ^ rows)
    assert (told.moves.bound, told.moves.status) == (1, "feasible")
    assert fewest_serving(it, rows, []) is None
