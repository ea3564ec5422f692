"""What the weeks to come could bring: which cases are open and who is away, drawn from a seed.

The pool's first week is the pattern of every week: a case asks for the same seats on the same
weekdays as long as it is open. When it ends, one like it arrives some weeks later, under the same
id and with nobody on it yet. So the weeks are alike in kind and differ in what is open, in who is
there, and in holidays. Nothing here depends on how the weeks are planned: two ways of planning
see the same cases and the same absences.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

from scheduler.forward import Changes, Ended
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

    def pool_of(self, number: int, before: Pool | None = None) -> Pool:
        """The pool of a week; rows in force, past columns and ledger are those of ``before``.

        ``before`` is the pool of the week before, rolled on. The first week has its own rows; pins
        of those who are away in it are only in force. Grades, designations, acts with what is used
        of them, and service history stay as they are in the first week: acts are renewed, and the
        next case of an id is another matter.
        """
        past = before or self.pool
        away = self._absences(number)
        cases = {c for c, since in self.arrivals.items() if since[number] is not None}
        demands = [self._shifted(d, number) for d in self._demands if d.case in cases]
        known = {d.demand for d in demands}
        if number == 0:
            rows = unpinned(self.pool.assignments, {row.specialist for row in away})
        else:
            rows = (*self._bans, *(_in_force(before) if before else ()))
        return self.pool.with_rows(
            policy=self.pool.policy.model_copy(update={"start": self.week(number), "weeks": 1}),
            cases=[self._dated(c, number) if c.case in cases else c for c in self.pool.cases],
            demands=demands,
            availability=away,
            assignments=[r for r in rows if r.demand in known or r.case in cases],
            agencies=past.agencies,
            specialists=[self._lasting(s) for s in past.specialists],
            instruments=[self._renewed(i) for i in self.pool.instruments],
            affinity=[a for a in self.pool.affinity if a.demand in known],
            ledger=past.ledger,
        )

    def changes(self, number: int) -> Changes:
        """What becomes known after a week: which cases end and arrive, and who is away next.

        Of the cases that are open next week the demands have that week's windows.
        """
        since = {case: weeks[number : number + 2] for case, weeks in self.arrivals.items()}
        ended = [
            c for c, (now, _) in since.items() if now is not None and not self.goes_on(c, number)
        ]
        arrived = [c for c in self.pool.cases if since.get(c.case, ())[1:] == (number + 1,)]
        on = [d for d in self._demands if since[d.case][1] is not None]
        return Changes.of(
            *(Ended(case=case) for case in ended),
            *(self._dated(case, number + 1) for case in arrived),
            *(self._shifted(d, number + 1) for d in on),
            *self._absences(number + 1),
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

    def _shifted(self, demand: Demand, number: int) -> Demand:
        """A demand on the weekdays of the first week, shorter by what holidays take of it.

        One that they take wholly stays as it is, on days without work, and asks for nobody.
        """
        window = self.first.cut(demand.from_, demand.to)
        ends = [self.first.blocks[window[i]] for i in (0, -1)]
        start, end = (Moment(day=m.day + timedelta(weeks=number), half=m.half) for m in ends)
        blocks = len(self._horizon(number).cut(start, end))
        effort = (blocks if demand.fixed else min(demand.effort, blocks)) or demand.effort
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


def _in_force(pool: Pool) -> tuple[CurrentRow, ...]:
    return tuple(r for r in pool.assignments if r.status is RowStatus.IN_FORCE)
