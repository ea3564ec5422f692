"""Files that a reader never sees half of: written beside their place, then renamed into it."""

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

_DRAFT = re.compile(r"\.(?P<name>.+)\.[a-z0-9_]{8}$")
"""How ``tempfile`` names the draft of a file."""


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


def write_together(folder: Path, files: Mapping[str, bytes], last: str) -> None:
    """Put files into a folder that is nothing without the one named ``last``.

    Once all are drafted, that one is taken away, the others are renamed into their places, and it
    comes at the end: whoever finds it finds the others of the same writing too.

    Raises:
        OSError: the folder cannot be written; if the disk is full, it is as it was.
    """
    drafts = dict[Path, Path]()
    try:
        for name in (*(name for name in files if name != last), last):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            drafts[path] = _draft(path, files[name])
        (folder / last).unlink(missing_ok=True)
        for path, draft in drafts.items():
            draft.replace(path)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def sweep(folder: Path, is_ours: Callable[[str], bool]) -> None:
    """Take away what a writing that was killed has left in a folder of files of some names."""
    for draft in folder.glob(".*"):
        of = _DRAFT.match(draft.name)
        if of is not None and is_ours(of["name"]):
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
    except BaseException as error:
        draft.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:  # a full disk names no file
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise
    return draft


def _umask() -> int:
    """The process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
