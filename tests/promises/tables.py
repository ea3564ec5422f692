"""A small pool as rows of cells, which a test changes and saves in a form that people use."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl

from scheduler.exchange import pool_to_files
from scheduler.model import Pool
from tests import builders as b

Tables = dict[str, list[list[Any]]]


def office_pool() -> Pool:
    """Two agencies with a row in every table that names one; dates in every table that has any."""
    return b.pool(
        b.agency("A", name_ko="가부", name_en="Ministry A"),
        b.agency("B", name_ko="나청", name_en="Agency B"),
        b.authority("search"),
        b.right("search", "A"),
        b.instrument("i1", "B", "A"),
        b.specialist("s1", "A", clearance="grade_2", clearance_until="2026-12-31"),
        b.specialist("s2", "B"),
        b.skill("s1", "forensics"),
        b.skill("s2", "forensics"),
        b.case("c1", "A", victim="가나전자", opened="2026-11-02", statutory_deadline="2026-12-18"),
        b.demand("d1", "c1", effort=2, excluded_agencies=("B",)),
        b.demand("d2", "c1", effort=1),
        b.absence("s1", b.DAYS[0], "am"),
        b.conflict("s2", "다라전자", until="2026-12-31"),
        b.reserve("A", "forensics", heads=0),
        b.holiday(b.DAYS[4]),
    )


def tables_of(pool: Pool) -> tuple[Tables, bytes]:
    """Its tables, headers first, and its policy."""
    files = pool_to_files(pool)
    tables = {
        name.removesuffix(".csv"): list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        for name, data in files.items()
        if name.endswith(".csv")
    }
    return tables, files["policy.toml"]


def put(tables: Tables, table: str, column: str, value: object, row: int = 2) -> None:
    """Write a cell; rows are counted as a spreadsheet does, so the first with values is 2."""
    grid = tables[table]
    grid[row - 1][grid[0].index(column)] = value


def as_folder(tables: Tables, policy: bytes, path: Path) -> Path:
    """A folder of CSV files with the policy."""
    path.mkdir(parents=True)
    (path / "policy.toml").write_bytes(policy)
    for table, grid in tables.items():
        with (path / f"{table}.csv").open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows(grid)
    return path


def as_book(tables: Tables) -> openpyxl.Workbook:
    """A workbook with a sheet a table."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table, grid in tables.items():
        sheet = book.create_sheet(table)
        for row in grid:
            sheet.append([cell if cell != "" else None for cell in row])
    return book
