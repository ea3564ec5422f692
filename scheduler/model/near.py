"""The wish for a plan near to a base plan, and what its tiers may give up for that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from scheduler.model.enums import BalanceRule, TierName
from scheduler.model.errors import RequestError
from scheduler.model.plan import GivenUp, Nearness, Plan
from scheduler.model.policy import Policy
from scheduler.model.texts import Language, label, say

Give = Mapping[str, int] | Mapping[TierName, int]
"""How much each named tier may give up, as a caller writes it."""


@dataclass(frozen=True)
class Near:
    """As few rows as can be that differ from the base's, among the plans equal in the tiers.

    ``give``: how much worse than its best a tier may be for fewer changes, in its own unit; a tier
    that is not named gives up nothing.
    """

    base: Plan
    give: tuple[tuple[TierName, int], ...] = ()

    @classmethod
    def of(cls, base: Plan, give: Give | None = None) -> Self:
        """The wish as a caller writes it: tiers by name.

        Raises:
            RequestError: there is no such tier, or an amount is no whole number from 0 on.
        """
        for name, amount in (give or {}).items():
            if name not in list(TierName):
                raise RequestError("near.no_tier", tier=name, known=", ".join(TierName))
            if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
                raise RequestError("near.amount", tier=str(name), amount=str(amount))
        named = {TierName(name): amount for name, amount in (give or {}).items()}
        return cls(base, tuple((tier, named[tier]) for tier in TierName if tier in named))

    def given(self, tier: TierName) -> int:
        """How much a tier may give up."""
        return dict(self.give).get(tier, 0)

    def demand_fits(self, policy: Policy, usable: tuple[TierName, ...] | None = None) -> None:
        """Pass a wish whose tiers the policy uses (or are among some of them), by a number.

        Raises:
            RequestError: it names another tier, or balance where the policy asks for leximin.
        """
        known = policy.tiers if usable is None else usable
        for tier, _ in self.give:
            if tier not in known:
                raise RequestError("near.unused", tier=tier.value, known=", ".join(known))
            if tier is TierName.BALANCE and policy.balance is BalanceRule.LEXIMIN:
                raise RequestError("near.leximin")


def nearness_lines(near: Nearness, language: Language) -> list[str]:
    """How near a plan is to its base, how certain that is, and what each tier gave up for it."""
    key = "least" if near.status == "optimal" else "gap"
    certainty = say(f"near.{key}", language, bound=near.bound)
    title = say("near.moves", language, moves=near.moves, certainty=certainty)
    return [title, *given_lines(near.given, language)]


def given_lines(given: Iterable[GivenUp], language: Language) -> list[str]:
    """What each tier gave up of what it was allowed to."""
    lines = []
    for one in given:
        sign = -1 if one.tier.is_maximised else 1
        told = {"best": one.best, "value": one.best + sign * one.given, "most": one.most}
        code = "near.given" if one.given else "near.kept"
        lines.append(say(code, language, tier=label("tier", one.tier, language), **told))
    return lines
