"""Names for ids, dates and weeks, in one language; without a pool the ids stand for themselves."""

from datetime import date

from scheduler.model import Language, Pool, Week, say
from scheduler.model.texts.days import WEEKDAYS

_EN_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Names:
    """Labels in one language."""

    def __init__(self, pool: Pool | None, language: Language) -> None:
        self.pool = pool
        self.language: Language = language

    def agency(self, agency: str) -> str:
        """The agency's name."""
        known = self.pool.agency_of_id.get(agency) if self.pool else None
        if known is None:
            return agency
        return known.name_ko if self.language == "ko" else known.name_en

    def specialist(self, specialist: str) -> str:
        """The specialist's id, and the name where there is one that is not masked."""
        name = self.pool.open_name(specialist) if self.pool else ""
        return f"{specialist} {name}" if name else specialist

    def case(self, case: str) -> str:
        """The case's id, and its title where there is one."""
        known = self.pool.case_of_id.get(case) if self.pool else None
        return f"{case} {known.title}" if known and known.title else case

    def role(self, demand: str) -> str:
        """The role a demand asks for."""
        known = self.pool.demand_of_id.get(demand) if self.pool else None
        return known.role if known else demand

    def day(self, day: date) -> str:
        """``11. 24.(화)`` or ``Tue 24 Nov``."""
        if self.language == "ko":
            return f"{day.month}. {day.day}.({WEEKDAYS[day.weekday()]})"
        return f"{_EN_DAYS[day.weekday()]} {day.day} {_EN_MONTHS[day.month - 1]}"

    def short_day(self, day: date) -> str:
        """The day on two lines, for a narrow heading."""
        if self.language == "ko":
            return f"{day.month}. {day.day}.\n({WEEKDAYS[day.weekday()]})"
        return f"{_EN_DAYS[day.weekday()]}\n{day.day} {_EN_MONTHS[day.month - 1]}"

    def week(self, week: Week) -> str:
        """``2026년 48주차 (11. 23.~11. 27.)`` or ``2026-W48 (23 Nov to 27 Nov)``."""
        first, last = week.monday, date.fromisocalendar(week.year, week.number, 5)
        if self.language == "ko":
            days = f"{first.month}. {first.day}.~{last.month}. {last.day}."
        else:
            days = " to ".join(f"{d.day} {_EN_MONTHS[d.month - 1]}" for d in (first, last))
        return say("cli.week", self.language, year=week.year, number=week.number, days=days)
