"""What campaigns have in common: one pool a seed, a line now and then, a summary, JSON lines."""

import argparse
import json
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

EVERY_S = 30.0


@dataclass
class Looked:
    """What one seed showed: faults in words, and how often what happened."""

    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


Look = Callable[[int], Looked]
"""Looks at the pool of a seed."""


def campaign(name: str, look: Look, count: int, arguments: Sequence[str] | None = None) -> int:
    """Look at the pools of many seeds; 1 when any has a fault."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.campaigns.{name}")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--count", type=int, default=count, help="how many seeds")
    parser.add_argument("--out", type=Path, help="append a JSON line a seed to this file")
    options = parser.parse_args(arguments)
    if options.count < 1:
        parser.error(f"--count: {options.count}: at least 1, or nothing has been looked at")
    began = told = time.monotonic()
    total, faulty, seed = Counter[str](), 0, options.first
    for seed in range(options.first, options.first + options.count):
        looked = _looked(look, seed)
        total.update(looked.counts)
        faulty += bool(looked.faults)
        for fault in looked.faults:
            print(f"seed {seed}: {fault}", flush=True)
        if options.out is not None:
            row = {"seed": seed, "faults": looked.faults, "counts": dict(looked.counts)}
            with options.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        if time.monotonic() - told > EVERY_S:
            told = time.monotonic()
            print(_line(name, options.first, seed, faulty, total, told - began), flush=True)
    print(_line(name, options.first, seed, faulty, total, time.monotonic() - began))
    return int(faulty > 0)


def _looked(look: Look, seed: int) -> Looked:
    """Whatever is raised is a fault of that seed; the others go on."""
    try:
        return look(seed)
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{at.filename}:{at.lineno}"
        return Looked([f"{type(error).__name__} at {where}: {error}"], Counter(raised=1))


def _line(
    name: str, first: int, last: int, faulty: int, total: Counter[str], seconds: float
) -> str:
    counts = ", ".join(f"{what} {n:,}" for what, n in sorted(total.items()))
    return f"{name} {first}..{last}: {faulty} with a difference; {counts}; {seconds:,.0f} s"
