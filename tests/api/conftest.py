"""Databases for the tests of this room, and a world behind its API."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.store import Store
from tests.api.client import Served
from tests.databases import database_url, postgres_server, postgres_template, sqlite_template, store

__all__ = ["database_url", "postgres_server", "postgres_template", "sqlite_template", "store"]


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    """A world over SQLite; what may hang on the database is asked of ``store``, which is both."""
    opened = Store.open(f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'x.sqlite3')}")
    yield Served.over(opened)
    opened.close()
