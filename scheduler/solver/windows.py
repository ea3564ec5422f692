"""Demands that could be served in another window: each stands in the pool once more, as a twin.

A twin is the demand with all of the weeks as its window. Who may serve it follows from that window,
so a grade that ends on Wednesday may do for the demand and not for its twin.
"""

from collections.abc import Collection

from scheduler.model import Horizon, Pool, RowStatus

TWIN = "/twin"
"""What the id of a twin ends with; no id of a pool contains a slash."""


def with_twins(pool: Pool, horizon: Horizon, demands: Collection[str]) -> Pool:
    """The pool with a twin of each flexible demand of some that has not all of the weeks."""
    frame = {"from_": horizon.blocks[0], "to": horizon.blocks[-1], "critical": False}
    twins = [
        d.model_copy(update={**frame, "demand": d.demand + TWIN})
        for d in pool.demands
        if d.demand in demands and not d.fixed and len(horizon.cut(d.from_, d.to)) < horizon.size
    ]
    own = {twin_of(d.demand) for d in twins}
    bans = [
        row.model_copy(update={"demand": row.demand + TWIN})
        for row in pool.assignments
        if row.status is RowStatus.BANNED and row.demand is not None and row.demand in own
    ]
    return pool.with_rows(demands=(*pool.demands, *twins), assignments=(*pool.assignments, *bans))


def is_twin(demand: str) -> bool:
    """Whether an id is that of a twin."""
    return demand.endswith(TWIN)


def twin_of(demand: str) -> str:
    """The demand that a twin is of; any other id as it is."""
    return demand.removesuffix(TWIN)
