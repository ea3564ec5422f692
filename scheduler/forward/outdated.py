"""What a workbook that is older than the last roll, or lacks a column, must not set back.

Agencies fill in a workbook while the week goes on, so many come back after it was closed.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from scheduler.model import TABLE, Availability, Complaint, Fact, Pool, of_agency, row_key

Columns = Mapping[str, tuple[str, ...]]

_COUNTED: Final[Columns] = {
    "agencies": ("past_lent_blocks", "past_pool_blocks"),
    "specialists": ("past_blocks", "past_capacity"),
    "instruments": ("used_blocks",),
}


def up_to_date(
    pool: Pool, table: str, rows: tuple[Fact, ...], absent: Collection[str] = ()
) -> tuple[tuple[Fact, ...], tuple[Complaint, ...]]:
    """The rows as they are taken, and a warning for each kind of thing that is not.

    A row that the pool has keeps its values in the columns that are ``absent``, and those that the
    ledger counts. Days before the pool's first week are left out, unless the pool has them.
    """
    known = {row_key(TABLE[table], row): row for row in getattr(pool, table)}
    in_ledger = {row.subject for row in pool.ledger}
    taken, columns, counted, over = list[Fact](), set[str](), 0, 0
    for row in rows:
        had = known.get(row_key(TABLE[table], row))
        if had is None:
            is_over = _is_over(pool, row)
            over += is_over
            taken += [] if is_over else [row]
            continue
        kept = _COUNTED.get(table, ()) if _is_counted(table, had, in_ledger) else ()
        differing = {n for n in kept if n not in absent and getattr(row, n) != getattr(had, n)}
        columns |= differing
        counted += bool(differing)
        stays = {name: getattr(had, name) for name in (*kept, *absent)}
        taken.append(row.model_copy(update=stays))
    told = [("counted", ", ".join(sorted(columns)), counted), ("past_days", "date", over)]
    return tuple(taken), tuple(_warning(table, *it) for it in told if it[-1])


def _warning(table: str, code: str, column: str, count: int) -> Complaint:
    facts: dict[str, str | int] = {"count": count}
    return Complaint(
        code=f"merge.{code}", severity="warning", file=table, column=column, facts=facts
    )


def _is_over(pool: Pool, row: Fact) -> bool:
    """Whether a row is about a day that no plan of the pool looks at any more."""
    start = pool.policy.start
    return isinstance(row, Availability) and start is not None and row.date < start.monday


def _is_counted(table: str, row: Any, in_ledger: Collection[str]) -> bool:
    """Whether the ledger has the sums of a row; once there is a ledger, those of every act."""
    if table == "agencies":
        return of_agency(row.agency) in in_ledger
    return row.specialist in in_ledger if table == "specialists" else bool(in_ledger)
