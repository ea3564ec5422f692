"""What a search has used of its limit, and what the tier at hand may still use.

In certified mode the unit is deterministic work, so that the clock decides nothing; otherwise it
is seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.model import SolveOptions
from scheduler.solver.engines.port import Limits

LEAST = 0.01
AFTERWARDS = 0.5
"""What the step at hand and the plan's layout take after the last look at the clock, as a part of
what came before the search: both are passes over all pairs."""
MOST_KEPT = 0.5
"""Part of a limit that is kept at most for what follows the search: a short one is passed then."""


@dataclass
class Meter:
    """One search's limit, shared among its tiers.

    ``started``: where the clock stood at nought. ``before``: what of the limit went by before the
    search; ``after``: what whoever reads the plan takes of it. In certified mode both are foretold.
    """

    options: SolveOptions
    clock: Callable[[], float]
    started: float
    before: float = 0.0
    after: float = 0.0
    _stop: float = 0.0

    def __post_init__(self) -> None:
        self._work = self.before

    @property
    def _is_certified(self) -> bool:
        return self.options.mode == "certified"

    @property
    def _limit(self) -> float:
        return self._whole - min(MOST_KEPT * self._whole, AFTERWARDS * self.before + self.after)

    @property
    def _whole(self) -> float:
        asked = self.options
        return asked.work_limit if self._is_certified else asked.time_limit_s

    def seconds(self) -> float:
        """Seconds since it all began."""
        return self.clock() - self.started

    def used(self) -> float:
        """Units used so far."""
        return self._work if self._is_certified else self.seconds()

    def charge(self, work: float) -> None:
        """Count deterministic work."""
        self._work += work

    def open(self, tiers_left: int, weight: float = 1.0) -> None:
        """Begin a tier: it may use 2/(n + 1) of what is left when n tiers are left, itself too.

        ``weight`` times as much, but no more than is left.
        """
        left = max(0.0, self._limit - self.used())
        self._stop = self.used() + left * min(1.0, weight * 2 / (tiers_left + 1))

    @property
    def limit(self) -> float:
        """The units that the whole search may use."""
        return self._limit

    def is_spent(self) -> bool:
        """Whether the whole limit is used up, but for what is kept for afterwards."""
        return self.used() >= self._limit

    def is_late(self) -> bool:
        """Whether that is used up, too."""
        return self.is_spent() and (self._is_certified or self.used() >= self._whole)

    def is_over(self) -> bool:
        """Whether the tier's share is used up."""
        return self.used() >= self._stop

    @property
    def stop(self) -> float:
        """The units used at which the tier's share is gone."""
        return self._stop

    def reach(self, until: float) -> None:
        """Let the tier go on until so much is used, as far as the whole limit allows."""
        self._stop = max(self._stop, min(self._limit, until))

    def patience(self) -> float:
        """How many times as much all tiers have left as the one at hand, 1 or more."""
        return max(1.0, (self._limit - self.used()) / self.left())

    def until(self, share: float) -> float:
        """The units used at which a share of what the tier has left is gone."""
        return self.used() + self.left(share)

    def left(self, share: float = 1.0) -> float:
        """The units in a share of what the tier has left."""
        return max(LEAST, share * (self._stop - self.used()))

    @property
    def threads(self) -> int:
        """How many searches may go on side by side; what they find depends on the clock."""
        return 1 if self._is_certified else self.options.workers

    def limits(self, seed: int, share: float = 1.0) -> Limits:
        """Limits of one call: a share of what the tier has left."""
        return self.limits_until(self.until(share), seed)

    def limits_until(self, until: float, seed: int) -> Limits:
        """Limits of one of several calls that may take what is left until so much is used."""
        left = max(LEAST, until - self.used())
        if self._is_certified:
            return Limits(work=left, seed=seed)
        return Limits(seconds=left, seed=seed)
