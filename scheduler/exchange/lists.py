"""The grammar of a cell by its column: lists, agencies by name, and one reader for each kind.

Several values stand in a cell parted by ``;``. Where another mark stands between them and all would
read, the complaint is of that mark.
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Final, TypeVar

from scheduler.exchange.cells import (
    read_flag,
    read_id,
    read_key,
    read_number,
    read_text,
    read_week,
    scalar,
)
from scheduler.exchange.columns import Column
from scheduler.exchange.days import CellError, is_blank, read_date, read_moment
from scheduler.exchange.slips import is_all, parted_otherwise, skill_written
from scheduler.exchange.vocabularies import VOCABULARIES, read_enum
from scheduler.model import Half
from scheduler.model.agency_names import agency_called

T = TypeVar("T")
_NO_AGENCIES: Final[Mapping[str, str]] = {}


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
        p.strip() for p in unicodedata.normalize("NFKC", scalar(raw)).strip().split(";")
    ]
    if parts == ["", ""]:  # a lone separator: the empty list, where a cell may not be empty
        return []
    if parts[-1] == "":
        parts.pop()
    if any(is_blank(p) for p in parts):
        raise CellError("exchange.empty_item")
    return parts


def _listed(raw: object, read: Callable[[object], T]) -> tuple[T, ...]:
    """The items of a list cell, each read.

    Raises:
        CellError: an item does not read. Where all would if another mark than ``;`` stood between
            them, the nearest right value is the list with ``;``.
    """
    items = _items(raw)
    try:
        return tuple(read(item) for item in items)
    except CellError:
        meant = parted_otherwise(items, read)
        if meant:
            raise CellError("exchange.separator", nearest=meant) from None
        raise


def read_ids(raw: object) -> tuple[str, ...]:
    """A list of ids.

    Raises:
        CellError: an item is no id.
    """
    return _listed(raw, read_id)


def read_modes(raw: object) -> tuple[str, ...]:
    """A list of modes.

    Raises:
        CellError: an item is no mode.
    """
    return _listed(raw, lambda item: read_enum(scalar(item), "mode"))


def _scope(raw: object, read: Callable[[object], tuple[str, ...]]) -> str | tuple[str, ...]:
    """All, or a list. ``*`` stands alone.

    Raises:
        CellError: ``*`` beside other items, a word for all, or an item that does not read.
    """
    items = _items(raw)
    if items == ["*"]:
        return "*"
    if is_all(items):
        raise CellError("exchange.all_word", expected="*", nearest="*")
    if "*" in items:
        raise CellError("exchange.star_alone", expected="*", nearest="*")
    return read(items)


def read_designations(raw: object) -> tuple[dict[str, object], ...]:
    """Personal powers, each ``authority`` or ``authority:until``.

    Raises:
        CellError: an authority is no id, or an until is no date.
    """
    return _listed(raw, _designation)


def _designation(item: object) -> dict[str, object]:
    if isinstance(item, dict):
        authority, until = item.get("authority"), item.get("until")
    else:
        authority, _, until = scalar(item).partition(":")
    day = None if is_blank(until) else read_date(until)
    return {"authority": read_id(authority or ""), "until": day}


def read_skills(raw: object) -> tuple[dict[str, object], ...]:
    """Skills asked for, each ``skill`` or ``skill>=level`` (also ``skill≥level``).

    Raises:
        CellError: a skill is no id, or a level is out of 1..4.
    """
    return _listed(raw, _skill)


def _skill(item: object) -> dict[str, object]:
    if isinstance(item, dict):
        skill, level = item.get("skill"), item.get("level", 1)
    else:
        text = scalar(item).replace("≥", ">=")
        if meant := skill_written(text):
            raise CellError("exchange.skill", nearest=meant)
        skill, mark, level = text.partition(">=")
        level = level if mark else 1
    return {"skill": read_id(skill or ""), "level": read_number(level, 1, 4)}


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


def _known_agency(raw: object, agencies: Mapping[str, str]) -> str:
    """As :func:`read_agency`, of an agency that is there."""
    if (found := read_agency(raw, agencies)) not in set(agencies.values()):
        raise CellError("exchange.not_accepted")
    return found


def _read_agencies(raw: object, agencies: Mapping[str, str]) -> tuple[str, ...]:
    """A list of agencies.

    Raises:
        CellError: an item is no id, or another mark than ``;`` stands between agencies.
    """
    if meant := parted_otherwise(_items(raw), lambda item: _known_agency(item, agencies)):
        raise CellError("exchange.separator", nearest=meant)
    return tuple(read_agency(item, agencies) for item in _items(raw))


def _read_one_agency(raw: object, agencies: Mapping[str, str]) -> str:
    """One agency.

    Raises:
        CellError: it is no id, or names two agencies.
    """
    is_text = isinstance(raw, str)
    if is_text and parted_otherwise([raw], lambda item: _known_agency(item, agencies)):
        raise CellError("exchange.one_id")
    return read_agency(raw, agencies)


def read_cell(column: Column, raw: object, agencies: Mapping[str, str] = _NO_AGENCIES) -> Any:
    """The value of a filled cell, ready for the model.

    ``agencies``: the id of each agency by its names.

    Raises:
        CellError: the cell does not read.
    """
    if column.kind == "number":
        return read_number(raw, column.low, column.high)
    if column.kind in VOCABULARIES:
        return read_enum(scalar(raw), column.kind)
    if column.kind == "agency":
        return _read_one_agency(raw, agencies)
    if column.kind == "agencies":
        return _read_agencies(raw, agencies)
    return _READERS[column.kind](raw)
