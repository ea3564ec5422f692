"""A sweep beside a plain loop: seconds, and the most memory that all processes hold together.

    python -m benchmarks.sweeps sample_data/national --scenarios 12 --work 1
    python -m benchmarks.sweeps sample_data/national --scenarios 200 --work 0.2 --sweep-only

The base is planned first, in so many seconds; then every scenario, a draw of illness, is planned
from it in certified mode with so many deterministic work units, one after the other and as a sweep.
That both make the same plans is checked. Memory is the sum of the resident sets of this process and
its children, asked ten times a second; pages that they share count in each of them. Seconds of the
processor are told beside those of the clock: on a machine that others use they say more.
"""

import argparse
import os
import platform
import threading
import time
from pathlib import Path

from benchmarks.running.arguments import existing_path
from scheduler.exchange import load_pool
from scheduler.whatif import PlannedWeek, Scenario, illness, plan, sweep

SHARE = 0.02


def main() -> None:
    """Print a line for the loop, one for the sweep, and one for their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=existing_path)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds for the base")
    parser.add_argument("--scenarios", type=int, default=12)
    parser.add_argument("--work", type=float, default=1.0, help="work units a scenario")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sweep-only", action="store_true", help="leave out the plain loop")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    pool = load_pool(options.pool)
    base = plan(pool, mode="timed", time_limit_s=options.limit, language="en")
    wanted = [
        Scenario(name=str(seed), patches=(illness(SHARE, seed),))
        for seed in range(options.scenarios)
    ]
    looped = None if options.sweep_only else _looped(base, wanted, options.work)
    with Stopwatch() as watch, PeakMemory() as peak:
        it = sweep(base, wanted, workers=options.workers, work_limit=options.work)
    print(f"{it.summary()}; {options.workers} processes")
    print(f"sweep       {watch.text(len(wanted))}")
    print(f"memory      {peak.megabytes:8.0f} MB at most, in {peak.processes} processes")
    solves = [s.row.seconds or 0.0 for s in it.swept]
    print(f"one solve   {sum(solves) / len(solves):8.2f} s on the average")
    if looped is not None:
        hashes, loop = looped
        assert hashes == [s.row.plan_sha256 for s in it.swept], "the tables are not the same"
        ratio, dearer = loop.seconds / watch.seconds, watch.processor / loop.processor
        print(f"ratio       {ratio:8.2f}  as fast as the loop, same plans; processor {dearer:.2f}")


def _looped(
    base: PlannedWeek, wanted: list[Scenario], work: float
) -> "tuple[list[str | None], Stopwatch]":
    """The hashes of the plans made one after the other, and what that took."""
    hashes = list[str | None]()
    options = base.plan.provenance.options.model_dump()
    options |= {"mode": "certified", "work_limit": work}
    with Stopwatch() as watch:
        for scenario in wanted:
            pool = scenario.drawn(0, base.horizon).apply(base.pool)
            made = plan(pool, base.plan.start, base.plan.weeks, start=base, **options)
            hashes.append(made.plan.sha256)
    print(f"plain loop  {watch.text(len(wanted))}", flush=True)
    return hashes, watch


class Stopwatch:
    """Seconds of the clock and of the processor, ended children included, that a block takes."""

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0

    def __enter__(self) -> "Stopwatch":
        self.seconds, self.processor = time.monotonic(), _processor()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self.seconds
        self.processor = _processor() - self.processor

    def text(self, count: int) -> str:
        """In all and for each."""
        each, busy = self.seconds / count, self.processor / count
        return f"{self.seconds:8.1f} s  {each:6.2f} s each, {busy:6.2f} s of the processor"


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class PeakMemory:
    """The most memory of this process and all its children, while the block lasts; Linux only."""

    def __init__(self) -> None:
        self.megabytes, self.processes = 0.0, 0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.1):
            sizes = [_resident(pid) for pid in _family(os.getpid())]
            if sum(sizes) > self.megabytes:
                self.megabytes, self.processes = sum(sizes), len(sizes)


def _family(pid: int) -> list[int]:
    """A process and its children, as far as they still live."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        texts = [(task / "children").read_text() for task in tasks]
    except FileNotFoundError:
        return []
    children = [int(child) for text in texts for child in text.split()]
    return [pid, *(one for child in children for one in _family(child))]


def _resident(pid: int) -> float:
    """MB; 0 where the process is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
