"""What more of one goal costs of another: the plans none of which is beaten in both.

The policy asks for the best of an earlier tier whatever it costs a later one. A frontier shows the
price: every pair of values of two tiers that some plan has and no plan betters, by the
epsilon-constraint method. Of the plans in which the second tier is at least so good, the best of
the first is sought; of those the best of the second; then the second has to be better by a step.
Tiers that stand before both in the policy stay as good as in the plan.

With a step of 1 no point is missing between two neighbours; with a larger one points are left out,
and those that are there are still beaten by none. Each point is a judged plan; where two engines
agree that nothing beats it, it is ``proven``. On a pool of more than 6,000 pairs that may not be
settled in the work allowed, and points that are not proven may be beaten by plans not found.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.model import Language, RequestError, RunRecord, TierName, label, say
from scheduler.whatif import bars, notebook
from scheduler.whatif.interrupts import Stop
from scheduler.whatif.planned import PlannedWeek

if TYPE_CHECKING:
    import pandas as pd

    from scheduler.solver.tradeoff import Best, Level, Tradeoffs

MOST_POINTS = 60
"""Points of one curve after which it is broken off, if nothing else is said."""
WORK_EACH = 20.0
"""Deterministic work units that each tier of a point may take, if nothing else is said."""


@dataclass(frozen=True)
class Point:
    """A plan that no other beats in the frontier's tiers; ``level`` is that of its curve."""

    values: tuple[int, ...]
    planned: PlannedWeek
    is_proven: bool
    level: int | None = None


@dataclass(frozen=True)
class Frontier:
    """The points of two tiers, the best of the first one first, curve after curve.

    ``tiers``: the two, then those that are as good as can be at each point. ``is_complete``: no
    plan's values of the first two lie outside what the points say, from the best value down to
    the floor; only steps of 1 can promise that. ``is_stopped``: somebody wanted no more points.
    """

    base: PlannedWeek
    tiers: tuple[TierName, ...]
    points: tuple[Point, ...]
    is_complete: bool
    language: Language = "ko"
    is_stopped: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether there are points, and two engines say of each that none beats it."""
        return bool(self.points) and all(point.is_proven for point in self.points)

    @property
    def table(self) -> "pd.DataFrame":
        """One row a point: the value of each tier, the level of its curve, proven or not."""
        import pandas as pd

        values = [point.values for point in self.points]
        frame = pd.DataFrame(values, columns=list(map(str, self.tiers)), dtype="int64")
        frame["level"] = pd.array([point.level for point in self.points], dtype="Int64")
        frame["proven"] = pd.array([point.is_proven for point in self.points], dtype="bool")
        return frame

    def summary(self) -> str:
        """How many points there are, and what is claimed of them, in a sentence."""
        one, other = (label("tier", tier, self.language) for tier in self.tiers[:2])
        if self.points:
            kind = "proven" if self.is_proven else "near"
            codes = [kind, "complete" if self.is_complete and self.is_proven else "chosen"]
        else:
            codes = ["none" if self.is_complete else "not_found"]
        if self.is_stopped:
            codes.append("stopped")
        claims = [say(f"frontier.{code}", self.language) for code in codes]
        facts = {"one": one, "other": other, "points": len(self.points)}
        return " ".join([say("frontier.summary", self.language, **facts), *claims])

    def __repr__(self) -> str:
        return f"<Frontier {self.summary()}>"

    def _repr_html_(self) -> str:
        return notebook.page(self.summary(), notebook.table(self.table))


def frontier(
    base: PlannedWeek,
    tiers: Sequence[TierName | str] = (TierName.COVERAGE, TierName.STABILITY, TierName.BALANCE),
    *,
    levels: Iterable[int] | None = None,
    step: int = 1,
    floor: int | None = None,
    most: int = MOST_POINTS,
    work: float = WORK_EACH,
    on_point: Callable[[Point], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    bar: bool | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Frontier:
    """What the first tier costs of the second, at its best of the others, in the base's weeks.

    ``levels`` ask for a curve each, on which the third tier is at least so good. ``step``: by how
    much the second tier gets better from point to point, at least. ``floor``: the worst value of
    the first tier that is of interest. ``most``: points of a curve. ``work``: deterministic work
    units that each engine may take for a tier of a point. An interrupt, or ``should_stop``, which
    is polled, ends it with the points so far. ``bar`` as for ``scheduler.plan``.

    Raises:
        RequestError: fewer than two tiers are named, or one that the policy does not use or that
            is no sum (leximin, floor), or one of those stands before them; levels are asked for
            without a third tier; a number is below 1.
    """
    wanted = [None] if levels is None else [*levels]
    if step < 1 or most < 1:
        raise RequestError("frontier.numbers", step=step, most=most)

    def begun(tell: bars.Tell, stop: Stop) -> Frontier:
        from scheduler.solver.tradeoff import Tradeoffs

        known = Tradeoffs(base.pool, base.horizon, work)
        names = _tiers(base, tiers, known)
        if levels is not None and len(names) < 3:
            raise RequestError("frontier.no_third")
        curve = _Curve(base, names, known, step, floor, most, on_point, clock, tell, stop)
        return _followed(curve, wanted)

    return bars.followed(begun, bar=bar, language=base.language, should_stop=should_stop)


def _followed(curve: "_Curve", levels: Sequence[int | None]) -> Frontier:
    """The points of a curve for each level."""
    ended, found = True, list[Point]()
    for level in levels:
        points, has_ended = curve.points(level, len(found))
        ended, found = ended and has_ended, found + points
    base, names = curve.base, curve.tiers
    return Frontier(
        base,
        names,
        _undominated(names, found),
        ended and curve.step == 1,
        base.language,
        is_stopped=not ended and curve.stop(),
    )


def _tiers(
    base: PlannedWeek, tiers: Sequence[TierName | str], known: "Tradeoffs"
) -> tuple[TierName, ...]:
    """The tiers by name, each of which the policy uses and which has one number."""
    names = tuple(dict.fromkeys(map(str, tiers)))
    order = base.pool.policy.tiers
    usable = [str(tier) for tier in order if known.is_linear(tier)]
    if len(names) < 2 or not set(names) <= set(usable):
        raise RequestError("frontier.tiers", asked=", ".join(names), usable=", ".join(usable))
    before = order[: min(order.index(TierName(name)) for name in names[:2])]
    for tier in before:
        if not known.is_linear(tier):
            raise RequestError("frontier.before", tier=str(tier))
    return tuple(map(TierName, names))


@dataclass(frozen=True)
class _Curve:
    """How the points of one curve are found."""

    base: PlannedWeek
    tiers: tuple[TierName, ...]
    known: "Tradeoffs"
    step: int
    floor: int | None
    most: int
    on_point: Callable[[Point], None] | None
    clock: Callable[[], float]
    tell: bars.Tell
    stop: Stop

    def points(self, level: int | None, before: int) -> tuple[list[Point], bool]:
        """The points, the best of the first tier first; and whether none is left.

        ``before``: so many points of other levels are known.
        """
        from scheduler.solver.engines.port import UnsettledError
        from scheduler.solver.engines.stopping import StoppedError, stoppable
        from scheduler.solver.tradeoff import Level

        one, other = self.tiers[:2]
        held = self._held()
        if level is not None:
            held.append(Level(self.tiers[2], level))
        found: list[Point] = []
        asked = list(held)
        while len(found) < self.most and not self.stop():
            self.tell(bars.News(before + len(found), 0, "bar.points"))
            began = self.clock()
            try:
                with stoppable(self.stop):
                    best = self.known.best(self.tiers, asked, self.base.plan)
            except (UnsettledError, StoppedError):
                return found, False
            if best is None:
                return found, True
            point = self._point(best, level, self.clock() - began)
            if self.floor is not None and _is_better(one, self.floor, point.values[0]):
                return found, True
            found.append(point)
            if self.on_point is not None:
                self.on_point(point)
            gain = self.step if other.is_maximised else -self.step
            asked = [*held, Level(other, point.values[1] + gain)]
        return found, False

    def _held(self) -> "list[Level]":
        """The tiers before all of these are as good as in the plan."""
        from scheduler.solver.tradeoff import Level

        levels = []
        for result in self.base.plan.tiers:
            if result.tier in self.tiers[:2]:
                break
            if result.tier not in self.tiers and result.value is not None:
                levels.append(Level(result.tier, result.value))
        return levels

    def _point(self, best: "Best", level: int | None, seconds: float) -> Point:
        run = RunRecord(seconds=seconds, phases=())
        planned = PlannedWeek(self.base.pool, best.plan, run, self.base.language)
        values = [best.plan.tier(tier).value for tier in self.tiers]
        numbers = tuple(value for value in values if value is not None)
        return Point(numbers, planned, all(best.proven), level)


def _undominated(tiers: Sequence[TierName], points: Iterable[Point]) -> tuple[Point, ...]:
    """The points that no other beats, each value once."""
    first: dict[tuple[int, ...], Point] = {}
    for point in points:
        first.setdefault(point.values, point)
    kept = first.values()
    return tuple(p for p in kept if not any(_beats(tiers, q.values, p.values) for q in kept))


def _beats(tiers: Sequence[TierName], one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether values are no worse in any tier, and not the same."""
    worse = any(_is_better(t, b, a) for t, a, b in zip(tiers, one, other, strict=True))
    return not worse and tuple(one) != tuple(other)


def _is_better(tier: TierName, one: int, other: int) -> bool:
    return one > other if tier.is_maximised else one < other
