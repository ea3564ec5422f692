"""Writing a pool: a folder of CSV with policy.toml, an Excel workbook, or a JSON file.

Reading back gives an equal pool, in English and in Korean headers. Texts that a spreadsheet
might run are neutralised by the rule in ``quoting``. The same pool gives the same bytes.
"""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from scheduler.exchange.columns import COLUMNS, POLICY, Column, folded, table_of_title
from scheduler.exchange.drafts import sweep, write_file, write_together
from scheduler.exchange.policy_file import policy_rows, policy_to_toml
from scheduler.exchange.quoting import neutralised
from scheduler.model import TABLES, Designation, Fact, Language, Moment, Pool, SkillNeed, label
from scheduler.model.errors import RequestError

# enough for a file of the same pool to have the same bytes
_EPOCH: Final = datetime(2026, 1, 1)
# dates that Excel's calendar can hold as numbers
_EXCEL_FROM: Final = date(1900, 3, 1)
_WIDEST: Final = 40
# what a file is meant by, which no pool is written as; any other dot may stand in a folder's name
_OTHER_FILES: Final = frozenset(
    {".csv", ".tsv", ".txt", ".xls", ".xlsm", ".xlsb", ".ods", ".zip", ".hwp", ".hwpx", ".pdf"}
)
_PLAIN_KINDS: Final = frozenset(
    {
        "id",
        "agency",
        "agencies",
        "key",
        "text",
        "number",
        "flag",
        "date",
        "from",
        "to",
        "ids",
        "scope",
        "designations",
        "skills",
        "week",
    }
)


def is_pool_folder(path: Path) -> bool:
    """Whether ``write_pool`` writes a folder there; a folder's name may have a dot."""
    return path.is_dir() or path.suffix.casefold() not in {".xlsx", ".json", *_OTHER_FILES}


def write_pool(pool: Pool, path: Path, *, language: Language = "en") -> None:
    """Write a pool to an .xlsx or .json by the path's suffix, or to a folder of CSV files.

    A file is there whole or as it was. A folder that was left half written lacks the table of
    agencies, without which it is no pool: a missing optional table would pass for an empty one. A
    table that the folder holds under its name in another language goes, or it would be there twice.

    Raises:
        RequestError: the suffix is that of another kind of file.
    """
    suffix = path.suffix.casefold()
    if is_pool_folder(path):
        path.mkdir(parents=True, exist_ok=True)
        last = f"{title('agencies', language)}.csv"
        files = pool_to_files(pool, language)
        write_together(path, files, last)
        for file in path.glob("*.csv"):
            if file.name not in files and folded(file.stem) in table_of_title():
                file.unlink(missing_ok=True)
        sweep(path, lambda name: name in files)
    elif suffix == ".xlsx":
        write_file(path, pool_to_xlsx(pool, language))
    elif suffix == ".json":
        write_file(path, pool_to_json(pool, language))
    else:
        raise RequestError("exchange.write_suffix", suffix=suffix)


def pool_to_files(pool: Pool, language: Language = "en") -> dict[str, bytes]:
    """The files of a pool's folder by name: one CSV a table, empty ones too, and policy.toml.

    Korean files carry a BOM, by which Excel recognises them.
    """
    files = {}
    for table in TABLES:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        columns = COLUMNS[table.name]
        writer.writerow([column.header(language) for column in columns])
        for row in getattr(pool, table.name):
            writer.writerow([neutralised(cell_text(row, c, language)) for c in columns])
        encoding = "utf-8-sig" if language == "ko" else "utf-8"
        files[f"{title(table.name, language)}.csv"] = text.getvalue().encode(encoding)
    files["policy.toml"] = policy_to_toml(pool.policy).encode()
    return files


def title(table: str, language: Language) -> str:
    """The file or sheet title of a table."""
    return label("table", table, "ko") if language == "ko" else table


def pool_to_json(pool: Pool, language: Language = "en") -> bytes:
    """A pool as one JSON object of tables; Korean titles and headers where asked for."""
    content: dict[str, Any] = pool.model_dump(mode="json", by_alias=True)
    if language == "ko":
        content = {title(name, "ko"): _korean(name, part) for name, part in content.items()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def _korean(table: str, part: Any) -> Any:
    if table == POLICY:
        return part
    names = {c.name: c.header("ko") for c in COLUMNS[table]}
    return [{names[k]: v for k, v in row.items()} for row in part]


def value_of(row: Fact, column: Column) -> Any:
    """The value of a row in a column; ``from`` is spelt with a trailing ``_`` in Python."""
    return getattr(row, "from_" if column.name == "from" else column.name)


def fact_texts(table: str, row: Fact, language: Language = "en") -> list[tuple[str, str]]:
    """The header and the cell of each column of a row, as they would be written."""
    return [(c.header(language), cell_text(row, c, language)) for c in COLUMNS[table]]


def cell_text(row: Fact, column: Column, language: Language) -> str:
    """What stands in a cell, before the quote rule; empty for an empty value."""
    value = value_of(row, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "ko": ("아니오", "예")}[language][value]
    if isinstance(value, tuple):
        # a lone separator is an empty list in a column that may not be empty
        return ";".join(_item_text(v, column, language) for v in value) or (
            ";" if column.required else ""
        )
    return _item_text(value, column, language)


def _item_text(value: object, column: Column, language: Language) -> str:
    if isinstance(value, SkillNeed):
        return value.skill if value.level == 1 else f"{value.skill}>={value.level}"
    if isinstance(value, Designation):
        return value.authority if value.until is None else f"{value.authority}:{value.until}"
    if isinstance(value, Moment):
        return (
            f"{value.day}/{label('half', value.half, language)}" if language == "ko" else str(value)
        )
    if language == "ko" and value != "*" and column.kind not in _PLAIN_KINDS:
        kind = "mode" if column.kind in ("modes", "mode_scope") else column.kind
        return label(kind, str(value), "ko")
    return str(value)


def pool_to_xlsx(pool: Pool, language: Language = "en") -> bytes:
    """A pool as a workbook: a sheet a table, a policy sheet, headers frozen, values typed."""
    buffer = io.BytesIO()
    with new_book(buffer) as book:
        formats = book_formats(book)
        for table in TABLES:
            sheet = book.add_worksheet(title(table.name, language))
            fill_sheet(sheet, table.name, getattr(pool, table.name), language, formats)
        _fill_policy(book.add_worksheet(title(POLICY, language)), pool, language, formats)
    return buffer.getvalue()


def new_book(buffer: io.BytesIO) -> Any:
    """A workbook whose texts stay texts, the same bytes for the same cells."""
    import xlsxwriter

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": _EPOCH})
    return book


def book_formats(book: Any) -> dict[str, Any]:
    """How the cells of a pool's workbook look, by what they are."""
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format(),
        "head": book.add_format({"bold": True, "bg_color": "#E6ECF5", "bottom": 1}),
        "required": book.add_format({"bold": True, "bg_color": "#C9D8F0", "bottom": 1}),
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "number": book.add_format({"num_format": "0"}),
    }


def fill_sheet(
    sheet: Any, table: str, rows: tuple[Fact, ...], language: Language, formats: Mapping[str, Any]
) -> None:
    """Write a table's header and rows into a sheet, typed and as wide as they are."""
    columns = COLUMNS[table]
    sheet.freeze_panes(1, 1)
    for x, column in enumerate(columns):
        head = column.header(language)
        sheet.write_string(0, x, head, formats["required" if column.required else "head"])
        texts = [cell_text(row, column, language) for row in rows[:200]]
        width = max(written_width(t) for t in (head, *texts))
        cell = formats["number" if column.kind == "number" else "text"]
        sheet.set_column(x, x, min(width, _WIDEST) + 2, cell)
    for y, row in enumerate(rows, start=1):
        for x, column in enumerate(columns):
            _write(sheet, y, x, value_of(row, column), cell_text(row, column, language), formats)


def _write(sheet: Any, y: int, x: int, value: Any, text: str, formats: Mapping[str, Any]) -> None:
    """Numbers as numbers, dates as dates, everything else as text and never as a formula."""
    if isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(y, x, value, formats["number"])
    elif isinstance(value, date) and value >= _EXCEL_FROM:
        sheet.write_datetime(y, x, datetime(value.year, value.month, value.day), formats["date"])
    elif text:
        sheet.write_string(y, x, neutralised(text), formats["text"])


def written_width(text: str) -> int:
    """Columns that a text takes on a screen; Korean letters take two."""
    return sum(2 if ord(letter) > 0x1100 else 1 for letter in text)


def _fill_policy(sheet: Any, pool: Pool, language: Language, formats: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, _WIDEST)
    for x, column in enumerate(("key", "value")):
        head = label(f"column.{POLICY}", column, "ko") if language == "ko" else column
        sheet.write_string(0, x, head, formats["required"])
    for y, (key, value) in enumerate(policy_rows(pool.policy), start=1):
        sheet.write_string(y, 0, neutralised(key), formats["text"])
        text = "" if isinstance(value, int) else value
        _write(sheet, y, 1, value, text, formats)
