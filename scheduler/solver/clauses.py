"""What may be wished of a plan, so many of some rows at least and at most; and what comes of it."""

from dataclasses import dataclass
from typing import Literal

from scheduler.model import Plan, TierResult

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


@dataclass(frozen=True)
class Alternative:
    """A plan under clauses, judged; or that there is none (``impossible``), or neither.

    ``is_whole``: no plan at all is better, tier by tier as far as each is proven; otherwise only
    plans near the given one were searched. ``moves``: how many rows are not as in the given plan,
    and the least number there could be, where that was asked for.
    """

    status: Literal["planned", "impossible", "unknown"]
    plan: Plan | None
    is_whole: bool
    moves: TierResult | None = None


def wanted(*rows: Row) -> Clause:
    """All of these rows are in the plan."""
    return Clause(frozenset(rows), least=len(rows))


def barred(*rows: Row) -> Clause:
    """None of these rows is in the plan."""
    return Clause(frozenset(rows), most=0)
