"""Times of commands that explain a plan, two states of the source in turn, in one table.

    git worktree add ../before 4c69515
    python -m benchmarks.commands sample_data/demo --against ../before --times 5

Each command is a process of its own, as somebody at a terminal starts it. Told are medians: seconds
until the first line of the answer, seconds in all, and seconds of processor. The two states take
turns, so that whatever else the machine does meets both.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.running.arguments import existing_path

ROOT = Path(__file__).resolve().parent.parent
START = "import sys; from scheduler.cli import main; sys.exit(main())"
LONG = "report"
"""The command that takes minutes, and is run fewer times."""


@dataclass(frozen=True)
class Run:
    """Seconds that one process took: until its first line, in all, and of processor."""

    first: float
    whole: float
    processor: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=existing_path)
    parser.add_argument("--against", type=existing_path, help="a checkout of the state before")
    parser.add_argument("--times", type=int, default=5, help="runs of each command")
    parser.add_argument("--reports", type=int, default=1, help="runs of the whole report")
    parser.add_argument("--only", default="", help="names of commands, with commas between")
    options = parser.parse_args()
    states = {"now": ROOT}
    if options.against is not None:
        states = {"before": options.against.resolve(), **states}
    with tempfile.TemporaryDirectory() as name:
        folder, pool = Path(name), options.pool.resolve()
        measured(ROOT, ["plan", str(pool), "--out", str(folder)])
        asked = dict(questions(pool, folder))
        wanted = options.only.split(",") if options.only else list(asked)
        print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
        print(*table_head(list(states)), sep="\n")
        for command in wanted:
            times = options.reports if command == LONG else options.times
            runs = in_turn(states, asked[command], times)
            print(table_row(command, runs), flush=True)


def questions(pool: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Each command with its arguments, about the first of what a plan has of its kind."""
    path = folder / "plan.json"
    plan = json.loads(path.read_text(encoding="utf-8"))
    given = [str(pool), str(path)]
    seat = next(seat for seat in plan["empty_seats"] if seat["remaining"])
    row = next(row for row in plan["assignments"] if row["pin"] is None)
    candidate = f"{seat['remaining'][0]['specialist']}:{seat['demand']}"
    yield "explain (seat)", ["explain", *given, "--demand", seat["demand"]]
    whose = ["--demand", row["demand"], "--specialist", row["specialist"]]
    yield "explain (row)", ["explain", *given, *whose]
    yield "repair", ["repair", *given, "--demand", seat["demand"]]
    yield "edit", ["edit", *given, "--pin", candidate]
    yield "absent", ["absent", *given, "--specialist", row["specialist"]]
    yield LONG, [LONG, *given, "--out", str(folder / "reasons.html")]


def in_turn(states: dict[str, Path], argv: Sequence[str], times: int) -> dict[str, list[Run]]:
    """The runs of one command in each state, one after the other."""
    runs: dict[str, list[Run]] = {name: [] for name in states}
    for _ in range(times):
        for name, root in states.items():
            runs[name].append(measured(root, argv))
    return runs


def measured(root: Path, argv: Sequence[str]) -> Run:
    """One process with the source under a root; its compiled modules are kept, as a user's are.

    Raises:
        RuntimeError: the command has failed.
    """
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    env |= {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", START, *argv],
        cwd=root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None, "a pipe was asked for"
    with process.stdout as said:
        said.readline()
        first = time.monotonic() - begun
        said.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{argv[0]} ended with {process.returncode}")
    return Run(first, time.monotonic() - begun, used.ru_utime + used.ru_stime)


def table_head(states: Sequence[str]) -> list[str]:
    """The first two lines of the table."""
    heads = ["command"]
    for state in states:
        heads += [f"{state}: first line", "in all", "processor"]
    return ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]


def table_row(command: str, runs: dict[str, list[Run]]) -> str:
    """The medians of one command, in seconds."""
    cells = [command]
    for found in runs.values():
        for name in ("first", "whole", "processor"):
            cells.append(f"{median(getattr(run, name) for run in found):.1f} s")
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
