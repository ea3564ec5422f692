"""Reading the workbook that an agency has filled, in every form, and nothing of it lost."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scheduler.exchange import (
    agency_template,
    pool_to_files,
    pool_to_json,
    read_filled,
    read_filled_files,
    tables_called,
)
from scheduler.exchange.writing import title
from scheduler.forward import KEPT, own_rows
from scheduler.model import Complaint, Language, Pool, PoolError, RequestError
from tests import builders as b
from tests.exchange.pools import full_pool

Edit = Callable[[Any], None]


def filled(pool: Pool, *edits: Edit, agency: str = "MSS") -> bytes:
    """The agency's workbook, opened, edited and saved by another program."""
    book = openpyxl.load_workbook(io.BytesIO(agency_template(pool, agency)))
    for edit in edits:
        edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refused(pool: Pool, *edits: Edit) -> list[tuple[str, str, int | None, str]]:
    """Where the errors of an edited workbook are, from reading and from merging."""
    return [(c.code, c.file, c.row, c.column) for c in complaints(pool, *edits)]


def complaints(pool: Pool, *edits: Edit) -> tuple[Complaint, ...]:
    files = {"MSS.xlsx": filled(pool, *edits)}
    with pytest.raises(PoolError) as error:
        read_filled_files(files, pool.agencies).merged_into(pool, "MSS")
    found = error.value.complaints
    assert all(c.text(language) and c.hint(language) for c in found for language in ("ko", "en"))
    return found


def add(sheet: str, *cells: object) -> Edit:
    return lambda book: book[sheet].append(list(cells))


def rename(sheet: str, to: str) -> Edit:
    def edit(book: Any) -> None:
        book[sheet].title = to

    return edit


def take_column(sheet: str, head: str) -> Edit:
    def edit(book: Any) -> None:
        heads = [cell.value for cell in book[sheet][1]]
        book[sheet].delete_cols(heads.index(head) + 1)

    return edit


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("agency", ["MSS", "KFTC", "NIS"])
def test_the_agencys_rows_come_back_as_they_went(agency: str, language: Language) -> None:
    """From the template as it is; its guide and its lists are left aside."""
    pool = full_pool()
    files = {"x.xlsx": agency_template(pool, agency, language)}
    reading = read_filled_files(files, pool.agencies)
    assert reading.rows == {name: own_rows(pool, agency, name) for name in KEPT}
    assert reading.merged_into(pool, agency).pool == pool
    assert [c.code for c in reading.complaints] == []


def test_another_program_that_saves_it_changes_nothing() -> None:
    pool = full_pool()
    reading = read_filled_files({"x.xlsx": filled(pool)}, pool.agencies)
    assert reading.merged_into(pool, "MSS").pool.sha256 == pool.sha256


def test_a_folder_a_json_and_a_single_table_are_read_as_well(tmp_path: Path) -> None:
    """The same tables in other forms; whatever is not there is left as it is."""
    pool = full_pool()
    mine = {name: own_rows(pool, "MSS", name) for name in KEPT}
    own = pool.with_rows(**mine)
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, data in pool_to_files(own, "ko").items():
        if name.removesuffix(".csv") in {title(table, "ko") for table in KEPT}:
            (folder / name).write_bytes(data)
    records = {k: v for k, v in json.loads(pool_to_json(own)).items() if k in KEPT}
    (tmp_path / "own.json").write_text(json.dumps(records))
    for path in (folder, tmp_path / "own.json"):
        reading = read_filled(path, pool.agencies)
        assert reading.rows == mine
        assert reading.merged_into(pool, "MSS").left == ()
    alone = read_filled(folder / "가용시간.csv", pool.agencies)
    assert list(alone.rows) == ["availability"]
    assert len(alone.merged_into(pool, "MSS").left) == len(KEPT) - 1
    with pytest.raises(PoolError) as error:
        read_filled(tmp_path / "none.xlsx", pool.agencies)
    assert error.value.complaints[0].code == "exchange.no_such_path"


def test_a_wrong_row_is_told_with_sheet_row_and_column() -> None:
    """Whether the cell does not read, the row is another's, or the pool would have an error."""
    pool = full_pool()
    assert refused(pool, add("가용시간", "MSS-01", "2026-12-99", "오전", "불가")) == [
        ("exchange.no_such_day", "가용시간", 4, "date")
    ]
    assert refused(pool, add("이해충돌", "KFTC-02", "가나전자", "제척", None)) == [
        ("merge.foreign_specialist", "이해충돌", 3, "specialist")
    ]
    assert refused(pool, add("자체필수인력", "공정거래위원회", "forensics", 2, 1)) == [
        ("merge.foreign_agency", "자체필수인력", 3, "agency")
    ]
    assert refused(pool, add("전문분야", "MSS-09", "forensics", 2)) == [
        ("integrity.unknown_specialist", "전문분야", 4, "specialist")
    ]


def test_an_error_that_the_pool_had_is_not_said_of_the_workbook() -> None:
    """It stands in the way all the same, under the name of its table."""
    pool = full_pool()
    wrong = pool.with_rows(specialist_skills=(*pool.specialist_skills, b.skill("KFTC-9", "x")))
    assert refused(wrong) == [
        ("integrity.unknown_specialist", "specialist_skills", None, "specialist")
    ]


def test_a_sheet_that_would_be_lost_is_an_error() -> None:
    """One nearly named like the agency's, one of another table, the policy, or none at all."""
    pool = full_pool()

    def with_cases(book: Any) -> None:
        book.create_sheet("사건").append(["사건번호"])
        book["사건"].append(["2026-200"])

    def with_policy(book: Any) -> None:
        book.create_sheet("운영정책").append(["key", "value"])

    def keep_the_guide_only(book: Any) -> None:
        for table in KEPT:
            book.remove(book[title(table, "ko")])

    assert refused(pool, rename("이해충돌", "이해충돌(최종)"))[0][:2] == (
        "exchange.near_table",
        "이해충돌(최종)",
    )
    assert refused(pool, with_cases) == [("merge.not_kept", "사건", None, "")]
    assert refused(pool, with_policy) == [("merge.not_kept", "운영정책", None, "")]
    assert refused(pool, keep_the_guide_only) == [("merge.nothing", "MSS.xlsx", None, "")]


def test_a_sheet_that_is_not_there_differs_from_one_that_is_empty() -> None:
    """The first is left as it is, the second asks for a word; with headers or without."""
    pool = full_pool()

    def taken_out(book: Any) -> None:
        book.remove(book["이해충돌"])

    def without_rows(book: Any) -> None:
        book["이해충돌"].delete_rows(2, 9)

    def without_anything(book: Any) -> None:
        book["이해충돌"].delete_rows(1, 9)

    for edit, kinds in (
        (taken_out, []),
        (without_rows, ["emptied", "lifted"]),
        (without_anything, ["emptied", "lifted"]),
    ):
        reading = read_filled_files({"x.xlsx": filled(pool, edit)}, pool.agencies)
        merged = reading.merged_into(pool, "MSS")
        assert [loss.kind for loss in merged.losses] == kinds
        assert merged.left == (() if kinds else ("conflicts",))
        assert len(merged.pool.conflicts) == (1 if kinds else 2)


def test_a_column_that_is_not_there_keeps_its_values() -> None:
    """But for one without which a row cannot be told from another, and required ones."""
    pool = full_pool()
    edits = (take_column("전문인력", "비밀취급인가"), take_column("기관", "신원비공개"))
    reading = read_filled_files({"x.xlsx": filled(pool, *edits)}, pool.agencies)
    assert (reading.absent["specialists"], reading.absent["agencies"]) == (
        ("clearance",),
        ("masked",),
    )
    assert reading.merged_into(pool, "MSS").pool == pool
    assert refused(pool, take_column("이해충돌", "만료일")) == [
        ("merge.key_column", "이해충돌", 1, "until")
    ]
    assert refused(pool, take_column("전문분야", "숙련도"))[0][:2] == (
        "exchange.missing_column",
        "전문분야",
    )


def test_an_agency_may_change_its_own_name_and_use_it() -> None:
    pool = full_pool()

    def edit(book: Any) -> None:
        book["기관"]["B2"] = "중소기업부"
        for row in range(2, 4):
            book["전문인력"].cell(row, 3).value = "중소기업부"

    reading = read_filled_files({"x.xlsx": filled(pool, edit)}, pool.agencies)
    later = reading.merged_into(pool, "MSS").pool
    assert later.agency_of_id["MSS"].name_ko == "중소기업부"
    assert later.specialists == pool.specialists


def test_tables_are_called_by_name_in_either_language() -> None:
    assert tables_called(["이해충돌", "Specialists", "home-reserve"]) == {
        "conflicts", "specialists", "home_reserve",
    }  # fmt: skip
    with pytest.raises(RequestError) as error:
        tables_called(["cases"])
    assert "conflicts" in error.value.hint("ko")
