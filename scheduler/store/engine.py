"""Connecting: the engine of a URL, with the settings each database needs to keep its word.

SQLite runs in WAL with synchronous=FULL and foreign keys on, and a writing transaction takes the
write lock when it begins. PostgreSQL keeps its defaults.
"""

import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from scheduler.model import RequestError
from scheduler.store.faults import primary_code, tell_faults

BUSY_TIMEOUT_S = 30
POLLS_A_SECOND = 20
WRITES = {"scheduler_writes": True}


def open_engine(url: str) -> Engine:
    """An engine for ``sqlite:///file`` or ``postgresql://...``.

    Raises:
        RequestError: the URL names neither a file of SQLite nor a PostgreSQL server.
    """
    parsed = parsed_url(url)
    # an error that is printed somewhere is not to hold what was to be stored
    if parsed.get_backend_name() == "sqlite":
        timeout = {"timeout": BUSY_TIMEOUT_S}
        engine = create_engine(parsed, connect_args=timeout, hide_parameters=True)
        event.listen(engine, "connect", _keep_every_acknowledged_write)
        event.listen(engine, "begin", _begin)
    else:
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    tell_faults(engine)
    return engine


def parsed_url(url: str) -> URL:
    """The URL of a file of SQLite or of a PostgreSQL server.

    Raises:
        RequestError: it names neither.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise RequestError("store.url") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise RequestError("store.url")


def is_sqlite(engine: Engine) -> bool:
    """Whether the engine speaks to SQLite."""
    return engine.dialect.name == "sqlite"


def _keep_every_acknowledged_write(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours to say, see _begin
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    """The file is in WAL mode.

    While another process makes the same switch, or writes before it, SQLite answers "locked" at
    once and does not wait as it does elsewhere; so the waiting is done here.
    """
    for attempt in range(BUSY_TIMEOUT_S * POLLS_A_SECOND):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_in_use = primary_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not is_in_use or attempt + 1 == BUSY_TIMEOUT_S * POLLS_A_SECOND:
                raise
            time.sleep(1 / POLLS_A_SECOND)
        else:
            return


def _begin(connection: Connection) -> None:
    # a deferred transaction that reads first and writes later can fail with "database is locked"
    # at once, without waiting: so writers say so from the start
    writes = connection.get_execution_options().get("scheduler_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
