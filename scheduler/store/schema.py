"""Bringing a database to the schema of this release, and telling whether it is there."""

from importlib import resources
from io import StringIO

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from scheduler.model import ConflictError
from scheduler.store.engine import WRITES


def _config(connection: Connection) -> Config:
    config = Config(stdout=StringIO())  # what it reports we return, and a server prints nothing
    config.set_main_option("script_location", str(resources.files(__package__) / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """The database has the tables of ``revision``; all in one transaction, safe to repeat.

    Raises:
        ConflictError: it has those of a newer release.
    """
    with engine.execution_options(**WRITES).begin() as connection:
        if connection.dialect.name == "postgresql":
            # two processes that start together: the second waits and finds nothing to do
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(4027301)")
        _demand_known(connection)
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """The database is back at an earlier revision (``base``: no tables); data of newer ones go."""
    with engine.execution_options(**WRITES).begin() as connection:
        command.downgrade(_config(connection), revision)


def drift(engine: Engine) -> str:
    """How the database differs from the tables of this release; empty when it does not."""
    with engine.execution_options(**WRITES).begin() as connection:
        try:
            command.check(_config(connection))
        except CommandError as error:
            return str(error)
    return ""


def demand_current(engine: Engine) -> None:
    """Return when the database stands at the newest revision.

    Raises:
        ConflictError: it does not; ``scheduler db upgrade`` is needed, or a newer release.
    """
    with engine.connect() as connection:
        current, head = _demand_known(connection)
    if current != head:
        raise ConflictError("store.not_current", current=current, head=head)


def _demand_known(connection: Connection) -> tuple[str, str]:
    """The revision at which the database stands, ``-`` for none, and the newest one."""
    scripts = ScriptDirectory.from_config(_config(connection))
    head = scripts.get_current_head() or "-"
    current = MigrationContext.configure(connection).get_current_revision() or "-"
    if current not in {"-", *(script.revision for script in scripts.walk_revisions())}:
        raise ConflictError("store.newer", current=current, head=head)
    return current, head
