"""An agency's workbook: its own rows, lists to choose from, and nothing of anybody else."""

import io
from typing import Any

import openpyxl
import pytest

from scheduler.exchange import agency_template, read_pool_files
from scheduler.exchange.columns import COLUMNS
from scheduler.exchange.writing import title
from scheduler.forward import KEPT, own_rows
from scheduler.model import Language, NotFoundError, Pool
from scheduler.synth import demo_pool


@pytest.fixture(scope="module")
def pool() -> Pool:
    return demo_pool(1)


def book(pool: Pool, agency: str, language: Language = "ko") -> Any:
    return openpyxl.load_workbook(io.BytesIO(agency_template(pool, agency, language)))


def every_text(workbook: Any) -> str:
    cells = (
        cell for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row
    )
    return "\n".join(str(cell) for cell in cells if cell is not None)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_kept_table_has_a_sheet_with_the_agencys_rows(pool: Pool, language: Language) -> None:
    workbook = book(pool, "MSS", language)

    for name in KEPT:
        sheet = workbook[title(name, language)]
        assert [c.value for c in sheet[1]] == [c.header(language) for c in COLUMNS[name]]
        assert sheet.max_row == 1 + len(own_rows(pool, "MSS", name))


@pytest.mark.parametrize("agency", ["MSS", "NIS", "KFTC"])
def test_nothing_of_another_agencys_people_stands_in_it(pool: Pool, agency: str) -> None:
    """Neither ids nor names, in rows or in lists; of masked people not where they sit."""
    others = [s for s in pool.specialists if s.agency != agency]
    text = every_text(book(pool, agency))

    assert not [s.specialist for s in others if s.specialist in text]
    assert not [s.name for s in others if s.name and s.name in text]


def test_what_it_holds_is_read_back_as_it_was(pool: Pool) -> None:
    """Guide and lists are left aside without a word; tables that are not its own are missed."""
    reading = read_pool_files({"MSS.xlsx": agency_template(pool, "MSS")})

    read = [(c.code, c.file) for c in reading.errors if c.code.startswith("exchange.")]
    assert read == [
        ("exchange.missing_table", "cases.csv"),
        ("exchange.missing_table", "demands.csv"),
    ]


def test_closed_values_are_chosen_from_a_list(pool: Pool) -> None:
    """A half-day is one of three words, and a level a number from 1 to 4."""
    workbook = book(pool, "MSS")
    sheet = workbook["가용시간"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    half = next(rule for cells, rule in rules.items() if cells.startswith("C2"))
    listed, _, where = half.formula1.rpartition("!")
    first, last = where.replace("$", "").split(":")
    values = [row[0].value for row in workbook[listed.strip("'")][first:last]]

    assert values == ["오전", "오후", "종일"]
    levels = workbook["전문분야"].data_validations.dataValidation[-1]
    assert (levels.formula1, levels.formula2) == ("1", "4")


def test_a_masked_agency_is_told_to_leave_names_out(pool: Pool) -> None:
    assert "성명과 직위는 비워 두고" in every_text(book(pool, "NIS"))
    assert "성명과 직위는 비워 두고" not in every_text(book(pool, "MSS"))


@pytest.mark.parametrize(("agency", "step"), [("MSS", 2), ("NIS", 3)])
def test_the_guide_says_what_a_deleted_row_and_an_empty_sheet_mean(
    pool: Pool, agency: str, step: int
) -> None:
    assert f"\n{step}. 행을 지우면 등록에서 빠집니다." in every_text(book(pool, agency))


def test_an_agency_that_is_not_there_is_named(pool: Pool) -> None:
    with pytest.raises(NotFoundError, match="NOPE"):
        agency_template(pool, "NOPE")


def test_the_same_rows_give_the_same_bytes(pool: Pool) -> None:
    assert agency_template(pool, "MSS") == agency_template(pool, "MSS")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_guide_tells_of_each_column_what_may_stand_there(
    pool: Pool, language: Language
) -> None:
    """A required date has no "empty means", a list says so, and a party is no code."""
    workbook = book(pool, "MSS", language)
    guide = workbook.worksheets[0]
    told = {tuple(row[:2]): str(row[3]) for row in guide.iter_rows(values_only=True) if row[3]}

    def kind(table: str, name: str) -> str:
        column = next(c for c in COLUMNS[table] if c.name == name)
        return told[title(table, language), column.header(language)]

    empty = "비우면" if language == "ko" else "empty"
    assert empty not in kind("availability", "date")
    assert empty in kind("conflicts", "until")
    assert empty in kind("agencies", "max_lent_blocks")
    assert "';'" in kind("instruments", "modes")
    assert ("사안번호" if language == "ko" else "matter") in kind("conflicts", "party")
