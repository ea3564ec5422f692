"""A folder belongs to one run at a time, however the run ends."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler.cli.folders import LOCK, folder_of_ours
from scheduler.exchange import plan_from_json, write_pool
from scheduler.model import ConflictError
from scheduler.synth import family_pool
from tests.cli.conftest import COMMAND, run_process


@contextmanager
def at_work(pool: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that searches for long, and has its folder."""
    command = [*COMMAND, "plan", str(pool), "--json", "--out", str(out), "--limit", "3600"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            end = time.monotonic() + 120
            while not (out / LOCK).is_file() or not (out / LOCK).read_bytes():
                assert time.monotonic() < end
                time.sleep(0.02)
            yield process
        finally:
            process.kill()


def test_a_second_run_is_refused_before_it_solves(tmp_path: Path, pool_folder: Path) -> None:
    """It is told whose the folder is and since when; the first one's plan is whole."""
    write_pool(family_pool(300, 200, 1), tmp_path / "large")
    out = tmp_path / "out"
    with at_work(tmp_path / "large", out) as first:
        told = json.loads((out / LOCK).read_text())
        assert told["pid"] == first.pid
        for command in (
            ("plan", pool_folder, "--out", out),
            ("edit", pool_folder, tmp_path / "none.json", "--ban", "s1:d2", "--out", out),
        ):
            refused = run_process(*command, "--language", "en")
            assert refused.code == 8
            said = " ".join(refused.err.split())
            assert f"process {first.pid}, since {told['since']}" in said
        korean = run_process("plan", pool_folder, "--out", out, "--json")
        assert korean.document["error"]["code"] == "cli.folder_taken"
        assert f"프로세스 {first.pid}" in korean.document["error"]["message"]
        assert first.stderr is not None
        for line in first.stderr:
            if json.loads(line).get("progress", {}).get("tier") == "coverage":
                break
        first.send_signal(signal.SIGINT)
        _, said = first.communicate(timeout=120)
    assert first.returncode == 0, said
    assert len(plan_from_json((out / "plan.json").read_bytes()).assignments) > 100
    assert not (out / LOCK).exists()


def test_the_lock_of_a_killed_run_holds_nobody_up(tmp_path: Path, pool_folder: Path) -> None:
    """It is gone with the process; only its file is left."""
    write_pool(family_pool(300, 200, 1), tmp_path / "large")
    out = tmp_path / "out"
    with at_work(tmp_path / "large", out) as first:
        first.kill()
        first.wait()
        assert (out / LOCK).exists()
        done = run_process("plan", pool_folder, "--out", out)
    assert done.code == 0, done.err
    assert (out / "plan.json").is_file()
    assert not (out / LOCK).exists()


def test_a_folder_without_a_result_is_gone(tmp_path: Path) -> None:
    """One that was there stays, and so does what stands in it."""
    with folder_of_ours(tmp_path / "deep" / "deeper"):
        assert (tmp_path / "deep" / "deeper" / LOCK).is_file()
    assert not list(tmp_path.iterdir())
    (tmp_path / "notes.txt").write_text("mine")
    with folder_of_ours(tmp_path), pytest.raises(ConflictError) as told, folder_of_ours(tmp_path):
        pass
    assert told.value.facts["pid"] == os.getpid()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    with folder_of_ours(None):
        pass
