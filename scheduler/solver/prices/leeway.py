"""How much a pattern or a team may lose in a plan that is worth so much.

Prices in whole numbers prove a total. A plan that comes to some worth has lost, over all its
specialists and cases, at most what the total exceeds that by; so each of its patterns and teams
loses no more. What a tier's prices say so of plans that keep its value goes on to hold in every
later tier, where only such plans count, as long as the tiers before it are worth no less.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Stop, never
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.market import Market
from scheduler.solver.prices.patterns import ROUNDING, Patterns
from scheduler.solver.prices.terms import no_less
from scheduler.solver.prices.witness import is_too_large

SCALES = (1_000_000, 1_000)
MOST_SHARED = 100_000
"""Patterns that the held tiers may leave to be written down once for a later one."""


class Leeway:
    """One tier's prices in parts of 1/scale, by which patterns and teams are measured."""

    def __init__(self, market: Market, whole: Floats, scale: int) -> None:
        self.market, self._whole, self._scale = market, whole, scale
        self._total = int(market.evaluate(whole, float(scale)).total)

    @classmethod
    def of(cls, market: Market, prices: Floats) -> "Leeway | None":
        """Prices rounded to whole parts; None where they cannot be added exactly."""
        fitting = (s for s in SCALES if not is_too_large(market, np.rint(prices * s), s))
        scale = next(fitting, None)
        return None if scale is None else cls(market, np.rint(prices * scale), scale)

    def patterns(self, least: int, most: int, stop: Stop = never) -> Patterns | None:
        """The patterns of all plans worth ``least`` or more; None if more than ``most``.

        Or if ``stop``, which is polled, says so.
        """
        loss, scale = self._loss(least), float(self._scale)
        return self.market.patterns(self._whole, self._losses, loss, most, scale, stop)

    def allows(self, patterns: Patterns, least: int) -> Bools:
        """Which patterns a plan worth ``least`` or more may hold (N)."""
        lost = self.market.lost(self._whole, patterns, float(self._scale))
        return lost <= self._loss(least) + ROUNDING

    def teams(self, least: int) -> Ints:
        """Numbers of the teams of all plans worth ``least`` or more."""
        return self.market.teams_within(self._whole, self._loss(least), float(self._scale))

    def _loss(self, least: int) -> int:
        return max(0, self._total - self._scale * least)

    @cached_property
    def _losses(self) -> Floats:
        return self.market.losses(self._whole, float(self._scale))


class Kept:
    """What is left to plans that keep what some tiers are worth: (prices of a tier, its worth).

    ``stop`` is polled while it is written down.
    """

    def __init__(self, tiers: tuple[tuple[Leeway, int], ...], stop: Stop = never) -> None:
        self._tiers, self._stop = tiers, stop

    @cached_property
    def patterns(self) -> Patterns | None:
        """All patterns that are left; None where they are too many to be written down."""
        for tier, worth in self._tiers:
            every = tier.patterns(worth, MOST_SHARED, self._stop)
            if every is not None:
                return self.left(every)
        return None

    def left(self, patterns: Patterns) -> Patterns:
        """Those of some patterns that are left."""
        for tier, worth in self._tiers:
            patterns = patterns.only(tier.allows(patterns, worth))
        return patterns

    def teams(self, teams: Ints) -> Ints:
        """Those of some teams that are left."""
        for tier, worth in self._tiers:
            teams = np.intersect1d(teams, tier.teams(worth))
        return teams


@dataclass
class Leeways:
    """The prices of the tiers that were searched so far, for those that come later."""

    _of: dict[TierName, tuple[Market, Floats]] = field(default_factory=dict)

    def learn(self, market: Market, prices: Floats) -> None:
        """Take up a tier's prices."""
        self._of[market.goal.tier] = market, prices

    def kept(self, market: Market, stop: Stop = never) -> Kept:
        """What the tiers that a market holds leave, of those whose prices are known.

        Where the search begins anew an earlier tier may be worth less than when prices were
        learned: what these say of plans that keep the old worth is no word on the others.
        """
        found = list[tuple[Leeway, int]]()
        for tier, worth in market.worths.items():
            then, prices = self._of.get(tier, (None, None))
            if then is None or prices is None or not no_less(market.worths, then.worths):
                continue
            if (leeway := Leeway.of(then, prices)) is not None:
                found.append((leeway, worth))
        return Kept(tuple(found), stop)
