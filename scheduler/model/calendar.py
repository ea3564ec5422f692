"""Korean working time: ISO weeks, half-day blocks, and the horizon's grid.

Knows dates only. No clock, no time zone: a block is a date and a half in Korea. Public and
substitute holidays come from the ``holidays`` package; a pool adds temporary ones. Those of the
years around ours are kept beside this module: the package imports every country of the world first,
which takes longer than reading a pool.
"""

import importlib.metadata
import re
import tomllib
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache, cached_property, total_ordering
from importlib.resources import files
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator

from scheduler.model.enums import Half
from scheduler.model.errors import RequestError
from scheduler.model.told import Day

MAX_WEEKS = 13
FIRST_YEAR, LAST_YEAR = 1900, 2999
_WEEK = re.compile(r"^([0-9]{4})-W([0-9]{2})$")
_HALF_ORDER = {Half.AM: 0, Half.PM: 1}


@cache
def korean_holidays(year: int) -> frozenset[date]:
    """The public and substitute holidays of one year, without a pool's additions."""
    kept = _kept_holidays().get(year)
    return kept if kept is not None else holidays_of_the_package(year)


def holidays_of_the_package(year: int) -> frozenset[date]:
    """The same, as the package says."""
    import holidays

    return frozenset(holidays.country_holidays("KR", years=year))


@cache
def _kept_holidays() -> Mapping[int, frozenset[date]]:
    """Year to holidays; none where another version of the package is installed."""
    kept = tomllib.loads(files(__package__).joinpath("korean_holidays.toml").read_text("utf-8"))
    if kept["made_with"] != importlib.metadata.version("holidays"):
        return {}
    return {int(year): frozenset(days) for year, days in kept["days"].items()}


def in_force_through(start: date | None, end: date | None, first: date, last: date) -> bool:
    """Whether [start, end] covers [first, last], all inclusive; None is no limit on that side."""
    return (start is None or start <= first) and (end is None or end >= last)


@total_ordering
class Week(BaseModel):
    """An ISO week of the years 1900..2999, written ``2026-W49``."""

    model_config = ConfigDict(frozen=True)

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    number: int = Field(ge=1, le=53)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            match = _WEEK.match(unicodedata.normalize("NFKC", value).strip())
            if match is None:
                raise ValueError(f"{value!r} is no ISO week like 2026-W49")
            return {"year": int(match[1]), "number": int(match[2])}
        return value

    @model_validator(mode="after")
    def _exists(self) -> Self:
        try:
            date.fromisocalendar(self.year, self.number, 1)
        except ValueError:
            raise ValueError(f"{self.year} has no week {self.number}") from None
        return self

    @model_serializer
    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read ``2026-W49``.

        Raises:
            RequestError: it is no ISO week, or of no year in 1900..2999.
        """
        try:
            return cls.model_validate(text)
        except ValueError:
            match = _WEEK.match(text.strip())
            if match and not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
                raise RequestError("week.far", value=text) from None
            raise RequestError("week.unreadable", value=text[:80]) from None

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week that holds a date."""
        iso = day.isocalendar()
        return cls(year=iso.year, number=iso.week)

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    def shifted(self, weeks: int) -> "Week":
        """The week so many weeks later (earlier when negative)."""
        return Week.of(self.monday + timedelta(weeks=weeks))

    def __lt__(self, other: "Week") -> bool:
        return (self.year, self.number) < (other.year, other.number)


@total_ordering
class Moment(BaseModel):
    """A half-day of the calendar, working or not, written ``2026-11-24/am``."""

    model_config = ConfigDict(frozen=True)

    day: Day
    half: Half

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            day, slash, half = value.partition("/")
            if not slash or half not in (Half.AM, Half.PM):
                raise ValueError(f"{value!r} is no half-day like 2026-11-24/am")
            return {"day": date.fromisoformat(day), "half": half}
        return value

    @model_serializer
    def __str__(self) -> str:
        return f"{self.day.isoformat()}/{self.half}"

    @property
    def _order(self) -> tuple[date, int]:
        return (self.day, _HALF_ORDER[self.half])

    def __lt__(self, other: "Moment") -> bool:
        return self._order < other._order


class Horizon(BaseModel):
    """Consecutive ISO weeks and their grid of blocks 0..T-1, in time order.

    Two blocks a working day; weekends and holidays have none, so a week may be short or empty.
    Windows are half-open ranges of block numbers.
    """

    model_config = ConfigDict(frozen=True)

    start: Week
    weeks: int = Field(default=1, ge=1, le=MAX_WEEKS)
    extra_holidays: frozenset[date] = frozenset()

    @model_validator(mode="after")
    def _ends_in_time(self) -> Self:
        last = self.start.monday + timedelta(weeks=self.weeks - 1)
        if last.isocalendar().year > LAST_YEAR:
            raise RequestError("week.far", value=str(self.start))
        return self

    @cached_property
    def week_list(self) -> tuple[Week, ...]:
        """Its weeks in order."""
        return tuple(self.start.shifted(i) for i in range(self.weeks))

    @property
    def first_day(self) -> date:
        """Monday of the first week."""
        return self.start.monday

    @property
    def last_day(self) -> date:
        """Sunday of the last week."""
        return self.week_list[-1].sunday

    @property
    def statutory_until(self) -> date:
        """Sunday of the week after the horizon: deadlines up to it count as statutory."""
        return self.last_day + timedelta(days=7)

    def is_working_day(self, day: date) -> bool:
        """Whether a date has blocks at all."""
        if day.weekday() >= 5 or day in self.extra_holidays:
            return False
        return day not in korean_holidays(day.year)

    @cached_property
    def blocks(self) -> tuple[Moment, ...]:
        """The grid: block number to half-day."""
        return tuple(self._moments())

    def _moments(self) -> Iterator[Moment]:
        for offset in range(7 * self.weeks):
            day = self.first_day + timedelta(days=offset)
            if self.is_working_day(day):
                yield Moment(day=day, half=Half.AM)
                yield Moment(day=day, half=Half.PM)

    @property
    def size(self) -> int:
        """T, the number of blocks."""
        return len(self.blocks)

    @cached_property
    def block_number(self) -> dict[str, int]:
        """Half-day as text to block number."""
        return {str(m): i for i, m in enumerate(self.blocks)}

    @cached_property
    def week_of_block(self) -> tuple[int, ...]:
        """Block number to the index of its week, 0..weeks-1."""
        return tuple((m.day - self.first_day).days // 7 for m in self.blocks)

    @cached_property
    def week_ranges(self) -> tuple[range, ...]:
        """Index of a week to its block numbers."""
        weeks = self.week_of_block
        return tuple(
            range(bisect_left(weeks, w), bisect_right(weeks, w)) for w in range(self.weeks)
        )

    def cut(self, start: Moment | None, end: Moment | None) -> range:
        """The block numbers between two half-days, both inclusive, cut to the horizon."""
        first = 0 if start is None else bisect_left(self.blocks, start)
        stop = self.size if end is None else bisect_right(self.blocks, end)
        return range(first, max(first, stop))
