"""Files are replaced whole, and nothing stale or half written stays behind."""

from pathlib import Path

import pytest

from scheduler.cli.outputs import plan_files, write_files
from scheduler.solver import make_plan
from tests.cli.conftest import small_pool


def names(folder: Path) -> set[str]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_the_plan_comes_last() -> None:
    """Where plan.json is, the rest is."""
    pool = small_pool()
    plan = make_plan(pool, pool.horizon()).plan
    assert plan is not None
    files = plan_files(plan, pool, b"{}", "ko")
    assert list(files)[-1] == "plan.json"
    assert "calendars/agency-B.ics" in files
    assert all(files.values())


def test_a_second_plan_replaces_the_first_and_keeps_strangers(tmp_path: Path) -> None:
    """Calendars that the plan no longer has go; other files of the folder are not ours."""
    (tmp_path / "notes.txt").write_text("mine")
    write_files(tmp_path, {"calendars/specialist-a.ics": b"1", "plan.json": b"1"})
    written = write_files(tmp_path, {"calendars/specialist-b.ics": b"2", "plan.json": b"2"})
    assert names(tmp_path) == {"notes.txt", "calendars/specialist-b.ics", "plan.json"}
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
