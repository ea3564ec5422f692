"""How evenly half a year is shared: within each week, with the ledger, and by turns.

    python -m benchmarks.fairness sample_data/demo --seeds 0-2
    python -m benchmarks.fairness sample_data/demo --seeds 0-2 --life 8 --gap 1

One line a seed: the comparable pairs, and of each way the largest ratio of their loads and how many
pairs are within the target; then the same among all pairs alike that hindsight could have brought
there. No clock decides anything, so that a line comes out the same on every machine.
"""

import argparse
import time

import pandas as pd

import scheduler
from benchmarks.families import seeds
from benchmarks.running.arguments import existing_path
from scheduler.whatif.rolling_weeks import ALIKE, TARGET, WAYS, Rolling, times


def main(arguments: list[str] | None = None) -> None:
    """Roll the weeks of each seed on and print what came of it."""
    options = _parser().parse_args(arguments)
    pool = scheduler.load(options.pool)
    columns = ["life, gap", "seed", "pairs", *_headed(""), "pairs", *_headed("hindsight: ")]
    print(_line([*columns, "changes", "proven", "seconds"]))
    print(_line(["---"] * (len(columns) + 3)))
    for seed in options.seeds:
        began = time.monotonic()
        found = scheduler.rolling(
            pool,
            options.weeks,
            seed=seed,
            life=options.life,
            gap=options.gap,
            workers=options.workers,
        )
        took = time.monotonic() - began
        told = [f"{options.life:g}, {options.gap:g}", seed, *_shared(found.pairs, "unforeseen")]
        told += [*_shared(found.pairs, "attainable"), _changes(found), _proven(found)]
        print(_line([*told, f"{took:.0f}"]), flush=True)


def _headed(group: str) -> list[str]:
    return [f"{group}{way}" for way in WAYS]


def _line(cells: list[object] | list[str]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _shared(pairs: pd.DataFrame, could: str) -> list[object]:
    """How many pairs could have come to within the target, and how far apart each way left them."""
    alike = pairs[pairs["alike"] >= ALIKE]
    even = (alike[could] <= TARGET).groupby([alike["one"], alike["other"]]).transform("all")
    chosen = alike[even]
    told: list[object] = [int((chosen["way"] == WAYS[0]).sum())]
    for way in WAYS:
        ratios = chosen.loc[chosen["way"] == way, "ratio"]
        within = int((ratios <= TARGET).sum())
        told.append(f"{times(float(ratios.max())) if len(ratios) else '-'} ({within})")
    return told


def _changes(found: Rolling) -> str:
    """Of each way what stability came to in all weeks."""
    totals = found.weeks.groupby("way", observed=True)["stability"].sum()
    return " / ".join(str(int(totals[way])) for way in WAYS)


def _proven(found: Rolling) -> str:
    """How many of the plans are proven optimal."""
    return f"{int(found.weeks['proven'].sum())} of {len(found.weeks)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("benchmarks.fairness", description=__doc__.splitlines()[0])
    parser.add_argument("pool", type=existing_path, help="folder of a pool")
    parser.add_argument("--seeds", type=seeds, default=(0, 1, 2), help="such as 0-2 or 0,4")
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--life", type=float, default=3.0, help="weeks that a case lasts")
    parser.add_argument("--gap", type=float, default=3.0, help="weeks until the next like it")
    parser.add_argument("--workers", type=int, default=2)
    return parser


if __name__ == "__main__":
    main()
