"""Weeks planned one after the other, with the fairness ledger carried on, and without it.

Each week is planned as the weekly plan is, and rolled on as a week is closed: who is on a case
that goes on is in force on it. Three ways are followed side by side over one docket. By ``week``
the past columns are 0, so that each week is fair in itself only. By ``history`` they are what
rolling makes of them: the half-days worked, given, lent and released so far. By ``turns`` they are,
too, and balance comes before stability: people may take turns on a case that goes on. Everybody
begins even, and no week of the study leaves the ledger before its end.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from math import isinf
from typing import TYPE_CHECKING, Any, Literal

from scheduler.forward import roll
from scheduler.model import Language, Pool, RequestError, SchedulerError, TierName, say
from scheduler.model.policy import MOST_ROLLING_WEEKS
from scheduler.whatif import bars
from scheduler.whatif.docket import Docket
from scheduler.whatif.interrupts import Stop
from scheduler.whatif.planned import PlannedWeek, plan

if TYPE_CHECKING:
    import pandas as pd

Way = Literal["week", "history", "turns"]
WAYS: tuple[Way, ...] = ("week", "history", "turns")
ASKED = WAYS[::-1]
"""The way with the hardest weeks first, so that two processes end together."""
TARGET = 1.15
"""Largest over smallest load that is aimed at among comparable people."""
ALIKE = 0.5
"""Share of their work that two comparable people have in common, at least."""


@dataclass(frozen=True)
class RollingProgress:
    """How far it is: ``done`` of ``of`` weeks are planned, in one way or the other."""

    way: Way
    done: int
    of: int


@dataclass(frozen=True)
class Rolling:
    """The weeks of a docket, planned in all ways.

    After a stop there are the first weeks only, and not of every way; ``is_complete`` says so.
    """

    docket: Docket
    planned: Mapping[Way, tuple[PlannedWeek, ...]]
    language: Language = "ko"

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways of which weeks are planned."""
        return tuple(way for way in WAYS if self.planned[way])

    @property
    def is_complete(self) -> bool:
        """Whether every week is planned in every way."""
        return all(len(planned) == self.docket.weeks for planned in self.planned.values())

    @cached_property
    def load(self) -> "pd.DataFrame":
        """One row a way, a week and a specialist.

        ``planned``, ``lent`` and ``capacity`` of the week, in half-days; ``worked`` and ``given``
        up to and with it; ``load`` = worked / given, missing as long as nothing was given.
        """
        from scheduler.whatif.fairness import load

        return load(self)

    @cached_property
    def pairs(self) -> "pd.DataFrame":
        """One row a way and two specialists who could stand in for each other.

        They are of one agency (whose lending is limited), have one station (travel is work, too),
        and release as many half-days a week: the policy's squares of ratios give whoever releases
        more a larger share, so that only equal releases can be expected to come out alike.

        ``ratio``: the larger over the smaller of their loads at the end. ``alike``: of the
        half-days of the first week's demands that one of the two may serve, the share that both
        may. ``unforeseen``: the ratio to which their half-days come if week after week, whatever
        is to come, the two are made as even so far as can be: each demand goes whole to one who
        may do it, nobody does more than they gave in the week, and nobody has to stay on a case.
        ``attainable``: the least ratio to which they could have come so, knowing all weeks
        beforehand.
        ``comparable``: at least half of the work is alike, and in all ways ``unforeseen`` is
        within 1.15; that is what "where capacity allows" means here.
        """
        from scheduler.whatif.fairness import pairs

        return pairs(self)

    @cached_property
    def ratios(self) -> "pd.DataFrame":
        """One row a way and a week: ``largest`` and ``median`` ratio of all comparable pairs.

        Over the half-days up to and with the week; a ratio is infinite while one of two has none.
        """
        from scheduler.whatif.fairness import ratios

        return ratios(self)

    @property
    def weeks(self) -> "pd.DataFrame":
        """One row a way and a week: assignments, empty seats, and the value of each tier."""
        from scheduler.whatif.fairness import weeks

        return weeks(self)

    def ratio(self, way: Way) -> float:
        """The largest ratio of two comparable specialists over all weeks; 1 if there are none."""
        found = self.ratios.query("way == @way")["largest"]
        return float(found.iloc[-1])

    def summary(self) -> str:
        """The largest ratio of each way in a sentence."""
        ratios = {way: times(self.ratio(way)) if way in self.ways else "–" for way in WAYS}
        said = say(
            "rolling.summary",
            self.language,
            weeks=self.docket.weeks,
            pairs=int(self.pairs["comparable"][self.pairs["way"] == self.ways[0]].sum()),
            **ratios,
        )
        if self.is_complete:
            return said
        of = len(WAYS) * self.docket.weeks
        done = sum(len(planned) for planned in self.planned.values())
        return f"{say('rolling.partial', self.language, done=done, of=of)} {said}"

    def __repr__(self) -> str:
        return f"<Rolling {self.summary()}>"


def times(ratio: float) -> str:
    """A ratio in words: two decimals, or that one of two has nothing at all."""
    return "∞" if isinf(ratio) else f"{ratio:.2f}"


def rolling(
    pool: Pool,
    weeks: int = 26,
    *,
    seed: int = 0,
    life: float = 3.0,
    gap: float = 3.0,
    away: float = 0.08,
    workers: int = 1,
    language: Language = "ko",
    on_progress: Callable[[RollingProgress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    bar: bool | None = None,
    **options: Any,
) -> Rolling:
    """The weeks from the policy's first on, planned in all ways over the same cases and absences.

    ``life``, ``gap``, ``away`` as for :class:`scheduler.whatif.docket.Docket`. The same pool, seed
    and options give the same plans, however many ``workers`` there are; more than one are processes
    with a way each, and progress is then told when a way is done. ``options`` are fields of
    ``SolveOptions``. An interrupt, or ``should_stop``, ends it with the weeks planned so far, with
    several workers with the ways done. ``bar`` as for ``scheduler.plan``.

    Raises:
        SchedulerError: it was stopped before any week was planned.
        RequestError: the policy has no first week, or a number is out of range; fewer than one
            worker is asked for.
        PoolError: the pool contradicts itself.
        InfeasibleError: proven that the pins of the first week cannot hold together.
    """
    if workers < 1:
        raise RequestError("sweep.workers", workers=workers)
    docket = Docket(_even(pool, weeks), weeks, seed=seed, life=life, gap=gap, away=away)

    def work(tell: bars.Tell, stop: Stop) -> Mapping[Way, tuple[PlannedWeek, ...]]:
        def told(progress: RollingProgress) -> None:
            way = ASKED.index(progress.way)
            tell(bars.News(way * weeks + progress.done, len(WAYS) * weeks, "bar.weeks"))
            if on_progress is not None:
                on_progress(progress)

        return _asked(docket, language, options, workers, told, stop)

    planned = bars.followed(work, bar=bar, language=language, should_stop=should_stop)
    if not any(planned.values()):
        raise SchedulerError("whatif.stopped")
    return Rolling(docket, planned, language)


def _asked(
    docket: Docket,
    language: Language,
    options: Mapping[str, Any],
    workers: int,
    on_progress: Callable[[RollingProgress], None],
    stop: Stop,
) -> Mapping[Way, tuple[PlannedWeek, ...]]:
    """The weeks in each way, by so many processes; after a stop, the first ones."""
    from scheduler.explain.apart import answered

    def told(done: int, of: int) -> None:
        if workers > 1 and done:
            on_progress(RollingProgress(ASKED[done - 1], docket.weeks, docket.weeks))

    found = answered(
        ASKED,
        partial(_followed, docket, language, options, on_progress, stop),
        partial(partial, _followed, docket, language, options, None, None),
        workers=workers,
        on_answer=told,
        is_cancelled=stop,
    )
    planned = dict(zip(ASKED, found, strict=False))
    return {way: planned.get(way, ()) for way in WAYS}


def _followed(
    docket: Docket,
    language: Language,
    options: Mapping[str, Any],
    on_progress: Callable[[RollingProgress], None] | None,
    stop: Stop | None,
    way: Way,
) -> tuple[PlannedWeek, ...]:
    """The weeks planned in one way; after a stop, the first ones."""
    pool, found = docket.pool_of(0), list[PlannedWeek]()
    for number in range(docket.weeks):
        if on_progress is not None:
            on_progress(RollingProgress(way, number, docket.weeks))
        if way == "turns":
            pool = _balance_first(pool)
        last = found[-1] if found else None
        week = plan(pool, start=last, language=language, should_stop=stop, bar=False, **options)
        if week.run.cancelled:  # its numbers are not those of a week that was planned to the end
            break
        found.append(week)
        if number + 1 < docket.weeks:
            rolled = roll(pool, week.plan, docket.changes(number)).pool
            pool = docket.pool_of(number + 1, _even(rolled) if way == "week" else rolled)
    return tuple(found)


def _even(pool: Pool, weeks: int = 1) -> Pool:
    """The pool in which nobody has a past, and whose ledger keeps so many weeks or more."""
    nothing = {"past_blocks": 0, "past_capacity": 0}
    none_lent = {"past_lent_blocks": 0, "past_pool_blocks": 0}
    kept = max(pool.policy.rolling_weeks, min(weeks, MOST_ROLLING_WEEKS))
    return pool.with_rows(
        specialists=[s.model_copy(update=nothing) for s in pool.specialists],
        agencies=[a.model_copy(update=none_lent) for a in pool.agencies],
        policy=pool.policy.model_copy(update={"rolling_weeks": kept}),
        ledger=(),
    )


def _balance_first(pool: Pool) -> Pool:
    """The pool whose policy asks for balance right before stability, if it asks for both."""
    order = list(pool.policy.tiers)
    if {TierName.BALANCE, TierName.STABILITY} <= set(order):
        before = order.index(TierName.STABILITY)
        if before < order.index(TierName.BALANCE):
            order.remove(TierName.BALANCE)
            order.insert(before, TierName.BALANCE)
    return pool.with_rows(policy=pool.policy.model_copy(update={"tiers": tuple(order)}))
