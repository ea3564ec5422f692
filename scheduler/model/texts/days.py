"""Dates in Korean sentences: ``2026-12-02`` is told as ``2026. 12. 2.(수)``.

Files and programs keep the first form, and so do English sentences.
"""

import re
from collections.abc import Mapping
from datetime import date

WEEKDAYS = "월화수목금토일"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def korean_day(day: date) -> str:
    """A day as official papers write it, with its weekday."""
    return f"{day.year}. {day.month}. {day.day}.({WEEKDAYS[day.weekday()]})"


def with_days(facts: Mapping[str, object]) -> dict[str, object]:
    """Facts of which each that is a day is told in Korean."""
    return {name: _told(fact) for name, fact in facts.items()}


def _told(fact: object) -> object:
    if isinstance(fact, date):
        return korean_day(fact)
    if isinstance(fact, str) and _ISO.fullmatch(fact):
        try:
            return korean_day(date.fromisoformat(fact))
        except ValueError:  # a cell as it was found, that names no day
            return fact
    return fact
