"""``scheduler plan`` as its users run it: a process, files, exit codes, signals."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.check import judge
from scheduler.exchange import load_pool, plan_from_json, write_pool
from scheduler.synth import demo_pool, family_pool
from tests.cli.conftest import COMMAND, run_process


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the run record, which is about the clock."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in files if p.name != "run.json"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo pool on disk and, beside it, its plan in ``out``."""
    folder = tmp_path_factory.mktemp("demo")
    write_pool(demo_pool(), folder / "pool")
    done = run_process("plan", folder / "pool", "--out", folder / "out", "--language", "en")
    assert done.code == 0, done.err
    assert "coverage" in done.out
    assert "optimal (proven, checkable)" in done.out
    return folder


def test_the_demo_week_is_planned_judged_and_written(demo: Path) -> None:
    """All the files are there, and the judge accepts what was written."""
    files = contents(demo / "out")
    assert {"plan.json", "plan.csv", "plan.xlsx", "calendars/all.ics"} <= files.keys()
    plan = plan_from_json(files["plan.json"])
    assert judge(load_pool(demo / "pool"), plan).is_accepted
    people = {a.specialist for a in plan.assignments}
    assert {f"calendars/specialist-{s}.ics" for s in people} <= files.keys()
    run = json.loads((demo / "out" / "run.json").read_text(encoding="utf-8"))
    assert run["cancelled"] is False
    assert not [name for name in files if Path(name).name.startswith(".")]


def test_json_is_one_document_and_progress_is_one_object_a_line(pool_folder: Path) -> None:
    """Stdout holds the answer alone; stderr holds JSON lines alone."""
    done = run_process("plan", pool_folder, "--json")
    assert done.code == 0, done.err
    assert done.document["status"] == "planned"
    assert done.document["proven"] is True
    assert len(done.document["plan"]["assignments"]) == 2
    lines = [json.loads(line) for line in done.err.splitlines()]
    assert any(line.get("progress", {}).get("phase") == "done" for line in lines)


def test_a_reader_that_goes_away_is_no_error(demo: Path) -> None:
    """``scheduler show ... | head -1`` ends quietly, in words and in JSON."""
    for words in ((), ("--json",)):
        command = [*COMMAND, "show", str(demo / "out" / "plan.json"), *words]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(1)
            process.stdout.close()
            told = process.stderr.read()
        assert (process.returncode, told) == (0, b"")


def unread(*arguments: object) -> int:
    """The exit code of a command of whose words nobody reads one: ``2>&1 | head -0``."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [*COMMAND, *map(str, arguments)]
    done = subprocess.run(command, stdout=writer, stderr=writer, check=False, timeout=120)
    os.close(writer)
    return done.returncode


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_who_does_not_wait_for_the_words_has_the_files(
    pool_folder: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The plan, who replaces somebody, and next week are in their folders as if read."""
    planned, changed, later = (tmp_path / name for name in ("plan", "absent", "next"))
    assert unread("plan", pool_folder, "--out", planned, *words) == 0
    plan = plan_from_json((planned / "plan.json").read_bytes())
    assert judge(load_pool(pool_folder), plan).is_accepted

    gone = plan.assignments[0].specialist
    given = (pool_folder, planned / "plan.json")
    assert unread("absent", *given, "--specialist", gone, "--out", changed, *words) == 0
    replan = plan_from_json((changed / "plan.json").read_bytes())
    assert judge(load_pool(changed / "pool"), replan).is_accepted
    assert gone not in {row.specialist for row in replan.assignments}

    assert unread("roll", *given, "--out", later, *words) == 0
    assert load_pool(later).ledger


def in_encoding(encoding: str, *arguments: object) -> str:
    """What a command prints where Python writes in an encoding."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode(encoding)


def test_a_terminal_that_lacks_letters_gets_the_whole_plan(pool_folder: Path) -> None:
    """Where CP949 has no dash, a plainer one stands for it."""
    whole, said = run_process("plan", pool_folder).out, in_encoding("cp949", "plan", pool_folder)
    assert "–" in whole
    assert "전문분야·숙련도 미달 3명" in said.splitlines()[-2]
    assert "2026년 49주차 (11. 30.~12. 4.)" in said
    assert not {"?", "–"} & set(said)


def test_json_loses_no_letter_in_any_encoding(pool_folder: Path) -> None:
    """What the stream lacks is escaped."""
    said = json.loads(in_encoding("ascii", "validate", pool_folder, "--json"))
    assert said == run_process("validate", pool_folder, "--json").document
    assert "사람이 없습니다" in said["complaints"][0]["text"]


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan_so_far(tmp_path: Path) -> None:
    """A search that would go on for minutes stops when asked, and its plan is judged and kept."""
    write_pool(family_pool(300, 200, 1), tmp_path / "pool")
    out = tmp_path / "out"
    command = [*COMMAND, "plan", str(tmp_path / "pool"), "--json", "--out", str(out)]
    with subprocess.Popen(
        [*command, "--limit", "3600"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if json.loads(line).get("progress", {}).get("tier") == "coverage":
                break
        process.send_signal(signal.SIGINT)
        said, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert json.loads(said)["run"]["cancelled"] is True
    plan = plan_from_json((out / "plan.json").read_bytes())
    assert judge(load_pool(tmp_path / "pool"), plan).is_accepted
    assert not plan.is_proven


def test_it_waits_for_no_engine_that_was_told_to_stop() -> None:
    """Which may be silent for long: all is said by then, and the code is the command's."""
    code = """
import sys, threading, time
threading.Thread(target=time.sleep, args=(600,)).start()
sys.argv = ["scheduler", "check", "no such folder"]
from scheduler.cli import main
main()
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == run_process("check", "no such folder").code != 0
    assert done.stdout + done.stderr
