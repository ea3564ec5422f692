"""Runs as files of JSON lines: the conditions first, then a line for each method and seed.

A file is one run. A line is written as soon as it is known, so a run that was interrupted goes on
where it stopped, under the same conditions or not at all.
"""

import json
from pathlib import Path

from benchmarks.records.rows import (
    BidsConditions,
    BidsLine,
    BidsRun,
    ChangeConditions,
    ChangeLine,
    ChangeRun,
    Conditions,
    FamilyRun,
    MethodRun,
    Record,
)

KINDS: dict[str, type[Record]] = {
    "family": Conditions,
    "method": MethodRun,
    "bids": BidsConditions,
    "conference": BidsLine,
    "changes": ChangeConditions,
    "change": ChangeLine,
}
KIND_OF = {row: kind for kind, row in KINDS.items()}


def begin(
    path: Path, conditions: Conditions | BidsConditions | ChangeConditions
) -> tuple[Record, ...]:
    """Open a file for a run under these conditions; the lines that are in it already.

    Raises:
        ValueError: the file holds a run under other conditions.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_line(conditions))
        return ()
    first, *rest = _rows(path)
    if first != conditions:
        raise ValueError(f"{path} holds a run under other conditions; name a new file")
    return tuple(rest)


def append(path: Path, row: MethodRun | BidsLine | ChangeLine) -> None:
    """Add a line to a file that was begun."""
    with path.open("a") as file:
        file.write(_line(row))


def read(path: Path) -> FamilyRun | BidsRun | ChangeRun:
    """The run in a file.

    Raises:
        ValueError: the file holds no run, or lines of two kinds of run.
    """
    rows = _rows(path)
    first, rest = (rows[0], tuple(rows[1:])) if rows else (None, ())
    methods = tuple(r for r in rest if isinstance(r, MethodRun))
    bids = tuple(r for r in rest if isinstance(r, BidsLine))
    changes = tuple(r for r in rest if isinstance(r, ChangeLine))
    if isinstance(first, Conditions) and len(methods) == len(rest):
        return FamilyRun(conditions=first, runs=methods)
    if isinstance(first, BidsConditions) and len(bids) == len(rest):
        return BidsRun(conditions=first, lines=bids)
    if isinstance(first, ChangeConditions) and len(changes) == len(rest):
        return ChangeRun(conditions=first, lines=changes)
    raise ValueError(f"{path} is no run of a family, of reviewer bids or of changes")


def _rows(path: Path) -> list[Record]:
    rows = []
    for line in path.read_text().splitlines():
        fields = json.loads(line)
        rows.append(KINDS[fields.pop("kind")].model_validate(fields))
    return rows


def _line(row: Record) -> str:
    fields = {"kind": KIND_OF[type(row)], **row.model_dump(mode="json")}
    return json.dumps(fields, ensure_ascii=False) + "\n"
