"""From a raw table to rows of the model, with a complaint for every cell that is wrong."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from scheduler.exchange.cells import plain
from scheduler.exchange.columns import COLUMNS, Column
from scheduler.exchange.days import CellError, is_blank
from scheduler.exchange.headers import SHOWN, Headers, headers_of, of_marks
from scheduler.exchange.lists import read_cell
from scheduler.exchange.sheets import RawTable
from scheduler.exchange.strays import headers_again, stray_row, swapped_columns
from scheduler.model import TABLE, Complaint, Fact, row_key

MAX_COMPLAINTS: Final = 1_000


@dataclass
class Built:
    """What became of one table.

    ``row_of_key`` finds the row that a key was read from. ``broken`` holds the ids of rows that
    did not become facts, so that nobody is told that they do not exist; ``is_whole`` is False
    when the table as such could not be read. ``numbers`` are those of its filled rows.
    """

    file: str
    facts: list[Fact] = field(default_factory=list)
    row_of_key: dict[str, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    is_whole: bool = True
    numbers: tuple[int, ...] = ()


def key_text(table: str, fact: Fact) -> str:
    """The key of a row as one text; ids hold no ``/``."""
    return "/".join(row_key(TABLE[table], fact))


def built_table(table: str, raw: RawTable, agencies: Mapping[str, str] | None = None) -> Built:
    """The facts of one raw table and all complaints about it.

    ``agencies``: the id of each agency by its names, which stand for it in every table.
    """
    built = Built(raw.file)
    headers = headers_of(table, raw)
    if (swapped := swapped_columns(headers.places, raw.rows)) is not None:
        one, other = swapped
        facts: dict[str, str | int] = {"one": raw.header[one], "other": raw.header[other]}
        headers = headers._replace(is_read=False)
        built.complaints.append(
            Complaint(code="exchange.columns_swapped", file=raw.file, row=1, facts=facts)
        )
    built.complaints += [*headers.complaints, *of_marks(raw, headers.places)]
    built.is_whole = headers.is_read and not headers.missing
    built.numbers = tuple(number for number, _ in raw.rows)
    if not headers.is_read:
        return built
    told = _told_cells(raw, built.complaints)
    for number, cells in raw.rows:
        reading = _Row(table, built, number, frozenset(told.get(number, ())))
        if not reading.add(cells, headers, len(raw.header), agencies or {}):
            built.is_whole = False  # the rows below are another table's
            break
        if len(built.complaints) >= MAX_COMPLAINTS:
            # with its row, so that it stands below those that it speaks of
            stopped = Complaint(
                code="exchange.and_more", file=built.file, row=number, facts={"row": number}
            )
            built.complaints.append(stopped)
            built.is_whole = False
            break
    return built


def _told_cells(raw: RawTable, complaints: Sequence[Complaint]) -> dict[int, set[int]]:
    """By row the places of empty cells of which it is told already why they are empty."""
    told: dict[int, set[int]] = defaultdict(set)
    for row, column in raw.marks.broken:
        told[row].add(column - 1)
    if any(c.code == "exchange.merged" for c in complaints):
        for merged in raw.marks.merged:
            for row, _ in raw.rows:
                if merged.row <= row <= merged.last_row:
                    told[row].update(range(merged.column - 1, merged.last_column))
    return told


def _complaint(
    code: str, built: Built, row: int | None, column: str, raw: object, **facts: str | int
) -> Complaint:
    return Complaint(
        code=code,
        file=built.file,
        row=row,
        column=column,
        value="" if is_blank(raw) else plain(raw)[:SHOWN],
        facts=facts,
    )


class _Row(NamedTuple):
    """One row on its way to a fact, or to complaints. ``told``: cells that are explained."""

    table: str
    built: Built
    number: int
    told: frozenset[int]

    def add(
        self, cells: Sequence[object], headers: Headers, width: int, agencies: Mapping[str, str]
    ) -> bool:
        """Read the row into a fact, or into complaints; False where another table begins."""
        built, before = self.built, len(self.built.complaints)
        values: dict[str, Any] = {}
        fact = None
        extra = [c for c in cells[width:] if not is_blank(c)]
        if extra:  # a cell too many moves all that follow it
            self._complain("exchange.extra_cells", "", extra[0])
            first = headers.places[0][0] if headers.places else 0
            built.broken.add("" if is_blank(cells[first]) else plain(cells[first]))
        else:
            for index, column in headers.places:
                cell = cells[index] if index < len(cells) else None
                if index not in self.told or not is_blank(cell):
                    self._read(column, cell, values, agencies)
        if len(built.complaints) == before and not headers.missing and not self.told:
            fact = _fact(self.table, built, self.number, values)
        other = ""
        if fact is None or stray_row(cells) == "example":
            other = self._name_the_cause(cells, before)
            # names too, by which other tables may call it
            for name in (COLUMNS[self.table][0].name, "name_ko", "name_en"):
                built.broken.add(str(values.get(name, "")))
        else:
            _keep(self.table, built, self.number, fact)
        return other in ("", self.table)

    def _name_the_cause(self, cells: Sequence[object], before: int) -> str:
        """One complaint for a row that is no record, instead of one for each of its cells.

        Returns the table whose headers the row holds, if it holds headers.
        """
        other = headers_again(self.table, cells)
        stray = "" if other else stray_row(cells)
        if not other and not stray:
            return ""
        first = next(c for c in cells if not is_blank(c))
        code = "stray_row" if stray else "header_again" if other == self.table else "second_table"
        facts = {"stray": stray} if stray else {"table": other}
        found = _complaint(f"exchange.{code}", self.built, self.number, "", first, **facts)
        self.built.complaints[before:] = [found]
        return other

    def _read(
        self, column: Column, cell: object, values: dict[str, Any], agencies: Mapping[str, str]
    ) -> None:
        """Read one cell into the values, or into a complaint; an optional one may be empty."""
        if is_blank(cell) or cell == []:
            if column.required and not (isinstance(cell, list) and column.kind.endswith("scope")):
                self._complain("exchange.required", column.name, "")
            elif isinstance(cell, list):
                values[column.name] = ()
            return
        try:
            values[column.name] = read_cell(column, cell, agencies)
        except CellError as error:
            self._complain(error.code, column.name, cell, error)

    def _complain(
        self, code: str, column: str, raw: object, error: CellError | None = None
    ) -> None:
        found = _complaint(code, self.built, self.number, column, raw)
        if error is not None:
            update = {"expected": error.expected, "nearest": error.nearest}
            found = found.model_copy(update=update)
        self.built.complaints.append(found)


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
_NAME_NEEDED: Final = (
    "exchange.name_needed",
    "name_ko",
    lambda v: is_blank(v.get("name_ko")) and is_blank(v.get("name_en")),
)
_CONTRADICTIONS: Final[Mapping[str, tuple[tuple[str, str, _Check], ...]]] = {
    "agencies": (_NAME_NEEDED,),
    "authorities": (_NAME_NEEDED,),
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
                low = {c.name: c.low for c in COLUMNS[table]}.get(column, 0)
                wrong = _complaint("", built, number, column, raw)
                built.complaints.append(_beyond(detail, low, wrong))
        return None


def _beyond(detail: Mapping[str, Any], low: int, found: Complaint) -> Complaint:
    """The complaint about a value that a cell may hold and the model refuses."""
    most = (detail.get("ctx") or {}).get("le")
    if most is None:
        return found.model_copy(update={"code": "exchange.not_accepted"})
    return found.model_copy(update={"code": "exchange.range", "expected": f"{low}..{most}"})
