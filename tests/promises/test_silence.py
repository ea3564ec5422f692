"""What does harm in silence is told: public doors only, to be run against any version."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from fastapi.testclient import TestClient

from scheduler.api import PREFIX, create_app
from scheduler.exchange import pool_to_files
from scheduler.store import Store
from tests.cli.conftest import Done, Run
from tests.promises.recused import RESPONDENT, VICTIM, as_folder, as_workbook, recused_tables
from tests.promises.tables import Tables, put
from tests.world import PLANNER, World, nameless, zipped

NEAR_TABLES = [
    ("brackets behind", "이해충돌(최종)"),
    ("singular for plural", "conflict"),
    ("a wrong letter", "comflicts"),
    ("a missing letter", "conflcts"),
    ("a letter too many", "confllicts"),
    ("two neighbours swapped", "cnoflicts"),
    ("two letters off", "comflikts"),
    ("a syllable off", "이해충둘"),
    ("something before", "2026-conflicts"),
    ("something behind", "이해충돌 취합본"),
]
NEAR_COLUMNS = [
    ("brackets behind", "respondents(법인명)"),
    ("singular for plural", "respondent"),
    ("a wrong letter", "respondemts"),
    ("a missing letter", "respndents"),
    ("a letter too many", "resspondents"),
    ("two neighbours swapped", "repsondents"),
    ("two letters off", "rezpondemts"),
    ("something before", "the_respondents"),
    ("something behind", "respondents_2026"),
    ("a Korean header with brackets", "피신고기업(법인명)"),
    ("a syllable off", "피신고기엄"),
]


def complaints(done: Done) -> list[dict[str, Any]]:
    """All that is told about the data, whether it ended the command or not."""
    found = done.document
    told = found["error"]["complaints"] if "error" in found else found["complaints"]
    assert isinstance(told, list)
    return told


def plan(run: Run, pool: Path) -> Done:
    """The answer of ``plan`` for programs."""
    return run("plan", pool, "--week", "2026-W49", "--json")


@pytest.mark.parametrize("save", [as_folder, as_workbook], ids=["file", "sheet"])
@pytest.mark.parametrize(("how", "name"), NEAR_TABLES, ids=[it[0] for it in NEAR_TABLES])
def test_nothing_is_planned_with_a_table_under_nearly_its_name(
    run: Run, tmp_path: Path, save: Callable[[Tables, Path], Path], how: str, name: str
) -> None:
    """A recused person would be on the case."""
    tables = recused_tables()
    tables[name] = tables.pop("conflicts")
    done = plan(run, save(tables, tmp_path / "pool"))

    assert done.code == 3, how
    (told,) = complaints(done)
    assert name in told["file"] + told["value"]
    assert told["nearest"] in {"conflicts", "이해충돌"}


@pytest.mark.parametrize("save", [as_folder, as_workbook], ids=["file", "sheet"])
@pytest.mark.parametrize(("how", "name"), NEAR_COLUMNS, ids=[it[0] for it in NEAR_COLUMNS])
def test_nothing_is_planned_with_a_column_under_nearly_its_name(
    run: Run, tmp_path: Path, save: Callable[[Tables, Path], Path], how: str, name: str
) -> None:
    """Who is recused from a respondent would be on the case."""
    tables = recused_tables()
    put(tables, "conflicts", "party", "한 번도 안 나오는 기업")
    header = tables["cases"][0]
    header[header.index("respondents")] = name
    done = plan(run, save(tables, tmp_path / "pool"))

    assert done.code == 3, how
    assert [it["nearest"] for it in complaints(done) if it["value"] == name] == ["respondents"]


def test_a_missing_required_table_is_told_with_the_unknown_name_in_its_place(
    run: Run, tmp_path: Path
) -> None:
    tables = recused_tables()
    tables["일감"] = tables.pop("demands")
    told = complaints(run("validate", as_folder(tables, tmp_path / "pool"), "--json"))

    assert any("일감" in it["text"] for it in told if it["severity"] == "error")


@pytest.mark.parametrize("command", ["validate", "plan"])
def test_the_rows_of_every_table_are_told(run: Run, tmp_path: Path, command: str) -> None:
    """Of those that are there, also where nothing is wrong."""
    tables = recused_tables()
    del tables["travel"]
    read = run(command, as_folder(tables, tmp_path / "pool"), "--json").document.get("read", [])
    rows = {it["table"]: it["rows"] for it in read}

    assert {table: len(grid) - 1 for table, grid in tables.items()}.items() <= rows.items()
    assert rows["travel"] is None


def test_the_api_tells_the_rows_of_every_table_of_an_upload(store: Store) -> None:
    """And of one that is not there, what that means."""
    world = World.over(store)
    files = dict(pool_to_files(nameless(world.pool)))
    del files["conflicts.csv"]
    upload = {"files": ("pool.zip", zipped(files))}
    token = {"Authorization": f"Bearer {world.tokens[PLANNER]}"}
    client = TestClient(create_app(world.services))
    made = client.post(f"{PREFIX}/pools", files=upload, headers=token)
    assert made.status_code == 201
    read = {it["table"]: it for it in made.json().get("read", [])}

    assert {f"{table}.csv" for table, it in read.items() if it["rows"] is not None} == {
        name for name in files if name.endswith(".csv")
    }
    assert read["specialists"]["rows"] == len(world.pool.specialists)
    assert "nobody is recused" in read["conflicts"]["text"]["en"]


class Slip(NamedTuple):
    """One cell that looks right, and what has to be told at its row, in either way to file it."""

    table: str
    row: int
    cells: dict[str, object]
    told: str
    severity: str = "warning"


SLIPS = {
    "weekly_blocks above the week's blocks": Slip("specialists", 2, {"weekly_blocks": 40}, "40"),
    "a date decades ahead": Slip("conflicts", 3, {"until": "2072-06-30"}, "2072"),
    "a date decades ago": Slip("conflicts", 3, {"until": "1927-06-30"}, "1927"),
    "a case opened a century ago": Slip("cases", 2, {"opened": "1926-11-02"}, "1926"),
    "a deadline decades ahead": Slip("cases", 2, {"statutory_deadline": "2066-12-18"}, "2066"),
    "a clearance for decades": Slip("specialists", 2, {"clearance_until": "2066-12-31"}, "2066"),
    "a deadline before the opening": Slip("cases", 2, {"opened": "2026-12-19"}, "2026. 12. 19"),
    "heads above half-days in lending": Slip("agencies", 2, {"max_lent_heads": 9}, "9"),
    "a party with (주)": Slip("conflicts", 2, {"party": f"(주){VICTIM}"}, VICTIM, "error"),
    "a party with 주식회사": Slip("conflicts", 2, {"party": f"주식회사 {VICTIM}"}, VICTIM, "error"),
    "a party with ㈜": Slip("conflicts", 2, {"party": f"{VICTIM}㈜"}, VICTIM, "error"),
    "a respondent with ㈜": Slip("conflicts", 3, {"party": f"㈜{RESPONDENT}"}, RESPONDENT, "error"),
    "a skill in Korean": Slip(
        "specialist_skills", 2, {"skill": "디지털포렌식"}, "forensics", "error"
    ),
    "a skill in English words": Slip(
        "specialist_skills", 2, {"skill": "Digital forensics"}, "forensics", "error"
    ),
    "a demand's skill in Korean": Slip(
        "demands", 2, {"skills": "디지털포렌식"}, "forensics", "error"
    ),
    "a reserve's skill in Korean": Slip(
        "home_reserve", 2, {"skill": "디지털포렌식"}, "forensics", "error"
    ),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_what_cannot_be_meant_is_told_at_its_row(run: Run, tmp_path: Path, slip: Slip) -> None:
    tables = recused_tables()
    for column, value in slip.cells.items():
        put(tables, slip.table, column, value, slip.row)
    done = run("validate", as_folder(tables, tmp_path / "pool"), "--json")
    found = [
        it
        for it in complaints(done)
        if (it["file"].partition(".")[0], it["row"]) == (slip.table, slip.row)
        and slip.told in it["text"] + it["hint"] + it["nearest"]
    ]

    assert [it["severity"] for it in found] == [slip.severity]
    assert done.code == (3 if slip.severity == "error" else 0)


@pytest.mark.parametrize("party", [f"(주){VICTIM}", f"주식회사 {VICTIM}", f"㈜{VICTIM}"])
def test_one_firm_of_two_cases_written_in_two_ways_is_told(
    run: Run, tmp_path: Path, party: str
) -> None:
    tables = recused_tables()
    tables["cases"].append(["c2" if cell == "c1" else cell for cell in tables["cases"][1]])
    put(tables, "cases", "victim", party, 3)
    told = complaints(run("validate", as_folder(tables, tmp_path / "pool"), "--json"))
    there = [
        it for it in told if (it["file"], it["row"], it["column"]) == ("cases.csv", 3, "victim")
    ]

    assert [it["nearest"] for it in there] == [VICTIM]


def _hide(book: openpyxl.Workbook) -> None:
    book["conflicts"].row_dimensions[3].hidden = True


def _filter(book: openpyxl.Workbook) -> None:
    sheet = book["conflicts"]
    sheet.auto_filter.ref = "A1:D3"
    sheet.auto_filter.add_filter_column(1, [VICTIM])
    _hide(book)


@pytest.mark.parametrize("mark", [_hide, _filter], ids=["hidden", "filtered"])
def test_rows_out_of_sight_are_told_and_where(
    run: Run, tmp_path: Path, mark: Callable[[openpyxl.Workbook], None]
) -> None:
    pool = as_workbook(recused_tables(), tmp_path / "pool", mark)
    told = complaints(run("validate", pool, "--json"))

    assert any(it["file"].startswith("conflicts") and "3행" in it["text"] for it in told)


@pytest.mark.parametrize("value", ["=A2", "#REF!", "#N/A"])
@pytest.mark.parametrize("cell", ["B3", "D3"])
def test_a_cell_without_a_value_of_its_own_is_told_by_its_name(
    run: Run, tmp_path: Path, value: str, cell: str
) -> None:
    """A formula that nobody computed, or an error: in a required column and in an optional one."""

    def mark(book: openpyxl.Workbook) -> None:
        book["conflicts"][cell] = value

    done = run("validate", as_workbook(recused_tables(), tmp_path / "pool", mark), "--json")

    assert done.code == 3
    told = [it for it in complaints(done) if it["file"].startswith("conflicts")]
    assert any(cell in it["text"] for it in told)
    if value.startswith("#"):
        assert any(value in it["text"] for it in told)
