"""Putting a backup of a SQLite database into its place.

Copying it over the file is not enough: what a service that was killed has left beside it, its
write-ahead log, would be replayed into the restored file.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from scheduler.model import ConflictError, RequestError
from scheduler.store.engine import parsed_url
from scheduler.store.faults import primary_code

# what SQLite would carry over into the file, and what it only needs while the file is open
LOGS, INDEX = ("-wal", "-journal"), "-shm"
# where every connection of SQLite leaves its mark in the file, by the format's own description
_LOCKS_AT, _LOCKS = 0x4000_0000, 512


class Restored(NamedTuple):
    """What was done: the database's file, its revision, and what lay beside it and is gone."""

    database: Path
    revision: str
    removed: tuple[str, ...]


def restore(url: str, backup: Path) -> Restored:
    """The database of ``url`` is the backup, whole; what it held before is gone.

    The backup may be a file with a write-ahead log beside it. It is checked in a copy first, and
    put into its place at once or not at all; there it is checked again.

    Raises:
        RequestError: this is no SQLite, or the backup is not there, is damaged or none of ours.
        ConflictError: somebody has the database open.
    """
    parsed = parsed_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise RequestError("restore.postgresql")
    database = Path(parsed.database or "").resolve()
    if not backup.is_file():
        raise RequestError("restore.no_file", path=backup)
    if backup.resolve() == database:
        raise RequestError("restore.itself", path=backup)
    with tempfile.TemporaryDirectory(prefix=f".{database.name}.", dir=database.parent) as folder:
        draft = Path(folder) / database.name
        for suffix in ("", *LOGS):
            if Path(f"{backup}{suffix}").is_file():
                shutil.copyfile(f"{backup}{suffix}", f"{draft}{suffix}")
        _checked(draft, backup, "PRAGMA journal_mode=DELETE")  # now all of it is in the one file
        _as_owned(draft, database)
        with _held(database):
            removed = _put(draft, database)
    return Restored(database, _checked(database, backup), removed)


def _checked(file: Path, backup: Path, *before: str) -> str:
    """The revision of a database of ours in which nothing is damaged."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            for statement in before:
                connection.execute(statement)
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise RequestError("restore.damaged", path=backup)
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as fault:
        has_no_table = primary_code(fault) == sqlite3.SQLITE_ERROR
        code = "restore.not_ours" if has_no_table else "restore.damaged"
        raise RequestError(code, path=backup) from None
    if found is None:
        raise RequestError("restore.not_ours", path=backup)
    return str(found[0])


def _as_owned(draft: Path, database: Path) -> None:
    """The draft belongs to whom the database belonged, so that the service can open it."""
    if sys.platform != "win32" and database.exists():
        had = database.stat()
        draft.chmod(had.st_mode & 0o777)
        if os.geteuid() == 0:
            os.chown(draft, had.st_uid, had.st_gid)


@contextmanager
def _held(database: Path) -> Iterator[None]:
    """Nobody else has the file open, or can read it until the block ends.

    It is not asked through SQLite, which cannot open a damaged file and would replay its log.
    """
    if sys.platform == "win32" or not database.exists():  # there, an open file cannot be replaced
        yield
        return
    import fcntl

    with database.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCKS, _LOCKS_AT)
        except BlockingIOError:
            raise ConflictError("restore.in_use", path=database) from None
        yield


def _put(draft: Path, database: Path) -> tuple[str, ...]:
    """The draft is in the database's place; what lay beside that is removed, and named."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    beside = [Path(f"{database}{suffix}") for suffix in (*LOGS, INDEX)]
    removed = tuple(path.name for path in beside if path.exists())
    for path in beside:  # first: a log must at no moment lie beside a file that is not its own
        path.unlink(missing_ok=True)
    draft.replace(database)
    if sys.platform != "win32":
        folder = os.open(database.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    return removed
