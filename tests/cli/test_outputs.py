"""Files are replaced whole, and nothing stale or half written stays behind."""

import errno
import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from scheduler.cli.outputs import calendar_name, plan_files, try_folder, write_files
from scheduler.cli.refusals import os_reason
from scheduler.exchange import plan_to_json, write_pool
from scheduler.model import say
from tests import builders as b
from tests.cli.conftest import COMMAND, Run, small_pool
from tests.planned import plan_of


def names(folder: Path) -> set[str]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def listed(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files, with the list of them that a run keeps."""
    hashes = {name: sha256(content).hexdigest() for name, content in files.items()}
    return {"run.json": json.dumps({"files": hashes}).encode(), **files}


def test_the_plan_comes_last() -> None:
    """Where plan.json is, the rest is."""
    pool = small_pool()
    plan = plan_of(pool)
    files = plan_files(plan, pool, {}, "ko")
    assert list(files)[-1] == "plan.json"
    assert "calendars/agency-B.ics" in files
    assert all(files.values())


def test_a_second_plan_replaces_the_first_and_keeps_strangers(tmp_path: Path) -> None:
    """Calendars of ours that the plan no longer has go; others, and changed ones, are not ours."""
    (tmp_path / "calendars").mkdir()
    mine = {"notes.txt", "calendars/lab.ics", "calendars/specialist-z.ics"}
    for name in mine:
        (tmp_path / name).write_text("mine")
    first = {f"calendars/specialist-{who}.ics": b"1" for who in "ac"}
    write_files(tmp_path, listed({**first, "plan.json": b"1"}))
    (tmp_path / "calendars/specialist-c.ics").write_text("changed by hand")
    written = write_files(tmp_path, listed({"calendars/specialist-b.ics": b"2", "plan.json": b"2"}))
    ours = {"run.json", "calendars/specialist-b.ics", "calendars/specialist-c.ics", "plan.json"}
    assert names(tmp_path) == mine | ours
    assert (tmp_path / "plan.json").read_bytes() == b"2"
    assert written[-1] == tmp_path / "plan.json"


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up in the middle: the old plan is whole and no draft is left."""
    write_files(tmp_path, {"plan.json": b"old"})

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"plan.json": b"new"})
    assert names(tmp_path) == {"plan.json"}
    assert (tmp_path / "plan.json").read_bytes() == b"old"


def test_no_older_plan_stands_beside_newer_files(tmp_path: Path) -> None:
    """What cannot be renamed into its place ends the run: no plan.json, not an old one."""
    write_files(tmp_path, {"plan.csv": b"old", "plan.json": b"old"})
    (tmp_path / "plan.xlsx").mkdir()
    files = {"plan.csv": b"new", "plan.xlsx": b"new", "plan.json": b"new"}
    with pytest.raises(OSError, match=r"plan\.xlsx"):
        write_files(tmp_path, files)
    assert (tmp_path / "plan.csv").read_bytes() == b"new"
    assert names(tmp_path) == {"plan.csv"}


def test_a_full_disk_leaves_the_whole_old_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file does not fit: the first is not replaced either."""
    write_files(tmp_path, {"plan.csv": b"old", "plan.json": b"old"})
    left = iter([None])

    def full(handle: int) -> None:
        if next(left, handle) is not None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"plan.csv": b"new", "plan.json": b"new"})
    assert names(tmp_path) == {"plan.csv", "plan.json"}
    assert (tmp_path / "plan.csv").read_bytes() == b"old"


def test_what_a_killed_run_has_left_goes(tmp_path: Path) -> None:
    """Its drafts, of calendars of anybody too; hidden files of other names are not ours."""
    (tmp_path / "calendars").mkdir()
    kept = {".notes.txt.o1tsojr_", ".plan.json", ".plan.json.swp"}
    for name in (".plan.json.o1tsojr_", "calendars/.specialist-b.ics.abcd1234", *kept):
        (tmp_path / name).write_text("half")
    write_files(tmp_path, {"calendars/all.ics": b"1", "plan.json": b"1"})
    assert names(tmp_path) == {"calendars/all.ics", "plan.json", *kept}


def test_the_longest_ids_have_a_file_each(run: Run, tmp_path: Path) -> None:
    """Names are cut between letters, and two that begin alike stay two."""
    people = ["가" * 99 + end for end in ("나", "다")]
    pool = b.pool(
        b.agency("라" * 100),
        *(b.specialist(who, "라" * 100) for who in people),
        b.case("c1", "라" * 100),
        b.demand("d1", headcount=2),
    )
    write_pool(pool, tmp_path / "pool")
    done = run("plan", tmp_path / "pool", "--out", tmp_path / "out")
    assert done.code == 0, done.err
    assert (tmp_path / "out" / "plan.json").is_file()
    calendars = {path.name for path in (tmp_path / "out" / "calendars").iterdir()}
    wanted = {calendar_name("specialist", who) for who in people}
    assert calendars == {*wanted, calendar_name("agency", "라" * 100), "all.ics"}
    assert len(wanted) == 2
    assert calendar_name("specialist", "MSS-04") == "specialist-MSS-04.ics"


@pytest.mark.parametrize("place", ["taken", "taken/below"])
@pytest.mark.parametrize("command", ["plan", "absent", "edit"])
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_solved(
    run: Run, pool_folder: Path, tmp_path: Path, command: str, place: str
) -> None:
    """A file stands where a folder should: one sentence with a way out, and no minutes lost."""
    pool = small_pool()
    plan = plan_of(pool)
    (tmp_path / "plan.json").write_bytes(plan_to_json(plan))
    (tmp_path / "taken").write_text("mine")
    options = {
        "plan": (),
        "absent": (tmp_path / "plan.json", "--specialist", "s1"),
        "edit": (tmp_path / "plan.json", "--ban", "s1:d2"),
    }
    arguments = (command, pool_folder, *options[command], "--out", tmp_path / place)
    for language, words in (("ko", "다른 폴더를 지정해 주십시오"), ("en", "Name another folder")):
        done = run(*arguments, "--language", language)
        assert done.code == 1
        assert not done.out
        assert words.casefold() in " ".join(done.err.casefold().split())
        assert not any(step in done.err for step in ("다시 계산", "anew", "최적화 엔진", "solver"))
    assert (tmp_path / "taken").read_text() == "mine"


def test_trying_a_folder_leaves_no_trace(tmp_path: Path) -> None:
    """Neither a folder that was not there nor a file in one that was."""
    try_folder(tmp_path / "deep" / "deeper")
    assert not list(tmp_path.iterdir())
    (tmp_path / "notes.txt").write_text("mine")
    try_folder(tmp_path)
    assert names(tmp_path) == {"notes.txt"}


def test_a_plan_is_on_the_screen_before_its_files_are_written(
    run: Run, pool_folder: Path, tmp_path: Path
) -> None:
    """The place was free when it was tried; whatever happens then, the plan has been seen."""
    (tmp_path / "out" / "plan.csv").mkdir(parents=True)
    done = run("plan", pool_folder, "--out", tmp_path / "out", "--language", "en")
    assert done.code == 1
    assert "2 assignments" in done.out
    assert "plan.csv" in "".join(done.err.split())  # a long path breaks the line anywhere


def test_why_the_system_refuses_is_told_in_both_languages(
    run: Run, pool_folder: Path, tmp_path: Path
) -> None:
    """A path through a file; what is rare keeps the system's own words."""
    (tmp_path / "file").touch()
    ask = ("plan", pool_folder, "--out", tmp_path / "file" / "out")
    assert "경로의 일부가 폴더가 아닙니다." in " ".join(run(*ask).err.split())
    assert "a part of the path is no folder." in " ".join(run(*ask, "--language", "en").err.split())
    assert os_reason(OSError(errno.ENOSPC, "No space left"), "ko") == "저장 공간이 없습니다"
    assert os_reason(OSError(errno.EMLINK, "Too many links"), "ko") == "Too many links"


def test_a_full_disk_names_the_file(pool_folder: Path, tmp_path: Path) -> None:
    """Files may not grow beyond a kilobyte: the path is told, and the folder is as it was."""
    code = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
from scheduler.cli import main
main()
"""
    out = tmp_path / "out"
    command = [sys.executable, "-B", "-c", code, "plan", *map(str, (pool_folder, "--out", out))]
    command += ["--language", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    said = "".join(done.stderr.split())
    assert f"Cannotreadorwrite{out}/run.json:thefileislargerthanallowed." in said, done.stderr
    assert not out.exists()


def test_an_output_that_is_full_is_named(pool_folder: Path) -> None:
    """What is printed has nowhere to go."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "plan", pool_folder, "--language", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 1
    assert "Cannot read or write standard output: no space is left." in done.stderr


def test_every_file_is_in_the_language_that_was_asked_for() -> None:
    """Headers of the table, words of the calendars, sheets of the workbook; files alone differ."""
    pool = small_pool()
    plan = plan_of(pool)
    files = plan_files(plan, pool, {}, "en")
    assert files["plan.csv"].decode("utf-8-sig").startswith("Home agency,")
    calendar = files["calendars/all.ics"].decode()
    assert say("plan_text.event_mode", "en", mode="").strip() in calendar
    texts = [files[name].decode() for name in files if name.endswith((".csv", ".ics"))]
    assert [text for text in texts if "참여방식" in text or "소속" in text] == []
