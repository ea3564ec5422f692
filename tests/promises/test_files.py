"""Files of one run stay whole and speak one language: public doors only, for any version."""

import json
import subprocess
from pathlib import Path

import openpyxl
import pytest

from scheduler.exchange import write_pool
from scheduler.explain import Words, as_html, as_text, report
from scheduler.model import Language
from scheduler.synth import family_pool
from tests.cli.conftest import COMMAND, Run, run_process, small_pool
from tests.planned import plan_of

KOREAN = range(ord("가"), ord("힣") + 1)


@pytest.fixture(scope="module")
def pool_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small pool on disk."""
    folder = tmp_path_factory.mktemp("small") / "pool"
    write_pool(small_pool(), folder)
    return folder


def test_a_second_run_into_a_folder_is_refused_in_words(pool_folder: Path, tmp_path: Path) -> None:
    """It is told which process has the folder; the first one has begun its search."""
    write_pool(family_pool(300, 200, 1), tmp_path / "large")
    out, pipe = tmp_path / "out", subprocess.PIPE
    command = [*COMMAND, "plan", str(tmp_path / "large"), "--json", "--out", str(out)]
    with subprocess.Popen([*command, "--limit", "3600"], stderr=pipe, text=True) as first:
        try:
            assert first.stderr is not None
            for line in first.stderr:
                if "progress" in json.loads(line):
                    break
            second = run_process("plan", pool_folder, "--out", out, "--language", "en")
            assert second.code not in (0, 1), second.out
            assert str(first.pid) in second.err
            assert not (out / "plan.json").exists()
        finally:
            first.kill()


@pytest.mark.parametrize("name", ["lab.ics", "all-hands.ics", "specialist-s9.ics"])
def test_a_calendar_of_somebody_else_stays(
    run: Run, pool_folder: Path, tmp_path: Path, name: str
) -> None:
    theirs = tmp_path / "out" / "calendars" / name
    theirs.parent.mkdir(parents=True)
    theirs.write_text("BEGIN:VCALENDAR")
    assert run("plan", pool_folder, "--out", tmp_path / "out").code == 0
    assert run("plan", pool_folder, "--out", tmp_path / "out").code == 0
    assert theirs.read_text() == "BEGIN:VCALENDAR"


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a plan in English; facts in Korean letters are told by their ids."""
    folder = tmp_path_factory.mktemp("english")
    pool = small_pool()
    plain = [person.model_copy(update={"name": ""}) for person in pool.specialists]
    cases = [case.model_copy(update={"title": ""}) for case in pool.cases]
    write_pool(pool.with_rows(specialists=tuple(plain), cases=tuple(cases)), folder / "pool")
    done = run_process("plan", folder / "pool", "--out", folder / "out", "--language", "en")
    assert done.code == 0, done.err
    return folder / "out"


def test_the_table_is_in_english(english: Path) -> None:
    head = (english / "plan.csv").read_text("utf-8-sig").splitlines()[0]
    assert not [letter for letter in head if ord(letter) in KOREAN]


@pytest.mark.parametrize("calendar", ["all", "agency-B", "specialist-s2"])
def test_the_calendars_are_in_english(english: Path, calendar: str) -> None:
    text = (english / "calendars" / f"{calendar}.ics").read_text()
    assert "VEVENT" in text
    assert not [letter for letter in text if ord(letter) in KOREAN]


def test_the_workbook_is_in_english(english: Path) -> None:
    book = openpyxl.load_workbook(english / "plan.xlsx")
    assert "Goals" in book.sheetnames or "Tiers" in book.sheetnames
    heads = "".join(str(cell.value) for sheet in book for cell in sheet[1])
    assert not [letter for letter in book.sheetnames[0] + heads if ord(letter) in KOREAN]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_check_prints_no_python_values(
    run: Run, pool_folder: Path, tmp_path: Path, language: str
) -> None:
    """Where what a plan says of itself is not what it should say."""
    pool = small_pool()
    plan = plan_of(pool)
    wrong = plan.model_dump(mode="json")
    for row in wrong["assignments"]:
        row.update(legal_basis="x", instrument="i9", authority="q", with_oversight=True, pin=None)
        row.update(travel_blocks=["2026-12-01/am"], document_no="1", fit=7)
    (tmp_path / "plan.json").write_bytes(json.dumps(wrong).encode())
    said = run("check", pool_folder, tmp_path / "plan.json", "--language", language)
    assert said.code == 5
    found = [
        p for p in ("None", "True", "False", "Moment(", "()", "('", "['", "{'") if p in said.out
    ]
    assert found == [], said.out


@pytest.mark.parametrize(("language", "word"), [("ko", "일부"), ("en", "partial")])
def test_a_partial_report_says_so_in_its_title(language: Language, word: str) -> None:
    """The reader sees it first, in the text and in the page."""
    pool = small_pool()
    plan = plan_of(pool)
    found = report(pool, plan, is_cancelled=lambda: True)
    words = Words(pool, plan, language)
    assert word in as_text(found, words).splitlines()[0].casefold()
    title = as_html(found, words).partition("<title>")[2].partition("</title>")[0]
    assert word in title.casefold()
