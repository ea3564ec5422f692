"""Writes RESULTS.md from the runs in a folder.

python -m benchmarks.report
python -m benchmarks.report benchmarks/results --into benchmarks/RESULTS.md
"""

import argparse
from pathlib import Path

from benchmarks.records.bids import bids_summary
from benchmarks.records.changes import changes_summary
from benchmarks.records.files import read
from benchmarks.records.rows import BidsRun, ChangeRun, FamilyRun
from benchmarks.records.summary import summary

HERE = Path(__file__).parent
INTRODUCTION = """# Results

Written by `python -m benchmarks.report` from the files in `results/`; README.md says what the
columns mean. Compare figures within one run only.
"""


def main(arguments: list[str] | None = None) -> None:
    """Read every run of the folder and write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=HERE / "results")
    parser.add_argument("--into", type=Path, default=HERE / "RESULTS.md")
    options = parser.parse_args(arguments)
    runs = [read(path) for path in sorted(options.folder.glob("*.jsonl"))]
    options.into.write_text(report(runs))


def report(runs: list[FamilyRun | BidsRun | ChangeRun]) -> str:
    """The page of these runs: families by size and limit, then reviewer bids, then changes."""
    families = [run for run in runs if isinstance(run, FamilyRun)]
    families.sort(key=lambda run: (run.conditions.specialists, run.conditions.limit))
    bids = [run for run in runs if isinstance(run, BidsRun)]
    bids.sort(key=lambda run: run.conditions.limit)
    changes = [run for run in runs if isinstance(run, ChangeRun)]
    changes.sort(key=lambda run: (run.conditions.specialists, run.conditions.limit))
    pages = [*map(summary, families), *map(bids_summary, bids), *map(changes_summary, changes)]
    return "\n".join([INTRODUCTION, *pages])


if __name__ == "__main__":
    main()
