"""A tiny pool as rows of cells, changed by a test and saved as a folder or a workbook.

``s1`` is recused from the victim and the respondent of the one case; unless that is known, ``s1``,
whose fit is the best, is planned on it.
"""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from scheduler.exchange import pool_to_files
from scheduler.model import Policy, Pool, Term, Week
from tests import builders as b

Grids = dict[str, list[list[Any]]]
Save = Callable[[Grids, Path], Path]
VICTIM, RESPONDENT = "가나전자", "다라전자"


def recused_pool() -> Pool:
    """Two people for one seat: the better one is recused, by the victim and by the respondent."""
    terms = {"forensics": Term(ko="디지털포렌식", en="Digital forensics")}
    facts = (
        b.agency("A", max_lent_blocks=4, max_lent_heads=2),
        b.specialist("s1"),
        b.specialist("s2"),
        b.skill("s1", "forensics"),
        b.skill("s2", "forensics"),
        b.case(
            "c1", victim=VICTIM, respondents=(RESPONDENT,), opened="2026-11-02",
            statutory_deadline="2026-12-18",
        ),
        b.demand("d1", "c1", critical=True, skills=({"skill": "forensics", "level": 1},)),
        b.conflict("s1", VICTIM),
        b.conflict("s1", RESPONDENT, until="2027-06-30"),
        b.affinity("s1", "d1", 100),
        b.affinity("s2", "d1", 1),
        b.reserve("A", "forensics", heads=0),
    )  # fmt: skip
    policy = Policy(start=Week.parse(b.WEEK), catalogue={"skills": terms})
    return b.pool(*facts).with_rows(policy=policy)


def grids() -> Grids:
    """Its tables, headers first."""
    return {
        name.removesuffix(".csv"): list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        for name, data in pool_to_files(recused_pool()).items()
        if name.endswith(".csv")
    }


def put(tables: Grids, table: str, row: int, column: str, value: object) -> None:
    """Write a cell; the row is counted as a spreadsheet does."""
    grid = tables[table]
    grid[row - 1][grid[0].index(column)] = value


def as_folder(tables: Grids, path: Path) -> Path:
    """A folder of CSV files with the policy."""
    path.mkdir(parents=True)
    policy = pool_to_files(recused_pool())["policy.toml"]
    (path / "policy.toml").write_bytes(policy)
    for table, grid in tables.items():
        with (path / f"{table}.csv").open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows(grid)
    return path


def as_workbook(
    tables: Grids, path: Path, mark: Callable[[openpyxl.Workbook], object] = lambda book: None
) -> Path:
    """A workbook with a sheet a table, marked as a person does in a spreadsheet program."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table, grid in tables.items():
        sheet = book.create_sheet(table)
        for row in grid:
            sheet.append([cell if cell != "" else None for cell in row])
    mark(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")
