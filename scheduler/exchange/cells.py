"""The grammar of a cell: from what a spreadsheet holds to a value of the model.

One reader per kind of column. A cell that does not read raises :class:`CellError` with the code
of its sentence, what was expected and the nearest right value; nothing is guessed silently.
Full-width digits, letters and marks count as their plain forms (NFKC) everywhere but in free
text.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final

from scheduler.exchange.columns import Column
from scheduler.exchange.days import CellError, is_blank, read_date, read_moment
from scheduler.exchange.vocabularies import VOCABULARIES, read_enum
from scheduler.model import Half, RequestError, Week
from scheduler.model.agency_names import agency_called
from scheduler.model.nearness import nearest

LONGEST_KEY: Final = 100
LONGEST_TEXT: Final = 10_000
_LONGEST_NUMBER: Final = 16
_NO_AGENCIES: Final[Mapping[str, str]] = {}
_YES: Final = frozenset({"yes", "y", "true", "1", "예", "네"})
_NO: Final = frozenset({"no", "n", "false", "0", "아니오", "아니요"})
_FORBIDDEN: Final = re.compile(r"[;:>/*]")
_WHOLE: Final = re.compile(r"^[+-]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.0*)?$")
_TEXT_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ID_CONTROLS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def plain(raw: object) -> str:
    """The text of a cell as a person would read it aloud; numbers without a needless ``.0``."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ")
    return str(raw)


def _scalar(raw: object) -> str:
    """The text of a cell that must hold one thing.

    Raises:
        CellError: it holds a list or a record.
    """
    if isinstance(raw, list | tuple | dict):
        raise CellError("exchange.one_value")
    return plain(raw)


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise CellError("exchange.too_long", expected=str(longest))


def read_text(raw: object) -> str:
    """Free text as written, ends trimmed.

    Raises:
        CellError: it holds control or direction-changing characters.
    """
    text = _scalar(raw).replace("\r\n", "\n").replace("\r", "\n")
    _check_length(text, LONGEST_TEXT)
    if _TEXT_CONTROLS.search(text):
        raise CellError("exchange.invisible", nearest=_TEXT_CONTROLS.sub("", text).strip())
    return text


def read_key(raw: object) -> str:
    """Text that is compared with other cells: one line, plain forms.

    Raises:
        CellError: an invisible character, or a date that a spreadsheet made of it.
    """
    if isinstance(raw, date | time):
        raise CellError("exchange.became_date", expected="text")
    text = unicodedata.normalize("NFKC", _scalar(raw)).strip()
    _check_length(text, LONGEST_KEY)
    if _ID_CONTROLS.search(text):
        raise CellError("exchange.invisible", nearest=_ID_CONTROLS.sub("", text).strip())
    return text


def read_id(raw: object) -> str:
    """An id.

    Raises:
        CellError: it holds one of ``; : > / *`` or an invisible character.
    """
    return _id_of_text(raw) if isinstance(raw, str) else _checked_id(raw)


@lru_cache(maxsize=2**15)
def _id_of_text(raw: str) -> str:
    """As :func:`read_id`; the same few ids stand in thousands of cells."""
    return _checked_id(raw)


def _checked_id(raw: object) -> str:
    text = read_key(raw)
    if _FORBIDDEN.search(text):
        raise CellError("exchange.id", nearest=_FORBIDDEN.sub("-", text).strip("-"))
    if not text:
        raise CellError("exchange.empty_item")
    return text


def read_number(raw: object, low: int = 0, high: int | None = None) -> int:
    """A whole number in a range; ``3.0`` and ``1,200`` are whole.

    Raises:
        CellError: no whole number, or out of range (nearest: the closest bound).
    """
    expected = f"{low}..{'' if high is None else high}"
    text = unicodedata.normalize("NFKC", _scalar(raw)).strip()
    if isinstance(raw, bool) or not _WHOLE.match(text):
        raise CellError("exchange.number", expected=expected, nearest=_near_number(text, low, high))
    number = int(text.split(".")[0].replace(",", ""))
    if number < low or (high is not None and number > high):
        raise CellError("exchange.range", expected=expected, nearest=_in_range(number, low, high))
    return number


def _in_range(number: int, low: int, high: int | None) -> str:
    """The number of a range that another one was likely meant to be; empty when none is.

    A minus is a slip; a number just below the range is, too, and one not twice as large as its end.
    """
    meant = abs(number) or low
    if high is not None and high < meant <= 2 * high:
        meant = high
    is_inside = low <= meant and (high is None or meant <= high)
    return str(meant) if is_inside else ""


def _near_number(text: str, low: int, high: int | None) -> str:
    """The whole number that a text with one number in it means, inside the range; or nothing."""
    found = re.findall(r"[+-]?\d+(?:\.\d+)?", text)
    if len(found) != 1 or len(found[0]) > _LONGEST_NUMBER:
        return ""
    return _in_range(round(float(found[0])), low, high)


def read_flag(raw: object) -> bool:
    """Yes or no.

    Raises:
        CellError: neither.
    """
    text = unicodedata.normalize("NFKC", _scalar(raw)).strip().casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    # a short one is near to everything: O stands for yes on Korean forms and looks like a 0
    raise CellError("exchange.flag", expected="yes | no", nearest=nearest(text, _YES | _NO))


def _items(raw: object) -> list[object]:
    """The items of a list cell: a native list, or text parted by ``;`` (an empty end is dropped).

    Raises:
        CellError: an item between two separators is empty.
    """
    if isinstance(raw, list | tuple):
        return list(raw)
    if isinstance(raw, dict):
        return [raw]
    if isinstance(raw, date | time):
        raise CellError("exchange.became_date", expected="text")
    parts: list[object] = [
        p.strip() for p in unicodedata.normalize("NFKC", _scalar(raw)).strip().split(";")
    ]
    if parts == ["", ""]:  # a lone separator: the empty list, where a cell may not be empty
        return []
    if parts[-1] == "":
        parts.pop()
    if any(is_blank(p) for p in parts):
        raise CellError("exchange.empty_item")
    return parts


def read_ids(raw: object) -> tuple[str, ...]:
    """A list of ids.

    Raises:
        CellError: an item is no id.
    """
    return tuple(read_id(item) for item in _items(raw))


def read_modes(raw: object) -> tuple[str, ...]:
    """A list of modes.

    Raises:
        CellError: an item is no mode.
    """
    return tuple(read_enum(_scalar(item), "mode") for item in _items(raw))


def _scope(raw: object, read: Callable[[object], tuple[str, ...]]) -> str | tuple[str, ...]:
    """All, or a list. ``*`` stands alone.

    Raises:
        CellError: ``*`` beside other items, or an item that does not read.
    """
    items = _items(raw)
    if items == ["*"]:
        return "*"
    if "*" in items:
        raise CellError("exchange.star_alone", expected="*", nearest="*")
    return read(items)


def read_designations(raw: object) -> tuple[dict[str, object], ...]:
    """Personal powers, each ``authority`` or ``authority:until``.

    Raises:
        CellError: an authority is no id, or an until is no date.
    """
    found: list[dict[str, object]] = []
    for item in _items(raw):
        if isinstance(item, dict):
            authority, until = item.get("authority"), item.get("until")
        else:
            authority, _, until = _scalar(item).partition(":")
        day = None if is_blank(until) else read_date(until)
        found.append({"authority": read_id(authority or ""), "until": day})
    return tuple(found)


def read_skills(raw: object) -> tuple[dict[str, object], ...]:
    """Skills asked for, each ``skill`` or ``skill>=level`` (also ``skill≥level``).

    Raises:
        CellError: a skill is no id, or a level is out of 1..4.
    """
    found: list[dict[str, object]] = []
    for item in _items(raw):
        if isinstance(item, dict):
            skill, level = item.get("skill"), item.get("level", 1)
        else:
            skill, mark, level = _scalar(item).replace("≥", ">=").partition(">=")
            level = level if mark else 1
        found.append({"skill": read_id(skill or ""), "level": read_number(level, 1, 4)})
    return tuple(found)


def read_week(raw: object) -> Week:
    """An ISO week, ``2026-W49``.

    Raises:
        CellError: it is none.
    """
    try:
        return Week.parse(_scalar(raw))
    except RequestError:
        raise CellError("exchange.week", expected="2026-W49") from None


_READERS: Final[Mapping[str, Callable[[object], Any]]] = {
    "id": read_id,
    "key": read_key,
    "text": read_text,
    "flag": read_flag,
    "date": read_date,
    "from": lambda raw: read_moment(raw, Half.AM),
    "to": lambda raw: read_moment(raw, Half.PM),
    "ids": read_ids,
    "modes": read_modes,
    "scope": lambda raw: _scope(raw, read_ids),
    "mode_scope": lambda raw: _scope(raw, read_modes),
    "designations": read_designations,
    "skills": read_skills,
    "week": read_week,
}


def read_agency(raw: object, agencies: Mapping[str, str]) -> str:
    """An agency's id; a name of an agency stands for it.

    Raises:
        CellError: it is neither a name nor an id.
    """
    return read_id(agency_called(raw, agencies) if isinstance(raw, str) else raw)


def read_cell(column: Column, raw: object, agencies: Mapping[str, str] = _NO_AGENCIES) -> Any:
    """The value of a filled cell, ready for the model.

    ``agencies``: the id of each agency by its names.

    Raises:
        CellError: the cell does not read.
    """
    if column.kind == "number":
        return read_number(raw, column.low, column.high)
    if column.kind in VOCABULARIES:
        return read_enum(_scalar(raw), column.kind)
    if column.kind == "agency":
        return read_agency(raw, agencies)
    if column.kind == "agencies":
        return tuple(read_agency(item, agencies) for item in _items(raw))
    return _READERS[column.kind](raw)
