"""Patches that draw: who falls ill, which cases come in.

A draw depends on the pool, the seed and the one it is about, and on nothing else. So the same seed
is the same everywhere, and a pool changed elsewhere meets the same illness and the same cases:
what differs between two scenarios is then what they change, not luck.
"""

import random
from collections.abc import Collection, Iterable
from operator import itemgetter
from typing import Literal, Self

from pydantic import Field

from scheduler.model import (
    Case,
    CurrentRow,
    Demand,
    Fact,
    Half,
    Horizon,
    Language,
    Pool,
    RequestError,
    RowStatus,
    Week,
    say,
)
from scheduler.model.calendar import MAX_WEEKS
from scheduler.whatif.patches.cases import NewCase, with_cases
from scheduler.whatif.patches.days import Absence, with_days


class Chance(Fact):
    """A draw with a seed, for the weeks of a plan (None: those of the policy)."""

    seed: int = Field(ge=0)
    week: Week | None = None
    weeks: int | None = Field(default=None, ge=1, le=MAX_WEEKS)

    def drawn(self, shift: int, horizon: Horizon) -> Self:
        """The same with the seed so many further, and for these weeks where it names none."""
        weeks = {} if self.week else {"week": horizon.start, "weeks": horizon.weeks}
        return self.model_copy(update={"seed": self.seed + shift, **weeks})

    def _horizon(self, pool: Pool) -> Horizon:
        return pool.horizon(self.week, self.weeks)

    def _draw(self, *about: object) -> random.Random:
        """Random numbers that belong to one thing; the same on every machine."""
        return random.Random("/".join(map(str, (self.seed, *about))))


class Illness(Chance):
    """Each specialist falls ill with a probability, on some working day, for 1 to ``days`` days.

    ``unpins``: whoever is ill is no longer pinned or notified anywhere, but in force there.
    """

    kind: Literal["illness"] = "illness"
    share: float = Field(ge=0, le=1)
    days: int = Field(default=5, ge=1, le=30)
    unpins: bool = False

    def absences(self, pool: Pool) -> tuple[Absence, ...]:
        """Who is away and when, by id; days are working days, cut to the weeks."""
        horizon = self._horizon(pool)
        days = sorted({moment.day for moment in horizon.blocks})
        away = []
        for person in pool.specialists:
            draw = self._draw("illness", person.specialist)
            if not days or draw.random() >= self.share:
                continue
            first = draw.randrange(len(days))
            last = min(first + draw.randint(1, self.days), len(days)) - 1
            away.append(
                Absence(
                    specialist=person.specialist,
                    first=days[first],
                    last=days[last],
                    half=Half.DAY,
                )
            )
        return tuple(away)

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the ill are away."""
        absences = self.absences(pool)
        away = with_days(pool, absences)
        if not self.unpins:
            return away
        return away.with_rows(
            assignments=unpinned(away.assignments, {one.specialist for one in absences})
        )

    def text(self, language: Language = "en") -> str:
        """How many, how long, which draw."""
        share = f"{100 * self.share:g}"
        said = say("patch.illness", language, share=share, days=self.days, seed=str(self.seed))
        return f"{said} {say('patch.illness_unpins', language)}" if self.unpins else said


def unpinned(rows: Iterable[CurrentRow], people: Collection[str]) -> tuple[CurrentRow, ...]:
    """The rows, of which pins and notified ones of these people are only in force."""
    pins = (RowStatus.PINNED, RowStatus.NOTIFIED)
    free = {"status": RowStatus.IN_FORCE}
    return tuple(
        row.model_copy(update=free) if row.specialist in people and row.status in pins else row
        for row in rows
    )


class Arrivals(Chance):
    """So many more cases, each like one of the pool that asks for somebody in these weeks."""

    kind: Literal["arrivals"] = "arrivals"
    count: int = Field(ge=0, le=10_000)

    def cases(self, pool: Pool) -> tuple[NewCase, ...]:
        """The cases that come in: copies under new ids, each a matter of its own.

        Raises:
            RequestError: no case of the pool asks for anybody in these weeks.
        """
        horizon = self._horizon(pool)
        asks: dict[str, list[Demand]] = {}
        for demand in pool.demands:
            if len(horizon.cut(demand.from_, demand.to)):
                asks.setdefault(demand.case, []).append(demand)
        models = [case for case in pool.cases if case.case in asks]
        if self.count and not models:
            raise RequestError("patch.no_models")
        found = []
        for number in range(1, self.count + 1):
            lots = [(self._draw("case", number, case.case).random(), case) for case in models]
            model = min(lots, key=itemgetter(0))[1]
            found.append(self._like(model, asks[model.case], number))
        return tuple(found)

    def _like(self, model: Case, demands: list[Demand], number: int) -> NewCase:
        name = f"NEW-{self.seed}-{number}"
        case = model.model_copy(update={"case": name, "matter": name, "title": ""})
        rows = [
            demand.model_copy(update={"demand": f"{name}-D{place}", "case": name})
            for place, demand in enumerate(demands, start=1)
        ]
        return NewCase(case=case, demands=tuple(rows))

    def apply(self, pool: Pool) -> Pool:
        """The pool with the cases in it."""
        return with_cases(pool, self.cases(pool))

    def text(self, language: Language = "en") -> str:
        """How many, and which draw."""
        return say("patch.arrivals", language, count=self.count, seed=str(self.seed))


# -- as one writes them ---------------------------------------------------------------------------


def illness(
    share: float,
    seed: int,
    *,
    days: int = 5,
    unpins: bool = False,
    week: Week | str | None = None,
    weeks: int | None = None,
) -> Illness:
    """Each specialist falls ill with probability ``share``, for 1 to ``days`` working days.

    ``unpins``: pins and notified rows of those who are ill become rows in force; else the week
    cannot be planned where one of them cannot hold. The weeks are the policy's, in a sweep those
    of its plan, unless they are given.
    """
    return Illness(share=share, seed=seed, days=days, unpins=unpins, week=_week(week), weeks=weeks)


def arrivals(
    count: int, seed: int, *, week: Week | str | None = None, weeks: int | None = None
) -> Arrivals:
    """So many more cases, each like one that the pool has in these weeks; as ``illness``."""
    return Arrivals(count=count, seed=seed, week=_week(week), weeks=weeks)


def _week(week: Week | str | None) -> Week | None:
    return Week.parse(week) if isinstance(week, str) else week
