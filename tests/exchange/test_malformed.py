"""Spreadsheets as people send them: each with the right complaint, or with the right value.

Every case is one cell (or header) changed in a right pool, and is read both as CSV and as a real
.xlsx in which the cell has the type that Excel would give it.
"""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple

import pytest
import xlsxwriter

from scheduler.exchange import PoolReading, pool_to_files, read_pool_files
from tests.exchange.pools import full_pool

Grid = list[list[Any]]


class Fault(NamedTuple):
    """One changed cell and the one error that follows."""

    name: str
    table: str
    key: str
    column: str
    value: Any
    code: str
    nearest: str = ""


class Fine(NamedTuple):
    """One changed cell that reads all the same, and the value that it reads as."""

    name: str
    table: str
    key: str
    column: str
    value: Any
    expected: str


FAULTS = [
    Fault("grade with a slip", "specialists", "KFTC-02", "clearance", "lll급", "exchange.enum"),
    Fault("grade unknown", "cases", "2026-137", "clearance", "grade_4", "exchange.enum"),
    Fault("no such day", "specialists", "MSS-01", "clearance_until", "2027-02-29",
          "exchange.no_such_day", "2027-02-28"),
    Fault("date in words", "specialists", "MSS-01", "clearance_until", "말일", "exchange.date"),
    Fault("weekday of another day", "specialists", "MSS-01", "clearance_until",
          "2027. 6. 30.(목)", "exchange.weekday"),
    Fault("date in figures alone", "specialists", "MSS-01", "clearance_until", "2027",
          "exchange.date"),
    Fault("date with a time", "cases", "2026-137", "opened", datetime(2026, 10, 1, 9, 30),
          "exchange.date", "2026-10-01"),
    Fault("priority too high", "cases", "2026-137", "priority", 101, "exchange.range", "100"),
    Fault("priority zero", "cases", "2026-137", "priority", 0, "exchange.range", "1"),
    Fault("priority a fraction", "cases", "2026-137", "priority", 7.5, "exchange.number", "8"),
    Fault("share over all", "cases", "2026-137", "outside_share", 150, "exchange.range", "100"),
    Fault("number with a unit", "demands", "D-1", "effort", "4반일", "exchange.number", "4"),
    Fault("headcount beyond", "demands", "D-1", "headcount", 10_001, "exchange.range"),
    Fault("effort zero", "demands", "D-1", "effort", 0, "exchange.range", "1"),
    Fault("negative headcount", "demands", "D-1", "headcount", -2, "exchange.range", "2"),
    Fault("empty required cell", "demands", "D-1", "mode", "", "exchange.required"),
    Fault("empty id", "demands", "D-3", "case", None, "exchange.required"),
    Fault("mode misspelt", "demands", "D-1", "mode", "excercise", "exchange.enum", "exercise"),
    Fault("letter O for yes", "demands", "D-1", "critical", "O", "exchange.flag"),
    Fault("skill level five", "demands", "D-1", "skills", "forensics>=5", "exchange.range", "4"),
    Fault("skill with one mark", "demands", "D-1", "skills", "forensics>2", "exchange.skill",
          "forensics>=2"),
    Fault("half misspelt", "demands", "D-1", "from", "2026-11-30/noon", "exchange.moment",
          "2026-11-30/am"),
    Fault("window reversed", "demands", "D-1", "to", "2026-11-29/pm", "exchange.window_reversed"),
    Fault("exercise without authority", "demands", "D-1", "authority", "",
          "exchange.authority_needed"),
    Fault("star among others", "instruments", "NM-2", "cases", "*;2026-137", "exchange.star_alone",
          "*"),
    Fault("empty scope", "instruments", "NM-2", "cases", "", "exchange.required"),
    Fault("kind misspelt", "instruments", "NM-2", "kind", "despatch", "exchange.enum", "dispatch"),
    Fault("id with a slash", "specialists", "MSS-02", "station", "서울/세종", "exchange.id",
          "서울-세종"),
    Fault("id with a zero-width space", "specialists", "MSS-02", "station", "세\u200b종",
          "exchange.invisible", "세종"),
    Fault("text that turns around", "cases", "2026-137", "title", "a\u202eb",
          "exchange.invisible", "ab"),
    Fault("designation until nonsense", "specialists", "MSS-01", "designations", "seizure:언젠가",
          "exchange.date"),
    Fault("level five", "specialist_skills", "MSS-01", "level", 5, "exchange.range", "4"),
    Fault("availability misspelt", "availability", "KFTC-02", "half", "저녁", "exchange.enum"),
    Fault("demand and case", "assignments", "MSS-02", "case", "2026-137",
          "exchange.demand_or_case"),
    Fault("travel too long", "travel", "세종", "blocks", 3, "exchange.range", "2"),
    Fault("score too high", "affinity", "MSS-02", "score", "110", "exchange.range", "100"),
    Fault("unknown agency", "specialists", "KFTC-01", "agency", "KTFC", "integrity.unknown_agency",
          "KFTC"),
    Fault("unknown case", "demands", "D-3", "case", "2026-15", "integrity.unknown_case",
          "2026-151"),
    Fault("past without capacity", "specialists", "MSS-01", "past_capacity", 0,
          "integrity.past_without_capacity"),
]  # fmt: skip

FINE = [
    Fine("full-width digits", "demands", "D-1", "effort", "４", "4"),
    Fine("whole as a fraction", "demands", "D-1", "headcount", 2.0, "2"),
    Fine("thousands", "specialists", "MSS-02", "past_capacity", "1,200", "1200"),
    Fine("Korean date", "cases", "2026-137", "opened", "2026. 10. 1.", "2026-10-01"),
    Fine("short date", "cases", "2026-137", "opened", "26.10.01", "2026-10-01"),
    Fine("date in Korean words", "cases", "2026-137", "opened", "2026년 10월 1일", "2026-10-01"),
    Fine("date as printed", "cases", "2026-137", "opened", "2026. 10. 1.(목)", "2026-10-01"),
    Fine("date in figures", "cases", "2026-137", "opened", 20261001, "2026-10-01"),
    Fine("agency by its Korean name", "cases", "2026-137", "lead_agency", "중소벤처기업부", "MSS"),
    Fine("agency by its English name", "specialists", "KFTC-01", "agency", "fair trade", "KFTC"),
    Fine(
        "agencies by their names",
        "demands",
        "D-1",
        "excluded_agencies",
        "국가정보원;KFTC",
        "('KFTC', 'NIS')",
    ),
    Fine("reserve of a named agency", "home_reserve", "MSS", "agency", "중소벤처 기업부", "MSS"),
    Fine("act from a named agency", "instruments", "KM-1", "from_agency", "공정거래위원회", "KFTC"),
    Fine("act to a named agency", "instruments", "KM-1", "to_agency", "중소벤처기업부", "MSS"),
    Fine("right of a named agency", "authority_rights", "NIS", "agency", "Intelligence", "NIS"),
    Fine("no English name", "agencies", "KFTC", "name_en", None, "공정거래위원회"),
    Fine("no Korean name", "agencies", "KFTC", "name_ko", None, "Fair Trade"),
    Fine("real date", "cases", "2026-137", "opened", date(2026, 10, 1), "2026-10-01"),
    Fine("Roman grade", "cases", "2026-137", "clearance", "Ⅲ급", "grade_3"),
    Fine("written grade", "cases", "2026-137", "clearance", "3급 비밀", "grade_3"),
    Fine("Korean yes", "cases", "2026-140", "lead_present", "예", "True"),
    Fine("true of Excel", "cases", "2026-140", "lead_present", True, "True"),
    Fine("half in Korean", "demands", "D-1", "to", "2026. 12. 3. 오후", "2026-12-03/pm"),
    Fine("date alone", "demands", "D-1", "to", "2026-12-03", "2026-12-03/pm"),
    Fine("list with spaces", "cases", "2026-137", "respondents", " 나 ; 가 ;", "('가', '나')"),
    Fine("number for a text", "cases", "2026-140", "title", 2026, "2026"),
    Fine("full-width star", "instruments", "NM-2", "cases", "＊", "*"),
    Fine("empty optional", "instruments", "KM-1", "max_blocks", None, "None"),
    Fine("quoted formula", "cases", "2026-140", "title", "'=1+1", "=1+1"),
    Fine("spaces around an id", "specialists", "MSS-02", "station", " 세종 ", "세종"),
]


def _grids() -> dict[str, Grid]:
    """A right pool as one grid of cells for each file."""
    files = pool_to_files(full_pool())
    return {
        name.removesuffix(".csv"): list(csv.reader(io.StringIO(data.decode())))
        for name, data in files.items()
        if name.endswith(".csv")
    }


def _as_csv(grids: dict[str, Grid]) -> dict[str, bytes]:
    files = {}
    for table, grid in grids.items():
        text = io.StringIO(newline="")
        csv.writer(text).writerows(grid)
        files[f"{table}.csv"] = text.getvalue().encode()
    return files


def _as_xlsx(grids: dict[str, Grid]) -> dict[str, bytes]:
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd hh:mm"}
    with xlsxwriter.Workbook(buffer, options) as book:
        for table, grid in grids.items():
            sheet = book.add_worksheet(table)
            for y, row in enumerate(grid):
                sheet.write_row(y, 0, row)
    return {"pool.xlsx": buffer.getvalue()}


FORMATS: dict[str, Callable[[dict[str, Grid]], dict[str, bytes]]] = {
    "csv": _as_csv,
    "xlsx": _as_xlsx,
}


def _changed(change: Fault | Fine, form: str) -> tuple[PoolReading, int]:
    """The reading of the pool with one cell changed, and the row of that cell."""
    grids = _grids()
    grid = grids[change.table]
    y = next(i for i, row in enumerate(grid) if change.key in row)
    grid[y][grid[0].index(change.column)] = change.value
    return read_pool_files(FORMATS[form](grids)), y + 1


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("fault", FAULTS, ids=[f.name for f in FAULTS])
def test_faults(fault: Fault, form: str) -> None:
    """One wrong cell gives one error: its file, row, column, value and nearest right value."""
    reading, row = _changed(fault, form)
    code, value = fault.code, fault.value
    if form == "xlsx" and isinstance(value, datetime):
        code = "exchange.date_with_time"  # a real date in Excel, a text in CSV

    assert reading.pool is None
    (error,) = reading.errors
    file = f"{fault.table}.csv" if form == "csv" else fault.table
    assert (error.code, error.file, error.row) == (code, file, row)
    assert error.nearest == fault.nearest
    # the pair of demand and case is told of at its first column
    assert error.column == ("demand" if code == "exchange.demand_or_case" else fault.column)
    for language in ("ko", "en"):
        assert error.text(language)
        assert error.hint(language)
        assert "{" not in error.text(language) + error.hint(language)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("fine", FINE, ids=[f.name for f in FINE])
def test_fine(fine: Fine, form: str) -> None:
    """A cell that people write so reads as what they mean."""
    reading, _ = _changed(fine, form)

    assert reading.errors == ()
    assert reading.pool is not None
    rows = getattr(reading.pool, fine.table)
    row = next(r for r in rows if fine.key in r.model_dump().values())
    assert str(getattr(row, fine.column)) == fine.expected


def _read(edit: Callable[[dict[str, Grid]], None], form: str) -> PoolReading:
    grids = _grids()
    edit(grids)
    return read_pool_files(FORMATS[form](grids))


@pytest.mark.parametrize("form", FORMATS)
def test_missing_column(form: str) -> None:
    """A required column that is misspelt is missing, and the likely header is named."""
    reading = _read(lambda g: g["cases"][0].__setitem__(11, "clearence"), form)
    assert [(c.code, c.nearest) for c in reading.errors] == [("exchange.near_column", "clearance")]

    reading = _read(lambda g: g["cases"][0].__setitem__(4, "lead_agncy"), form)
    (error,) = reading.errors
    assert (error.code, error.column, error.value) == (
        "exchange.missing_column", "lead_agency", "lead_agncy",
    )  # fmt: skip
    assert "주관기관" in error.text("ko")


@pytest.mark.parametrize("form", FORMATS)
def test_header_twice(form: str) -> None:
    """The same column under its English and its Korean header."""

    def edit(grids: dict[str, Grid]) -> None:
        for row, value in zip(grids["travel"], ("현장", "천안", "천안"), strict=True):
            row.append(value)

    (error,) = _read(edit, form).errors
    assert (error.code, error.row, error.column) == ("exchange.header_twice", 1, "site")


@pytest.mark.parametrize("form", FORMATS)
def test_values_without_a_header(form: str) -> None:
    """A column without a header is an error when it holds something."""

    def edit(grids: dict[str, Grid]) -> None:
        grids["travel"][0].append("")
        grids["travel"][1].append("메모")

    (error,) = _read(edit, form).errors
    assert (error.code, error.facts["column"]) == ("exchange.no_header", 4)


def test_more_cells_than_headers() -> None:
    """A comma that was not quoted."""
    (error,) = _read(lambda g: g["travel"][1].append("x"), "csv").errors
    assert (error.code, error.row, error.value) == ("exchange.extra_cells", 2, "x")


@pytest.mark.parametrize("form", FORMATS)
def test_blank_rows_are_skipped_and_row_numbers_stay_true(form: str) -> None:
    """Rows are counted as the spreadsheet counts them."""

    def edit(grids: dict[str, Grid]) -> None:
        grids["travel"][1:1] = [["", "", ""], [" ", "", ""]]
        grids["travel"][4][2] = 9

    (error,) = _read(edit, form).errors
    assert (error.code, error.row) == ("exchange.range", 5)


@pytest.mark.parametrize("form", FORMATS)
def test_duplicate_rows_name_the_first(form: str) -> None:
    """Two rows of one key, which may be two things: either way out is named."""
    (error,) = _read(lambda g: g["specialists"].append(list(g["specialists"][3])), form).errors
    assert (error.code, error.row, error.facts["first"]) == ("exchange.row_twice", 7, 4)
    assert "4행과 코드가 같습니다" in error.text("ko")
    assert "코드를 달리" in error.hint("ko")
    assert "its own code" in error.hint("en")


@pytest.mark.parametrize("form", FORMATS)
def test_unknown_sheets_and_columns_are_warnings(form: str) -> None:
    """A note for the reader does no harm."""

    def edit(grids: dict[str, Grid]) -> None:
        grids["안내"] = [["이 파일은 ..."]]
        grids["holidays"][0].append("비고")

    reading = _read(edit, form)
    assert reading.pool == full_pool().with_rows(policy=reading.pool.policy if reading.pool else ())
    assert sorted(c.code for c in reading.warnings) == [
        "exchange.unknown_column", "exchange.unknown_table",
    ]  # fmt: skip


def test_both_names_of_a_table() -> None:
    """specialists.csv and 전문인력.csv together are one too many."""
    files = _as_csv(_grids())
    files["전문인력.csv"] = files["specialists.csv"]
    assert [c.code for c in read_pool_files(files).errors] == ["exchange.table_twice"]


@pytest.mark.parametrize(
    ("text", "line"), [('station,site,blocks\n"a"b,c,1\n', 2), ('station,site,blocks\n"a,c,1\n', 2)]
)
def test_quotes_that_do_not_close(text: str, line: int) -> None:
    """The line is named."""
    files = _as_csv(_grids()) | {"travel.csv": text.encode()}
    (error,) = read_pool_files(files).errors
    assert (error.code, error.facts["line"]) == ("exchange.csv", line)


def test_a_code_that_excel_made_a_date() -> None:
    """3-1 in a column of codes."""
    grids = _grids()
    grids["specialists"][1][4] = date(2026, 3, 1)
    (error,) = read_pool_files(_as_xlsx(grids)).errors
    assert (error.code, error.column) == ("exchange.became_date", "station")


def test_a_flood_of_errors_is_cut() -> None:
    """Reading stops, says so, and says where."""

    def edit(grids: dict[str, Grid]) -> None:
        grids["travel"] += [["a", "b", "x"] for _ in range(5_000)]

    errors = _read(edit, "csv").errors
    assert len(errors) < 1_100
    assert "exchange.and_more" in {c.code for c in errors}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[]", "exchange.json_shape"),
        (b"{", "exchange.json"),
        (b'{"cases": {}}', "exchange.json_shape"),
        (b'{"cases": [1]}', "exchange.json_shape"),
        (b'{"policy": 3}', "exchange.json_shape"),
        (b'{"cases": [], "cases": []}', "exchange.json_key_twice"),
        (b'{"cases": [{"case": ' + b"9" * 5000 + b"}]}", "exchange.json"),
        (b"[" * 100_000, "exchange.json"),
        (b'{"cases": [{"case": "\\ud800"}]}', "exchange.half_character"),
        (b'{"\\uDFFF": [{"case": "a"}]}', "exchange.half_character"),
        (b'{"cases": [{"\\ude00\\ud83d": "a"}]}', "exchange.half_character"),
        (b'{"policy": {"\\ud800": 1}}', "exchange.half_character"),
        (b'{"\\ud800": 1, "\\ud800": 2}', "exchange.half_character"),
        (b"\xff\xfe{\x00}\x00", "exchange.utf16"),
        (b'{"cases": "\xff"}', "exchange.encoding"),
        (b'{"cases": [{"case": {"a": 1}}]}', "exchange.one_value"),
        (b'{"cases": [{"case": "a", "priority": Infinity}]}', "exchange.number"),
    ],
)
def test_json_of_another_shape(content: bytes, code: str) -> None:
    """No exception, one clear complaint."""
    assert code in {c.code for c in read_pool_files({"pool.json": content}).errors}


def test_json_takes_whole_characters_in_two_escapes() -> None:
    """A pair of surrogates is one character, and an escaped backslash is none of them."""
    content = b"""{"specialists": [], "cases": [], "demands": [], "agencies": [
                     {"agency": "A", "name_ko": "\\ud83d\\ude00", "name_en": "\\\\ud800"}]}"""
    pool = read_pool_files({"pool.json": content}).pool
    assert pool is not None
    assert (pool.agencies[0].name_ko, pool.agencies[0].name_en) == ("😀", "\\ud800")


def test_json_takes_native_values() -> None:
    """Lists, numbers, booleans and nested records beside texts in cell grammar."""
    reading = read_pool_files({
        "pool.json": b"""{
          "agencies": [{"agency": "A", "name_ko": "a", "name_en": "a", "masked": true}],
          "specialists": [{"specialist": 7, "agency": "A", "station": "x", "weekly_blocks": "4",
                           "max_cases": 2.0, "fields": ["q", "p"]}],
          "cases": [{"case": "c", "kind": "k", "lead_agency": "A", "site": "x", "priority": 1}],
          "demands": [{"demand": "d", "case": "c", "role": "r", "mode": "advise", "headcount": 1,
                       "effort": 1, "skills": [{"skill": "s", "level": 2}, "t>=3", "u"]}]}"""
    })  # fmt: skip

    assert reading.errors == ()
    assert reading.pool is not None
    assert reading.pool.specialists[0].specialist == "7"
    assert reading.pool.specialists[0].fields == ("p", "q")
    assert [(n.skill, n.level) for n in reading.pool.demands[0].skills] == [
        ("s", 2), ("t", 3), ("u", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_the_range_of_a_number_begins_where_its_column_does(form: str) -> None:
    """A headcount beyond what the model takes is not told that 0 would do."""

    def edit(grids: dict[str, Grid]) -> None:
        header, row, *_ = grids["demands"]
        row[header.index("headcount")] = 10_001

    (error,) = _read(edit, form).errors
    assert (error.code, error.expected) == ("exchange.range", "1..10000")


@pytest.mark.parametrize("form", FORMATS)
def test_an_agency_is_called_by_name_in_the_ledger_too(form: str) -> None:
    """As in every table."""

    def edit(grids: dict[str, Grid]) -> None:
        header, *rows = grids["ledger"]
        for row in rows:
            if row[header.index("agency")] == "KFTC":
                row[header.index("agency")] = "공정거래위원회"

    reading = _read(edit, form)
    assert reading.pool is not None
    assert reading.pool.ledger == full_pool().ledger
