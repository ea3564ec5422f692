"""Days and weeks as a page says them."""

from datetime import date, datetime, timedelta

from scheduler.model import Language, RequestError, Week, label, say
from scheduler.service.weeks import SEOUL

WORKING_DAYS = 5
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def week_of(text: str) -> Week | None:
    """The week of an address; None: there is no such week."""
    try:
        return Week.parse(text)
    except RequestError:
        return None


def week_words(week: Week, language: Language) -> str:
    """``2026년 50주차 (12. 7.~12. 11.)``, ``Week 50 of 2026 (7–11 Dec)``."""
    first, last = week.monday, week.monday + timedelta(days=WORKING_DAYS - 1)
    return say(
        "web.week" if first.month == last.month else "web.week_across",
        language,
        year=week.year,
        number=week.number,
        first=first.day,
        first_month=_month(first, language),
        last=last.day,
        last_month=_month(last, language),
    )


def instant_words(at: datetime, language: Language) -> str:
    """``12. 1.(화) 16:12``, ``Tue 1 Dec, 16:12``, in Seoul."""
    here = at.astimezone(SEOUL)
    return say(
        "web.instant",
        language,
        month=_month(here.date(), language),
        day=here.day,
        weekday=label("plan_word", WEEKDAYS[here.weekday()], language),
        time=f"{here:%H:%M}",
    )


def clock_words(at: datetime) -> str:
    """``16:13``, the next full minute in Seoul."""
    return f"{(at + timedelta(seconds=59)).astimezone(SEOUL):%H:%M}"


def _month(day: date, language: Language) -> str:
    return say(f"web.month.{day.month}", language)
