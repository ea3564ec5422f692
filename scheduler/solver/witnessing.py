"""Witnesses of tiers whose own search has left none: of prices that are at hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from scheduler.model import TierName, TierResult, Witness
from scheduler.solver.engines.port import Stop
from scheduler.solver.meter import Meter
from scheduler.solver.prices import Columns, Known, Market, PriceSearch, Witnesses, witness_of
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.witness import Proof
from scheduler.solver.start import Start
from scheduler.solver.tierwise import tightened

SHARE = 0.1
"""Share of what a tier has left that a witness may take where the value was best without one."""


@dataclass(frozen=True)
class Witnessing:
    """The witnesses of one search's tiers.

    ``start``: an earlier plan, whose prices are at hand; ``columns``: those that prices bring up.
    """

    meter: Meter
    start: Start | None
    columns: Columns
    _known: Witnesses = field(default_factory=Witnesses)

    def learn(self, tier: TierName, proof: Proof) -> None:
        """Take up what the search of a tier has left."""
        self._known.learn(tier, proof)

    def of(self, results: tuple[TierResult, ...]) -> tuple[Witness, ...]:
        """The witnesses of those results whose bound they prove."""
        return self._known.of(results)

    def covers(self, results: tuple[TierResult, ...]) -> bool:
        """Whether every one of some results has a witness."""
        return len(self.of(results)) == len(results)

    def without_prices(self, market: Market | None, known: TierResult) -> TierResult:
        """A tier's result where no time is left to search: with the bound of no prices at all."""
        if market is None or known.bound is None:
            return known
        return self.at_prices(market, known, _nothing(market))

    def at_prices(self, market: Market, known: TierResult, prices: Floats) -> TierResult:
        """A tier's result with the bound that some prices prove, which are its witness."""
        proof = witness_of(market, prices)
        if proof is None:
            return known
        self.learn(known.tier, proof)
        return tightened(known, proof.bound)

    def seats_cost(self, market: Market, seats: Floats) -> None:
        """Learn what prices of the seats (2D) alone prove."""
        prices = _nothing(market)
        prices[market.layout.seats] = seats
        if (proof := witness_of(market, prices)) is not None:
            self.learn(market.goal.tier, proof)

    def at_once(
        self, market: Market, result: TierResult, is_stopped: Stop, *, searches: bool
    ) -> None:
        """Have a witness also where a tier was optimal before prices were searched.

        ``searches``: they may be searched for a few steps if no others were.
        """
        known = self._known.known(result.tier, market.worths)
        if result.value is None or (known is not None and known.bound == result.bound):
            return
        enough = market.goal.worth(result.value) + 1 if known is None and searches else None
        for prices in self._at_hand(market, enough, is_stopped):
            proof = witness_of(market, prices)
            if proof is not None and proof.bound == result.bound:
                self.learn(result.tier, proof)
                return

    def _at_hand(self, market: Market, enough: int | None, is_stopped: Stop) -> Iterator[Floats]:
        """No prices at all, those of the start, and if something is enough a few steps on."""
        yield _nothing(market)
        start = None if self.start is None else self.start.prices(market)
        if start is not None:
            yield start
        if enough is None:
            return
        limits, until = self.meter.limits(self.meter.options.seed, SHARE), self.meter.until(SHARE)

        def may_go_on(work: float, _: float) -> bool:
            self.meter.charge(work)
            return not is_stopped() and self.meter.used() < until

        most = limits.seconds, limits.work, is_stopped
        prices = PriceSearch(market, may_go_on, *most, self.columns)
        yield prices.run(None if start is None else Known(start), enough).vector


def _nothing(market: Market) -> Floats:
    return np.zeros(market.size + len(market.members))
