"""The grammar of a cell that holds one thing: from what a spreadsheet holds to the model's value.

One reader per kind of column; lists are in ``lists``. A cell that does not read raises
:class:`CellError` with the code of its sentence, what was expected and the nearest right value;
nothing is guessed silently. Full-width digits, letters and marks count as their plain forms (NFKC)
everywhere but in free text.
"""

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from scheduler.exchange.days import CellError
from scheduler.exchange.slips import check_spoiled, number_meant
from scheduler.model import RequestError, Week
from scheduler.model.nearness import nearest

LONGEST_KEY: Final = 100
LONGEST_TEXT: Final = 10_000
_LONGEST_NUMBER: Final = 16
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


def scalar(raw: object) -> str:
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
    text = scalar(raw).replace("\r\n", "\n").replace("\r", "\n")
    _check_length(text, LONGEST_TEXT)
    if _TEXT_CONTROLS.search(text):
        raise CellError("exchange.invisible", nearest=_TEXT_CONTROLS.sub("", text).strip())
    return text


def read_key(raw: object) -> str:
    """Text that is compared with other cells: one line, plain forms.

    Raises:
        CellError: several values, an invisible character, letters that a program lost, two
            alphabets in one word, or a date that a spreadsheet made of it.
    """
    if isinstance(raw, date | time):
        raise CellError("exchange.became_date", expected="text")
    text = unicodedata.normalize("NFKC", scalar(raw)).strip()
    check_spoiled(text)
    _check_length(text, LONGEST_KEY)
    if ";" in text:  # no other cell can name two firms as one
        raise CellError("exchange.one_id")
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
    text = unicodedata.normalize("NFKC", scalar(raw)).strip()
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
    found = number_meant(text)
    if not 0 < len(found) <= _LONGEST_NUMBER:
        return ""
    return _in_range(round(float(found)), low, high)


def read_flag(raw: object) -> bool:
    """Yes or no.

    Raises:
        CellError: neither.
    """
    text = unicodedata.normalize("NFKC", scalar(raw)).strip().casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    # a short one is near to everything: O stands for yes on Korean forms and looks like a 0
    raise CellError("exchange.flag", expected="yes | no", nearest=nearest(text, _YES | _NO))


def read_week(raw: object) -> Week:
    """An ISO week, ``2026-W49``.

    Raises:
        CellError: it is none.
    """
    try:
        return Week.parse(scalar(raw))
    except RequestError:
        raise CellError("exchange.week", expected="2026-W49") from None
