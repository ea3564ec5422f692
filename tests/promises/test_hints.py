"""Hints name the cause and what to do: public doors only, to be run against any version."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scheduler.bootstrap import Settings, build
from scheduler.exchange import plan_to_json, write_pool
from tests.cli.conftest import Done, Run
from tests.planned import plan_of
from tests.promises.tables import as_book, as_folder, office_pool, put, tables_of
from tests.world import World

HWP = b"\xd0\xcf\x11\xe0" + b"\0" * 60 + "HwpSummaryInformation".encode("utf-16-le")
# every column of a table that holds a date or a moment, and a day that is right in it
DATES = [
    ("availability", "date", "2026-12-01"),
    ("holidays", "date", "2026-12-03"),
    ("cases", "opened", "2026-11-03"),
    ("cases", "statutory_deadline", "2026-12-17"),
    ("conflicts", "until", "2026-12-30"),
    ("specialists", "clearance_until", "2026-12-30"),
    ("instruments", "from", "2026-01-02"),
    ("instruments", "to", "2027-12-30"),
    ("authorities", "in_force_from", "2026-01-02"),
    ("authorities", "in_force_to", "2027-12-30"),
    ("authority_rights", "in_force_from", "2026-01-02"),
    ("authority_rights", "in_force_to", "2027-12-30"),
    ("demands", "from", "2026-11-30"),
    ("demands", "to", "2026-12-04"),
]
# how a day is written: with the weekday is how the product prints it
FORMS = {
    "as printed": "{0.year}. {0.month}. {0.day}.({1})",
    "slashes": "{0.year}/{0.month:02}/{0.day:02}",
    "Korean words": "{0.year}년 {0.month}월 {0.day}일",
    "digits alone": "{0:%Y%m%d}",
}
AGENCIES = [
    ("specialists", "agency", "가부"),
    ("cases", "lead_agency", "가부"),
    ("demands", "excluded_agencies", "나청"),
    ("authority_rights", "agency", "가부"),
    ("instruments", "from_agency", "나청"),
    ("instruments", "to_agency", "가부"),
    ("home_reserve", "agency", "가부"),
]
# what merely looks alike: another word, or a longer id
FAR = [
    ("demands", "mode", "device"),
    ("conflicts", "status", "excused"),
    ("specialist_skills", "specialist", "s12"),
    ("cases", "lead_agency", "AX"),
    ("authority_rights", "authority", "seance"),
    ("demands", "case", "c14"),
]
NEAR = [
    ("demands", "mode", "advize", "advise"),
    ("conflicts", "status", "recusd", "recused"),
]


def written(day: str, form: str) -> str:
    """The day in a form."""
    it = date.fromisoformat(day)
    return FORMS[form].format(it, "월화수목금토일"[it.weekday()])


def complaints(done: Done) -> list[dict[str, Any]]:
    """All that is told about the data."""
    found = done.document
    told = found["error"]["complaints"] if "error" in found else found["complaints"]
    assert isinstance(told, list)
    return told


def first_words(run: Run, path: Path) -> str:
    """The first complaint's place, text and way out."""
    done = run("validate", path, "--json", "--language", "en")
    assert done.code != 0, done.out
    first = complaints(done)[0]
    return f"{first['file']} {first['value']} {first['text']} {first['hint']}"


@pytest.mark.parametrize(("table", "column", "value"), FAR)
def test_no_value_is_suggested_that_is_not_near(
    run: Run, tmp_path: Path, table: str, column: str, value: str
) -> None:
    tables, policy = tables_of(office_pool())
    put(tables, table, column, value)
    done = run("validate", as_folder(tables, policy, tmp_path / "pool"), "--json")
    (told,) = (c for c in complaints(done) if c["value"] == value and c["column"] == column)
    assert told["severity"] == "error"
    assert told["nearest"] == ""


@pytest.mark.parametrize(("table", "column", "value", "nearest"), NEAR)
def test_a_value_that_is_near_is_suggested(
    run: Run, tmp_path: Path, table: str, column: str, value: str, nearest: str
) -> None:
    tables, policy = tables_of(office_pool())
    put(tables, table, column, value)
    done = run("validate", as_folder(tables, policy, tmp_path / "pool"), "--json")
    (told,) = (c for c in complaints(done) if c["value"] == value and c["column"] == column)
    assert told["nearest"] == nearest


@pytest.mark.parametrize(
    "table", ["agencies", "authorities", "cases", "demands", "instruments", "specialists"]
)
def test_a_duplicate_id_is_named_before_its_consequences(
    run: Run, tmp_path: Path, table: str
) -> None:
    """The second row should have had another id, for which other tables look in vain."""
    tables, policy = tables_of(office_pool())
    first = tables[table][1]
    tables[table].append([*first])
    tables["affinity"].append(["s9", "d1", "1"])
    tables["demands"].append(["d9", "c9", *tables["demands"][1][2:]])
    done = run("validate", as_folder(tables, policy, tmp_path / "pool"), "--json")
    told = complaints(done)
    assert done.code != 0
    assert {"s9", "c9"} < {c["value"] for c in told}
    assert (told[0]["file"], told[0]["value"]) == (f"{table}.csv", first[0])


@pytest.mark.parametrize("title", ["2026년 49주차 전문인력 현황", "Specialists of week 49"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_title_row_above_the_headers_is_named(
    run: Run, tmp_path: Path, form: str, title: str
) -> None:
    tables, policy = tables_of(office_pool())
    tables["specialists"].insert(0, [title])
    path = as_folder(tables, policy, tmp_path / "pool")
    if form == "xlsx":
        path = tmp_path / "pool.xlsx"
        as_book(tables).save(path)
    said = first_words(run, path).casefold()
    assert "specialists" in said
    assert title.casefold() in said
    assert "row 2" in said
    assert "delete the rows above" in said


@pytest.mark.parametrize("is_table", [True, False])
@pytest.mark.parametrize("kind", ["hwp", "xlsb"])
def test_a_file_of_another_kind_is_named_with_what_to_save_it_as(
    run: Run, tmp_path: Path, kind: str, *, is_table: bool
) -> None:
    """In place of the pool, and in place of one of its tables."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.bin", b"x")
    data = HWP if kind == "hwp" else buffer.getvalue()
    path = file = tmp_path / f"pool.{kind}"
    if is_table:
        tables, policy = tables_of(office_pool())
        tables.pop("conflicts")
        path = as_folder(tables, policy, tmp_path / "pool")
        file = path / f"conflicts.{kind}"
    file.write_bytes(data)
    said = first_words(run, path)
    assert file.name in said
    assert ("HWP" if kind == "hwp" else "xlsb") in said
    assert ("csv" if is_table else ".xlsx") in said.casefold().replace(file.name, "")


def test_merged_headers_are_named_with_their_cells(run: Run, tmp_path: Path) -> None:
    tables, _ = tables_of(office_pool())
    book = as_book(tables)
    book["conflicts"].merge_cells("B1:C1")
    book.save(tmp_path / "pool.xlsx")
    said = first_words(run, tmp_path / "pool.xlsx")
    assert "B1:C1" in said
    assert "merge" in said


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("table", "column", "day"), DATES)
def test_a_date_is_read_in_each_form_that_the_product_prints(
    run: Run, tmp_path: Path, table: str, column: str, day: str, form: str
) -> None:
    """The pool is the same, byte for byte, as with the day in ISO 8601."""
    documents = []
    for number, text in enumerate((day, written(day, form))):
        tables, policy = tables_of(office_pool())
        put(tables, table, column, text)
        done = run("validate", as_folder(tables, policy, tmp_path / str(number)), "--json")
        assert done.code == 0, complaints(done)
        documents.append(done.out.replace(str(tmp_path / str(number)), ""))
    assert documents[0] == documents[1]


@pytest.mark.parametrize("form", FORMS)
def test_a_day_of_an_absence_is_read_in_each_form(
    run: Run, planned: tuple[Path, Path], form: str
) -> None:
    pool, plan = planned
    ask = ("absent", pool, plan, "--specialist", "s1", "--quick", "--json", "--day")
    done = run(*ask, written("2026-12-01", form))
    assert done.code == 0, done.out
    assert done.document == run(*ask, "2026-12-01").document


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The pool and a plan of it."""
    folder = tmp_path_factory.mktemp("planned")
    pool = office_pool()
    write_pool(pool, folder / "pool")
    plan = plan_of(pool)
    (folder / "plan.json").write_bytes(plan_to_json(plan))
    return folder / "pool", folder / "plan.json"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("table", "column", "name"), AGENCIES)
def test_a_korean_name_stands_for_an_agency_in_every_table(
    run: Run, tmp_path: Path, table: str, column: str, name: str, form: str
) -> None:
    tables, policy = tables_of(office_pool())
    put(tables, table, column, name)
    path = as_folder(tables, policy, tmp_path / "pool")
    if form == "xlsx":
        path = tmp_path / "pool.xlsx"
        as_book(tables).save(path)
    done = run("validate", path, "--json")
    assert [c for c in complaints(done) if c["severity"] == "error"] == []
    assert done.code == 0


def test_a_korean_name_stands_for_an_agency_in_the_ledger(run: Run, tmp_path: Path) -> None:
    tables, policy = tables_of(office_pool())
    tables["ledger"] = [
        ["week", "agency", "specialist", "blocks", "capacity"],
        ["2026-W48", "가부", "s1", "2", "10"],
    ]
    done = run("validate", as_folder(tables, policy, tmp_path / "pool"), "--json")
    assert [c for c in complaints(done) if c["severity"] == "error"] == []
    assert not [c for c in complaints(done) if "ledger" in (c["file"], c["value"])]


def test_a_korean_name_stands_for_an_agency_where_a_plan_is_shown(
    run: Run, planned: tuple[Path, Path]
) -> None:
    pool, plan = planned
    shown = [run("show", plan, "--pool", pool, "--agency", it) for it in ("가부", "A")]
    assert shown[0] == shown[1]
    assert shown[0].code == 0


def test_a_korean_name_stands_for_an_agency_where_a_workbook_is_written_and_merged(
    run: Run, planned: tuple[Path, Path], tmp_path: Path
) -> None:
    pool, _ = planned
    book = tmp_path / "book.xlsx"
    wrote = run("template", pool, "--agency", "가부", "--out", book)
    assert wrote.code == 0, wrote.err
    merged = run("merge", pool, book, "--agency", "가부", "--out", tmp_path / "merged")
    assert merged.code == 0, merged.err


def test_a_korean_name_stands_for_an_agency_where_an_account_is_added(
    run: Run, tmp_path: Path
) -> None:
    """The facts of the service say whose name it is."""
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    assert run("db", "upgrade", "--database-url", url).code == 0
    services = build(Settings(database_url=url))
    World.over(services.store).make_current(office_pool())
    services.store.close()
    ask = ("account", "add", "kim", "--role", "registrar", "--agency", "나청")
    done = run(*ask, "--database-url", url, "--json")
    assert done.code == 0, done.err
    assert done.document["agency"] == "B"


def test_a_korean_name_stands_for_an_agency_where_half_days_are_counted(
    run: Run, planned: tuple[Path, Path], tmp_path: Path
) -> None:
    """The week after is there too, so that there is something to compare."""
    pool, plan = planned
    rolled = run("roll", pool, plan, "--out", tmp_path / "next")
    assert rolled.code == 0, rolled.err
    ask = ("ledger", plan, "--pool", pool, "--pool", tmp_path / "next", "--json", "--agency")
    counted = [run(*ask, it) for it in ("가부", "A")]
    assert counted[0].code == 0, counted[0].out
    assert counted[0].document == counted[1].document
