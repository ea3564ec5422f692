"""From bytes to raw tables: CSV, Excel and JSON all become a header and rows of cells.

Nothing is interpreted here. Row numbers count as a spreadsheet does (header 1), blank rows
included, so that a complaint points where the reader looks.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from scheduler.exchange.days import is_blank
from scheduler.exchange.kinds import is_text
from scheduler.exchange.limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Refused,
    check_columns,
    check_rows,
    check_size,
    check_workbook,
)
from scheduler.exchange.marks import Marks, Range, marks_of
from scheduler.exchange.quoting import restored

if TYPE_CHECKING:
    import _csv


class RawTable(NamedTuple):
    """A table as it was written: where it came from, its title, its header, its filled rows.

    ``marks`` is what a sheet holds besides values.
    """

    file: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[object]], ...]
    marks: Marks = Marks()


def decoded(data: bytes) -> str:
    """Text of a CSV or TOML file: UTF-8 with or without BOM, else CP949.

    Raises:
        Refused: UTF-16, zero bytes, or neither of the two.
    """
    # a file that a power cut filled up ends in zero bytes behind its text
    is_cut = is_text(data.rstrip(b"\x00"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\x00" in data[:512] and not is_cut):
        raise Refused("exchange.utf16")
    if b"\x00" in data:
        raise Refused("exchange.nul", line=data.count(b"\n", 0, data.index(b"\x00")) + 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as not_utf8:
        try:
            return data.decode("cp949")
        except UnicodeDecodeError:
            line = data.count(b"\n", 0, not_utf8.start) + 1
            raise Refused("exchange.encoding", line=line) from None


def _header(cells: Sequence[object]) -> tuple[str, ...]:
    check_columns(len(cells))
    return tuple("" if is_blank(c) else str(c).strip() for c in cells)


def _table(file: str, title: str, records: Iterator[Sequence[object]]) -> RawTable:
    """A raw table from records of which the first is the header; blank rows are left out."""
    header = _header(next(records, ()))
    rows: list[tuple[int, Sequence[object]]] = []
    for number, cells in enumerate(records, start=2):
        if any(not is_blank(c) for c in cells):
            rows.append((number, [restored(c) if isinstance(c, str) else c for c in cells]))
    check_rows(len(rows))
    return RawTable(file, title, header, tuple(rows))


def csv_table(file: str, title: str, data: bytes) -> RawTable:
    """The table of a CSV file; commas or tabs between cells.

    Raises:
        Refused: too big, too many rows or columns, another encoding, or quotes that do not close.
    """
    check_size(len(data))
    check_rows(min(data.count(b"\n"), MAX_ROWS + 2) - 1)
    text = decoded(data)
    first_line = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first_line and "," not in first_line else ","
    if (cells := text.count(delimiter)) > MAX_CELLS:
        raise Refused("exchange.too_many_columns", columns=cells, limit=MAX_COLUMNS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return _table(file, title, _records(reader))


def _records(reader: "_csv.Reader") -> Iterator[list[str]]:
    """The records of a CSV file.

    Raises:
        Refused: a quotation mark does not match; the line is the one where its record begins.
    """
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error:
            raise Refused("exchange.csv", line=line) from None
        if record is None:
            return
        yield record


def workbook_tables(data: bytes) -> list[RawTable]:
    """The tables of an .xlsx, one a sheet; formulas count as the values last computed.

    Raises:
        Refused: it is no sane workbook (see ``limits``).
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    check_size(len(data))
    check_workbook(data)
    marks = marks_of(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for told in workbook.sheets_metadata:
            sheet = workbook.get_sheet_by_name(told.name)
            raw = _table(told.name, told.name, iter(sheet.to_python(skip_empty_area=False)))
            merged = tuple(
                Range(*first, *last).from_one() for first, last in sheet.merged_cell_ranges or []
            )
            is_hidden = told.visible is not SheetVisibleEnum.Visible
            own = marks.get(told.name, Marks())._replace(merged=merged, is_hidden=is_hidden)
            found.append(raw._replace(marks=own))
    except CalamineError:
        raise Refused("exchange.not_xlsx") from None
    return found


class _Twice(ValueError):
    """A JSON object names a key twice."""


def _number(text: str) -> int | float:
    """A number of JSON; floats with a fraction of nothing are how spreadsheets count days."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _constant(text: str) -> float | None:
    """NaN is how programs write an empty cell; an infinity stays what it is."""
    return None if text == "NaN" else float(text)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        count = Counter(k for k, _ in pairs)
        raise _Twice(next(k for k, _ in pairs if count[k] > 1))
    return found


_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
# one escape after the other; a pair of surrogates is one character, the group is a lone half
_HALF: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def _refuse_half_characters(text: str) -> None:
    """Return when no escape names half a character, which no file or database can hold.

    Raises:
        Refused: one does.
    """
    if not _SURROGATE.search(text):
        return
    for escape in _HALF.finditer(text):
        if escape[1]:
            line = text.count("\n", 0, escape.start()) + 1
            raise Refused("exchange.half_character", line=line)


def json_object(data: bytes) -> dict[str, Any]:
    """The object of a JSON file.

    Raises:
        Refused: no JSON, no object, a key that stands twice, or half a character.
    """
    check_size(len(data))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("exchange.utf16")
    try:
        text = data.decode("utf-8-sig")
        _refuse_half_characters(text)
        found = json.loads(
            text, object_pairs_hook=_no_key_twice, parse_float=_number, parse_constant=_constant
        )
    except _Twice as twice:
        raise Refused("exchange.json_key_twice", key=str(twice)[:80]) from None
    except json.JSONDecodeError as error:
        raise Refused("exchange.json", line=error.lineno) from None
    except UnicodeDecodeError as error:
        raise Refused("exchange.encoding", line=data.count(b"\n", 0, error.start) + 1) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or nesting without end
        raise Refused("exchange.json", line=1) from None
    if not isinstance(found, dict):
        raise Refused("exchange.json_shape", key="")
    return found


def json_table(title: str, records: object) -> RawTable:
    """The table of one key of a JSON pool; the header is the union of the records' keys.

    Raises:
        Refused: it is no list of objects, or has too many rows or columns.
    """
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        raise Refused("exchange.json_shape", key=title[:80])
    check_rows(len(records))
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(map(str, record)))
        check_columns(len(names))
    header = tuple(names)
    numbered = ((n, [r.get(k) for k in header]) for n, r in enumerate(records, start=2))
    rows = tuple((n, cells) for n, cells in numbered if not all(is_blank(c) for c in cells))
    return RawTable(title, title, header, rows)


def by_basename(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Uploads by the last part of their names, whatever folder they claim to come from.

    Raises:
        Refused: two files have the same name.
    """
    found: dict[str, bytes] = {}
    for name, data in files.items():
        base = name.replace("\\", "/").rsplit("/", 1)[-1]
        if base in found:
            raise Refused("exchange.table_twice", title=base[:80])
        found[base] = data
    return found
