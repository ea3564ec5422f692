"""Where the columns of a table stand, and what is wrong with its first row.

Where the headers themselves are not where they belong, that is all that is said: every column would
be missing, and no row would read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from scheduler.exchange.columns import COLUMNS, ONE_OF, Column, column_of_header, folded
from scheduler.exchange.days import is_blank
from scheduler.exchange.marks import Range, cell_name
from scheduler.exchange.near_names import is_aside, near_name
from scheduler.exchange.sheets import RawTable
from scheduler.exchange.slips import has_lost_letters
from scheduler.exchange.strays import is_transposed, table_of_headers
from scheduler.model import Complaint

SHOWN: Final = 80
MOST_NAMED: Final = 5
NOTHING: Final = "–"
_HEADERS_STAND_WITHIN: Final = 12
_OTHER_DELIMITERS: Final = (";", "|", "，", "、", ":", "\t")


class Headers(NamedTuple):
    """Where each known column stands; ``missing`` are required ones. Not ``is_read``: no rows."""

    places: tuple[tuple[int, Column], ...]
    missing: tuple[Column, ...]
    complaints: tuple[Complaint, ...]
    is_read: bool = True


def headers_of(table: str, raw: RawTable) -> Headers:
    """The columns of a raw table, with all complaints about its first row."""
    if (misplaced := _misplaced(table, raw)) is not None:
        return Headers((), tuple(c for c in COLUMNS[table] if c.required), (misplaced,), False)
    known = column_of_header(table)
    places: list[tuple[int, Column]] = []
    unknown: list[str] = []
    complaints: list[Complaint] = []
    for index, text in enumerate(raw.header):
        if is_aside(text):
            continue
        column = known.get(folded(text))
        if column is None and text:
            unknown.append(text)
        elif column is None and not text and _has_values(raw, index):
            complaints.append(_about(raw, "exchange.no_header", column=index + 1))
        elif column is not None and column.name in {c.name for _, c in places}:
            first = next(raw.header[i] for i, c in places if c.name == column.name)
            twice = _about(raw, "exchange.header_twice", first=first[:SHOWN])
            complaints.append(twice.model_copy(update={"column": column.name, "value": text}))
        elif column is not None:
            places.append((index, column))
    present = {column.name for _, column in places}
    absent = [c for c in COLUMNS[table] if c.name not in present]
    missing = [c for c in absent if c.required or ONE_OF.get((table, c.name)) in _names(absent)]
    complaints += _of_unknown(raw, unknown, absent, missing)
    return Headers(tuple(places), tuple(missing), tuple(complaints))


def _names(columns: Sequence[Column]) -> set[str]:
    return {c.name for c in columns}


def _about(raw: RawTable, code: str, **facts: str | int) -> Complaint:
    return Complaint(code=code, file=raw.file, row=1, facts=facts)


def _has_values(raw: RawTable, index: int) -> bool:
    return any(len(cells) > index and not is_blank(cells[index]) for _, cells in raw.rows)


# -- headers that are not where they belong ----------------------------------------------------


def _misplaced(table: str, raw: RawTable) -> Complaint | None:
    """What is wrong with the first row as a whole, if anything."""
    known = column_of_header(table)
    here = _known_among(raw.header, known)
    for number, cells in raw.rows:
        if number > _HEADERS_STAND_WITHIN:
            break
        texts = ["" if is_blank(c) else str(c) for c in cells]
        if _known_among(texts, known) > max(here, 1):
            above = next((text for text in raw.header if text), NOTHING)
            return _about(raw, "exchange.title_row", row=number, above=above[:SHOWN])
    if merged := next((r for r in raw.marks.merged if r.row == 1 and _is_wide(r)), None):
        return _about(raw, "exchange.merged_header", cells=str(merged))
    return _of_another(table, raw) or (None if here else _without_headers(raw, known))


def _of_another(table: str, raw: RawTable) -> Complaint | None:
    """The complaint that a first row lacks what is required since it is another table's."""
    known = column_of_header(table)
    names = {known[folded(text)].name for text in raw.header if folded(text) in known}
    if all(c.name in names for c in COLUMNS[table] if c.required):
        return None
    first = [raw.header[0] if raw.header else "", *(cells[0] for _, cells in raw.rows if cells)]
    if is_transposed(table, first):
        return _about(raw, "exchange.transposed")
    others = {name: columns for name, columns in COLUMNS.items() if name != table}
    other = table_of_headers(raw.header, others)
    if other and _known_among(raw.header, column_of_header(other)) > len(names):
        return _about(raw, "exchange.other_table", table=other)
    return None


def _known_among(texts: Sequence[str], known: Mapping[str, Column]) -> int:
    return len({known[folded(text)].name for text in texts if folded(text) in known})


def _is_wide(merged: Range) -> bool:
    return merged.last_column > merged.column


def _without_headers(raw: RawTable, known: Mapping[str, Column]) -> Complaint:
    """Why no header of the first row is one that the table knows."""
    found = [text for text in raw.header if text]
    if not found:
        return _about(raw, "exchange.no_headers", found=NOTHING)
    if any(map(has_lost_letters, found)):
        lost = _about(raw, "exchange.lost_letters")
        return lost.model_copy(update={"value": ", ".join(found)[:SHOWN]})
    if len(found) == 1 and _known_among(found[0].split(","), known) > 1:
        return _about(raw, "exchange.rows_quoted")
    for delimiter in _OTHER_DELIMITERS:
        if len(found) == 1 and _known_among(found[0].split(delimiter), known) > 1:
            return _about(raw, "exchange.delimiter", delimiter=delimiter)
    return _about(raw, "exchange.no_headers", found=named(found))


def named(texts: Sequence[str]) -> str:
    """Names that were found, in quotation marks; a dash for none."""
    shown = ", ".join(f"'{text[:SHOWN]}'" for text in texts[:MOST_NAMED])
    return f"{shown} …" if len(texts) > MOST_NAMED else shown or NOTHING


# -- columns that are unknown, and columns that are not there ------------------------------------


def _of_unknown(
    raw: RawTable,
    unknown: Sequence[str],
    absent: Sequence[Column],
    missing: Sequence[Column],
) -> Iterator[Complaint]:
    """One complaint for each unknown header and each missing column; one where they are one."""
    spellings = {s: c for c in absent for s in spellings_of(c)}
    names = {spelling: column.name for spelling, column in spellings.items()}
    meant = {text: near_name(text, names) for text in unknown}
    for text in unknown:
        name = meant[text]
        if name in _names(missing):
            continue  # told with the column that is missing
        found = _about(raw, "exchange.unknown_column")
        if name is not None:
            korean = next(c.header("ko") for c in absent if c.name == name)
            found = _about(raw, "exchange.near_column", korean=korean)
        update = {"column": text[:SHOWN], "value": text[:SHOWN], "nearest": name or ""}
        if name is None:
            update["severity"] = "warning"
        yield found.model_copy(update=update)
    for column in missing:
        in_place = [t for t in unknown if meant[t] == column.name]
        others = in_place or [t for t in unknown if meant[t] is None]
        wanted = " | ".join((column.name, *_other_of(column)))
        facts = {"korean": column.header("ko"), "found": named(others)}
        value = in_place[0][:SHOWN] if in_place else ""
        missed = _about(raw, "exchange.missing_column", **facts)
        yield missed.model_copy(update={"column": column.name, "value": value, "expected": wanted})


def spellings_of(column: Column) -> tuple[str, ...]:
    """How a header may be written: the column's name, its Korean alias, its English label."""
    return (column.name, column.header("ko"), column.label)


def _other_of(column: Column) -> tuple[str, ...]:
    other = ONE_OF.get((column.table, column.name))
    return () if other is None else (other,)


# -- what a sheet holds besides values ------------------------------------------------------------


def of_marks(raw: RawTable, places: Sequence[tuple[int, Column]]) -> Iterator[Complaint]:
    """What is hidden, merged or broken in the known columns of a sheet."""
    filled = {1, *(number for number, _ in raw.rows)}
    at = {index + 1: column for index, column in places}
    for (row, number), error in sorted(raw.marks.broken.items()):
        if number in at:
            code = "exchange.formula_error" if error else "exchange.formula_unanswered"
            found = Complaint(
                code=code, file=raw.file, row=row, column=at[number].name, value=error,
                facts={"cell": cell_name(row, number)},
            )  # fmt: skip
            yield found
    for merged in raw.marks.merged:
        columns = [at[n] for n in range(merged.column, merged.last_column + 1) if n in at]
        rows = [n for n in range(merged.row, min(merged.last_row, max(filled)) + 1) if n in filled]
        if columns and rows:
            yield Complaint(
                code="exchange.merged", file=raw.file, row=rows[0], column=columns[0].name,
                facts={"cells": str(merged)},
            )  # fmt: skip
    yield from _hidden(raw, at, filled)


def _hidden(raw: RawTable, at: Mapping[int, Column], filled: set[int]) -> Iterator[Complaint]:
    marks = raw.marks
    if marks.is_hidden:
        yield _warned(raw, "exchange.hidden_sheet")
    if rows := sorted(marks.hidden_rows & filled):
        more = " …" if len(rows) > MOST_NAMED else ""
        first = ", ".join(map(str, rows[:MOST_NAMED]))
        yield _warned(raw, "exchange.hidden_rows", count=len(rows), rows=f"{first}{more}")
    hidden = [c.name for n, c in at.items() if any(r.holds(1, n) for r in marks.hidden_columns)]
    if hidden:
        yield _warned(raw, "exchange.hidden_columns", columns=", ".join(hidden))


def _warned(raw: RawTable, code: str, **facts: str | int) -> Complaint:
    return Complaint(code=code, severity="warning", file=raw.file, facts=facts)
