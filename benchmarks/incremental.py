"""One change after a plan: solved from nothing, and from the plan before the change.

    python -m benchmarks.incremental 60x40 --limit 20
    python -m benchmarks.incremental 300x150 --limit 60 --seeds 1-3
    python -m benchmarks.incremental 300x150 --into benchmarks/results/incremental-300x150.jsonl

Three changes: the specialist with the most work falls ill for the week, one more case comes in, a
served demand wants one more person. Both solves are timed, of the same pool, in this process, one
after the other, first the one and then, with the next seed, the other. Told are the seconds until
coverage was worth what the fresh solve ended with, until its bound was as tight, and until both.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.families import seeds, sizes
from benchmarks.records.changes import changes_summary
from benchmarks.records.files import append, begin
from benchmarks.records.rows import (
    ChangeConditions,
    ChangeLine,
    ChangeRun,
    Moment,
    TierLine,
    Way,
)
from benchmarks.running.judged import judged_plan
from benchmarks.running.machine import load, machine, source
from scheduler.model import (
    Availability,
    AvailabilityStatus,
    Half,
    Plan,
    Pool,
    Progress,
    RunRecord,
    SolveOptions,
    TierName,
)
from scheduler.solver import insertion, solve, telling
from scheduler.synth import family_pool

REPORT_EVERY_S = 0.01
"""The search tells how far it is twice a second; short times are measured finer."""
Before = Callable[[Pool], Pool]
After = Callable[[Pool, Plan], Pool]


def main(arguments: list[str] | None = None) -> None:
    """Measure every change of every seed."""
    options = _parser().parse_args(arguments)
    specialists, cases = options.size
    conditions = ChangeConditions(
        specialists=specialists,
        cases=cases,
        limit=options.limit,
        our_workers=options.workers,
        source=source(),
        machine=machine(),
    )
    known = begin(options.into, conditions) if options.into else ()
    lines = [row for row in known if isinstance(row, ChangeLine)]
    done = {(line.change, line.seed) for line in lines}
    telling.REPORT_EVERY_S = REPORT_EVERY_S
    for seed in options.seeds:
        for change in options.only:
            if (change, seed) in done:
                continue
            lines.append(measured(change, seed, conditions))
            if options.into:
                append(options.into, lines[-1])
    print(changes_summary(ChangeRun(conditions=conditions, lines=tuple(lines))))


def measured(change: str, seed: int, conditions: ChangeConditions) -> ChangeLine:
    """One change of one seed's pool, solved both ways."""
    options = SolveOptions(
        mode="timed", time_limit_s=conditions.limit, workers=conditions.our_workers
    )
    make_before, make_after = CHANGES[change]
    whole = family_pool(conditions.specialists, conditions.cases, seed)
    pool = make_before(whole)
    start = solve(pool, pool.horizon(), options).plan
    assert start is not None, "without pins there is always a plan"
    after = make_after(whole, start)
    ways: dict[bool, tuple[Way, RunRecord]] = {}
    for is_fresh in (True, False) if seed % 2 else (False, True):
        ways[is_fresh] = _way(after, None if is_fresh else start, options)
    seconds, value = _inserted(after, start) if change == NEW_CASE else (None, None)
    return ChangeLine(
        change=change,
        seed=seed,
        fresh=ways[True][0],
        again=ways[False][0],
        rows=ways[False][1].start_rows,
        kept=ways[False][1].start_kept,
        insertion_seconds=seconds,
        insertion_value=value,
        load=load(),
    )


def _way(pool: Pool, start: Plan | None, options: SolveOptions) -> tuple[Way, RunRecord]:
    began, trace = time.monotonic(), list[Moment]()
    last: dict[str, float] = {}

    def hear(progress: Progress) -> None:
        if progress.phase == "tier" and progress.tier is not None:
            now = time.monotonic() - began
            last[progress.tier] = now
            if progress.tier is TierName.COVERAGE:
                _note(trace, Moment(seconds=now, value=progress.value, bound=progress.bound))

    result = solve(pool, pool.horizon(), options, start=start, on_progress=hear)
    seconds = time.monotonic() - began
    plan = result.plan
    assert plan is not None, "without pins there is always a plan"
    tiers = tuple(
        TierLine(
            tier=t.tier, status=t.status, value=t.value, bound=t.bound, seconds=last.get(t.tier)
        )
        for t in plan.tiers
    )
    end = plan.tier(TierName.COVERAGE)  # a later tier may have found better
    _note(trace, Moment(seconds=seconds, value=end.value, bound=end.bound))
    found = judged_plan(pool, plan).violations
    return Way(trace=tuple(trace), tiers=tiers, seconds=seconds, violations=found), result.run


def _note(trace: list[Moment], now: Moment) -> None:
    """The best value and bound so far, where one of them is new."""
    values, bounds = [now.value], [now.bound]
    if trace:
        values.append(trace[-1].value)
        bounds.append(trace[-1].bound)
    value = max((v for v in values if v is not None), default=None)
    bound = min((b for b in bounds if b is not None), default=None)
    if not trace or (trace[-1].value, trace[-1].bound) != (value, bound):
        trace.append(Moment(seconds=now.seconds, value=value, bound=bound))


def _inserted(pool: Pool, start: Plan) -> tuple[float, int | None]:
    """Seconds to put the new case into the plan, and the coverage then; None where it cannot be."""
    began = time.monotonic()
    plan = insertion(pool, start, _new_case(pool)).plan
    seconds = time.monotonic() - began
    return seconds, None if plan is None else plan.tier(TierName.COVERAGE).value


# -- changes --------------------------------------------------------------------------------------

ILL, NEW_CASE, ONE_MORE = "specialist ill", "one more case", "one more seat"


def _as_it_is(pool: Pool) -> Pool:
    return pool


def _ill(pool: Pool, plan: Plan) -> Pool:
    """Whoever works most is away all week."""
    work = Counter[str]()
    for row in plan.assignments:
        work[row.specialist] += len(row.blocks)
    who = max(sorted(work), key=lambda name: work[name])
    days = sorted({moment.day for moment in pool.horizon().blocks})
    away = [
        Availability(specialist=who, date=day, half=Half.DAY, status=AvailabilityStatus.UNAVAILABLE)
        for day in days
    ]
    rest = [a for a in pool.availability if a.specialist != who or a.date not in days]
    return pool.with_rows(availability=[*rest, *away])


def _new_case(pool: Pool) -> str:
    """The last case on which nobody works yet: it is the one that comes in."""
    staffed = {pool.demand_of_id[row.demand].case for row in pool.assignments if row.demand}
    return max(case.case for case in pool.cases if case.case not in staffed)


def _without_new_case(pool: Pool) -> Pool:
    new = _new_case(pool)
    return pool.with_rows(
        cases=[c for c in pool.cases if c.case != new],
        demands=[d for d in pool.demands if d.case != new],
    )


def _one_more_seat(pool: Pool, plan: Plan) -> Pool:
    """The first demand that is served wants one more person."""
    served = min(row.demand for row in plan.assignments)
    demands = [
        d.model_copy(update={"headcount": d.headcount + 1}) if d.demand == served else d
        for d in pool.demands
    ]
    return pool.with_rows(demands=demands)


CHANGES: dict[str, tuple[Before, After]] = {
    ILL: (_as_it_is, _ill),
    NEW_CASE: (_without_new_case, lambda pool, _: pool),
    ONE_MORE: (_as_it_is, _one_more_seat),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", type=sizes, help="specialists x cases, as 300x150")
    parser.add_argument("--seeds", type=seeds, default=(1, 2, 3, 4, 5), help="as 1-5 or 1,4")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each solve")
    parser.add_argument("--only", nargs="+", choices=sorted(CHANGES), default=list(CHANGES))
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--into", type=Path, help="a file of JSON lines to keep the run in")
    return parser


if __name__ == "__main__":
    main()
