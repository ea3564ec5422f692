"""Try every mutation of the catalogue in a copy of the tree: ``python -m tests.mutations.run``.

Each result is written at once, so that a run that was stopped goes on where it stood; what has
changed since (the mutation, its file or its tests) is tried again. The exit code is 1 when a
mutation survives or the changed tree does not even run.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutations.catalogue import ROOT, Mutation, mutations

PARTS = ("scheduler", "tests", "pyproject.toml")
PYTEST = ("-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-o", "addopts=")
OPTIONS = ("--import-mode=importlib", "-q", "-x")
VERDICT_OF_EXIT = {0: "survived", 1: "killed"}
TIMEOUT_S = 600


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the mutations that have no result yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="a rule or refusing code, or a file's path")
    parser.add_argument("--jobs", type=int, default=1, help="copies of the tree to work in at once")
    parser.add_argument("--results", type=Path, default=ROOT / "build/mutations.jsonl")
    options = parser.parse_args(arguments)
    options.results.parent.mkdir(parents=True, exist_ok=True)
    chosen = [m for m in mutations() if options.only in (None, m.code, m.file)]
    results = _known(options.results)
    keys = {m: _key(m) for m in chosen}
    _try_all([m for m in chosen if keys[m] not in results], keys, options.results, options.jobs)
    results = _known(options.results)
    for m in chosen:
        print(f"{results[keys[m]]:9} {m.name:36} {m.file}: {m.old}  ->  {m.new}")
    bad = [m for m in chosen if results[keys[m]] != "killed"]
    print(f"{len(chosen) - len(bad)} of {len(chosen)} killed")
    return 1 if bad else 0


def _key(mutation: Mutation) -> str:
    """Changes with the mutation, with the file it changes and with the tests it is tried on."""
    digest = hashlib.sha256(mutation.name.encode())
    for file in (mutation.file, *mutation.tests):
        digest.update((ROOT / file).read_bytes())
    return f"{mutation.name}/{digest.hexdigest()[:12]}"


def _known(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {row["key"]: row["verdict"] for row in rows}


def _try_all(
    waiting: Iterable[Mutation], keys: dict[Mutation, str], results: Path, jobs: int
) -> None:
    with tempfile.TemporaryDirectory() as space, ThreadPoolExecutor(jobs) as threads:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            copies.put(_copy(Path(space) / str(number)))

        def attempt(mutation: Mutation) -> tuple[Mutation, str]:
            copy = copies.get()
            try:
                return mutation, _verdict(mutation, copy)
            finally:
                copies.put(copy)

        for mutation, verdict in threads.map(attempt, waiting):
            print(f"{verdict:9} {mutation.name}", flush=True)
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": keys[mutation], "verdict": verdict}) + "\n")


def _copy(to: Path) -> Path:
    """A copy of what the tests need."""
    to.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, to / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, to / part)
    return to


def _verdict(mutation: Mutation, copy: Path) -> str:
    """``killed`` or ``survived``; ``broken``: does not run at all; ``stale``: no such line."""
    if len(mutation.lines_in(copy)) != 1:
        return "stale"
    target = copy / mutation.file
    original = target.read_text(encoding="utf-8")
    _write(target, mutation.applied(copy))
    try:
        done = subprocess.run(
            [sys.executable, *PYTEST, *OPTIONS, *mutation.tests],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "killed"
    finally:
        _write(target, original)
    return VERDICT_OF_EXIT.get(done.returncode, "broken")


def _write(target: Path, text: str) -> None:
    """Change a file and forget its compiled form, which is trusted by size and whole seconds."""
    target.write_text(text, encoding="utf-8")
    for compiled in (target.parent / "__pycache__").glob(f"{target.stem}.*"):
        compiled.unlink()


if __name__ == "__main__":
    sys.exit(main())
