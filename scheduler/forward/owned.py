"""Whose a row is: the tables that an agency keeps itself, and its rows in them."""

from collections.abc import Mapping
from typing import Any, Final

from scheduler.model import Fact, Pool

KEPT: Final = (
    *("agencies", "specialists", "specialist_skills", "availability", "conflicts"),
    *("instruments", "home_reserve"),
)
"""The tables that an agency keeps itself, as far as their rows are its own."""
OWNER: Final[Mapping[str, str]] = {
    **dict.fromkeys(("agencies", "specialists", "home_reserve"), "agency"),
    "instruments": "from_agency",
}
"""The column that names the agency; a row of another table is of its specialist's agency."""


def own_rows(pool: Pool, agency: str, table: str) -> tuple[Fact, ...]:
    """The rows of one of the kept tables that are the agency's own."""
    rows: tuple[Any, ...] = getattr(pool, table)
    if (column := OWNER.get(table)) is not None:
        return tuple(row for row in rows if getattr(row, column) == agency)
    own = own_people(pool, agency)
    return tuple(row for row in rows if row.specialist in own)


def own_people(pool: Pool, agency: str) -> frozenset[str]:
    """The ids of the agency's specialists."""
    return frozenset(s.specialist for s in pool.specialists if s.agency == agency)
