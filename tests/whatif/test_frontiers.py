"""Frontiers: every pair of values that no plan beats, and no other."""

import pytest

import scheduler
from scheduler.check import judge
from scheduler.model import RequestError, TierName
from scheduler.synth import family_pool
from scheduler.whatif import PlannedWeek, charts
from scheduler.whatif.frontiers import Frontier, frontier
from tests import builders as b
from tests.whatif.frontiers import (
    BALANCE,
    COVERAGE,
    STABILITY,
    planned,
    plans_of,
    signed,
    unbeaten,
)

# in the last three a point that gives up the tier before both would beat the others
SEEDS = (*range(16), 25, 52, 56)


@pytest.mark.parametrize("other", [STABILITY, BALANCE])
def test_the_points_are_those_that_no_plan_beats(other: TierName) -> None:
    """All of them, against every plan of tiny pools; more than one point in many a pool."""
    sizes = []
    for seed in SEEDS:
        if (base := planned(seed)) is None:
            continue
        found = frontier(base, (COVERAGE, other))
        assert found.is_complete
        assert found.is_proven
        assert signed(found) == unbeaten(plans_of(base, found.tiers)), seed
        sizes.append(len(found.points))
    assert len(sizes) > 12
    assert sum(size > 1 for size in sizes) >= 3


def test_a_curve_at_each_level_makes_the_frontier_of_three_tiers() -> None:
    """Coverage, balance, and each stability that some plan has: again all, and no other."""
    sizes = []
    for seed in SEEDS:
        if (base := planned(seed)) is None:
            continue
        worth = plans_of(base, (COVERAGE, BALANCE, STABILITY))
        found = frontier(
            base, (COVERAGE, BALANCE, STABILITY), levels=sorted({-v[2] for v in worth})
        )
        assert found.is_complete
        assert found.is_proven
        assert signed(found) == unbeaten(worth), seed
        sizes.append(len({p.level for p in found.points}))
    assert sum(size > 1 for size in sizes) > 2


def test_a_third_tier_is_as_good_as_can_be_at_each_point() -> None:
    """Of all plans with the values of the first two."""
    for seed in range(10):
        if (base := planned(seed)) is None:
            continue
        worth = plans_of(base, (COVERAGE, STABILITY, BALANCE))
        for point in signed(frontier(base)):
            assert point[2] == max(v[2] for v in worth if v[:2] == point[:2])


@pytest.fixture(scope="module")
def base() -> PlannedWeek:
    """A small family with people on its cases already, planned once for this file."""
    return scheduler.plan(family_pool(40, 24, 1), language="en")


@pytest.fixture(scope="module")
def whole(base: PlannedWeek) -> Frontier:
    """Its frontier of coverage and stability."""
    return frontier(base)


def test_every_point_is_a_judged_plan_with_the_table_s_values(whole: Frontier) -> None:
    """The judge accepts it, and its tiers are worth what the row says."""
    table = whole.table
    assert list(table.columns) == ["coverage", "stability", "balance", "level", "proven"]
    assert table["proven"].all()
    assert table["coverage"].is_monotonic_decreasing
    assert table["stability"].is_monotonic_decreasing
    for (_, row), point in zip(table.iterrows(), whole.points, strict=True):
        plan = point.planned.plan
        assert judge(whole.base.pool, plan).is_accepted
        assert [plan.tier(t).value for t in whole.tiers] == [row[str(t)] for t in whole.tiers]


def test_the_first_point_is_the_plan_s(whole: Frontier) -> None:
    """The plan of the week is the end of the curve where nothing of coverage is given away."""
    plan = whole.base.plan
    assert whole.points[0].values[:2] == (plan.tier(COVERAGE).value, plan.tier(STABILITY).value)


def test_a_step_leaves_points_out_and_adds_none(base: PlannedWeek, whole: Frontier) -> None:
    """What is left is on the whole curve, and is not called complete."""
    coarse = frontier(base, step=2)
    assert {p.values for p in coarse.points} < {p.values for p in whole.points}
    assert whole.is_complete
    assert not coarse.is_complete
    assert "no point between" in whole.summary()
    assert "no point between" not in coarse.summary()


def test_a_floor_and_a_number_of_points_end_a_curve(base: PlannedWeek, whole: Frontier) -> None:
    """The floor without a gap, the number with the rest unknown."""
    floor = whole.points[2].values[0]
    low, few = frontier(base, floor=floor), frontier(base, most=2)
    assert [p.values for p in low.points] == [p.values for p in whole.points[:3]]
    assert low.is_complete
    assert [p.values for p in few.points] == [p.values for p in whole.points[:2]]
    assert not few.is_complete


def test_what_is_not_settled_is_not_called_proven(base: PlannedWeek) -> None:
    """With next to no work an engine proves nothing, and the frontier says so."""
    found = frontier(base, work=1e-6)
    assert not found.is_proven
    assert not found.is_complete
    assert "proven" not in found.summary() or "not proven" in found.summary()


def test_levels_that_no_plan_reaches_leave_no_point(base: PlannedWeek) -> None:
    """That there is none is proven; the table is empty, and a chart of it is drawn."""
    found = frontier(base, ("coverage", "balance", "stability"), levels=(-1,))
    assert found.table.empty
    assert found.is_complete
    assert not found.is_proven
    assert "no plan reaches these levels" in found.summary()
    assert "no plan reaches" in charts.as_svg(charts.frontier_chart(found), has_font=False)


@pytest.mark.parametrize(
    ("asked", "options", "code"),
    [
        (("coverage",), {}, "frontier.tiers"),
        (("coverage", "floor"), {}, "frontier.tiers"),
        (("coverage", "stability"), {"levels": [3]}, "frontier.no_third"),
        (("coverage", "stability"), {"step": 0}, "frontier.numbers"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    base: PlannedWeek, asked: tuple[str, ...], options: dict[str, object], code: str
) -> None:
    """With the tiers that could be asked for."""
    with pytest.raises(RequestError) as error:
        frontier(base, asked, **options)  # type: ignore[arg-type]
    assert error.value.code == code
    assert error.value.what("ko")
    assert error.value.hint("ko")


def test_a_tier_without_one_number_may_not_stand_before() -> None:
    """What it is worth could not be held."""
    pool = scheduler.patch(
        b.pool(b.specialist("s1"), b.case("c1"), b.demand("d1")),
        scheduler.set_policy(tiers=("coverage", "balance", "stability", "fit"), balance="leximin"),
    )
    with pytest.raises(RequestError) as error:
        frontier(scheduler.plan(pool), ("stability", "fit"))
    assert error.value.code == "frontier.before"
