"""Patches of days: who is away, and who is there after all."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar, Literal

from scheduler.model import (
    Availability,
    AvailabilityStatus,
    Fact,
    Half,
    Language,
    Pool,
    RequestError,
    label,
    say,
)
from scheduler.model.entities import Id
from scheduler.model.told import Day
from scheduler.whatif.patches.base import as_date, known


class Days(Fact):
    """What is known about the days from ``first`` to ``last`` inclusive, in ``half`` of each."""

    STATUS: ClassVar[AvailabilityStatus]
    CODE: ClassVar[str]

    specialist: Id
    first: Day
    last: Day
    half: Half = Half.DAY

    def apply(self, pool: Pool) -> Pool:
        """The pool with this in place of whatever was known about those half-days."""
        return with_days(pool, [self])

    def rows(self) -> list[Availability]:
        """A row a day."""
        days = [self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1)]
        return [
            Availability(
                specialist=self.specialist, date=day, half=self.half, status=type(self).STATUS
            )
            for day in days
        ]

    def replaces(self, row: Availability) -> bool:
        """Whether an older row would contradict this: am and pm rows beat a day row."""
        is_in_reach = self.first <= row.date <= self.last and row.specialist == self.specialist
        return is_in_reach and self.half in (Half.DAY, row.half)

    def text(self, language: Language = "en") -> str:
        """Who, and when."""
        return say(
            f"{type(self).CODE}.{'day' if self.first == self.last else 'days'}",
            language,
            specialist=self.specialist,
            first=self.first.isoformat(),
            last=self.last.isoformat(),
            half=label("half", self.half, language),
        )


class Absence(Days):
    """A specialist is away, each day from ``first`` to ``last`` inclusive, in ``half`` of it."""

    STATUS = AvailabilityStatus.UNAVAILABLE
    CODE = "patch.absence"
    kind: Literal["absence"] = "absence"


class Presence(Days):
    """A specialist is there after all, each day from ``first`` to ``last``, in ``half`` of it."""

    STATUS = AvailabilityStatus.AVAILABLE
    CODE = "patch.presence"
    kind: Literal["presence"] = "presence"


def with_days(pool: Pool, days: Iterable[Days]) -> Pool:
    """The pool with all of these in place of what was known; a later one wins.

    Raises:
        NotFoundError: one names somebody whom the pool does not know.
    """
    rows = list(pool.availability)
    for one in days:
        known(pool.specialist_of_id, "specialist", one.specialist)
        rows = [row for row in rows if not one.replaces(row)] + one.rows()
    return pool.with_rows(availability=tuple(rows))


# -- as one writes them ---------------------------------------------------------------------------


def absence(
    specialist: str,
    day: date | str,
    half: Half | str = Half.DAY,
    *,
    until: date | str | None = None,
) -> Absence:
    """A specialist is away on a day, or from it until another, in a half of it or all day.

    ``absence("KNPA-01", "2026-12-01", "pm")``; ``absence("KNPA-01", "2026-11-30",
    until="2026-12-04")``.

    Raises:
        RequestError: the last day lies before the first.
    """
    first, last = _span(day, until)
    return Absence(specialist=specialist, first=first, last=last, half=Half(half))


def presence(
    specialist: str,
    day: date | str,
    half: Half | str = Half.DAY,
    *,
    until: date | str | None = None,
) -> Presence:
    """A specialist is there after all, on a day or from it until another; as ``absence``.

    Raises:
        RequestError: the last day lies before the first.
    """
    first, last = _span(day, until)
    return Presence(specialist=specialist, first=first, last=last, half=Half(half))


def _span(day: date | str, until: date | str | None) -> tuple[date, date]:
    first, last = as_date(day), as_date(until or day)
    if last < first:
        raise RequestError("patch.days_backwards", first=first, last=last)
    return first, last
