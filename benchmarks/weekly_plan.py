"""Times of the weekly plan on a pool: reading, eligibility, first checked plan, all tiers, memory.

    python -m benchmarks.weekly_plan sample_data/national --limit 110 --first 4

Each step is timed in this process; the machine and the seconds are printed with the values, so that
a line can be copied into RESULTS.md. Machines are noisy: run it more than once.
"""

import argparse
import os
import platform
import resource
import time

from benchmarks.running.arguments import existing_path
from scheduler.exchange import load_pool
from scheduler.model import Horizon, Plan, Pool, SolveOptions
from scheduler.solver import eligibility, make_plan


def main() -> None:
    """Print one line a step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=existing_path)
    parser.add_argument("--limit", type=float, default=110.0, help="seconds for all tiers")
    parser.add_argument("--first", type=float, default=4.0, help="seconds for a first plan")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    began = time.monotonic()
    pool = load_pool(options.pool)
    print(f"read and checked           {time.monotonic() - began:8.2f} s")
    horizon = pool.horizon()
    began = time.monotonic()
    pairs = len(eligibility(pool, horizon).pairs()[0])
    print(f"eligibility                {time.monotonic() - began:8.2f} s  {pairs} pairs")
    for name, seconds in (("first checked plan", options.first), ("all tiers", options.limit)):
        began = time.monotonic()
        plan = _plan(pool, horizon, seconds, options.workers)
        print(f"{name:26} {time.monotonic() - began:8.2f} s  {len(plan.assignments)} assignments")
        for tier in plan.tiers:
            gap = "" if tier.gap is None else f"{100 * tier.gap:.2f} %"
            print(f"  {tier.tier:12} {tier.status:9} {tier.value!s:>10} {tier.bound!s:>10}  {gap}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory                {peak:8.0f} MB")


def _plan(pool: Pool, horizon: Horizon, seconds: float, workers: int) -> Plan:
    options = SolveOptions(mode="timed", time_limit_s=seconds, workers=workers)
    plan = make_plan(pool, horizon, options).plan
    assert plan is not None, "the sample pools have a plan"
    return plan


if __name__ == "__main__":
    main()
