"""A plan's files, written so that a reader never sees half of one.

Every file is written beside its place, and once all are, renamed into it. An earlier ``plan.json``
goes before the first and the new one comes last, so that its being there means that the others
are, and are of the same plan.
"""

import hashlib
import json
import platform
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from scheduler.model import Language, Plan, Pool
from scheduler.model.plan import Source

PLAN = "plan.json"
RUN = "run.json"
CALENDARS = "calendars"
LONGEST_NAME = 150
"""Bytes of a calendar's name, without its suffix; most file systems take 255 with a draft's."""


FORMS = ("xlsx", "csv", "ics")
"""The kinds of files for people, beside ``plan.json``."""


def plan_files(
    plan: Plan,
    pool: Pool,
    run: Mapping[str, Any],
    language: Language,
    *,
    before: Plan | None = None,
    known: bytes | None = None,
    source: Source = "solved",
    forms: Collection[str] = FORMS,
) -> dict[str, bytes]:
    """The content of each file by its path below the folder, ``plan.json`` last.

    ``before``: the plan in force until now, and ``known`` its calendar of all: calendars cancel
    what is gone of it, and number what has changed.
    ``run.json`` lists the files, beside those that ``run`` has listed, so that a later run knows
    which of them are ours.
    """
    from scheduler.exchange import plan_to_csv, plan_to_json, plan_to_xlsx

    files = dict[str, bytes]()
    if "csv" in forms:
        files["plan.csv"] = plan_to_csv(plan, pool, language)
    if "xlsx" in forms:
        files["plan.xlsx"] = plan_to_xlsx(plan, pool, language, source)
    if "ics" in forms:
        files |= _calendars(plan, pool, language, before, known)
    files[PLAN] = plan_to_json(plan)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    listed = {**run.get("files", {}), **hashes}
    told = json.dumps({**run, "files": listed}, ensure_ascii=False, indent=2) + "\n"
    return {RUN: told.encode(), **files}


def _calendars(
    plan: Plan, pool: Pool, language: Language, before: Plan | None, known: bytes | None
) -> dict[str, bytes]:
    """A calendar for all, one for each agency and each specialist of either plan."""
    from scheduler.exchange import plan_to_ics

    rows = (*plan.assignments, *(before.assignments if before else ()))
    facts: dict[str, Any] = {"language": language, "before": before, "known": known}
    files = {f"{CALENDARS}/all.ics": plan_to_ics(plan, pool, **facts)}
    for agency in sorted({a.agency for a in rows}):
        name = f"{CALENDARS}/{calendar_name('agency', agency)}"
        files[name] = plan_to_ics(plan, pool, agency=agency, **facts)
    for specialist in sorted({a.specialist for a in rows}):
        name = f"{CALENDARS}/{calendar_name('specialist', specialist)}"
        files[name] = plan_to_ics(plan, pool, specialist=specialist, **facts)
    return files


def run_record(begun: datetime, pool_path: Path | None, **facts: Any) -> dict[str, Any]:
    """What depends on the clock and the machine, for ``run.json``."""
    return {
        "begun": begun.isoformat(timespec="seconds"),
        "pool": None if pool_path is None else str(pool_path),
        "python": platform.python_version(),
        "platform": platform.platform(),
        **facts,
    }


def calendar_name(kind: str, of: str) -> str:
    """The file name of somebody's calendar: their id, or its beginning and a hash of the whole."""
    name = f"{kind}-{of}"
    if len(name.encode()) > LONGEST_NAME:
        # a Korean letter takes three bytes, and half of one is none
        beginning = name.encode()[:LONGEST_NAME].decode(errors="ignore")
        name = f"{beginning}-{hashlib.sha256(of.encode()).hexdigest()[:8]}"
    return f"{name}.ics"


def try_folder(folder: Path) -> None:
    """Nothing is different afterwards, and files can be written into the folder.

    Asked before a search that takes minutes, whose plan would have no place to go.

    Raises:
        OSError: the folder cannot be made or written; its ``filename`` is the folder.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="."):
            pass
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(folder)) from None
    finally:
        for path in missing:  # the innermost first
            with suppress(OSError):
                path.rmdir()


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Put the files into the folder, ``plan.json`` last, and say where they are.

    Calendars that an earlier run has written, that nobody has changed since and that this plan has
    no more are taken away, and drafts of a run that was killed.

    Raises:
        OSError: the folder cannot be written; if the disk is full, it is as it was.
    """
    from scheduler.exchange.drafts import sweep, write_together

    kept = json.loads(files[RUN])["files"] if RUN in files else files
    stale = [name for name in _unchanged_calendars(folder) if name not in kept]
    write_together(folder, files, PLAN)
    written = [folder / name for name in files]
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    sweep(folder, lambda name: name in files)
    sweep(folder / CALENDARS, lambda name: name.endswith(".ics"))
    return tuple(written)


def _unchanged_calendars(folder: Path) -> list[str]:
    """The calendars that an earlier run of ours has listed and that are as it wrote them."""
    try:
        listed = json.loads((folder / RUN).read_bytes())["files"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []  # there was no run of ours, or it listed nothing
    there = {f"{CALENDARS}/{path.name}": path for path in (folder / CALENDARS).glob("*.ics")}
    return [
        name
        for name, known in listed
        if name in there and hashlib.sha256(there[name].read_bytes()).hexdigest() == known
    ]


def write_file(path: Path, content: bytes) -> None:
    """Put a file into its place at once or not at all.

    Raises:
        OSError: its folder cannot be written.
    """
    from scheduler.exchange.drafts import write_file as put

    put(path, content)
