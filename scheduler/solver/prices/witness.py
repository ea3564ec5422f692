"""Prices in whole numbers, by name, as a plan file keeps them; and the exact bound they prove."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from scheduler.model import (
    AgencyPrice,
    HeldPrice,
    InstrumentPrice,
    ReservePrice,
    SeatPrice,
    TeamPrice,
    TierName,
    TierResult,
    Witness,
)
from scheduler.model.witness import PriceRow
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import Market
from scheduler.solver.prices.terms import Worths, no_less

Row = TypeVar("Row", bound=PriceRow)
SCALES = (1_000, 1_000_000)
EXACT = 2**52
"""Sums of whole numbers in floating point are exact below this."""


@dataclass(frozen=True)
class Proof:
    """A bound on the tier's value (not negated), and the witness that proves it.

    ``held``: what the earlier tiers were worth; it proves less where one of them is worth less.
    """

    bound: int
    witness: Witness
    held: Worths


@dataclass
class Witnesses:
    """The proofs of the tiers that were searched so far."""

    _of: dict[TierName, Proof] = field(default_factory=dict)

    def learn(self, tier: TierName, proof: Proof) -> None:
        """Take up a tier's proof."""
        self._of[tier] = proof

    def known(self, tier: TierName, now: Worths) -> Proof | None:
        """A tier's proof, if it holds where the earlier tiers are worth so much now."""
        proof = self._of.get(tier)
        return proof if proof is not None and no_less(now, proof.held) else None

    def of(self, results: Sequence[TierResult]) -> tuple[Witness, ...]:
        """The witnesses of those results whose bound they prove."""
        signs = ((r, 1 if r.tier.is_maximised else -1) for r in results)
        now = {r.tier: sign * r.value for r, sign in signs if r.value is not None}
        proofs = ((r.bound, self.known(r.tier, now)) for r in results)
        return tuple(proof.witness for bound, proof in proofs if proof and proof.bound == bound)


def witness_of(market: Market, prices: Floats) -> Proof | None:
    """The tightest bound that the prices prove, rounded to whole parts; None if too large to add.

    Rounding costs little: any prices prove a bound.
    """
    best: Proof | None = None
    sign = 1 if market.goal.tier.is_maximised else -1
    for scale in SCALES:
        whole = np.rint(prices * scale)
        if is_too_large(market, whole, scale):
            break
        bound = sign * (int(market.evaluate(whole, float(scale)).total) // scale)
        if best is None or sign * bound < sign * best.bound:
            named = _named(market, whole.astype(np.int64).tolist(), scale)
            best = Proof(bound, named, market.worths)
    return best


def is_too_large(market: Market, prices: Floats, scale: int) -> bool:
    """Whether some sum might leave the range in which floating point is exact.

    The prices are whole numbers, in parts of 1/scale.
    """
    it, at = market.instance, market.layout
    people = float(np.abs(market.goal.pair).sum() + np.abs(market.goal.runs).sum())
    weight = scale * (people + abs(market.goal.constant))
    for price, (goal, value) in zip(prices[at.held], market.held, strict=True):
        size = np.abs(goal.pair).sum() + np.abs(goal.runs).sum() + abs(goal.constant) + abs(value)
        weight += float(price) * float(size)
    loads = market.goal.load * scale + sum(
        float(p) * goal.load for p, (goal, _) in zip(prices[at.held], market.held, strict=True)
    )
    if loads:
        weight += loads * float(market.load_cost[:, -1].sum() + market.lending_cost[:, -1].sum())
    effort = float(it.effort.max(initial=1))
    charged = float(np.abs(prices).sum()) * effort * max(1.0, float(it.headcount.max(initial=1)))
    return weight + charged * max(1, it.pairs // max(1, len(it.demands))) >= EXACT


def _named(market: Market, prices: list[int], scale: int) -> Witness:
    it, frame, at = market.instance, market.frame, market.layout
    demands = len(it.demands)
    seats = [
        SeatPrice(demand=d.demand, insider=inside, outsider=outside)
        for d, inside, outside in zip(
            it.demands, prices[:demands], prices[demands : at.seats.stop], strict=True
        )
        if inside or outside
    ]
    instruments = [i.instrument for i in frame.pool.instruments]
    people = [s.specialist for s in frame.specialists]
    return Witness(
        tier=market.goal.tier,
        scale=scale,
        seats=_sorted(seats),
        lent_blocks=_sorted(
            AgencyPrice(agency=a, price=p)
            for a, p in zip(frame.agency_names, prices[at.blocks], strict=True)
            if p
        ),
        lent_heads=_sorted(
            AgencyPrice(agency=a, price=p)
            for a, p in zip(frame.agency_names, prices[at.heads], strict=True)
            if p
        ),
        reserves=_sorted(
            ReservePrice(agency=r.agency, skill=r.skill, level=r.level, price=p)
            for r, p in zip(market.reserves, prices[at.reserves], strict=True)
            if p
        ),
        instruments=_sorted(
            InstrumentPrice(instrument=i, price=p)
            for i, p in zip(instruments, prices[at.acts], strict=True)
            if p
        ),
        teams=_sorted(
            TeamPrice(specialist=people[s], case=it.cases[c].case, price=p)
            for (s, c), p in zip(market.members, prices[market.size :], strict=True)
            if p
        ),
        held=_sorted(
            HeldPrice(tier=goal.tier, price=p)
            for (goal, _), p in zip(market.held, prices[at.held], strict=True)
            if p
        ),
    )


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.key))
