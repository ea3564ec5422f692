"""A plan's files, written so that a reader never sees half of one.

Every file is written beside its place, and once all are, renamed into it. An earlier ``plan.json``
goes before the first and the new one comes last, so that its being there means that the others
are, and are of the same plan.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from scheduler.model import Language, Plan, Pool

PLAN = "plan.json"
CALENDARS = "calendars"
LONGEST_NAME = 150
"""Bytes of a calendar's name, without its suffix; most file systems take 255 with a draft's."""

_DRAFT = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}$")
"""How ``tempfile`` names the draft of a file."""


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
    """Put the files into the folder, each at once or not at all, and say where they are.

    Calendars of people who no longer have a part in the plan are taken away, and drafts of a run
    that was killed.

    Raises:
        OSError: the folder cannot be written; if the disk is full, it is as it was.
    """
    written = [folder / name for name in files]
    drafts = list[Path]()
    try:
        for path, content in zip(written, files.values(), strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            drafts.append(_draft(path, content))
        (folder / PLAN).unlink(missing_ok=True)
        for draft, path in zip(drafts, written, strict=True):
            draft.replace(path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
    for stale in set((folder / CALENDARS).glob("*.ics")) - set(written):
        stale.unlink(missing_ok=True)
    _sweep(folder, {path.name for path in written})
    return tuple(written)


def _sweep(folder: Path, names: Collection[str]) -> None:
    """Take away what a run that was killed has left of files of these names, or of calendars."""
    for draft in (*folder.glob(".*"), *(folder / CALENDARS).glob(".*")):
        of = _DRAFT.match(draft.name)
        is_calendar = draft.parent.name == CALENDARS and draft.suffixes[-2:-1] == [".ics"]
        if of is not None and (is_calendar or of["name"] in names):
            draft.unlink(missing_ok=True)


def write_file(path: Path, content: bytes) -> None:
    """Put a file into its place at once or not at all.

    Raises:
        OSError: its folder cannot be written.
    """
    draft = _draft(path, content)
    try:
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _draft(path: Path, content: bytes) -> Path:
    """The content on disk beside its place; nothing is left of it where that fails."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o666 & ~_umask())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
