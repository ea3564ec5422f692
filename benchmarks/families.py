"""Ours and every baseline on one family of seeded pools, in one run on one machine.

    python -m benchmarks.families 60x40 --limit 5 --seeds 1 --only ours,cpsat
    python -m benchmarks.families 300x150 --into benchmarks/results/300x150.jsonl
    python -m benchmarks.families 1000x700 --limit 300 --timefold-python /path/to/bin/python
    python -m benchmarks.families bids-161x442 --limit 20 --seeds 1-3

One method after another, each in a process of its own; the tables are printed. With ``--into`` each
method is written down as it ends, and a run that was interrupted goes on where it stopped. Pools of
reviewers' bids have tiers of their own (``benchmarks.bids``): ours and HiGHS, nothing written down.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import bids
from benchmarks.records.files import append, begin
from benchmarks.records.rows import Conditions, FamilyRun, MethodRun
from benchmarks.records.summary import summary
from benchmarks.running.child import Job
from benchmarks.running.machine import machine, source
from benchmarks.running.measure import measure
from benchmarks.running.methods import METHODS

FIVE_SEEDS_UP_TO = 1_000
"""Specialists of the largest family with five seeds; larger ones have three."""


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = _parser()
    options = parser.parse_args(arguments)
    is_bids, (specialists, cases) = options.size
    if is_bids:
        if options.into:
            parser.error("--into keeps no run over bids")
        bids.run(options, specialists, cases, options.seeds or default_seeds(specialists))
        return
    conditions = Conditions(
        specialists=specialists,
        cases=cases,
        limit=options.limit,
        memory_cap_mb=options.memory_cap,
        our_workers=options.workers,
        source=source(),
        machine=machine(),
    )
    known = begin(options.into, conditions) if options.into else ()
    runs = [row for row in known if isinstance(row, MethodRun)]
    done = {(r.method, r.seed) for r in runs}
    for job in _jobs(options, conditions):
        if (job.method, job.seed) in done:
            continue
        runs.append(measure(job))
        if options.into:
            append(options.into, runs[-1])
        _tell(runs[-1])
    print(summary(FamilyRun(conditions=conditions, runs=tuple(runs))))


def _jobs(options: argparse.Namespace, conditions: Conditions) -> Iterator[Job]:
    """Seed by seed, every method; so that a seed's methods run close together in time."""
    for seed in options.seeds or default_seeds(conditions.specialists):
        for method in options.only:
            yield Job(
                method=method,
                specialists=conditions.specialists,
                cases=conditions.cases,
                seed=seed,
                seconds=conditions.limit,
                memory_cap_mb=conditions.memory_cap_mb,
                our_workers=conditions.our_workers,
                timefold_python=options.timefold_python,
            )


def _tell(run: MethodRun) -> None:
    """One line as soon as a method is over, apart from the tables."""
    plan = "accepted" if run.is_accepted else "; ".join(filter(None, [run.status, run.words]))
    line = f"seed {run.seed} {run.method:14} {run.value!s:>9} {run.bound!s:>9} {run.seconds!s:>8} s"
    print(line, plan, *run.violations[:1], file=sys.stderr, flush=True)


def default_seeds(specialists: int) -> tuple[int, ...]:
    """Five seeds of the smaller families, three of the larger ones."""
    return tuple(range(1, 6 if specialists <= FIVE_SEEDS_UP_TO else 4))


def family(text: str) -> tuple[bool, tuple[int, int]]:
    """``bids-161x442`` or ``300x150`` as whether it is one of bids, and its size."""
    size = text.removeprefix("bids-")
    return size != text, sizes(size)


def sizes(text: str) -> tuple[int, int]:
    """``300x150`` as numbers of specialists and cases."""
    specialists, _, cases = text.lower().replace("×", "x").partition("x")
    return int(specialists), int(cases)


def seeds(text: str) -> tuple[int, ...]:
    """``1-3,7`` as 1, 2, 3, 7."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def methods(text: str) -> tuple[str, ...]:
    """Names of methods, each of which exists.

    Raises:
        argparse.ArgumentTypeError: one does not.
    """
    names = tuple(text.split(","))
    if unknown := sorted(set(names) - set(METHODS)):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not of {', '.join(METHODS)}")
    return names


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", type=family, help="as 300x150; bids-161x442 of bids")
    parser.add_argument("--seeds", type=seeds, help="as 1-5 or 1,4; five, or three of the largest")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each method")
    parser.add_argument("--only", type=methods, default=METHODS, help=", ".join(METHODS))
    parser.add_argument("--workers", type=int, default=2, help="workers of ours")
    parser.add_argument("--memory-cap", type=int, default=20_000, help="MB of address space each")
    parser.add_argument("--timefold-python", help="an interpreter that has the package timefold")
    parser.add_argument("--into", type=Path, help="a file of JSON lines to keep the run in")
    return parser


if __name__ == "__main__":
    main()
