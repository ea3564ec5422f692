"""What a tier's claim rests on: a witness, a solver's word, or nothing that the reader is told."""

from typing import Any

import pytest

from scheduler.model import TierName, TierResult, Witness, label
from scheduler.model.plan import TierStanding
from tests import builders as b

OPTIMAL = {"status": "optimal", "value": 3, "bound": 3}
OPEN = {"status": "feasible", "value": 3, "bound": 5}
UNTOLD = {"value": None, "bound": None}


@pytest.mark.parametrize(
    ("result", "has_witness", "standing"),
    [
        (OPTIMAL, True, "checkable"),
        (OPTIMAL, False, "by_solver"),
        (OPEN, True, "bound_checkable"),
        (OPEN, False, "feasible"),
        ({**UNTOLD, "status": "optimal", "ratios": ("1/2",)}, False, "by_solver"),  # leximin
        ({**UNTOLD, "status": "optimal"}, False, "proven"),  # as a registrar reads it
        ({**UNTOLD, "status": "feasible"}, False, "feasible"),
    ],
)
def test_a_claim_says_what_it_rests_on(
    result: dict[str, Any], has_witness: bool, standing: TierStanding
) -> None:
    """Only a witness of this very tier makes it checkable; where no number is told, nothing is."""
    tier = TierResult(tier=TierName.COVERAGE, **result)
    of = TierName.COVERAGE if has_witness else TierName.FIT
    plan = b.plan(b.pool()).model_copy(
        update={"tiers": (tier,), "witnesses": (Witness(tier=of, scale=1),)}
    )

    assert plan.standing(TierName.COVERAGE) == standing
    assert label("tier_standing", standing, "ko") != label("tier_standing", standing, "en")


@pytest.mark.parametrize(
    ("result", "has_witness", "verified", "read"),
    [
        (OPTIMAL, True, "checkable", "claimed_checkable"),
        (OPTIMAL, False, "claimed", "claimed"),
        (OPEN, True, "bound_checkable", "bound_checkable"),
        (OPEN, False, "feasible", "feasible"),
        ({**UNTOLD, "status": "optimal", "ratios": ("1/2",)}, False, "claimed", "claimed"),
        ({**UNTOLD, "status": "optimal"}, False, "claimed", "claimed"),
    ],
)
def test_what_others_have_solved_is_claimed(
    result: dict[str, Any], has_witness: bool, verified: TierStanding, read: TierStanding
) -> None:
    """Proven is said of what this process has solved, or verified by a witness."""
    tier = TierResult(tier=TierName.COVERAGE, **result)
    witnesses = (Witness(tier=TierName.COVERAGE, scale=1),) if has_witness else ()
    plan = b.plan(b.pool()).model_copy(update={"tiers": (tier,), "witnesses": witnesses})

    assert plan.standing(TierName.COVERAGE, "verified") == verified
    assert plan.standing(TierName.COVERAGE, "read") == read
    words = label("tier_standing", "claimed", "ko"), label("tier_standing", "claimed", "en")
    assert words == ("최적(주장됨)", "optimal (claimed)")


def test_a_tier_that_the_policy_does_not_use_claims_nothing() -> None:
    """It has no result to speak of."""
    with pytest.raises(KeyError):
        b.plan(b.pool()).standing(TierName.FLOOR)
