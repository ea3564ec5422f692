"""A bound goes on to hold while no earlier tier is held at less than when it was proven."""

import time

from scheduler.model import SolveOptions, TierName, TierResult
from scheduler.solver import eligibility
from scheduler.solver.first_plan import FirstPlan
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.search import Search
from tests.properties.pools import any_pool

TIERS = TierName.STATUTORY, TierName.COVERAGE


def found(tier: TierName, value: int, bound: int) -> TierResult:
    """An unproven value and a bound."""
    return TierResult(tier=tier, status="feasible", value=value, bound=bound)


def test_what_a_search_makes_of_earlier_tiers_is_not_what_they_were_held_at() -> None:
    """12 is proven of plans that cover 3; then 2 are held, and the search comes upon one of 4."""
    pool = any_pool(1)
    f = Formulation.of(Instance.of(eligibility(pool, pool.horizon())))
    first = FirstPlan(f, pool.policy.tiers)
    search = Search(first, SolveOptions(), lambda _: None, lambda: False, time.monotonic, 0.0)

    def fit_of(value: int, bound: int, statutory: int, covered: int) -> TierResult:
        earlier = zip(TIERS, (statutory, covered), strict=True)
        held = [found(tier, worth, 99) for tier, worth in earlier]
        return search._with_proofs(held, found(TierName.FIT, value, bound))

    assert fit_of(10, 12, 5, 3).bound == 12
    assert fit_of(11, 50, 6, 2).bound == 50
    assert fit_of(12, 60, 7, 2).bound == 50
    assert fit_of(12, 60, 7, 4).bound == 50
    assert fit_of(12, 60, 6, 4).bound == 60
