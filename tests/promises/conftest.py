"""The command within this process, for the tests of this room."""

from tests.cli.conftest import run

__all__ = ["run"]
