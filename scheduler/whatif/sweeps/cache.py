"""What has come out, kept under the hash of what went in.

A folder's file appears whole or not at all, whatever is killed meanwhile; a damaged one counts as
not there, and is made anew.
"""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from scheduler.whatif.sweeps.task import Row, kept_row


class Cache(Protocol):
    """Results by key."""

    def get(self, key: str) -> bytes | None:
        """What was kept, or None."""

    def put(self, key: str, kept: bytes) -> None:
        """Keep it."""


@dataclass(frozen=True)
class Memory:
    """Kept as long as the sweep is."""

    entries: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str) -> bytes | None:
        """What was kept, or None."""
        return self.entries.get(key)

    def put(self, key: str, kept: bytes) -> None:
        """Keep it."""
        self.entries[key] = kept


@dataclass(frozen=True)
class Folder:
    """Kept in a folder, a file a result; several sweeps may share it."""

    path: Path

    def file(self, key: str) -> Path:
        """Where a result is kept."""
        return self.path / f"{key}.jsonl.gz"

    def get(self, key: str) -> bytes | None:
        """What was kept, or None."""
        try:
            return self.file(key).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, key: str, kept: bytes) -> None:
        """Keep it: on the disk, and under its name only when all of it is there."""
        self.path.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{key[:12]}-", suffix=".part", dir=self.path)
        try:
            with os.fdopen(number, "wb") as stream:
                stream.write(kept)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(self.file(key))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        if os.name == "posix":
            _sync_names(self.path)


def _sync_names(folder: Path) -> None:
    """Have the folder itself on the disk, so that the new name outlives a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def known_row(cache: Cache, key: str) -> Row | None:
    """The row kept under a key; None where there is none that can be read."""
    kept = cache.get(key)
    if kept is None:
        return None
    try:
        return kept_row(kept)
    except ValueError:  # damaged: as good as not there
        return None
