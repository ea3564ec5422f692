"""What may be wished of a plan: so many of some rows at least, and at most."""

from dataclasses import dataclass

Row = tuple[str, str]
"""Specialist id and demand id."""


@dataclass(frozen=True)
class Clause:
    """At least, and at most, so many of some rows are in the plan; refused pairs never are."""

    rows: frozenset[Row]
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Counted:
    """Rows each of which counts with a weight, but so many of them at most."""

    rows: frozenset[Row]
    weight: int
    most: int


def wanted(*rows: Row) -> Clause:
    """All of these rows are in the plan."""
    return Clause(frozenset(rows), least=len(rows))


def barred(*rows: Row) -> Clause:
    """None of these rows is in the plan."""
    return Clause(frozenset(rows), most=0)
