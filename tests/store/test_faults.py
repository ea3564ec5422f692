"""Faults of the database are told as what they are, and no error repeats what was stored."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scheduler.model import ConflictError
from scheduler.store import Store, Transaction, UnavailableError
from scheduler.store import engine as engines
from scheduler.store.engine import open_engine
from scheduler.store.scope import System

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
CANARY = "canary-own-name"


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_S", 1)


def _fault(url: str) -> UnavailableError:
    opened = Store.open(url)
    with pytest.raises(UnavailableError) as told:
        opened.upgrade()
    opened.close()
    assert told.value.what("ko")
    assert told.value.hint("en")
    return told.value


def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/none/x.sqlite3", "postgresql://x@127.0.0.1:1/x"):
        fault = _fault(url)
        assert (fault.code, fault.http_status, fault.exit_code) == ("store.unavailable", 503, 1)


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    file.write_bytes(CANARY.encode() * 1_000)

    fault = _fault(f"sqlite:///{file}")
    assert (fault.code, fault.facts) == ("store.damaged", {"kind": "SQLITE_NOTADB"})


def test_a_database_that_stays_in_use_is_unavailable(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    opened = Store.open(url)
    opened.upgrade()
    with sqlite3.connect(tmp_path / "x.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        fault = _fault(url)
    other.close()
    opened.close()
    assert fault.facts == {"kind": "SQLITE_BUSY"}


def test_only_what_is_in_use_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("scheduler.store.engine.time.sleep", waits.append)
    _fault(f"sqlite:///{tmp_path}/none/x.sqlite3")

    assert waits == []


def test_a_full_disk_is_told_and_nothing_is_stored(tmp_path: Path) -> None:
    opened = Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    opened.upgrade()

    def fill(tx: Transaction) -> None:
        tx.log.write("first", "x", at=NOW, actor="x")
        session = tx.log._session
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        tx.log.write("second", "x" * 100_000, at=NOW, actor="x")

    with pytest.raises(UnavailableError) as told:
        opened.retrying(System.OPERATOR, fill)
    with opened.read(System.OPERATOR) as tx:
        assert tx.log.entries() == ()
    opened.close()

    assert (told.value.code, told.value.facts) == ("store.full", {"kind": "SQLITE_FULL"})


def test_a_connection_that_was_cut_is_unavailable_once_and_then_made_anew(
    store: Store, database_url: str
) -> None:
    if store.is_sqlite:
        return  # there is none to cut
    other = open_engine(database_url)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"

    def read(tx: Transaction) -> None:
        tx.facts.version()
        with other.connect() as connection:
            connection.execute(text(f"{cut} AND datname = current_database()"))
        tx.facts.version()

    with pytest.raises(UnavailableError) as told:
        store.retrying(System.OPERATOR, read)
    other.dispose()

    assert told.value.facts == {"kind": "AdminShutdown"}
    with store.read(System.OPERATOR) as tx:
        assert tx.facts.version() == 0


def test_a_wrong_statement_is_no_fault_of_the_database_and_its_error_holds_no_value(
    store: Store, database_url: str
) -> None:
    engine = open_engine(database_url)
    with pytest.raises(DBAPIError) as wrong, Session(engine) as session:
        session.execute(text("INSERT INTO nowhere VALUES (:value)"), {"value": CANARY})
    engine.dispose()

    assert CANARY not in str(wrong.value)


def test_a_database_of_a_newer_release_is_refused_in_words(store: Store, database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    for ask in (store.upgrade, store.demand_current):
        with pytest.raises(ConflictError) as newer:
            ask()
        assert newer.value.code == "store.newer"
        assert "9999" in newer.value.what("ko")
