"""Sweeps whose workers and parents are killed, by processes and on a Dask cluster."""

import json
import multiprocessing
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from scheduler.whatif import PlannedWeek, Scenario, Sweep

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ["seconds", "reused"]
PATIENCE_S = 60
PARENT = """
import pickle, sys
from scheduler.whatif import sweep

if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        base, scenarios, options = pickle.load(file)
    sweep(base, scenarios, cache=sys.argv[2], bar=False, **options)
"""


def begin_parent(
    folder: Path, base: PlannedWeek, scenarios: Iterable[Scenario], cache: Path, **options: Any
) -> subprocess.Popen[bytes]:
    """A process of its own that carries a sweep out, to be killed."""
    script, given = folder / "parent.py", folder / "given.pickle"
    script.write_text(PARENT)
    given.write_bytes(pickle.dumps((base, list(scenarios), options)))
    return subprocess.Popen([sys.executable, script, given, cache], cwd=ROOT)


def told(it: Sweep) -> pd.DataFrame:
    """The table without what depends on the clock and the cache."""
    return it.table.drop(columns=MEASURED)


def children() -> set[int]:
    """The processes that this one has started and that are alive."""
    return {process.pid for process in multiprocessing.active_children() if process.pid}


def finished(cache: Path) -> list[Path]:
    """The results that are kept."""
    return list(cache.glob("*.jsonl.gz"))


def children_of(parent: int) -> list[int]:
    """The processes that a process has started."""
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it has not come true"
        time.sleep(0.02)


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of a Dask scheduler with two workers, as somebody would start them."""
    note = folder / "scheduler.json"
    start = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    join = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(note)]
    where = ["--host", "127.0.0.1", "--no-dashboard"]
    commands = [
        [*start, "--scheduler-file", str(note), "--port", "0", *where],
        *([*join, "--nthreads", "1", "--no-nanny", *where] for _ in range(2)),
    ]
    running: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            log = (folder / f"{len(running)}.log").open("w")
            running.append(subprocess.Popen(command, cwd=folder, stdout=log, stderr=log))
            log.close()
            until(lambda: note.exists() and note.read_text().endswith("}"))  # it appears empty
        yield json.loads(note.read_text())["address"]
    finally:
        for process in running:
            process.kill()
            process.wait()
