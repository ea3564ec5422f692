"""Sweeps in spawned processes and on a Dask cluster, with workers and parents that are killed."""

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

import scheduler
from scheduler.synth import family_pool
from scheduler.whatif import (
    PlannedWeek,
    Scenario,
    SweepProgress,
    illness,
    sweep,
    tier_order,
)
from scheduler.whatif.scenarios import Patches
from scheduler.whatif.sweeps.task import kept_row
from tests.whatif.killing import (
    PATIENCE_S,
    ROOT,
    begin_parent,
    children,
    children_of,
    cluster,
    finished,
    told,
    until,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def base() -> PlannedWeek:
    """A small family, planned once for this file."""
    return scheduler.plan(family_pool(30, 20, 3), language="en")


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Scenario]:
    """Six draws of illness."""
    made = [Scenario(name=f"draw {seed}", patches=(illness(0.3, seed),)) for seed in range(6)]
    return {it.name: it for it in made}


@pytest.fixture(scope="module")
def alone(base: PlannedWeek, scenarios: dict[str, Scenario]) -> pd.DataFrame:
    """What comes out in this process, one after the other: what all others are held against."""
    with ThreadPoolExecutor(1) as thread:
        return told(sweep(base, scenarios.values(), executor=thread))


def test_a_killed_worker_loses_no_scenario(
    base: PlannedWeek, scenarios: dict[str, Scenario], alone: pd.DataFrame
) -> None:
    """Two processes, one of them killed in the middle: the same table as in one process."""
    others = children()
    killed: list[int] = []

    def kill_one(progress: SweepProgress) -> None:
        if progress.done == 2 and progress.running and not killed:
            victim = min(children() - others)
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    it = sweep(base, scenarios.values(), workers=2, on_progress=kill_one)

    assert len(killed) == 1
    assert told(it).equals(alone)
    assert children() <= others


def test_stopping_ends_running_solves_and_processes(base: PlannedWeek) -> None:
    """A solve that would take minutes is told to stop, and no process is left behind."""
    others = children()
    marks: dict[str, float] = {}

    def hear(progress: SweepProgress) -> None:
        if progress.done == 1:
            marks.setdefault("began", time.monotonic())

    def is_cancelled() -> bool:
        if "began" in marks and time.monotonic() - marks["began"] > 1.5:
            marks.setdefault("stopped", time.monotonic())
        return "stopped" in marks

    big = scheduler.plan(family_pool(300, 150, 1), mode="timed", time_limit_s=2.0)
    quick_then_long: dict[str, Patches] = {"quick": tier_order("statutory"), "long": ()}
    it = sweep(
        big,
        quick_then_long,
        workers=1,
        on_progress=hear,
        is_cancelled=is_cancelled,
        work_limit=300.0,
    )
    seconds = time.monotonic() - marks["stopped"]

    assert [s.row.status for s in it.swept] == ["planned", "cancelled"]
    assert seconds < 30
    assert children() <= others


def test_a_killed_parent_is_resumed_where_it_was(
    base: PlannedWeek, scenarios: dict[str, Scenario], alone: pd.DataFrame, tmp_path: Path
) -> None:
    """Its processes end with it, and nothing that was finished is computed again."""
    cache = tmp_path / "cache"
    parent = begin_parent(tmp_path, base, scenarios.values(), cache, workers=1)
    until(lambda: len(finished(cache)) >= 2)
    orphans = children_of(parent.pid)
    parent.kill()
    parent.wait()
    kept = {file: file.stat().st_mtime_ns for file in finished(cache)}

    assert len(orphans) >= 1
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in orphans))
    with ThreadPoolExecutor(1) as thread:
        it = sweep(base, scenarios.values(), executor=thread, cache=cache)
    assert 2 <= len(kept) < 6
    assert it.table["reused"].sum() == len(kept)
    assert {file: file.stat().st_mtime_ns for file in kept} == kept
    assert len(finished(cache)) == 6
    assert all(kept_row(file.read_bytes()).status == "planned" for file in finished(cache))
    assert told(it).equals(alone)


def test_a_script_without_a_main_guard_is_told_what_to_do(
    base: PlannedWeek, tmp_path: Path
) -> None:
    """Its processes cannot start, and that is said instead of tried for ever."""
    script, given = tmp_path / "unguarded.py", tmp_path / "given.pickle"
    given.write_bytes(pickle.dumps(base))
    script.write_text(
        "import pickle, sys\n"
        "from scheduler.whatif import sweep\n"
        "sweep(pickle.load(open(sys.argv[1], 'rb')), {'one': ()}, workers=1)\n"
    )
    run = subprocess.run(
        [sys.executable, script, given], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert 'put the call under if __name__ == "__main__"' in run.stderr


def test_a_cluster_makes_the_same_table_and_survives_a_lost_worker(
    base: PlannedWeek, scenarios: dict[str, Scenario], alone: pd.DataFrame, tmp_path: Path
) -> None:
    """By one argument; one of the two workers is killed meanwhile."""
    from distributed import Client

    killed: list[int] = []

    with cluster(tmp_path) as address:
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=PATIENCE_S)
            workers = list(client.run(os.getpid).values())

        def kill_one(progress: SweepProgress) -> None:
            if progress.done == 2 and not killed:
                os.kill(workers[0], signal.SIGKILL)
                killed.append(workers[0])

        it = sweep(base, scenarios.values(), executor=address, on_progress=kill_one)

    assert killed
    assert told(it).equals(alone)
