"""The board of a week: agencies, their people, and what each does in which half-day.

Everything comes from the plan and the pool as the reader may see them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scheduler.exchange.plan_view import PlanView
from scheduler.model import (
    Demand,
    EmptySeat,
    Moment,
    PlannedAssignment,
    Specialist,
    Week,
    label,
    say,
)

MOST_OPEN = 120
"""People up to whom all bands are shown unfolded."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be shown; an empty word leaves all in."""

    agency: str = ""
    case: str = ""
    skill: str = ""
    lent: bool = False
    words: str = ""

    @property
    def is_set(self) -> bool:
        """Whether anything may be left out."""
        return bool(self.agency or self.case or self.skill or self.lent or self.words)


@dataclass(frozen=True, slots=True)
class Job:
    """Half-days of a person that belong together, by columns from ``first``; no row: away."""

    first: int
    size: int
    row: PlannedAssignment | None = None
    has_travel: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A working day in words, the column of its first half, and its halves in words."""

    text: str
    first: int
    halves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A person's line of the board. ``used`` and ``limit``: half-days of the week."""

    id: str
    name: str
    title: str
    used: int
    limit: int | None
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """An agency's people, and what it gives: half-days worked, half-days and people lent.

    ``limit``: half-days that its people have released. ``is_told``: whether the reader sees all.
    """

    agency: str
    people: tuple[Person, ...]
    size: int
    worked: int
    lent: int
    lent_limit: int | None
    lent_people: int
    lent_people_limit: int | None
    limit: int
    is_masked: bool
    is_home: bool
    is_told: bool

    @property
    def is_near_limit(self) -> bool:
        """Whether nine tenths of what may be lent are."""
        return self.lent_limit is not None and 10 * self.lent >= 9 * self.lent_limit > 0


@dataclass(frozen=True, slots=True)
class Seat:
    """Seats of a demand that stay empty. ``able``: how many people could fill one."""

    demand: str
    case: str
    lead: str
    role: str
    seats: int
    able: int


class Board:
    """A plan's week in the words of its reader.

    ``home``: the reader's own agency, whose people come first.
    """

    def __init__(self, view: PlanView, week: Week, chosen: Filter, *, home: str | None) -> None:
        self.view, self.week, self.chosen, self.home = view, week, chosen, home

    # -- what there is ---------------------------------------------------------------------

    @cached_property
    def blocks(self) -> tuple[Moment, ...]:
        """The half-days of the week on which anybody works, in time order."""
        horizon = self.view.horizon
        known = [n for n, one in enumerate(horizon.week_list) if one == self.week]
        return tuple(m for n in known for m in _moments(horizon.blocks, horizon.week_ranges[n]))

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """Each working day with the halves that it has."""
        found: dict[str, list[int]] = {}
        for n, moment in enumerate(self.blocks):
            found.setdefault(self.view.day(moment.day), []).append(n)
        return tuple(
            Day(text, columns[0], tuple(self.view.word(self.blocks[n].half) for n in columns))
            for text, columns in found.items()
        )

    @cached_property
    def _column(self) -> dict[str, int]:
        return {str(moment): n for n, moment in enumerate(self.blocks)}

    @cached_property
    def all_rows(self) -> tuple[PlannedAssignment, ...]:
        """Every assignment with a half-day of this week, in the order of the plan's files."""
        known = self._column
        return tuple(r for r in self.view.assignments if any(b in known for b in r.blocks))

    @cached_property
    def rows(self) -> tuple[PlannedAssignment, ...]:
        """Those that the filter leaves, the reader's own people first."""
        kept = [r for r in self.all_rows if self._is_kept(r)]
        return tuple(sorted(kept, key=lambda r: r.agency != self.home))

    def _is_kept(self, row: PlannedAssignment) -> bool:
        chosen, demand = self.chosen, self.view.demand(row.demand)
        told = (row.specialist, self.view.name(row.specialist), row.case, self._role(row.demand))
        return (
            chosen.agency in ("", row.agency)
            and chosen.case in ("", row.case)
            and (not chosen.lent or self.view.is_lent(row))
            and (not chosen.skill or _asks(demand, chosen.skill))
            and _has(chosen.words, told)
        )

    def short(self, agency: str) -> str:
        """The short name of an agency; where it has none, the whole one, in English its id."""
        told = label("agency_short", agency, self.view.language)
        return self.view.agency(agency) if told == agency and self.view.language == "ko" else told

    def marks(self, row: PlannedAssignment) -> str:
        """What is to be known of an assignment beside who, what and when."""
        found = [label("row_status", row.pin, self.view.language)] if row.pin else []
        if self.view.is_lent(row):
            found.append(self._say("lent"))
        if row.travel_blocks:
            found.append(self._say("travel"))
        if row.with_oversight:
            found.append(self._say("oversight"))
        return " · ".join(found)

    def _say(self, word: str) -> str:
        return say(f"web.mark.{word}", self.view.language)

    def _role(self, demand: str) -> str:
        return self.view.role(demand)

    # -- people ----------------------------------------------------------------------------

    @cached_property
    def bands(self) -> tuple[Band, ...]:
        """The agencies in official order, the reader's own first; none without people shown."""
        agencies = sorted(self.view.agencies, key=lambda a: a != self.home)
        found = (self._band(a) for a in agencies if self.chosen.agency in ("", a))
        return tuple(b for b in found if b.people)

    def _band(self, agency: str) -> Band:
        row = self.view.pool.agency_of_id.get(agency)
        own = [r for r in self.all_rows if r.agency == agency]
        lent = [r for r in own if self.view.is_lent(r)]
        people = self.view.people.get(agency, [])
        return Band(
            agency=agency,
            people=tuple(p for p in map(self._person, people) if self._shows(p)),
            size=len(people),
            worked=sum(self._size(r) for r in own),
            lent=sum(self._size(r) for r in lent),
            lent_limit=row.max_lent_blocks if row else None,
            lent_people=len({r.specialist for r in lent}),
            lent_people_limit=row.max_lent_heads if row else None,
            limit=sum(p.weekly_blocks for p in people),
            is_masked=row is None or row.masked,
            is_home=agency == self.home,
            is_told=self.home in (None, agency),
        )

    def _size(self, row: PlannedAssignment) -> int:
        return sum(b in self._column for b in row.blocks)

    @cached_property
    def _rows_of(self) -> dict[str, list[PlannedAssignment]]:
        found: dict[str, list[PlannedAssignment]] = {}
        for row in self.all_rows:
            found.setdefault(row.specialist, []).append(row)
        return found

    def _person(self, person: Specialist) -> Person:
        rows = self._rows_of.get(person.specialist, [])
        name = self.view.name(person.specialist)
        is_told = self.home in (None, person.agency)
        return Person(
            id=person.specialist,
            name=name,
            title=person.title if name else "",
            used=sum(map(self._size, rows)),
            limit=person.weekly_blocks if is_told else None,
            jobs=tuple(self._jobs(person, rows)),
        )

    def _jobs(self, person: Specialist, rows: Sequence[PlannedAssignment]) -> Iterator[Job]:
        """What fills the person's columns, from the first on; what is free is left out."""
        taken: list[PlannedAssignment | Literal["away"] | None] = [None] * len(self.blocks)
        for row in rows:
            for block in row.blocks:
                if (n := self._column.get(block)) is not None:
                    taken[n] = row
        if self.home in (None, person.agency):
            for n, moment in enumerate(self.blocks):
                if taken[n] is None and not self.view.pool.is_available(person.specialist, moment):
                    taken[n] = "away"
        first = 0
        while first < len(taken):
            what, after = taken[first], first + 1
            while after < len(taken) and taken[after] == what:
                after += 1
            if what == "away":
                yield Job(first, after - first)
            elif what is not None:
                yield Job(first, after - first, what, self._travels(what, first, after))
            first = after

    def _travels(self, row: PlannedAssignment, first: int, after: int) -> bool:
        return any(str(m) in row.travel_blocks for m in self.blocks[first:after])

    def _shows(self, person: Person) -> bool:
        """Whether the filter leaves a person: somebody it asks for, or with a row it leaves."""
        chosen = self.chosen
        if not (chosen.case or chosen.skill or chosen.lent or chosen.words):
            return True
        asks_for_work = chosen.case or chosen.skill or chosen.lent
        if not asks_for_work and _has(chosen.words, (person.id, person.name)):
            return True
        return any(job.row and self._is_kept(job.row) for job in person.jobs)

    def opens(self, band: Band) -> bool:
        """Whether a band is shown unfolded: few people, the reader's own, or what was asked for."""
        return band.is_home or self.chosen.is_set or self.shown_people <= MOST_OPEN

    @cached_property
    def shown_people(self) -> int:
        """How many people the filter leaves."""
        return sum(len(b.people) for b in self.bands)

    @cached_property
    def busy(self) -> int:
        """How many people work this week."""
        return len({r.specialist for r in self.all_rows})

    def when(self, job: Job) -> str:
        """The half-days of a job in words."""
        return self.view.when(str(m) for m in self.blocks[job.first : job.first + job.size])

    def away_words(self, person: Person) -> str:
        """The half-days on which somebody is away, in words."""
        return ", ".join(self.when(job) for job in person.jobs if job.row is None)

    # -- words -----------------------------------------------------------------------------

    def skill(self, skill: str) -> str:
        """The name of a skill."""
        return label("skill", skill, self.view.language)

    @cached_property
    def goals(self) -> str:
        """How many goals are proven optimal."""
        tiers = self.view.plan.tiers
        proven = sum(t.status == "optimal" for t in tiers)
        code = "web.board.proven" if proven == len(tiers) else "web.board.open"
        return say(code, self.view.language, count=len(tiers), proven=proven)

    # -- seats -----------------------------------------------------------------------------

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """The seats of this plan that stay empty, those that nobody could fill first."""
        found = (self._seat(it) for it in self.view.plan.empty_seats)
        return tuple(sorted(found, key=lambda s: (s.able > 0, s.case, s.demand)))

    def _seat(self, it: EmptySeat) -> Seat:
        lead, role = self.view.lead(it.case), self._role(it.demand)
        return Seat(it.demand, it.case, lead, role, it.seats, len(it.remaining))

    @cached_property
    def empty(self) -> int:
        """How many seats stay empty."""
        return sum(s.seats for s in self.seats)

    # -- what the filters offer ------------------------------------------------------------

    @cached_property
    def agencies(self) -> tuple[str, ...]:
        """The agencies whose people the reader sees."""
        return tuple(a for a in self.view.agencies if self.view.people.get(a))

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The cases that somebody works on this week."""
        return tuple(sorted({r.case for r in self.all_rows}))

    @cached_property
    def skills(self) -> tuple[str, ...]:
        """The skills that this week's demands ask for."""
        demands = (self.view.demand(r.demand) for r in self.all_rows)
        return tuple(sorted({s.skill for d in demands if d for s in d.skills}))


def _moments(blocks: Sequence[Moment], numbers: range) -> Iterator[Moment]:
    return (blocks[n] for n in numbers)


def _asks(demand: Demand | None, skill: str) -> bool:
    return demand is not None and any(s.skill == skill for s in demand.skills)


def _has(words: str, texts: Sequence[str]) -> bool:
    """Whether each of the words stands in one of the texts."""
    told = " ".join(texts).casefold()
    return all(word in told for word in words.casefold().split())
