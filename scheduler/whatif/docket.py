"""What the weeks to come could bring: which cases are open and who is away, drawn from a seed.

The pool's first week is the pattern of every week: a case asks for the same seats on the same
weekdays as long as it is open. When it ends, one like it arrives some weeks later, under the same
id and with nobody on it yet. So the weeks are alike in kind and differ in what is open, in who is
there, and in holidays. Nothing here depends on how the weeks are planned: two ways of planning
see the same cases and the same absences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from scheduler.model import (
    Availability,
    AvailabilityStatus,
    Case,
    CurrentRow,
    Demand,
    Designation,
    Half,
    Horizon,
    Instrument,
    Moment,
    Pool,
    RequestError,
    RowStatus,
    Specialist,
    Week,
)
from scheduler.whatif.patches.chance import unpinned


@dataclass(frozen=True)
class Docket:
    """The weeks from the policy's first on.

    ``life``, ``gap``: weeks that a case lasts, and until one like it arrives, on average. ``away``:
    the share of working days on which somebody is not there, drawn day by day.
    """

    pool: Pool
    weeks: int
    seed: int = 0
    life: float = 8.0
    gap: float = 1.0
    away: float = 0.08

    def __post_init__(self) -> None:
        if self.weeks < 1 or self.life < 1 or self.gap < 0 or not 0 <= self.away < 1:
            facts = {"weeks": self.weeks, "life": self.life, "gap": self.gap, "away": self.away}
            raise RequestError("rolling.numbers", **facts)

    @cached_property
    def first(self) -> Horizon:
        """The week that is the pattern of all."""
        return self.pool.horizon(weeks=1)

    @cached_property
    def case_of_demand(self) -> Mapping[str, str]:
        """Demand to its case."""
        return {d.demand: d.case for d in self._demands}

    def week(self, number: int) -> Week:
        """The week so many after the first."""
        return self.first.start.shifted(number)

    @cached_property
    def arrivals(self) -> Mapping[str, tuple[int | None, ...]]:
        """Case to the week, by number, in which it arrived; week by week, None while none is open.

        The cases of the first week have arrived in week 0.
        """
        asked = {d.case for d in self._demands}
        return {c.case: self._arrivals(c.case) for c in self.pool.cases if c.case in asked}

    def _arrivals(self, case: str) -> tuple[int | None, ...]:
        rng = Random(f"docket/{self.seed}/{case}")
        told: list[int | None] = []
        since: int | None = 0
        for week in range(self.weeks):
            if since is None and rng.random() >= self.gap / (1 + self.gap):
                since = week
            told.append(since)
            if since is not None and rng.random() < 1 / self.life:
                since = None
        return tuple(told)

    @cached_property
    def _demands(self) -> tuple[Demand, ...]:
        """The demands of the first week."""
        return tuple(d for d in self.pool.demands if self.first.cut(d.from_, d.to))

    def pool_of(self, number: int, team: Iterable[CurrentRow] = ()) -> Pool:
        """The pool of a week, with the rows in force from the week before.

        The first week has its own rows; pins of those who are away in it are only in force. Grades,
        designations, acts and their ceilings stay as they are in the first week.
        """
        away = self._absences(number)
        absent = {row.specialist for row in away}
        first = number == 0
        rows = unpinned(self.pool.assignments, absent) if first else (*self._bans, *team)
        cases = {c for c, since in self.arrivals.items() if since[number] is not None}
        demands = [self._shifted(d, number) for d in self._demands if d.case in cases]
        known = {d.demand for d in demands if d is not None}
        return self.pool.with_rows(
            policy=self.pool.policy.model_copy(update={"start": self.week(number), "weeks": 1}),
            cases=[self._dated(c, number) if c.case in cases else c for c in self.pool.cases],
            demands=[d for d in demands if d is not None],
            availability=away,
            assignments=[r for r in rows if r.demand in known or r.case in cases],
            specialists=[self._lasting(s) for s in self.pool.specialists],
            instruments=[self._renewed(i) for i in self.pool.instruments],
            affinity=[a for a in self.pool.affinity if a.demand in known],
        )

    def goes_on(self, case: str, number: int) -> bool:
        """Whether a case that is open in a week is still open, and the same, in the next."""
        since = self.arrivals[case]
        return (
            number + 1 < self.weeks
            and since[number] is not None
            and since[number + 1] == since[number]
        )

    @cached_property
    def _bans(self) -> tuple[CurrentRow, ...]:
        return tuple(r for r in self.pool.assignments if r.status is RowStatus.BANNED)

    def _shifted(self, demand: Demand, number: int) -> Demand | None:
        """A demand on the weekdays of the first week; None where holidays leave none of them."""
        window = self.first.cut(demand.from_, demand.to)
        ends = [self.first.blocks[window[i]] for i in (0, -1)]
        start, end = (Moment(day=m.day + timedelta(weeks=number), half=m.half) for m in ends)
        blocks = len(self._horizon(number).cut(start, end))
        effort = blocks if demand.fixed else min(demand.effort, blocks)
        if not effort:
            return None
        return demand.model_copy(update={"from_": start, "to": end, "effort": effort})

    def _horizon(self, number: int) -> Horizon:
        return self.pool.horizon(self.week(number), 1)

    def _dated(self, case: Case, number: int) -> Case:
        """A case with the dates of its own arrival."""
        since = self.arrivals[case.case][number]
        if not since:
            return case
        moved = timedelta(days=7 * since)
        opened = case.opened or self.first.first_day
        arrived = self.first.first_day + moved
        due = case.statutory_deadline
        return case.model_copy(
            update={"opened": arrived, "statutory_deadline": due and arrived + (due - opened)}
        )

    def _absences(self, number: int) -> list[Availability]:
        days = sorted({m.day for m in self._horizon(number).blocks})
        rows = []
        for person in self.pool.specialists:
            rng = Random(f"away/{self.seed}/{number}/{person.specialist}")
            rows += [_away(person, day) for day in days if rng.random() < self.away]
        return rows

    def _lasting(self, person: Specialist) -> Specialist:
        """A specialist whose grade and designations of the first week do not end."""
        grade = person.clearance_until
        held = tuple(
            Designation(authority=p.authority) if self._holds(p.until) else p
            for p in person.designations
        )
        until = None if self._holds(grade) else grade
        return person.model_copy(update={"clearance_until": until, "designations": held})

    def _renewed(self, act: Instrument) -> Instrument:
        """An act that is renewed as long as it holds through the first week."""
        last = self.week(self.weeks).sunday
        changes: dict[str, Any] = {"to": max(act.to, last)} if self._holds(act.to) else {}
        return act.model_copy(update=changes)

    def _holds(self, until: date | None) -> bool:
        return until is None or until >= self.first.blocks[-1].day


def _away(person: Specialist, day: date) -> Availability:
    return Availability(
        specialist=person.specialist,
        date=day,
        half=Half.DAY,
        status=AvailabilityStatus.UNAVAILABLE,
    )
