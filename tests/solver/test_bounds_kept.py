"""A bound goes on to hold while no earlier tier is held at less than when it was proven."""

from scheduler.model import TierName, TierResult
from scheduler.solver.tierwise import Proofs

TIERS = TierName.STATUTORY, TierName.COVERAGE


def found(tier: TierName, value: int, bound: int) -> TierResult:
    """An unproven value and a bound."""
    return TierResult(tier=tier, status="feasible", value=value, bound=bound)


def test_what_a_search_makes_of_earlier_tiers_is_not_what_they_were_held_at() -> None:
    """12 is proven of plans that cover 3; then 2 are held, and the search comes upon one of 4."""
    proofs = Proofs()

    def fit_of(value: int, bound: int, statutory: int, covered: int) -> TierResult:
        earlier = zip(TIERS, (statutory, covered), strict=True)
        held = [found(tier, worth, 99) for tier, worth in earlier]
        return proofs.beside(held, found(TierName.FIT, value, bound))

    assert fit_of(10, 12, 5, 3).bound == 12
    assert fit_of(11, 50, 6, 2).bound == 50
    assert fit_of(12, 60, 7, 2).bound == 50
    assert fit_of(12, 60, 7, 4).bound == 50
    assert fit_of(12, 60, 6, 4).bound == 60
