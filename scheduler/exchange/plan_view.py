"""How a plan is put into words for people: names, days, weeks, the order of agencies.

Whoever belongs to a masked agency is an id here and nothing else: no name, no title, no place.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Final

from scheduler.exchange.elsewhere import open_half_days
from scheduler.model import (
    Demand,
    Horizon,
    Language,
    Moment,
    Plan,
    PlannedAssignment,
    Pool,
    Specialist,
    Week,
    label,
    say,
)
from scheduler.model.plan import Source

# The order of the founding agencies in official papers; agencies added later follow by id.
OFFICIAL_ORDER: Final = ("MSS", "MOTIR", "KFTC", "MOIP", "KNPA", "NIS")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def agency_rank(agency: str) -> tuple[int, str]:
    """Sort key that puts agencies into official order."""
    known = OFFICIAL_ORDER.index(agency) if agency in OFFICIAL_ORDER else len(OFFICIAL_ORDER)
    return known, agency


class PlanView:
    """A plan beside its pool, with everything said in one language.

    ``source``: how this process came by the plan, which decides what is called proven.
    A row whose specialist or demand the pool does not hold is shown by its ids.
    """

    def __init__(
        self, plan: Plan, pool: Pool, language: Language, source: Source = "solved"
    ) -> None:
        self.plan, self.pool, self.language, self.source = plan, pool, language, source
        extra = frozenset(h.date for h in pool.holidays)
        self.horizon = Horizon(start=plan.start, weeks=plan.weeks, extra_holidays=extra)

    # -- words -----------------------------------------------------------------------------

    def word(self, name: str) -> str:
        """A fixed word of the exports."""
        return label("plan_word", name, self.language)

    def text(self, name: str, **facts: object) -> str:
        """A sentence of the exports."""
        return say(f"plan_text.{name}", self.language, **facts)

    def column(self, name: str) -> str:
        """The header of a column."""
        return label("plan_column", name, self.language)

    def sheet(self, name: str) -> str:
        """The title of a sheet."""
        return label("plan_sheet", name, self.language)

    def day(self, day: date) -> str:
        """``11. 24.(화)``."""
        weekday = self.word(_WEEKDAYS[day.weekday()])
        return self.text("day", month=day.month, day=day.day, weekday=weekday)

    def week(self, week: Week) -> str:
        """``2026년 48주차 (11. 23.~11. 27.)``."""
        first, last = week.monday, date.fromordinal(week.monday.toordinal() + 4)
        ends = (self.text("short_day", month=d.month, day=d.day) for d in (first, last))
        start, end = ends
        return self.text("week", year=week.year, number=week.number, first=start, last=end)

    @cached_property
    def period(self) -> str:
        """The horizon's weeks, first to last."""
        weeks = self.horizon.week_list
        return " - ".join(self.week(w) for w in dict.fromkeys((weeks[0], weeks[-1])))

    def when(self, blocks: Iterable[str]) -> str:
        """The half-days of an assignment, e.g. ``11. 24.(화) 종일, 11. 25.(수) 오전``."""
        moments = [Moment.model_validate(b) for b in blocks]
        parts = []
        for day, halves in groupby(moments, key=lambda m: m.day):
            names = [m.half for m in halves]
            parts.append(f"{self.day(day)} {self.word('day' if len(names) == 2 else names[0])}")
        return ", ".join(parts)

    # -- who -------------------------------------------------------------------------------

    def agency(self, agency: str) -> str:
        """The name of an agency."""
        row = self.pool.agency_of_id.get(agency)
        if row is None:
            return agency
        return row.name_ko if self.language == "ko" else row.name_en

    def is_masked(self, specialist: str) -> bool:
        """Whether a specialist is an id only; whoever the pool does not hold is one too."""
        person = self.pool.specialist_of_id.get(specialist)
        agency = None if person is None else self.pool.agency_of_id.get(person.agency)
        return agency is None or agency.masked

    def name(self, specialist: str) -> str:
        """The name of a specialist; empty where it is masked or not kept."""
        return self.pool.open_name(specialist)

    def authority(self, authority: str | None) -> str:
        """The name of an authority; empty for none."""
        row = self.pool.authority_of_id.get(authority or "")
        if row is None:
            return authority or ""
        return row.name_ko if self.language == "ko" else row.name_en

    def lead(self, case: str) -> str:
        """The lead agency's id of a case; empty where the pool does not hold the case."""
        row = self.pool.case_of_id.get(case)
        return row.lead_agency if row else ""

    def demand(self, demand: str) -> Demand | None:
        """A demand of the pool."""
        return self.pool.demand_of_id.get(demand)

    def role(self, demand: str) -> str:
        """The role of a demand; its id where the pool does not hold it."""
        row = self.demand(demand)
        return row.role if row else demand

    # -- order -----------------------------------------------------------------------------

    @cached_property
    def agencies(self) -> Sequence[str]:
        """The ids of all agencies in official order."""
        known = {a.agency for a in self.pool.agencies} | {a.agency for a in self.plan.assignments}
        return sorted(known, key=agency_rank)

    @cached_property
    def people(self) -> dict[str, list[Specialist]]:
        """The specialists of each agency, by id."""
        found: dict[str, list[Specialist]] = {a: [] for a in self.agencies}
        for person in self.pool.specialists:
            found.setdefault(person.agency, []).append(person)
        return found

    @cached_property
    def assignments(self) -> Sequence[PlannedAssignment]:
        """All assignments: by agency in official order, then specialist, then first half-day."""
        return sorted(
            self.plan.assignments,
            key=lambda a: (agency_rank(a.agency), a.specialist, self.numbers(a)[:1], a.demand),
        )

    def numbers(self, row: PlannedAssignment) -> list[int]:
        """The block numbers of an assignment, in time order."""
        known = self.horizon.block_number
        return sorted(known[b] for b in row.blocks if b in known)

    @cached_property
    def opened(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """(specialist, demand) to the half-days that the row could stand in instead."""
        return open_half_days(self.plan, self.pool)

    def open_to(self, row: PlannedAssignment) -> tuple[str, ...]:
        """The half-days that an assignment could stand in instead, in time order."""
        return self.opened.get((row.specialist, row.demand), ())

    def is_lent(self, row: PlannedAssignment) -> bool:
        """Whether the specialist works for another agency's case."""
        return row.agency != self.lead(row.case)

    def weeks_of(self, row: PlannedAssignment) -> list[int]:
        """The week (0, 1, ...) of each of its half-days."""
        return [self.horizon.week_of_block[n] for n in self.numbers(row)]
