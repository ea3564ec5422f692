"""The database opened, brought up to date or put back, and the use cases over it."""

from datetime import timedelta
from pathlib import Path

from scheduler.bootstrap.settings import Settings
from scheduler.service import Services
from scheduler.store import Store
from scheduler.store.restoring import Restored, restore


def open_store(settings: Settings) -> Store:
    """The store, at this release's schema: SQLite is brought there, PostgreSQL must be there.

    Raises:
        RequestError: the URL is not understood.
        ConflictError: ``scheduler db upgrade`` has not been run.
    """
    store = Store.open(settings.database_url)
    try:
        if store.is_sqlite:
            store.upgrade()
        store.demand_current()
    except BaseException:
        store.close()
        raise
    return store


def build(settings: Settings) -> Services:
    """The use cases over the store of these settings."""
    return Services.over(open_store(settings), lease=timedelta(seconds=settings.lease_s))


def upgrade_database(settings: Settings) -> None:
    """The database has the tables of this release."""
    store = Store.open(settings.database_url)
    store.upgrade()
    store.close()


def restore_database(settings: Settings, backup: Path) -> Restored:
    """The database, a file of SQLite that nobody has open, is the backup.

    Raises:
        RequestError: it is PostgreSQL's, or the backup cannot be used.
        ConflictError: somebody has it open.
    """
    return restore(settings.database_url, backup)
