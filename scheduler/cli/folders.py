"""A folder for one run at a time: a lock that is gone with whoever holds it, however they end.

The lock file stays only where a run was killed; nobody holds it then, and the next one takes it.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path

from scheduler.cli.outputs import try_folder
from scheduler.model import ConflictError

LOCK = ".scheduler.lock"


def is_taken(out: Path) -> bool:
    """Whether something is there that a new pool would replace: a file, or a folder's."""
    return any(out.iterdir()) if out.is_dir() else out.exists()


@contextmanager
def folder_of_ours(folder: Path | None) -> Iterator[None]:
    """Within the block, no other run writes into the folder; None is no folder.

    A folder that nothing was written into is gone afterwards, if it was not there before.

    Raises:
        ConflictError: another run has it; its process and since when are told.
        OSError: the folder cannot be made or written; its ``filename`` is the folder.
    """
    with nullcontext() if folder is None else _held(folder):
        yield


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / LOCK
    try:
        handle = _taken(lock)
        try:
            yield
        finally:
            _give_back(lock, handle)
    finally:
        for path in missing:  # the innermost first
            with suppress(OSError):
                path.rmdir()


def _taken(lock: Path) -> int:
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        if not _lock(handle):
            told = os.pread(handle, 1000, 0) if sys.platform != "win32" else os.read(handle, 1000)
            os.close(handle)
            raise ConflictError("cli.folder_taken", path=lock.parent, **_holder(told))
        if lock.exists() and os.path.samestat(os.fstat(handle), lock.stat()):
            break
        os.close(handle)  # whoever had it took its file away meanwhile
    since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    os.truncate(handle, 0)
    os.write(handle, json.dumps({"pid": os.getpid(), "since": since}).encode())
    return handle


def _holder(told: bytes) -> dict[str, object]:
    try:
        known = json.loads(told)
        return {"pid": known["pid"], "since": known["since"]}
    except (ValueError, KeyError, TypeError):  # it has not said so yet
        return {"pid": "?", "since": "?"}


def _give_back(lock: Path, handle: int) -> None:
    if sys.platform == "win32":  # an open file cannot be taken away there
        os.close(handle)
        with suppress(OSError):
            lock.unlink()
    else:
        lock.unlink(missing_ok=True)
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond what is written, which others may read
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
