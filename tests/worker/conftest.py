"""Databases for the tests of this room, and a world over them."""

from tests.databases import database_url, postgres_server, postgres_template, sqlite_template, store
from tests.service.conftest import world

__all__ = [
    "database_url",
    "postgres_server",
    "postgres_template",
    "sqlite_template",
    "store",
    "world",
]
