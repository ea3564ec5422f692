"""What another plan of the same weeks would change: tier by tier, and row by row."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from scheduler.model import Plan, PlannedAssignment, Policy, TierName, TierResult
from scheduler.model.record import Record

Certainty = Literal["proven", "claimed", "within_gap", "not_comparable"]
Direction = Literal["same", "worse", "better"]
MEASURES: dict[TierName, tuple[str, ...]] = {
    TierName.COVERAGE: ("core_bonus",),
    TierName.BALANCE: ("balance", "balance_scale"),
    TierName.FLOOR: ("fit",),
    TierName.FIT: ("fit",),
}
"""Fields of the policy that say what a tier counts."""


class TierChange(Record):
    """Value of a tier before and after (None for leximin), and how certain the difference is."""

    tier: TierName
    before: int | None
    after: int | None
    direction: Direction
    certainty: Certainty


class RowRef(Record):
    """One row of a plan by its ids."""

    specialist: str
    demand: str
    case: str


class Change(Record):
    """From one plan to another. ``tiers`` in the policy's order, rows by case and demand."""

    tiers: tuple[TierChange, ...]
    added: tuple[RowRef, ...]
    removed: tuple[RowRef, ...]

    @property
    def first(self) -> TierChange | None:
        """The first tier that differs; which of the plans is better is decided there."""
        return next((tier for tier in self.tiers if tier.direction != "same"), None)


def change(before: Plan, after: Plan) -> Change:
    """What the second of two plans of the same weeks changes; tiers as far as both have them."""
    old = {(a.specialist, a.demand): a for a in before.assignments}
    new = {(a.specialist, a.demand): a for a in after.assignments}
    return Change(
        tiers=tier_changes(before, after),
        added=_rows(a for key, a in new.items() if key not in old),
        removed=_rows(a for key, a in old.items() if key not in new),
    )


def tier_changes(before: Plan, after: Plan) -> tuple[TierChange, ...]:
    """The tiers that two plans have in common, balance by the same rule, in the second's order."""
    old = {(tier.tier, tier.rule): tier for tier in before.tiers}
    pairs = [
        (old[tier.tier, tier.rule], tier) for tier in after.tiers if (tier.tier, tier.rule) in old
    ]
    return tuple(
        TierChange(
            tier=was.tier,
            before=was.value,
            after=now.value,
            direction=direction(was, now),
            certainty=certainty(was, now),
        )
        for was, now in pairs
    )


def _rows(rows: Iterable[PlannedAssignment]) -> tuple[RowRef, ...]:
    ordered = sorted(rows, key=lambda a: (a.case, a.demand, a.specialist))
    return tuple(RowRef(specialist=a.specialist, demand=a.demand, case=a.case) for a in ordered)


def direction(before: TierResult, after: TierResult) -> Direction:
    """Whether a tier is better or worse than before."""
    one, other = _worth(before), _worth(after)
    if one == other:
        return "same"
    return "better" if (other > one) == before.tier.is_maximised else "worse"


def _worth(result: TierResult) -> tuple[Fraction, ...]:
    """What results are compared by; the loads of leximin one after the other, largest first."""
    if result.value is not None:
        return (Fraction(result.value),)
    return tuple(Fraction(ratio) for ratio in (*result.ratios, *result.agency_ratios))


def is_counted_alike(tier: TierName, before: Policy, after: Policy) -> bool:
    """Whether two policies count the same by a tier, so that its values can be compared."""
    return all(getattr(before, f) == getattr(after, f) for f in MEASURES.get(tier, ()))


def certainty(before: TierResult, after: TierResult) -> Certainty:
    """How certain the difference of a tier is.

    ``proven``: the spans from value to bound are apart, or both are proven. ``within_gap``: they
    overlap, so a better search could turn the difference round. ``not_comparable``: no numbers.
    """
    spans = []
    for result in (before, after):
        if result.value is None or result.bound is None:
            return "not_comparable"
        spans.append(sorted((result.value, result.bound)))
    (low, high), (other_low, other_high) = spans
    if before.status == after.status == "optimal" or high < other_low or other_high < low:
        return "proven"
    return "within_gap"
