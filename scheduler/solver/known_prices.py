"""What a plan's own prices say of every plan: rows of a program, and pairs that cannot be.

The witnesses of a plan price seats so that no specialist and no case gains much by another choice.
At any prices no specialist gains more than their best pattern does, and no case more than its best
team: rows that every plan keeps, also under clauses, and after the pool has changed. With them the
linear relaxation knows of whole patterns what the plan's search has found out about these.

The gains add up to a bound on each tier. Where a tier is held at some worth, a specialist whose
best pattern with a pair loses more than the bound exceeds that worth by cannot work the pair.

All sums are of whole numbers, and exact. Bad prices make rows that help little, never wrong ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.model import BalanceRule, TierName, TierResult
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.goals import SIMPLE
from scheduler.solver.instance import Instance
from scheduler.solver.prices import Market, Sides, add_price_rows, terms_of
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.rows import SCALE
from scheduler.solver.prices.terms import Terms
from scheduler.solver.prices.witness import is_too_large
from scheduler.solver.rules import formulate
from scheduler.solver.start import Start
from scheduler.solver.tiers import LINEAR, Held


@dataclass(frozen=True)
class _Priced:
    """A tier's prices at work; all in parts of 1/``SCALE``.

    ``total``: the bound on the tier while the held ones are worth 0; each unit that one of them is
    worth more takes its price, of ``held``, off. ``losses``: of the pairs (P).
    """

    terms: Terms
    total: int
    held: dict[TierName, int]
    losses: Floats

    def allows(self, worths: dict[TierName, int]) -> Bools | None:
        """The pairs of plans that are worth no less; None where a tier has no worth yet."""
        if self.terms.tier not in worths or not self.held.keys() <= worths.keys():
            return None
        bound = self.total - sum(price * worths[tier] for tier, price in self.held.items())
        return self.losses <= bound - SCALE * worths[self.terms.tier]


class KnownPrices:
    """The prices of a plan's tiers over one instance, and a program with the rows they make."""

    def __init__(self, instance: Instance, start: Start) -> None:
        self._base = formulate(instance)
        self._start = start
        sides, earlier, self._priced = Sides(self._base), list[Terms](), list[_Priced]()
        for terms in _terms(instance):
            # what the earlier ones are worth moves the sum of the prices, and nothing else
            priced = self._at_work(Market(sides, terms, tuple((one, 0) for one in earlier)))
            self._priced += [] if priced is None else [priced]
            earlier.append(terms)

    def _at_work(self, market: Market) -> _Priced | None:
        """A tier's prices, of which the rows are written; None where the plan has none of use."""
        prices = self._start.prices(market)
        whole = np.zeros(0) if prices is None else np.rint(prices * SCALE)
        if prices is None or is_too_large(market, whole, SCALE):
            return None
        if market.goal.tier in SIMPLE:  # nothing is added where loads are priced
            add_price_rows(self._base.program, market, prices)
        at = market.layout.held
        return _Priced(
            market.goal,
            int(market.evaluate(whole, float(SCALE)).total),
            {goal.tier: int(p) for p, (goal, _) in zip(whole[at], market.held, strict=True)},
            market.losses(whole, float(SCALE)),
        )

    def formulation(self) -> Formulation:
        """The program of all pairs with the rows, to grow as it may."""
        return self._base.copy()

    def left_out(self, results: Sequence[TierResult]) -> tuple[Held, ...]:
        """A row by which no pair is worked that no plan as good in all of some tiers has."""
        signs = ((r, 1 if r.tier.is_maximised else -1) for r in results)
        worths = {r.tier: sign * r.value for r, sign in signs if r.value is not None}
        masks = [mask for one in self._priced if (mask := one.allows(worths)) is not None]
        columns: Ints = self._base.x[~np.logical_and.reduce([self._everybody, *masks])]
        return (Held(columns, np.ones(len(columns), np.int64), upper=0),) if len(columns) else ()

    @property
    def _everybody(self) -> Bools:
        return np.ones(len(self._base.x), dtype=np.bool_)


def _terms(instance: Instance) -> list[Terms]:
    """The policy's tiers that prices speak of, in its order."""
    policy, f = instance.eligibility.frame.pool.policy, formulate(instance)
    linear = [tier for tier in policy.tiers if tier in LINEAR]
    if policy.balance is BalanceRule.LEXIMIN:
        linear = [tier for tier in linear if tier is not TierName.BALANCE]
    found = (terms_of(f, tier, LINEAR[tier](f).objective) for tier in linear)
    return [terms for terms in found if terms is not None]
