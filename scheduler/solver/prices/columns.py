"""Columns of the master program: what a specialist may serve, what a case may use.

They say nothing of a tier, so what one tier has brought up serves the next.
"""

from collections.abc import Iterable
from typing import NamedTuple


class Pattern(NamedTuple):
    """What one specialist may serve: pairs, each with its instrument's number or -1."""

    specialist: int
    pairs: tuple[int, ...]
    acts: tuple[int, ...]


class Team(NamedTuple):
    """A team of a case, by its number among all teams."""

    case: int
    number: int


Column = Pattern | Team


class Columns:
    """Columns in the order in which they came, each once."""

    def __init__(self) -> None:
        self.all: list[Column] = []
        self._known: set[Column] = set()

    def add(self, columns: Iterable[Column]) -> None:
        """Append those that are new."""
        for column in columns:
            if column not in self._known:
                self._known.add(column)
                self.all.append(column)
