"""Patches of the policy: which goals come in which order, how they are measured."""

from typing import Any, Literal

from scheduler.model import (
    BalanceRule,
    Fact,
    FitWeights,
    Language,
    Policy,
    Pool,
    RequestError,
    TierName,
    label,
    say,
)
from scheduler.model.entities import Count
from scheduler.whatif.patches.base import Values


class PolicyChange(Fact):
    """Fields of the policy and their new values, as JSON-like data."""

    kind: Literal["policy"] = "policy"
    fields: Values

    def apply(self, pool: Pool) -> Pool:
        """The pool under the changed policy."""
        return _under(pool, self.fields)

    def text(self, language: Language = "en") -> str:
        """Which fields become what."""
        changes = "; ".join(f"{name} = {_shown(value)}" for name, value in self.fields.items())
        return say("patch.set_policy", language, changes=changes)


class TierOrder(Fact):
    """The goals in another order, or others."""

    kind: Literal["tier_order"] = "tier_order"
    tiers: tuple[TierName, ...]

    def apply(self, pool: Pool) -> Pool:
        """The pool with these tiers."""
        return _under(pool, {"tiers": self.tiers})

    def text(self, language: Language = "en") -> str:
        """The goals, first things first."""
        order = " > ".join(label("tier", tier, language) for tier in self.tiers)
        return say("patch.tier_order", language, order=order)


class FitPoints(Fact):
    """Points of the fit of a pair; those that are not named stay as they are."""

    kind: Literal["fit_weights"] = "fit_weights"
    points: dict[str, Count]

    def apply(self, pool: Pool) -> Pool:
        """The pool in which fit is counted so."""
        return _under(pool, {"fit": {**pool.policy.fit.model_dump(), **self.points}})

    def text(self, language: Language = "en") -> str:
        """What counts how much."""
        named = ((label("fit_weight", name, language), n) for name, n in self.points.items())
        points = ", ".join(f"{name} {count}" for name, count in named)
        return say("patch.fit_weights", language, points=points)


class Balance(Fact):
    """How an even load is measured."""

    kind: Literal["balance"] = "balance"
    rule: BalanceRule

    def apply(self, pool: Pool) -> Pool:
        """The pool in which balance is measured so."""
        return _under(pool, {"balance": self.rule})

    def text(self, language: Language = "en") -> str:
        """Which rule."""
        rule = label("balance_rule", self.rule, language)
        return say("patch.balance_rule", language, rule=rule)


def _under(pool: Pool, fields: dict[str, Any]) -> Pool:
    policy = Policy.model_validate({**pool.policy.model_dump(), **fields})
    return pool.with_rows(policy=policy)


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return " > ".join(str(v) for v in value)
    return str(value)


# -- as one writes them ---------------------------------------------------------------------------


def set_policy(**fields: Any) -> PolicyChange:
    """Other values for fields of the policy, e.g. ``set_policy(core_bonus=5)``.

    Raises:
        RequestError: the policy has no such field.
    """
    _demand_known(fields, Policy)
    return PolicyChange(fields=fields)


def tier_order(*tiers: TierName | str) -> TierOrder:
    """The goals, the most important one first."""
    return TierOrder(tiers=tuple(TierName(tier) for tier in tiers))


def fit_weights(**points: int) -> FitPoints:
    """Other points for some parts of the fit: ``fit_weights(home=0, travel=10)``.

    Raises:
        RequestError: fit has no such part.
    """
    _demand_known(points, FitWeights)
    return FitPoints(points=points)


def balance_rule(rule: BalanceRule | str) -> Balance:
    """Balance is measured by ``squares`` or by ``leximin``."""
    return Balance(rule=BalanceRule(rule))


def _demand_known(fields: dict[str, Any], record: type[Fact]) -> None:
    for name in fields:
        if name not in record.model_fields:
            known = ", ".join(record.model_fields)
            raise RequestError("patch.no_policy_field", name=name, known=known)
