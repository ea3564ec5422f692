"""The command within this process, and databases, for the tests of this room."""

from tests.cli.conftest import run
from tests.databases import database_url, postgres_server, store

__all__ = ["database_url", "postgres_server", "run", "store"]
