"""A tiny pool in which somebody is recused, as rows of cells, saved as a folder or a workbook.

``s1`` is recused from the victim and the respondent of the one case; unless that is known, ``s1``,
whose fit is the best, is planned on it.
"""

from collections.abc import Callable
from pathlib import Path

import openpyxl

from scheduler.model import Policy, Pool, Term, Week
from tests import builders as b
from tests.promises import tables as saving
from tests.promises.tables import Tables, as_book, tables_of

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


def recused_tables() -> Tables:
    """Its tables, headers first."""
    return tables_of(recused_pool())[0]


def as_folder(tables: Tables, path: Path) -> Path:
    """A folder of CSV files with its policy."""
    return saving.as_folder(tables, tables_of(recused_pool())[1], path)


def as_workbook(
    tables: Tables, path: Path, mark: Callable[[openpyxl.Workbook], object] = lambda book: None
) -> Path:
    """A workbook with a sheet a table, marked as a person does in a spreadsheet program."""
    book = as_book(tables)
    mark(book)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")
