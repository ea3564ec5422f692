"""Pools without pins and both sides of their formulations, for tests of plans made at once."""

from scheduler.model import Pool
from scheduler.solver import eligibility
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.prices.sides import Sides
from scheduler.solver.rules import formulate
from tests.properties.pools import any_pool


def unpinned(seed: int) -> Pool:
    """A tiny pool of that seed without pins."""
    pool = any_pool(seed)
    return pool.with_rows(assignments=())


def formulation_of(pool: Pool) -> Formulation:
    """A pool in its own weeks."""
    return formulate(Instance.of(eligibility(pool, pool.horizon())))


def two_sides(pool: Pool) -> Sides:
    """Both sides of a pool in its own horizon."""
    return Sides(formulation_of(pool))


def ids(it: Instance, pairs: Ints) -> list[tuple[str, str]]:
    """(specialist, demand) of pairs."""
    frame = it.eligibility.frame
    who, what = it.specialist[pairs].tolist(), it.demand[pairs].tolist()
    return [
        (frame.specialists[s].specialist, frame.demands[d].demand)
        for s, d in zip(who, what, strict=True)
    ]
