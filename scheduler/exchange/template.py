"""An agency's own workbook: the tables that it keeps, its rows filled in, and lists to choose from.

The first sheet tells how to fill it. Sheets whose names begin with an underscore are no tables, and
whoever reads the workbook leaves them aside. A masked agency's sheet asks for no names.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from scheduler.exchange.columns import COLUMNS, Column
from scheduler.exchange.vocabularies import VOCABULARIES
from scheduler.exchange.writing import book_formats, fill_sheet, new_book, title, written_width
from scheduler.forward import KEPT, own_rows
from scheduler.model import Agency, Language, NotFoundError, Pool, label, say
from scheduler.model.texts import table as text_table

ROWS: Final = 2_000
"""Rows below the header for which a sheet offers its lists."""
_VOCABULARY_OF: Final = {"modes": "mode", "mode_scope": "mode"}


def agency_template(pool: Pool, agency: str, language: Language = "ko") -> bytes:
    """The workbook (.xlsx) of an agency, with its rows of the pool.

    Raises:
        NotFoundError: the pool has no such agency.
    """
    known = pool.agency_of_id.get(agency)
    if known is None:
        raise NotFoundError("template.no_agency", agency=agency)
    buffer = io.BytesIO()
    with new_book(buffer) as book:
        formats = book_formats(book)
        guide = book.add_worksheet(f"_{say('template.guide', language)}")
        sheets = {name: book.add_worksheet(title(name, language)) for name in KEPT}
        lists = _Lists(book.add_worksheet(f"_{say('template.lists', language)}"), formats)
        for name, sheet in sheets.items():
            fill_sheet(sheet, name, own_rows(pool, agency, name), language, formats)
            _offer(sheet, COLUMNS[name], lists, _references(pool, agency), language)
        _explain(guide, known, formats, language)
    return buffer.getvalue()


# -- lists to choose from --------------------------------------------------------------------------


class _Lists:
    """A sheet of lists, a column each; a cell's list is a range of it, which may be long."""

    def __init__(self, sheet: Any, formats: Mapping[str, Any]) -> None:
        self._sheet, self._formats = sheet, formats
        self._ranges: dict[str, str] = {}

    def range_of(self, name: str, values: Sequence[str]) -> str:
        """The range that holds a list, written down when it is first asked for."""
        if name not in self._ranges:
            x = len(self._ranges)
            self._sheet.write_string(0, x, name, self._formats["head"])
            for y, value in enumerate(values, start=1):
                self._sheet.write_string(y, x, value, self._formats["text"])
            self._sheet.set_column(x, x, max(map(written_width, (name, *values))) + 2)
            letter = _letters(x)
            quoted = self._sheet.get_name().replace("'", "''")
            self._ranges[name] = f"='{quoted}'!${letter}$2:${letter}${max(2, len(values) + 1)}"
        return self._ranges[name]


def _letters(x: int) -> str:
    """The name of a column by its number from 0."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(x))


def _offer(
    sheet: Any,
    columns: Sequence[Column],
    lists: _Lists,
    references: Mapping[str, Sequence[str]],
    language: Language,
) -> None:
    """Give each column whose values are closed its list, and each number its range."""
    for x, column in enumerate(columns):
        rule = _bounds(column) if column.kind == "number" else None
        values = _values(column, references, language)
        if values is not None:
            # a cell that takes several values may hold what no list can offer
            kind = "information" if column.kind in _VOCABULARY_OF else "stop"
            source = lists.range_of(*values)
            rule = {"validate": "list", "source": source, "error_type": kind}
        if rule is not None:
            wrong = say("template.wrong", language, header=column.header(language))
            told = {"error_title": say("template.check", language), "error_message": wrong}
            sheet.data_validation(1, x, ROWS, x, {"ignore_blank": True, **rule, **told})


def _bounds(column: Column) -> dict[str, object]:
    if column.high is None:
        return {"validate": "integer", "criteria": ">=", "value": column.low}
    bounds = {"minimum": column.low, "maximum": column.high}
    return {"validate": "integer", "criteria": "between", **bounds}


def _values(
    column: Column, references: Mapping[str, Sequence[str]], language: Language
) -> tuple[str, Sequence[str]] | None:
    """A list's name and its values; None where other texts will do, or there is nothing yet."""
    if column.kind == "flag":
        return say("template.flag", language), [say(f"template.{w}", language) for w in ("y", "n")]
    vocabulary = _VOCABULARY_OF.get(column.kind, column.kind)
    if vocabulary in VOCABULARIES:
        words = [_word(vocabulary, value, language) for value in VOCABULARIES[vocabulary]]
        return column.header(language), words
    # in its own table a specialist is given a name, which no list can hold
    named = references.get(
        "" if column.table == "specialists" == f"{column.name}s" else column.name
    )
    return (column.header(language), named) if named else None


def _references(pool: Pool, agency: str) -> dict[str, Sequence[str]]:
    """What columns may name, by column. Of other agencies' people nothing is told, not even ids."""
    own = [s for s in pool.specialists if s.agency == agency]
    people = {s.specialist for s in own}
    open_stations = {s.station for s in pool.specialists if not pool.agency_of_id[s.agency].masked}
    held = {s.skill for s in pool.specialist_skills if s.specialist in people}
    asked = {need.skill for d in pool.demands for need in d.skills}
    return {
        "agency": (agency,),
        "from_agency": (agency,),
        "to_agency": [a.agency for a in pool.agencies],
        "specialist": sorted(people),
        "skill": sorted(held | asked | set(pool.policy.catalogue.get("skills", {}))),
        "station": sorted(open_stations | {s.station for s in own}),
    }


def _word(vocabulary: str, value: str, language: Language) -> str:
    return label(vocabulary, value, language) if language == "ko" else value


# -- how to fill it --------------------------------------------------------------------------------


def _explain(sheet: Any, agency: Agency, formats: Mapping[str, Any], language: Language) -> None:
    """The first sheet: what to do, then each column with what belongs into it."""
    name = agency.name_ko if language == "ko" else agency.name_en
    lines = [say("template.title", language, agency=name), *_steps(agency, language)]
    for y, line in enumerate(lines):
        sheet.write_string(y, 0, line, formats["title" if y == 0 else "plain"])
    heads = ("sheet", "column", "required", "kind")
    top = len(lines) + 1
    for x, head in enumerate(heads):
        sheet.write_string(top, x, say(f"template.head_{head}", language), formats["head"])
    y = top
    for table in KEPT:
        for column in COLUMNS[table]:
            y += 1
            for x, text in enumerate(_row(table, column, language)):
                sheet.write_string(y, x, text, formats["text"])
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for x, width in enumerate((18, 24, 10, 70)):
        sheet.set_column(x, x, width)


def _steps(agency: Agency, language: Language) -> list[str]:
    codes = ["own", "gone", "lists", "several", "dates", "away", "send"]
    if agency.masked:
        codes.insert(1, "masked")
    return [
        f"{number}. {say(f'template.step_{code}', language)}"
        for number, code in enumerate(codes, start=1)
    ]


def _row(table: str, column: Column, language: Language) -> tuple[str, str, str, str]:
    needed = say("template.needed", language) if column.required else ""
    return title(table, language), column.header(language), needed, _kind(column, language)


def _kind(column: Column, language: Language) -> str:
    """What belongs into a column, in a few words; some columns have words of their own."""
    own = f"template.kind_{column.table}_{column.name}"
    if own in text_table():
        return say(own, language, range=column.range_text)
    if column.kind == "number":
        return say("template.kind_number", language, range=column.range_text)
    vocabulary = _VOCABULARY_OF.get(column.kind, column.kind)
    if vocabulary in VOCABULARIES:
        words = ", ".join(_word(vocabulary, v, language) for v in VOCABULARIES[vocabulary])
        choice = "choices" if column.kind in _VOCABULARY_OF else "choice"
        return say(f"template.kind_{choice}", language, words=words)
    kind = "day" if column.kind == "date" and column.required else column.kind
    code = f"template.kind_{kind}"
    return say(code if code in text_table() else "template.kind_text", language)
