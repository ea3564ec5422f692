"""From a raw table to rows of the model, with a complaint for every cell that is wrong."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError

from scheduler.exchange.cells import plain, read_cell
from scheduler.exchange.columns import COLUMNS, Column, column_of_header, folded
from scheduler.exchange.days import CellError, is_blank
from scheduler.exchange.sheets import RawTable
from scheduler.model import TABLE, Complaint, Fact, row_key

MAX_COMPLAINTS: Final = 1_000
_SHOWN: Final = 80


@dataclass
class Built:
    """What became of one table.

    ``row_of_key`` finds the row that a key was read from. ``broken`` holds the ids of rows that
    did not become facts, so that nobody is told that they do not exist; ``is_whole`` is False
    when the table as such could not be read.
    """

    file: str
    facts: list[Fact] = field(default_factory=list)
    row_of_key: dict[str, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    is_whole: bool = True


def key_text(table: str, fact: Fact) -> str:
    """The key of a row as one text; ids hold no ``/``."""
    return "/".join(row_key(TABLE[table], fact))


def built_table(table: str, raw: RawTable) -> Built:
    """The facts of one raw table and all complaints about it."""
    built = Built(raw.file)
    places = _places(table, raw, built)
    present = {column.name for _, column in places}
    missing = [c for c in COLUMNS[table] if c.required and c.name not in present]
    built.is_whole = not missing
    for number, cells in raw.rows:
        _add_row(table, built, number, cells, places, missing, len(raw.header))
        if len(built.complaints) >= MAX_COMPLAINTS:
            # with its row, so that it stands below those that it speaks of
            stopped = Complaint(
                code="exchange.and_more", file=built.file, row=number, facts={"row": number}
            )
            built.complaints.append(stopped)
            built.is_whole = False
            break
    return built


def _places(table: str, raw: RawTable, built: Built) -> list[tuple[int, Column]]:
    """Where each column stands; complaints about the header on the way."""
    known = column_of_header(table)
    places: list[tuple[int, Column]] = []
    unknown: list[str] = []
    for index, text in enumerate(raw.header):
        column = known.get(folded(text))
        if column is None:
            if text:
                unknown.append(text)
            elif any(len(cells) > index and not is_blank(cells[index]) for _, cells in raw.rows):
                facts: dict[str, str | int] = {"column": index + 1}
                built.complaints.append(
                    Complaint(code="exchange.no_header", file=raw.file, row=1, facts=facts)
                )
        elif column.name in {c.name for _, c in places}:
            built.complaints.append(
                _complaint("exchange.header_twice", built, 1, column.name, text)
            )
        else:
            places.append((index, column))
    _complain_of_headers(table, built, places, unknown)
    return places


def _complain_of_headers(
    table: str, built: Built, places: Sequence[tuple[int, Column]], unknown: Sequence[str]
) -> None:
    present = {column.name for _, column in places}
    absent = [c for c in COLUMNS[table] if c.name not in present]
    for text in unknown:
        spellings = {s: c.name for c in absent for s in (c.name, c.header("ko"))}
        near = get_close_matches(text, list(spellings), 1, 0.6)
        found = _complaint("exchange.unknown_column", built, 1, text[:_SHOWN], text)
        nearest = near[0] if near else ""
        built.complaints.append(
            found.model_copy(update={"severity": "warning", "nearest": nearest})
        )
    for column in absent:
        if column.required:
            near = get_close_matches(column.name, unknown, 1, 0.6) or get_close_matches(
                column.header("ko"), unknown, 1, 0.6
            )
            facts: dict[str, str | int] = {"korean": column.header("ko")}
            built.complaints.append(
                Complaint(
                    code="exchange.missing_column",
                    file=built.file,
                    row=1,
                    column=column.name,
                    value=near[0][:_SHOWN] if near else "",
                    expected=column.name,
                    facts=facts,
                )
            )


def _complaint(
    code: str, built: Built, row: int | None, column: str, raw: object, **facts: str | int
) -> Complaint:
    return Complaint(
        code=code,
        file=built.file,
        row=row,
        column=column,
        value="" if is_blank(raw) else plain(raw)[:_SHOWN],
        facts=facts,
    )


def _add_row(
    table: str,
    built: Built,
    number: int,
    cells: Sequence[object],
    places: Sequence[tuple[int, Column]],
    missing: Sequence[Column],
    width: int,
) -> None:
    """Read one row into a fact, or into complaints."""
    before = len(built.complaints)
    values: dict[str, Any] = {}
    for index, column in places:
        cell = cells[index] if index < len(cells) else None
        if is_blank(cell) or cell == []:
            if column.required and not (isinstance(cell, list) and column.kind.endswith("scope")):
                built.complaints.append(
                    _complaint("exchange.required", built, number, column.name, "")
                )
            elif isinstance(cell, list):
                values[column.name] = ()
            continue
        try:
            values[column.name] = read_cell(column, cell)
        except CellError as error:
            found = _complaint(error.code, built, number, column.name, cell)
            built.complaints.append(
                found.model_copy(update={"expected": error.expected, "nearest": error.nearest})
            )
    extra = [c for c in cells[width:] if not is_blank(c)]
    if extra:
        built.complaints.append(_complaint("exchange.extra_cells", built, number, "", extra[0]))
    fact = None
    if len(built.complaints) == before and not missing:
        fact = _fact(table, built, number, values)
    if fact is None:
        first = COLUMNS[table][0].name
        built.broken.add(str(values.get(first, "")))
    else:
        _keep(table, built, number, fact)


def _keep(table: str, built: Built, number: int, fact: Fact) -> None:
    """Keep a fact, unless an earlier row has its key."""
    key = key_text(table, fact)
    first = built.row_of_key.setdefault(key, number)
    if first == number:
        built.facts.append(fact)
        return
    column = ", ".join(TABLE[table].key)
    built.complaints.append(
        _complaint("exchange.row_twice", built, number, column, key.strip("/"), first=first)
    )


# Contradictions inside one row, which the model refuses as a whole: our sentence for each.
_Check = Callable[[Mapping[str, Any]], bool]
_CONTRADICTIONS: Final[Mapping[str, tuple[tuple[str, str, _Check], ...]]] = {
    "demands": (
        (
            "exchange.authority_needed",
            "authority",
            lambda v: v["mode"] in ("exercise", "assist") and not v.get("authority"),
        ),
        (
            "exchange.window_reversed",
            "to",
            lambda v: bool(v.get("from") and v.get("to") and v["to"] < v["from"]),
        ),
    ),
    "assignments": (
        (
            "exchange.demand_or_case",
            "demand",
            lambda v: bool(v.get("demand")) == bool(v.get("case")),
        ),
        (
            "exchange.case_only_banned",
            "case",
            lambda v: not v.get("demand") and bool(v.get("case")) and v["status"] != "banned",
        ),
    ),
}


def _fact(table: str, built: Built, number: int, values: Mapping[str, Any]) -> Fact | None:
    """The fact of a row whose cells all read; None, with complaints, when they contradict."""
    try:
        return TABLE[table].row.model_validate(values)
    except ValidationError as error:
        before = len(built.complaints)
        for code, column, holds in _CONTRADICTIONS.get(table, ()):
            if holds(values):
                raw = str(values.get(column) or "")
                built.complaints.append(_complaint(code, built, number, column, raw))
        if len(built.complaints) == before:
            for detail in error.errors():
                column = str(detail["loc"][0]).removesuffix("_") if detail["loc"] else ""
                raw = values.get(column, "")
                built.complaints.append(
                    _complaint("exchange.not_accepted", built, number, column, raw)
                )
        return None
