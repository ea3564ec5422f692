"""Databases for the tests of this room, and a world over them."""

import pytest

from scheduler.store import Store
from tests.databases import database_url, postgres_server, postgres_template, sqlite_template, store
from tests.world import World

__all__ = ["database_url", "postgres_server", "postgres_template", "sqlite_template", "store"]


@pytest.fixture
def world(store: Store) -> World:
    """A world whose pool is the current facts."""
    world = World.over(store)
    world.make_current()
    return world
