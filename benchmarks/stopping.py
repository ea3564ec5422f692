"""How long a solve is silent at most, and how soon it returns when it is cancelled.

    python -m benchmarks.stopping sample_data/national --limit 60 --cancels 10

The longest silence between two reports of a whole run, judged plan included; then, at moments drawn
from a seed, the seconds from a cancellation to the end of the search (``search``, in which the best
plan is kept) and to the judged plan (``plan``).
"""

import argparse
import os
import platform
import random
import time

from benchmarks.running.arguments import existing_path
from scheduler.exchange import load_pool
from scheduler.model import Pool, Progress, SolveOptions
from scheduler.solver import make_plan


class Listener:
    """Hears a run's progress and asks it to stop at a moment."""

    def __init__(self, stop_after: float = float("inf")) -> None:
        self._stop_after, self._began = stop_after, time.monotonic()
        self._last = 0.0
        self.silence, self.silent_from = 0.0, 0.0
        self.searched: float | None = None

    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began

    def report(self, progress: Progress) -> None:
        """Take in a report."""
        now = self.seconds()
        if now - self._last > self.silence:
            self.silence, self.silent_from = now - self._last, self._last
        self._last = now
        if progress.phase == "layout" and self.searched is None:
            self.searched = now

    def is_cancelled(self) -> bool:
        """Whether the moment has come."""
        return self.seconds() >= self._stop_after


def main() -> None:
    """Print one line a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=existing_path)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds of the clock")
    parser.add_argument("--cancels", type=int, default=10, help="runs that are cancelled")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    pool = load_pool(options.pool)
    whole = Listener()
    solving = SolveOptions(mode="timed", time_limit_s=options.limit, workers=options.workers)
    _run(pool, solving, whole)
    print(f"longest silence {whole.silence:.2f} s, from second {whole.silent_from:.1f}")
    moments = random.Random(options.seed)
    for _ in range(options.cancels):
        moment = moments.uniform(0.0, options.limit)
        heard = Listener(moment)
        _run(pool, solving, heard)
        assert heard.searched is not None, "the sample pools have a plan"
        search, plan = heard.searched - moment, heard.seconds() - moment
        print(
            f"cancelled at {moment:5.1f} s   search {search:5.2f} s   plan {plan:5.2f} s",
            flush=True,
        )


def _run(pool: Pool, solving: SolveOptions, listener: Listener) -> None:
    make_plan(
        pool,
        pool.horizon(),
        solving,
        on_progress=listener.report,
        is_cancelled=listener.is_cancelled,
    )


if __name__ == "__main__":
    main()
