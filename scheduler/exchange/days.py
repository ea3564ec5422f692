"""Dates and half-days in cells, in all the forms that people and spreadsheets write."""

import calendar
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from scheduler.model import Half, Moment


class CellError(Exception):
    """A cell does not read. ``expected`` and ``nearest`` are values, not prose; may be empty."""

    def __init__(self, code: str, *, expected: str = "", nearest: str = "") -> None:
        super().__init__(code)
        self.code, self.expected, self.nearest = code, expected, nearest


# 2026-11-24 · 2026/11/24 · 20261124 · 2026년 11월 24일 · 2026.11.24 · 2026. 11. 24. · 26.11.24;
# behind it a midnight that a program appended, or the weekday as our own files write it
_DATE: Final = re.compile(
    r"^(?:(\d{4})([-/])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})"
    r"|(\d{4})년\s*(\d{1,2})월\s*(\d{1,2})일|(\d{4}|\d{2})\.\s*(\d{1,2})\.\s*(\d{1,2})\.?)"
    r"(?:[ T]00:00(?::00(?:\.0+)?)?|\s*\(\s*(?P<weekday>[^()\s]+)\s*\))?$"
)
_WEEKDAYS: Final = (
    ("월", "mon"), ("화", "tue"), ("수", "wed"), ("목", "thu"), ("금", "fri"), ("토", "sat"),
    ("일", "sun"),
)  # fmt: skip
# a date years away is a slip, and so is a bare number: 2026 alone would be a day of 1905
_YEARS: Final = range(1900, 2200)
# figures that stand alone: the last two of 07-09-2026 are no day
_LOOSE: Final = re.compile(
    r"(?<!\d)(?:(\d{4}|\d{2})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})|(\d{4})(\d{2})(\d{2}))(?!\d)"
)
_SEVERAL: Final = re.compile("[~,]")
_HALVES: Final = {"am": Half.AM, "오전": Half.AM, "pm": Half.PM, "오후": Half.PM}
_MOMENT: Final = re.compile(
    r"^(.*?(?:\d\.?|일|\)))(?:\s*/\s*|\s+|(?<=\)))(am|pm|오전|오후)$", re.IGNORECASE
)
# Excel counts days from here; 1900-03-01 is 61, before that its calendar is wrong
_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_EXCEL_DAYS: Final = range(
    (date(1950, 1, 1) - _EXCEL_DAY_ZERO).days, (date(2200, 1, 1) - _EXCEL_DAY_ZERO).days
)
_FARTHEST_PAST_THE_MONTH: Final = 3


def is_blank(raw: object) -> bool:
    """Whether a cell holds nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _valid(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _nearest_date(text: str) -> date | None:
    """The day that a text most likely means; None where its figures are far from any day.

    Only a day that lies a little past the end of its month is pushed back into it.
    """
    match = _LOOSE.search(text)
    if match is None or _SEVERAL.search(text.strip("~ ")):
        return None
    year, month, day = (int(g) for g in match.groups() if g is not None)
    year += 2000 if year < 100 else 0
    if year not in _YEARS or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last + _FARTHEST_PAST_THE_MONTH:
        return None
    return date(year, month, min(day, last))


def _refuse(code: str, expected: str, near: object) -> CellError:
    return CellError(code, expected=expected, nearest="" if near is None else str(near))


def read_date(raw: object) -> date:
    """A date.

    Raises:
        CellError: no date, a day that does not exist, or a date with a time of day.
    """
    expected = "2026-11-24"
    if isinstance(raw, datetime):
        if raw.time() != time():
            raise _refuse("exchange.date_with_time", expected, raw.date())
        return raw.date()
    if isinstance(raw, date):
        return raw
    # spreadsheets have numbers with a fraction only; JSON's whole ones count no days
    if isinstance(raw, float) and raw in _EXCEL_DAYS:
        return _EXCEL_DAY_ZERO + timedelta(days=int(raw))
    text = unicodedata.normalize("NFKC", _figures(raw)).strip()
    match = _DATE.match(text)
    if match is None and isinstance(raw, str) and text.isdecimal() and int(text) in _EXCEL_DAYS:
        counted = _EXCEL_DAY_ZERO + timedelta(days=int(text))
        raise _refuse("exchange.date_serial", expected, counted)
    if match is None:
        raise _refuse("exchange.date", expected, _nearest_date(text))
    parts = [g for g in match.groups() if g is not None and g not in "-/"]
    found = _valid(*parts[:3])
    if found is None:
        raise _refuse("exchange.no_such_day", expected, _nearest_date(text))
    if match["weekday"] is not None:
        _check_weekday(found, match["weekday"])
    return found


def _figures(raw: object) -> str:
    """The text of a cell; 20261124 is a number where nobody formatted the column."""
    is_whole = isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15
    return str(int(raw)) if is_whole and isinstance(raw, float) else str(raw)


def _check_weekday(day: date, told: str) -> None:
    """Return when a date is followed by its own weekday.

    Raises:
        CellError: by another one, or by something else.
    """
    known = {name: i for i, names in enumerate(_WEEKDAYS) for name in names}
    text = told.casefold().removesuffix("요일")
    number = known.get(text if text in known else text[:3])
    if number != day.weekday():
        korean, english = _WEEKDAYS[day.weekday()]
        code = "exchange.date" if number is None else "exchange.weekday"
        raise _refuse(code, f"{day}({korean}, {english.capitalize()})", None)


def read_moment(raw: object, default: Half) -> Moment:
    """A half-day: a date and a half; a date alone takes the default half.

    Raises:
        CellError: no date, or no half of a day.
    """
    expected = "2026-11-24/am"
    half = default
    day: object = raw
    if isinstance(raw, datetime) and raw.time() != time():
        clock_half = Half.AM if raw.hour < 12 else Half.PM
        raise _refuse("exchange.moment", expected, Moment(day=raw.date(), half=clock_half))
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw).strip()
        if match := _MOMENT.match(text):
            day, half = match[1], _HALVES[match[2].casefold()]
        elif "/" in text and not _DATE.match(text):
            near_day = _nearest_date(text)
            near_half = Half.PM if re.search(r"p|오후", text, re.IGNORECASE) else default
            near = None if near_day is None else Moment(day=near_day, half=near_half)
            raise _refuse("exchange.moment", expected, near)
    try:
        return Moment(day=read_date(day), half=half)
    except CellError as error:
        near_text = f"{error.nearest}/{half}" if error.nearest else ""
        told = error.expected if error.code == "exchange.weekday" else expected
        raise CellError(error.code, expected=told, nearest=near_text) from None
