"""One more case put into plans of random pools: judged, served, and never better than proven."""

from scheduler.check import judge
from scheduler.model import Plan, Pool, TierName
from scheduler.solver import insertion, make_plan
from tests.properties.pools import any_pool

SEEDS = range(6000, 6040)


def served(plan: Plan) -> dict[str, int]:
    """People on each demand."""
    count: dict[str, int] = {}
    for row in plan.assignments:
        count[row.demand] = count.get(row.demand, 0) + 1
    return count


def is_taken_in(pool: Pool, plan: Plan, case: str) -> bool:
    """Its critical demands are full, or it has none and somebody works on it."""
    count = served(plan)
    own = [d for d in pool.demands if d.case == case and pool.horizon().cut(d.from_, d.to)]
    core = [d for d in own if d.critical]
    if core:
        return all(count.get(d.demand, 0) == d.headcount for d in core)
    return any(d.demand in count for d in own)


def test_whatever_is_found_is_allowed_and_serves_the_case() -> None:
    """Also over several weeks, with pins, and with tiers that are no sums."""
    found = refused = 0
    for seed in SEEDS:
        pool = any_pool(seed)
        best = make_plan(pool, pool.horizon()).plan
        if best is None:
            continue
        before = served(best)
        for case in sorted({e.case for e in best.empty_seats}):
            result = insertion(pool, best, case)
            if result.plan is None:
                refused += 1
                continue
            found += 1
            assert judge(pool, result.plan).is_accepted
            assert is_taken_in(pool, result.plan, case)
            others = {
                d: n for d, n in served(result.plan).items() if pool.demand_of_id[d].case != case
            }
            assert all(n <= before.get(d, 0) for d, n in others.items())
            assert_no_better(result.plan, best)
    assert found > 30
    assert refused > 10


def assert_no_better(plan: Plan, best: Plan) -> None:
    """In the first tier in which they differ, the proven plan is ahead."""
    for one, other in zip(plan.tiers, best.tiers, strict=True):
        if one.tier is TierName.BALANCE and one.value is None:
            return
        if one.value != other.value:
            assert one.value is not None
            assert other.value is not None
            assert (one.value < other.value) == one.tier.is_maximised
            return
