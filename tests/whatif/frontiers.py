"""The points of a frontier beside every plan of a tiny pool: what both are worth, alike signed."""

from collections.abc import Iterable

import scheduler
from scheduler.model import InfeasibleError, TierName
from scheduler.model.policy import DEFAULT_TIERS
from scheduler.whatif import PlannedWeek
from scheduler.whatif.frontiers import Frontier
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.properties.pools import any_pool

COVERAGE, STABILITY, BALANCE = TierName.COVERAGE, TierName.STABILITY, TierName.BALANCE
Values = tuple[int, ...]


def plans_of(base: PlannedWeek, tiers: Iterable[TierName]) -> set[Values]:
    """What every allowed plan that is as good in the tiers before is worth, larger for better."""
    every = Every()
    BruteForce(Board(base.pool), every)
    order = base.pool.policy.tiers
    asked = [order.index(tier) for tier in tiers]
    first = min(asked[:2])
    before = tuple(t.value for t in base.plan.tiers[:first])
    return {
        tuple(key[i][0] for i in asked)  # type: ignore[misc]
        for key in every.plans.values()
        if all(key[i][0] >= abs(v or 0) for i, v in enumerate(before))  # type: ignore[operator]
    }


def unbeaten(values: set[Values]) -> set[Values]:
    """Those that no other is at least as good as in everything."""
    return {v for v in values if not any(w != v and all(map(int.__ge__, w, v)) for w in values)}


def signed(it: Frontier) -> set[Values]:
    """The points' values, larger for better."""
    signs = [1 if tier.is_maximised else -1 for tier in it.tiers]
    return {tuple(s * v for s, v in zip(signs, p.values, strict=True)) for p in it.points}


def planned(seed: int) -> PlannedWeek | None:
    """The plan of a tiny pool by the default tiers; None where its pins cannot hold."""
    squares = scheduler.set_policy(balance="squares", tiers=DEFAULT_TIERS)
    pool = scheduler.patch(any_pool(seed), squares)
    try:
        return scheduler.plan(pool)
    except InfeasibleError:
        return None
