"""Sweeps that are killed: ``python -m tests.campaigns.sweeps sample_data/national``.

One list of scenarios, draws of illness, is carried out three times: by processes of which one is
killed, by a parent that is killed and another that goes on where it was, and on a Dask cluster of
two workers. No scenario may be lost, nothing that was finished computed again, and the tables must
be the same. Told besides is the most memory that a sweep's processes hold together.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

import scheduler
from benchmarks.sweeps import PeakMemory
from scheduler.whatif import PlannedWeek, Scenario, SweepProgress, illness, sweep
from tests.whatif.killing import begin_parent, children, children_of, cluster, finished, told, until

SHARE = 0.02
MOST_MB = 3_000


class Killed:
    """The sweeps of one base and list of scenarios, and what was wrong with them."""

    def __init__(self, base: PlannedWeek, scenarios: Sequence[Scenario], folder: Path) -> None:
        self.base, self.scenarios, self.folder = base, scenarios, folder
        self.faults: list[str] = []
        self.table = pd.DataFrame()

    def worker(self, **options: Any) -> str:
        """Two processes, one of them killed when a third is done."""
        others, dead = children(), list[int]()

        def kill_one(progress: SweepProgress) -> None:
            if 3 * progress.done >= progress.of and progress.running and not dead:
                dead.append(min(children() - others))
                os.kill(dead[0], signal.SIGKILL)

        with PeakMemory() as peak:
            it = sweep(
                self.base, self.scenarios, workers=2, bar=False, on_progress=kill_one, **options
            )
        self.table = told(it)
        self._demand(len(dead) == 1, "no worker was killed")
        self._demand(peak.megabytes <= MOST_MB, f"{peak.megabytes:.0f} MB were held")
        lost = sum(swept.row.status in ("failed", "cancelled") for swept in it.swept)
        self._demand(not lost, f"{lost} scenarios were lost with a worker")
        solves = [swept.row.seconds or 0.0 for swept in it.swept]
        return (
            f"a worker killed: {it.summary()}; {lost} lost, {peak.megabytes:.0f} MB in "
            f"{peak.processes} processes; {sum(solves) / len(solves):.1f} s of solving each"
        )

    def parent(self, **options: Any) -> str:
        """A parent killed when some are finished, and another one that goes on."""
        cache, enough = self.folder / "cache", len(self.scenarios) // 3
        parent = begin_parent(self.folder, self.base, self.scenarios, cache, workers=2, **options)
        while len(finished(cache)) < enough and parent.poll() is None:
            time.sleep(0.02)
        orphans = children_of(parent.pid) if parent.poll() is None else []
        self._demand(bool(orphans), "the parent had ended by itself")
        parent.kill()
        parent.wait()
        until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in orphans))
        kept = {file: file.stat().st_mtime_ns for file in finished(cache)}
        it = sweep(self.base, self.scenarios, workers=2, cache=cache, bar=False, **options)
        again = sum(file.stat().st_mtime_ns != when for file, when in kept.items())
        reused = int(it.table["reused"].sum())
        self._demand(not again and reused >= len(kept), "what was finished was computed again")
        self._same(told(it), "after the parent was killed")
        return f"the parent killed: {len(kept)} were finished, {reused} reused, {again} again"

    def on_cluster(self, **options: Any) -> str:
        """The same by a Dask cluster with two workers."""
        with cluster(self.folder) as address:
            it = sweep(self.base, self.scenarios, executor=address, bar=False, **options)
        self._same(told(it), "of the cluster")
        return f"on a cluster: {it.summary()}"

    def _same(self, table: pd.DataFrame, which: str) -> None:
        self._demand(table.equals(self.table), f"the table {which} is another one")

    def _demand(self, holds: bool, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry the sweeps out and tell of each; 1 where something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.sweeps")
    parser.add_argument("pool", type=Path, help="folder of a pool")
    parser.add_argument("--scenarios", type=int, default=200)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds for the base")
    parser.add_argument("--work", type=float, default=0.2, help="work units a scenario")
    options = parser.parse_args(arguments)
    pool = scheduler.load(options.pool)
    base = scheduler.plan(pool, mode="timed", time_limit_s=options.limit, language="en")
    scenarios = [
        Scenario(name=str(seed), patches=(illness(SHARE, seed),))
        for seed in range(options.scenarios)
    ]
    with tempfile.TemporaryDirectory() as folder:
        killed = Killed(base, scenarios, Path(folder))
        for step in (killed.worker, killed.parent, killed.on_cluster):
            began = time.monotonic()
            line = step(work_limit=options.work)
            print(f"{line}; {time.monotonic() - began:.0f} s", flush=True)
    for fault in killed.faults:
        print(f"fault: {fault}")
    print(f"sweeps of {len(scenarios)}: {len(killed.faults)} faults")
    return int(bool(killed.faults))


if __name__ == "__main__":
    sys.exit(main())
