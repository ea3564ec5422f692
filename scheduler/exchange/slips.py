"""What people and programs do to a cell that should be one value: causes that have a name.

Nothing is read here. A slip is recognised so that its complaint names the cause, and tells what was
meant only where that is plain.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from scheduler.exchange.days import CellError
from scheduler.model.nearness import SEPARATORS

_ALL: Final = frozenset({"전체", "모두", "전부", "전원", "all", "any", "every", "**"})
# what a program writes for a formula without a value, when it is saved as text
_FORMULA: Final = re.compile(
    r"^#(N/A|VALUE!|REF!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)$"
    r"|^=(\$?[A-Z]{1,3}\$?\d+$|[A-Z.]+\()"
)
# letters that another encoding lost: two question marks in a word are no name
_LOST: Final = re.compile(r"\ufffd|\?\?")
_LATIN, _LOOKALIKE = re.compile("[A-Za-z]"), re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_SAME_LOOK: Final = str.maketrans(
    "АВЕКМНОРСТУХаеорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧοІі", "ABEKMHOPCTYXaeopcyxABEZHIKMNOPTYXoIi"
)
_SKILL: Final = re.compile(r"^(?P<skill>[^<>=]+?)\s*(?:=>|>(?!=)|=|≧|:|\()\s*(?P<level>[1-4])\)?$")
_UNITS: Final = r"(?:반일|개|건|명|인|점|급|등급|%|회|단계)"
_NUMBER: Final = re.compile(rf"^(?:약\s*)?'?([+-]?[1-9]\d*(?:\.\d+)?|0)\s*{_UNITS}?\+?$")


def check_spoiled(text: str) -> None:
    """Return when a name is one that somebody wrote.

    Raises:
        CellError: it is the error or the text of a formula, has lost letters, has two lines, or
            mixes Latin letters with ones that only look alike.
    """
    if _FORMULA.match(text):
        raise CellError("exchange.formula_text")
    if has_lost_letters(text):
        raise CellError("exchange.lost_letters")
    if "\n" in text or "\r" in text:
        raise CellError("exchange.line_break")
    if _LATIN.search(text) and (alike := _LOOKALIKE.search(text)):
        plain = text.translate(_SAME_LOOK)
        is_plain = not _LOOKALIKE.search(plain)
        # the letter is told in ``expected``, since it cannot be seen
        raise CellError(
            "exchange.lookalike",
            expected=f"{alike[0]} U+{ord(alike[0]):04X}",
            nearest=plain if is_plain else "",
        )


def has_lost_letters(text: str) -> bool:
    """Whether another encoding has lost letters of a text."""
    return bool(_LOST.search(text))


def is_all(items: Sequence[object]) -> bool:
    """Whether a list cell says all in a word instead of ``*``."""
    return len(items) == 1 and isinstance(items[0], str) and items[0].strip().casefold() in _ALL


def skill_written(text: str) -> str:
    """``skill>=level`` for a skill and its level that are written otherwise; else nothing."""
    match = _SKILL.match(unicodedata.normalize("NFKC", text).strip())
    return f"{match['skill'].strip()}>={match['level']}" if match else ""


def number_meant(text: str) -> str:
    """The number before a unit of half-days, heads or the like, or behind "about"; else nothing.

    Hours and days are other units, a minus of bookkeepers is no slip, half of one is nothing
    whole, and O is no digit.
    """
    match = _NUMBER.match(text)
    return match[1] if match else ""


def parted_otherwise(items: Sequence[object], read: Callable[[object], object]) -> str:
    """The list with ``;`` when all reads once another mark parts it; nothing when none does."""
    if not all(isinstance(item, str) for item in items):
        return ""
    for mark in SEPARATORS:
        parts = [p.strip() for item in items for p in re.split(mark, str(item)) if p.strip()]
        if len(parts) > len(items) and _all_read(parts, read):
            return ";".join(parts)
    return ""


def _all_read(parts: Sequence[object], read: Callable[[object], object]) -> bool:
    try:
        for part in parts:
            read(part)
    except CellError:
        return False
    return True
