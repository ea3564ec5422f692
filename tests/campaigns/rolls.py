"""Weeks of a pool rolled on: ``python -m tests.campaigns.rolls sample_data/national --weeks 10``.

Each week is planned in certified mode within a work limit, judged, and rolled on with the cases
and absences that a docket draws. Every count of every week has to be the sum over the plans before
it, and each agency has to find its own from its own copies of pools and plans.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import scheduler
from scheduler.access import Principal, Role, plan_for, pool_for
from scheduler.check import judge
from scheduler.forward import recount
from scheduler.model import Plan, Pool, SolveOptions
from scheduler.solver import make_plan
from tests.forward.weeks import Weeks, faults, rolled


def main(arguments: Sequence[str] | None = None) -> int:
    """Roll the weeks and tell of each; 1 where a count is wrong or a plan was not accepted."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.rolls")
    parser.add_argument("pool", type=Path, help="folder of a pool")
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=float, default=2.0, help="units of work a week")
    options = parser.parse_args(arguments)
    found: list[str] = []

    def make(pool: Pool) -> Plan:
        began = time.process_time()
        plan = make_plan(pool, pool.horizon(), SolveOptions(work_limit=options.limit)).plan
        if plan is None or not judge(pool, plan).is_accepted:
            raise SystemExit(f"{pool.policy.start}: no plan that the judge accepts")
        lent = sum(row.instrument is not None for row in plan.assignments)
        told = f"{len(plan.assignments):,} assignments, {lent:,} under an act"
        took = f"{time.process_time() - began:.0f} s of processor"
        print(f"{plan.start}: {told}, {len(pool.ledger):,} rows of ledger, {took}", flush=True)
        return plan

    weeks = rolled(scheduler.load(options.pool), options.weeks, make, seed=options.seed)
    found += faults(weeks)
    found += _recounted(weeks)
    for fault in found:
        print(fault)
    counts = sum(2 * (len(p.specialists) + len(p.agencies)) for p in weeks.pools)
    print(f"{options.weeks} weeks rolled, {counts:,} past columns, {len(found)} wrong")
    return int(bool(found))


def _recounted(weeks: Weeks) -> list[str]:
    """Rows that an agency does not find from its own copies."""
    found = []
    for agency in weeks.last.agency_of_id:
        it = Principal("r", "r", Role.REGISTRAR, agency)
        own = tuple((pool_for(it, pool, p), plan_for(it, p, pool)) for pool, p in weeks.planned)
        rows = recount(agency, own, pool_for(it, weeks.last))
        found += [f"{agency}: {row} does not agree" for row in rows if not row.agrees]
    return found


if __name__ == "__main__":
    raise SystemExit(main())
