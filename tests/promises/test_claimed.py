"""Proven is only what was verified or solved: public doors only, to be run against any version."""

from pathlib import Path

import openpyxl
import pytest

from scheduler.exchange import plan_from_json, plan_to_json, write_pool
from tests.cli.conftest import Run, small_pool
from tests.planned import plan_of

Bare = tuple[Path, Path]
CLAIMED = {"ko": "최적(주장됨)", "en": "optimal (claimed)"}
PROVEN = {"ko": "증명됨", "en": "(proven"}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Bare:
    """A pool, and a plan of it from elsewhere whose bounds have no witness."""
    folder = tmp_path_factory.mktemp("bare")
    pool = small_pool()
    plan = plan_of(pool)
    write_pool(pool, folder / "pool")
    path = folder / "plan.json"
    path.write_bytes(plan_to_json(plan.model_copy(update={"witnesses": ()})))
    return folder / "pool", path


@pytest.mark.parametrize("language", ["ko", "en"])
def test_check_says_claimed_of_bounds_without_a_witness(
    run: Run, bare: Bare, language: str
) -> None:
    said = run("check", *bare, "--language", language)
    assert said.code == 0
    assert CLAIMED[language] in said.out
    assert PROVEN[language] not in said.out


@pytest.mark.parametrize("language", ["ko", "en"])
def test_show_says_claimed_of_bounds_without_a_witness(run: Run, bare: Bare, language: str) -> None:
    said = run("show", bare[1], "--pool", bare[0], "--language", language)
    assert CLAIMED[language] in said.out
    assert PROVEN[language] not in said.out


@pytest.mark.parametrize("command", ["check", "show"])
def test_programs_are_told_claimed(run: Run, bare: Bare, command: str) -> None:
    paths = bare if command == "check" else bare[1:]
    told = run(command, *paths, "--json").document["standing"]
    assert set(told.values()) == {"claimed"}


def test_a_report_says_claimed_of_a_plan_from_elsewhere(
    run: Run, bare: Bare, tmp_path: Path
) -> None:
    out = tmp_path / "report.txt"
    how = ("--out", out, "--format", "text", "--workers", "1", "--language", "en")
    assert run("report", *bare, *how).code == 0
    assert CLAIMED["en"] in out.read_text()


def test_proven_is_said_of_what_this_process_has_verified_only(run: Run, bare: Bare) -> None:
    """Of coverage there is a witness, of balance none: the one is proven, the other claimed."""
    pool, path = bare
    assert run("plan", pool, "--out", path.parent / "whole", "--json").code == 0
    plan = plan_from_json((path.parent / "whole" / "plan.json").read_bytes())
    kept = tuple(w for w in plan.witnesses if w.tier == "coverage")
    mixed = path.parent / "mixed.json"
    mixed.write_bytes(plan_to_json(plan.model_copy(update={"witnesses": kept})))
    said = run("check", pool, mixed, "--language", "en").out
    (coverage,) = (line for line in said.splitlines() if "2. coverage" in line)
    (balance,) = (line for line in said.splitlines() if "4. balance" in line)
    assert "proven, checkable" in coverage
    assert CLAIMED["en"] in balance
    solved = run("plan", pool, "--language", "en").out
    assert CLAIMED["en"] not in solved


def test_a_plan_read_without_its_pool_is_claimed_even_with_witnesses(
    run: Run, bare: Bare, tmp_path: Path
) -> None:
    """Nothing was verified: the witnesses are only there."""
    assert run("plan", bare[0], "--out", tmp_path, "--json").code == 0
    assert plan_from_json((tmp_path / "plan.json").read_bytes()).witnesses
    said = run("show", tmp_path / "plan.json", "--language", "en").out
    assert "claimed" in said
    assert PROVEN["en"] not in said


def test_the_workbook_of_a_plan_from_elsewhere_says_claimed(
    run: Run, bare: Bare, tmp_path: Path
) -> None:
    done = run("export", bare[1], "--pool", bare[0], "--out", tmp_path, "--language", "en")
    assert done.code == 0, done.err
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx")["Goals"]
    told = {str(row[6].value) for row in sheet.iter_rows(min_row=3)}
    assert CLAIMED["en"] in told
    assert not {word for word in told if "proven" in word}
