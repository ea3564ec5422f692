"""A backup of SQLite is put back whole, whatever lies beside the file, or not at all."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scheduler.model import ConflictError, RequestError
from scheduler.store import Store
from scheduler.store.restoring import restore
from scheduler.store.scope import System

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
# writes after the backup was made, then waits, or dies with its log beside the file
LATER = """
import os, signal, sys
from datetime import UTC, datetime
from scheduler.store import Store
from scheduler.store.scope import System

store = Store.open(sys.argv[1])
for number in range(200):
    with store.write(System.OPERATOR) as tx:
        tx.log.write("later", "x" * 2_000, at=datetime.now(UTC), actor="x")
print("written", flush=True)
if sys.argv[2] == "die":
    os.kill(os.getpid(), signal.SIGKILL)
sys.stdin.read()
"""


class Place:
    """A database with one entry in its log, and a backup of it."""

    def __init__(self, folder: Path) -> None:
        self.file, self.backup = folder / "a.sqlite3", folder / "kept" / "copy.sqlite3"
        self.url = f"sqlite:///{self.file}"
        self.backup.parent.mkdir()
        store = Store.open(self.url)
        store.upgrade()
        with store.write(System.OPERATOR) as tx:
            tx.log.write("first", "x", at=NOW, actor="x")
        store.close()
        with (
            closing(sqlite3.connect(self.file)) as here,
            closing(sqlite3.connect(self.backup)) as there,
        ):
            here.backup(there)

    def later(self, how: str) -> subprocess.Popen[str]:
        """A process that has written more by now."""
        words = [sys.executable, "-c", LATER, self.url, how]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = subprocess.Popen(words, text=True, **pipes)  # type: ignore[call-overload]
        assert process.stdout.readline() == "written\n"
        assert isinstance(process, subprocess.Popen)
        return process

    def entries(self) -> list[str]:
        """What the log of the database holds."""
        store = Store.open(self.url)
        store.demand_current()
        with store.read(System.OPERATOR) as tx:
            found = [entry.action for entry in tx.log.entries(limit=1_000)]
        store.close()
        return found

    def bytes(self) -> dict[str, bytes]:
        """All files of the folder of the database."""
        return {p.name: p.read_bytes() for p in self.file.parent.iterdir() if p.is_file()}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_what_a_killed_service_left_behind_is_not_replayed(place: Place) -> None:
    dead = place.later("die")
    dead.communicate()
    assert dead.returncode == -signal.SIGKILL
    assert Path(f"{place.file}-wal").stat().st_size > 0
    done = restore(place.url, place.backup)

    assert set(done.removed) == {"a.sqlite3-wal", "a.sqlite3-shm"}
    assert [p for p in place.bytes() if p != "a.sqlite3"] == []
    assert place.entries() == ["first"]


def test_nothing_is_changed_while_somebody_has_it_open(place: Place) -> None:
    """Another process, which at that moment reads and writes nothing."""
    living = place.later("live")
    before = place.bytes()
    with pytest.raises(ConflictError) as refused:
        restore(place.url, place.backup)
    assert refused.value.code == "restore.in_use"
    assert place.bytes() == before
    living.communicate("")

    restore(place.url, place.backup)
    assert place.entries() == ["first"]


def test_a_damaged_or_missing_database_is_replaced(place: Place) -> None:
    place.file.write_bytes(b"damaged" * 10_000)
    restore(place.url, place.backup)
    assert place.entries() == ["first"]
    place.file.unlink()
    assert restore(place.url, place.backup).removed == ()
    assert place.entries() == ["first"]


def test_a_backup_with_its_log_beside_it_is_whole(place: Place) -> None:
    dead = place.later("die")
    dead.communicate()
    for suffix in ("", "-wal"):
        shutil.copyfile(f"{place.file}{suffix}", f"{place.backup}{suffix}")
    before = place.backup.read_bytes()
    restore(place.url, place.backup)

    assert place.entries().count("later") == 200
    assert place.backup.read_bytes() == before


def test_a_backup_that_cannot_be_used_changes_nothing(place: Place) -> None:
    good, before = place.backup.read_bytes(), place.bytes()
    other = place.backup.with_name("other.sqlite3")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE notes (text)")
    half = bytearray(good)
    half[len(good) // 2 : len(good) // 2 + 8_192] = b"x" * 8_192
    cases = {
        "restore.damaged": (b"no database" * 1_000, bytes(half), good[: len(good) // 2]),
        "restore.not_ours": (other.read_bytes(), b""),
    }
    for code, contents in cases.items():
        for content in contents:
            place.backup.write_bytes(content)
            with pytest.raises(RequestError) as refused:
                restore(place.url, place.backup)
            assert refused.value.code == code
            assert refused.value.hint("ko")
    for path, code in (
        (place.file, "restore.itself"),
        (place.backup.with_name("none"), "restore.no_file"),
    ):
        with pytest.raises(RequestError) as refused:
            restore(place.url, path)
        assert refused.value.code == code
    assert place.bytes() == before


def test_the_file_still_belongs_to_whom_it_belonged(place: Place) -> None:
    place.file.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(place.file, 12_345, 12_345)
    had = place.file.stat()
    restore(place.url, place.backup)

    now = place.file.stat()
    assert stat.S_IMODE(now.st_mode) == 0o640
    assert (now.st_uid, now.st_gid) == (had.st_uid, had.st_gid)


def test_postgresql_is_restored_by_its_own_programs(tmp_path: Path) -> None:
    with pytest.raises(RequestError) as refused:
        restore("postgresql://db/x", tmp_path)

    assert refused.value.code == "restore.postgresql"
    assert "pg_restore" in refused.value.hint("ko")
