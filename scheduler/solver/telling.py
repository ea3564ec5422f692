"""What a search tells of itself on the way, and by what an engine follows and stops it.

A search holds its telling, so a telling holds nothing of its search: a circle of the two would stay
in memory with all that the search has made.
"""

from collections.abc import Callable

from scheduler.model import Progress, TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Watch, better, tighter
from scheduler.solver.meter import Meter
from scheduler.solver.program import Objective

REPORT_EVERY_S = 0.5


class Telling:
    """Progress of one search, told no more often than somebody can read it."""

    def __init__(
        self,
        on_progress: Callable[[Progress], None],
        is_cancelled: Callable[[], bool],
        meter: Meter,
    ) -> None:
        self._on_progress, self._is_cancelled, self._meter = on_progress, is_cancelled, meter
        self.cancelled = False
        self._reported = 0.0
        # the last report had no value: the next one that has is not held back
        self._is_silent = False

    def is_stopped(self) -> bool:
        """Whether the search was told to stop, now or before."""
        self.cancelled = self.cancelled or self._is_cancelled()
        return self.cancelled

    def watch(
        self,
        tier: TierName | None,
        objective: Objective | None = None,
        hint: Ints | None = None,
        bound: int | None = None,
    ) -> Watch:
        """Tells the best value so far; of a part of the program an engine has none at first."""
        best = None if objective is None or hint is None else objective.value(hint)

        def report(value: int | None, proven: int | None) -> None:
            nonlocal best
            best = value if objective is None or best is None else better(objective, best, value)
            self.report(tier, best, tightest(objective, bound, proven))

        return Watch(report=report, stop=self.is_stopped)

    def report(
        self, tier: TierName | None, value: int | None, bound: int | None, *, force: bool = False
    ) -> None:
        """Tell how far a tier is, unless that was told a moment ago; ``force``: in any case."""
        now, is_first = self._meter.seconds(), value is not None and self._is_silent
        if force or is_first or now - self._reported >= REPORT_EVERY_S:
            self._reported, self._is_silent = now, value is None
            spent = {"used": self._meter.used(), "limit": self._meter.limit}
            news = Progress(phase="tier", tier=tier, value=value, bound=bound, seconds=now, **spent)
            self._on_progress(news)


def tightest(objective: Objective | None, one: int | None, other: int | None) -> int | None:
    """The better of two true bounds."""
    if objective is None or one is None or other is None:
        return other if one is None else one
    return tighter(objective, one, other)
