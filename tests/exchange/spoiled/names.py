"""Names of tables and columns that are not quite theirs."""

from collections.abc import Iterator
from typing import Final

from scheduler.model import label
from tests.exchange.spoiled.forms import (
    FILES,
    HWP,
    SAFETY,
    Edit,
    Spoiled,
    as_xlsx,
    files_with,
    folder_with,
    grids,
    in_csv,
    in_json,
    in_xlsx,
    renamed,
    row_above,
    without_headers,
)

_NEAR: Final = ("exchange.near_table",)
_ENDING: Final = ("exchange.wrong_ending",)
_PLURAL: Final = {"availability": "availabilities", "home_reserve": "home_reserves"}


def _near_names(table: str) -> Iterator[tuple[str, str]]:
    """What a file or sheet is called instead of the table's name, and what was done to it."""
    korean = label("table", table, "ko")
    yield "brackets behind", f"{table}(final)"
    yield "a word behind", f"{table}_final"
    yield "a year before", f"2026_{table}"
    yield "a copy by Windows", f"{table} - 복사본"
    yield "one for many", _PLURAL.get(table, table.removesuffix("s"))
    yield "letters swapped", f"{table[:2]}{table[3]}{table[2]}{table[4:]}"
    yield "a letter missing", f"{table[:5]}{table[6:]}"
    yield "a letter too many", f"{table[:4]}{table[3:]}"
    yield "a wrong letter", f"{table[:3]}q{table[4:]}"
    yield "Korean, brackets behind", f"{korean}(최종)"
    yield "Korean, a year before", f"2026년 {korean}"
    yield "Korean, a wrong syllable", f"{korean[:-1]}꽃"
    yield "Korean, brackets before", f"【취합】 {korean}"


def tables() -> Iterator[Spoiled]:
    """Each safety table under another name, in another form, or without its headers."""
    for table in SAFETY:
        raw = FILES[f"{table}.csv"]
        for what, name in _near_names(table):
            edit = renamed(table, name)
            read = in_xlsx(edit) if what.startswith("Korean") else in_csv(edit)
            yield Spoiled(f"{table}: {what}", read, _NEAR, name, table)
        for what, name in list(_near_names(table))[:2]:
            moved = in_json(renamed(table, name))
            yield Spoiled(f"{table}: {what}, json", moved, _NEAR, name, table)
        for ending, data in (
            ("hwp", HWP), ("xlsx", as_xlsx({table: grids()[table]})), ("txt", raw),
            ("csv.bak", raw), ("pdf", b"%PDF-1.7"), ("json", b"[]"),
        ):  # fmt: skip
            name = f"{table}.{ending}"
            lost = folder_with({f"{table}.csv": None, name: data})
            yield Spoiled(f"{table}: .{ending} in a folder", lost, _ENDING, table, table)
        old = files_with({f"{table}.csv": None, f"{table}.xls": b"\xd0\xcf\x11\xe0" + b"\0" * 99})
        yield Spoiled(f"{table}: old Excel", old, ("exchange.old_excel",), f"{table}.xls", table)
        blank = files_with({f"{table}.csv": b""})
        yield Spoiled(f"{table}: empty file", blank, ("exchange.empty_table",), table, table)
        title = in_csv(row_above(table, ["2026년 49주차 현황"]))
        yield Spoiled(f"{table}: a title above", title, ("exchange.title_row",), table, table)
        blank_row = in_xlsx(row_above(table, [""]))
        yield Spoiled(
            f"{table}: a blank row above", blank_row, ("exchange.title_row",), table, table
        )
        bare = in_csv(without_headers(table))
        yield Spoiled(f"{table}: no headers", bare, ("exchange.no_headers",), table, table)


_LOST_COLUMN: Final = ("exchange.near_column", "exchange.missing_column")
_COLUMNS: Final = (
    ("conflicts", "specialist"), ("conflicts", "party"), ("conflicts", "status"),
    ("conflicts", "until"), ("availability", "specialist"), ("availability", "status"),
    ("availability", "date"), ("assignments", "demand"), ("assignments", "status"),
    ("home_reserve", "agency"), ("home_reserve", "skill"), ("home_reserve", "heads"),
    ("instruments", "max_blocks"), ("instruments", "used_blocks"), ("instruments", "specialists"),
    ("specialists", "clearance"), ("specialists", "weekly_blocks"), ("specialists", "designations"),
    ("agencies", "max_lent_blocks"), ("agencies", "masked"), ("cases", "victim"),
    ("cases", "respondents"), ("cases", "statutory_deadline"), ("demands", "excluded_agencies"),
    ("demands", "critical"),
)  # fmt: skip


def columns() -> Iterator[Spoiled]:
    """A column under another header."""
    for table, column in _COLUMNS:
        korean = label(f"column.{table}", column, "ko")
        for what, header in (
            ("a wrong letter", f"{column[:2]}q{column[3:]}"),
            ("brackets", f"{column}(비고)"),
            ("Korean, brackets", f"{korean}(필수)"),
        ):
            edit = _header(table, column, header)
            read = in_csv(edit) if what == "brackets" else in_xlsx(edit)
            safety = table if table in SAFETY else ""
            yield Spoiled(f"{table}.{column}: {what}", read, _LOST_COLUMN, column, safety)


def _header(table: str, column: str, header: str) -> Edit:
    return lambda it: it[table][0].__setitem__(it[table][0].index(column), header)
