"""A start changes no value: what is proven from an earlier plan is what is proven without one."""

from scheduler.check import judge
from scheduler.model import Plan, Pool, SolveOptions
from scheduler.solver import make_plan
from scheduler.synth import family_pool
from tests.properties.changes import changed
from tests.properties.pools import any_pool
from tests.tiny import tiny_pool

Values = list[tuple[object, ...]]


def values(plan: Plan | None) -> Values | None:
    """The proven values of a plan, tier by tier."""
    if plan is None:
        return None
    assert plan.is_proven
    return [(t.tier, t.value, t.ratios, t.agency_ratios) for t in plan.tiers]


def both(pool: Pool, start: Plan | None) -> tuple[Plan | None, Plan | None]:
    """The plan without and with a start; that there is none is found either way."""
    fresh, again = (make_plan(pool, pool.horizon(), start=s) for s in (None, start))
    assert fresh.status == again.status
    return fresh.plan, again.plan


def test_values_after_one_change_are_those_of_a_fresh_plan() -> None:
    """Of tiny pools all values are proven; the start is the plan before the change."""
    started = 0
    for seed in range(4000, 4024):
        pool = any_pool(seed)
        start = make_plan(pool, pool.horizon()).plan
        if start is None:
            continue
        for change in range(2):
            it = changed(pool, 2 * seed + change)
            fresh, again = both(it, start)
            assert values(again) == values(fresh), seed
            started += again is not None
    assert started > 25


def test_values_of_a_family_agree_too() -> None:
    """Sixty people and forty cases, all tiers proven."""
    pool = family_pool(60, 40, 20)
    start = make_plan(pool, pool.horizon()).plan
    fresh, again = both(changed(changed(pool, 9), 11), start)

    assert again is not None
    assert again.provenance.start_sha256 == (start and start.sha256)
    assert values(again) == values(fresh)


def test_any_plan_of_any_pool_is_a_start() -> None:
    """Of another pool, which shares a few ids, or of another week."""
    plans = [make_plan(p, p.horizon()).plan for p in map(tiny_pool, range(300, 315))]
    for seed, start in enumerate(plans):
        pool = any_pool(5000 + seed)
        fresh, again = both(pool, start)

        assert values(again) == values(fresh)
        assert again is None or judge(pool, again).is_accepted


def test_last_weeks_plan_is_a_start() -> None:
    """Demands keep their ids from week to week."""
    pool = family_pool(40, 26, 30)
    before = pool.horizon(pool.horizon().start.shifted(-1), 2)
    start = make_plan(pool, before, SolveOptions(work_limit=2)).plan
    fresh, again = both(pool, start)

    assert values(again) == values(fresh)


def test_the_same_start_gives_the_same_bytes() -> None:
    """In certified mode the plan follows from pool, horizon, options and start."""
    pool = family_pool(40, 26, 31)
    start = make_plan(pool, pool.horizon()).plan
    it = changed(pool, 5)
    one, two = (make_plan(it, it.horizon(), start=start).plan for _ in range(2))

    assert one is not None
    assert two is not None
    assert one.canonical_json() == two.canonical_json()
