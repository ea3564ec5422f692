"""A world behind its pages and its API, over SQLite, and what its database holds."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from scheduler.serving import Serving, create_app
from scheduler.store import Store
from tests.api.client import Served
from tests.databases import database_url, postgres_server, postgres_template, sqlite_template, store
from tests.web.browser import Browser
from tests.world import World

__all__ = ["database_url", "postgres_server", "postgres_template", "sqlite_template", "store"]


class House(NamedTuple):
    """A served world. ``served``: its plans by name, and how the API is called."""

    world: World
    served: Served
    app: Serving
    file: Path

    def browser(self, name: str = "") -> Browser:
        """A browser in which that account, or nobody, has signed in."""
        browser = Browser(self.app)
        if name:
            assert browser.sign_in(self.world, name).status_code == 303
        return browser

    def rows(self) -> str:
        """Everything that is stored."""
        with closing(sqlite3.connect(self.file)) as database:
            return "\n".join(database.iterdump())


@pytest.fixture
def house(sqlite_template: Path, tmp_path: Path) -> Iterator[House]:
    """A world with a plan in force and a draft, on a database of this test's own."""
    file = Path(shutil.copyfile(sqlite_template, tmp_path / "house.sqlite3"))
    opened = Store.open(f"sqlite:///{file}")
    served = Served.over(opened)
    yield House(served.world, served, create_app(served.world.services), file)
    opened.close()
