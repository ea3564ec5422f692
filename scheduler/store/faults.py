"""Faults of the database itself, told as an error of ours: not there, in use, full, no database.

What is wrong with a statement or a value is none of them: that stays what SQLAlchemy makes of it.
"""

import sqlite3

from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import OperationalError

from scheduler.model import SchedulerError

FULL = "53100"  # of PostgreSQL
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.damaged",
    **dict.fromkeys(
        (
            *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL),
            *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
            *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM),
        ),
        "store.unavailable",
    ),
}


class UnavailableError(SchedulerError):
    """The database cannot be used as things are; whoever runs it can change that.

    Its one fact is the ``kind`` of the fault as the database names it, which holds no data.
    """

    http_status = 503


def tell_faults(engine: Engine) -> None:
    """From now on a fault of the engine's database is an :class:`UnavailableError`."""
    event.listen(engine, "handle_error", _tell)


def _tell(context: ExceptionContext) -> None:
    if context.is_pre_ping:
        return  # the pool asks whether a connection still lives, and makes a new one if not
    fault, code = context.original_exception, None
    if isinstance(fault, sqlite3.Error):
        code = _OF_SQLITE.get(primary_code(fault))
        kind = str(getattr(fault, "sqlite_errorname", ""))
    elif context.is_disconnect or isinstance(context.sqlalchemy_exception, OperationalError):
        code = "store.full" if getattr(fault, "sqlstate", "") == FULL else "store.unavailable"
        kind = type(fault).__name__
    if code is not None:
        raise UnavailableError(code, kind=kind)


def primary_code(fault: sqlite3.Error) -> int:
    """SQLite's code without what it adds to it; 0 for what Python itself has raised."""
    return int(getattr(fault, "sqlite_errorcode", 0)) & 0xFF
