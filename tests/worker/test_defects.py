"""What breaks down in a worker's process is logged without what it was about."""

import os
import subprocess
import sys

import pytest

from scheduler.bootstrap import Settings
from scheduler.store import Store

CANARY = "canary-own-name"
CHILD = ("-m", "scheduler.worker.child")
# the worker's own module, with a step that breaks down over what it reads
WORKER = f"""
import runpy
from scheduler.model import Pool
from scheduler.service import Jobs
Jobs.claim = lambda *_: Pool.model_validate_json('{{"people": ["{CANARY}"]}}')
runpy.run_module("scheduler.worker", run_name="__main__")
"""
THREAD = f"""
import sys, threading
from scheduler.worker.defects import exit_code
def work():
    thread = threading.Thread(target=int, args=("{CANARY}",))
    thread.start()
    thread.join()
    return 0
sys.exit(exit_code(work))
"""


def _ended(*words: str, told: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        input=told,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_that_breaks_down_logs_kind_and_place_and_no_data(
    store: Store, database_url: str
) -> None:
    settings = Settings(database_url=database_url).environment()
    ended = _ended("-c", WORKER, **settings)

    assert ended.returncode == 1
    assert CANARY not in ended.stdout + ended.stderr
    assert "ValidationError" in ended.stderr
    assert "loop.py" in ended.stderr


def test_a_child_that_cannot_read_its_task_logs_no_data() -> None:
    task = f'{{"kind": "run", "pool": {{"people": ["{CANARY}"]}}}}\n'
    ended = _ended(*CHILD, told=task)

    assert ended.returncode == 1
    assert CANARY not in ended.stdout + ended.stderr
    assert "ValidationError" in ended.stderr


def test_a_thread_that_breaks_down_logs_no_data() -> None:
    ended = _ended("-c", THREAD)

    assert CANARY not in ended.stderr
    assert "ValueError" in ended.stderr


def test_a_database_that_is_not_there_is_named_by_its_code() -> None:
    settings = Settings(database_url="sqlite:////nowhere/x.sqlite3").environment()
    ended = _ended("-m", "scheduler.worker", **settings)

    assert ended.returncode == 1
    assert "UnavailableError store.unavailable" in ended.stderr
