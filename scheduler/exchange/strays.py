"""Rows and headers that are not what their place says: causes behind many complaints at once.

A row of totals, a note, or the headers once more would give a complaint for each of its cells; a
table under another table's name, one for each of its columns. The cause is told instead.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Final

from scheduler.exchange.columns import COLUMNS, Column, column_of_header, folded
from scheduler.exchange.days import CellError, is_blank
from scheduler.exchange.vocabularies import VOCABULARIES, read_enum

_TOTALS: Final = frozenset({"합계", "소계", "총계", "누계", "계", "total", "subtotal", "sum"})
_EXAMPLE: Final = re.compile(r"^\W?(예|예시|보기|작성예|작성예시|example|ex|e\.g)[\s):.\]】]", re.I)
_UNITS: Final = re.compile(r"^[(\[][^()\[\]]*[)\]]$")
_NOTE: Final = re.compile(r"^(※|\*|주\)|주:|비고|-\s)|\s.*\s")
_LEAST: Final = 2


def stray_row(cells: Sequence[object]) -> str:
    """``example``, ``total``, ``units`` or ``note`` for a row that is no record; else nothing."""
    filled = [str(c).strip() for c in cells if not is_blank(c)]
    if not filled:
        return ""
    if _EXAMPLE.match(filled[0]):
        return "example"
    if folded(filled[0]).strip("()[]:") in _TOTALS:
        return "total"
    if len(filled) >= _LEAST and all(_UNITS.match(text) for text in filled):
        return "units"
    return "note" if len(filled) == 1 and _NOTE.search(filled[0]) else ""


def headers_again(table: str, cells: Sequence[object]) -> str:
    """The table whose headers a row of cells holds, and nothing else; empty for a record."""
    filled = [str(c).strip() for c in cells if not is_blank(c)]
    if len(filled) < _LEAST:
        return ""
    if all(folded(text) in column_of_header(table) for text in filled):
        return table
    other = table_of_headers(filled, COLUMNS)
    known = _folded_headers(other) if other else {}
    return other if other and all(folded(text) in known for text in filled) else ""


def table_of_headers(headers: Sequence[str], tables: Mapping[str, Sequence[Column]]) -> str:
    """The one of some tables whose headers these are, all required among them; else nothing."""
    texts = {folded(text) for text in headers if text}
    best, found = _LEAST - 1, set[str]()
    for table in tables:
        known = _folded_headers(table)
        names = {known[text] for text in texts if text in known}
        is_whole = all(c.name in names for c in COLUMNS[table] if c.required)
        if is_whole and len(names) > best:
            best, found = len(names), {table}
        elif is_whole and len(names) == best:
            found.add(table)
    return found.pop() if len(found) == 1 else ""


def is_transposed(table: str, first_column: Sequence[object]) -> bool:
    """Whether the headers of a table stand below each other."""
    known = _folded_headers(table)
    names = {known[t] for c in first_column if not is_blank(c) and (t := folded(str(c))) in known}
    return len(names) >= _LEAST and all(c.name in names for c in COLUMNS[table] if c.required)


def swapped_columns(
    places: Sequence[tuple[int, Column]], rows: Sequence[tuple[int, Sequence[object]]]
) -> tuple[int, int] | None:
    """Two columns under each other's headers: of one, whose words are few, no cell reads here.

    All cells of the other one would read in its place. Two rows at least have to say so.
    """
    for index, column in places:
        if column.kind not in VOCABULARIES:
            continue
        filled = (c for _, cells in rows if not is_blank(c := _cell(cells, index)))
        if len(tuple(islice(filled, _LEAST))) < _LEAST or any(
            _reads(cells, index, column.kind) for _, cells in rows
        ):
            continue
        for other, _ in places:
            if other != index and all(_reads(cells, other, column.kind) for _, cells in rows):
                return index, other
    return None


def _reads(cells: Sequence[object], index: int, vocabulary: str) -> bool:
    try:
        read_enum(str(_cell(cells, index)), vocabulary)
    except CellError:
        return False
    return True


def _cell(cells: Sequence[object], index: int) -> object:
    return cells[index] if index < len(cells) else ""


@cache
def _folded_headers(table: str) -> Mapping[str, str]:
    return {text: column.name for text, column in column_of_header(table).items()}
