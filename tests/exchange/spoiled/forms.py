"""A right pool in each form, ways to spoil it, and what is known of a spoiled one."""

import copy
import csv
import io
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl
import xlsxwriter

from scheduler.exchange import PoolReading, pool_to_files, pool_to_json, read_pool, read_pool_files
from tests.exchange.pools import full_pool

Grid = list[list[Any]]
Grids = dict[str, Grid]
Edit = Callable[[Grids], object]
SAFETY: Final = ("conflicts", "availability", "assignments", "home_reserve", "instruments")
POOL: Final = full_pool()
FILES: Final = pool_to_files(POOL)
HWP: Final = b"\xd0\xcf\x11\xe0" + b"\0" * 60 + "HwpSummaryInformation".encode("utf-16-le")


class Spoiled(NamedTuple):
    """One kind: how it is read, and the first message's code (one of) and what it must name.

    ``safety`` is the table whose rows must not be lost without an error or a warning.
    """

    name: str
    read: Callable[[Path], PoolReading]
    codes: tuple[str, ...]
    names: str
    safety: str = ""


def grids() -> Grids:
    """The right pool as rows of cells by table, headers first; a copy to be edited."""
    return copy.deepcopy(_grids())


@cache
def _grids() -> Grids:
    return {
        name.removesuffix(".csv"): list(csv.reader(io.StringIO(data.decode())))
        for name, data in FILES.items()
        if name.endswith(".csv")
    }


def csv_bytes(grid: Grid) -> bytes:
    """A table as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(grid)
    return text.getvalue().encode()


def as_csv(of: Grids) -> dict[str, bytes]:
    """The tables as CSV files by name."""
    return {f"{table}.csv": csv_bytes(grid) for table, grid in of.items()}


def as_xlsx(of: Grids) -> bytes:
    """The tables as a workbook of Excel."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(buffer, options) as book:
        for table, grid in of.items():
            sheet = book.add_worksheet(table)
            for y, row in enumerate(grid):
                sheet.write_row(y, 0, row)
    return buffer.getvalue()


@cache
def _right_book() -> bytes:
    return as_xlsx(grids())


def in_csv(edit: Edit) -> Callable[[Path], PoolReading]:
    """Read the pool's CSV files after an edit of its cells."""

    def read(_: Path) -> PoolReading:
        edit(cells := grids())
        return read_pool_files({**as_csv(cells), "policy.toml": FILES["policy.toml"]})

    return read


def in_xlsx(edit: Edit) -> Callable[[Path], PoolReading]:
    """Read the pool's workbook after an edit of its cells."""

    def read(_: Path) -> PoolReading:
        edit(cells := grids())
        return read_pool_files({"pool.xlsx": as_xlsx(cells)})

    return read


def in_sheet(table: str, change: Callable[[Any], object]) -> Callable[[Path], PoolReading]:
    """Read the pool's workbook after one sheet was changed by a spreadsheet program."""

    def read(_: Path) -> PoolReading:
        book = openpyxl.load_workbook(io.BytesIO(_right_book()))
        change(book[table])
        buffer = io.BytesIO()
        book.save(buffer)
        return read_pool_files({"pool.xlsx": buffer.getvalue()})

    return read


def in_json(edit: Callable[[dict[str, Any]], object]) -> Callable[[Path], PoolReading]:
    """Read the pool's JSON after an edit of its object."""

    def read(_: Path) -> PoolReading:
        content = json.loads(pool_to_json(POOL))
        edit(content)
        return read_pool_files({"pool.json": json.dumps(content).encode()})

    return read


def files_with(change: Mapping[str, bytes | None]) -> Callable[[Path], PoolReading]:
    """Read the pool's CSV files, some of them replaced, added, or (None) left out."""

    def read(_: Path) -> PoolReading:
        files = {**FILES, **change}
        return read_pool_files({name: data for name, data in files.items() if data is not None})

    return read


def folder_with(change: Mapping[str, bytes | None]) -> Callable[[Path], PoolReading]:
    """The same in a folder on disk."""

    def read(folder: Path) -> PoolReading:
        files = {**FILES, **change}
        for name, data in files.items():
            if data is not None:
                (folder / name).write_bytes(data)
        return read_pool(folder)

    return read


def alone(name: str, data: bytes) -> Callable[[Path], PoolReading]:
    """Read one file."""
    return lambda _: read_pool_files({name: data})


def renamed(table: str, new: str) -> Callable[[dict[str, Any]], object]:
    """Put a table (or a key) under another name."""
    return lambda cells: cells.__setitem__(new, cells.pop(table))


def row_above(table: str, row: list[Any]) -> Edit:
    """Put a row above a table's headers."""
    return lambda cells: cells[table].insert(0, row)


def without_headers(table: str) -> Edit:
    """Take a table's headers away."""
    return lambda cells: cells[table].pop(0)


def row_twice(table: str) -> Edit:
    """Write a table's first row once more."""
    return lambda cells: cells[table].append(list(cells[table][1]))


def dated_by(value: object) -> Callable[[dict[str, Any]], object]:
    """Write something for the first absence's date."""
    return lambda content: content["availability"][0].__setitem__("date", value)


def written(cell: str, value: str) -> Callable[[Any], object]:
    """Write a value or formula into a cell."""
    return lambda sheet: sheet.__setitem__(cell, value)


def put(table: str, key: str, column: str, value: Any) -> Edit:
    """Write a value into a column of the row that holds a key."""

    def edit(cells: Grids) -> None:
        grid = cells[table]
        row = next(r for r in grid if key in r)
        row[grid[0].index(column)] = value

    return edit
