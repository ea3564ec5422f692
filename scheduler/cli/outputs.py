"""A plan's files, written so that a reader never sees half of one.

Every file is written beside its place, and once all are, renamed into it. An earlier ``plan.json``
goes before the first and the new one comes last, so that its being there means that the others
are, and are of the same plan.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scheduler.model import Language, Plan, Pool

PLAN = "plan.json"
CALENDARS = "calendars"
LONGEST_NAME = 150
"""Bytes of a calendar's name, without its suffix; most file systems take 255 with a draft's."""


def plan_files(plan: Plan, pool: Pool, run: bytes, language: Language) -> dict[str, bytes]:
    """The content of each file by its path below the folder, ``plan.json`` last."""
    from scheduler.exchange import plan_to_csv, plan_to_ics, plan_to_json, plan_to_xlsx

    files = {"run.json": run, "plan.csv": plan_to_csv(plan, pool)}
    files["plan.xlsx"] = plan_to_xlsx(plan, pool, language)
    files[f"{CALENDARS}/all.ics"] = plan_to_ics(plan, pool)
    for agency in sorted({a.agency for a in plan.assignments}):
        name = f"{CALENDARS}/{calendar_name('agency', agency)}"
        files[name] = plan_to_ics(plan, pool, agency=agency)
    for specialist in sorted({a.specialist for a in plan.assignments}):
        name = f"{CALENDARS}/{calendar_name('specialist', specialist)}"
        files[name] = plan_to_ics(plan, pool, specialist=specialist)
    files[PLAN] = plan_to_json(plan)
    return files


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

    Calendars of people who no longer have a part in the plan are taken away, and drafts of a run
    that was killed.

    Raises:
        OSError: the folder cannot be written; if the disk is full, it is as it was.
    """
    from scheduler.exchange.drafts import sweep, write_together

    write_together(folder, files, PLAN)
    written = [folder / name for name in files]
    for stale in set((folder / CALENDARS).glob("*.ics")) - set(written):
        stale.unlink(missing_ok=True)
    sweep(folder, lambda name: name in files)
    sweep(folder / CALENDARS, lambda name: name.endswith(".ics"))
    return tuple(written)


def write_file(path: Path, content: bytes) -> None:
    """Put a file into its place at once or not at all.

    Raises:
        OSError: its folder cannot be written.
    """
    from scheduler.exchange.drafts import write_file as put

    put(path, content)
