"""What a pool says of numbers and days that can hardly be meant."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from scheduler.model.complaint import Complaint
from scheduler.model.entities import Fact
from scheduler.model.finding import found
from scheduler.model.pool import TABLES, Pool

BLOCKS_OF_A_WEEK: Final = 10
"""Half-days of five working days; no week has more."""
YEARS_AWAY: Final = 20
_WITHOUT_END: Final = date(9999, 12, 31)
"""How other systems write that something has no end."""
# laws are old
_MAY_BE_OLD: Final = frozenset({"in_force_from"})


def implausible(pool: Pool) -> Iterator[Complaint]:
    """A warning for each number and day that is likely a slip."""
    yield from _weeks_too_long(pool)
    yield from _idle_head_limits(pool)
    yield from _deadlines_before_opening(pool)
    yield from _far_days(pool)


def _weeks_too_long(pool: Pool) -> Iterator[Complaint]:
    for person in pool.specialists:
        if person.weekly_blocks > BLOCKS_OF_A_WEEK:
            yield found(
                "week_too_long", "specialists", person, "weekly_blocks", person.weekly_blocks,
                severity="warning", blocks=person.weekly_blocks, most=BLOCKS_OF_A_WEEK,
            )  # fmt: skip


def _idle_head_limits(pool: Pool) -> Iterator[Complaint]:
    for agency in pool.agencies:
        heads, blocks = agency.max_lent_heads, agency.max_lent_blocks
        if heads is not None and blocks is not None and heads > blocks:
            yield found(
                "heads_above_blocks", "agencies", agency, "max_lent_heads", heads,
                severity="warning", heads=heads, blocks=blocks,
            )  # fmt: skip


def _deadlines_before_opening(pool: Pool) -> Iterator[Complaint]:
    for case in pool.cases:
        opened, deadline = case.opened, case.statutory_deadline
        if opened is not None and deadline is not None and deadline < opened:
            yield found(
                "deadline_before_opening", "cases", case, "statutory_deadline", deadline,
                severity="warning", opened=str(opened), deadline=str(deadline),
            )  # fmt: skip


def _far_days(pool: Pool) -> Iterator[Complaint]:
    days = [(row, *it) for row in _rows(pool) for it in _days(row[1])]
    if not days:
        return
    start = pool.policy.start
    now = start.monday.year if start else sorted(d.year for *_, d in days)[(len(days) - 1) // 2]
    for (table, row), column, day in days:
        if abs(day.year - now) > YEARS_AWAY and day != _WITHOUT_END:
            yield found(
                "day_far_away", table, row, column, day, severity="warning",
                years=abs(day.year - now), now=str(now),
            )  # fmt: skip


def _rows(pool: Pool) -> Iterator[tuple[str, Fact]]:
    for table in TABLES:
        for row in getattr(pool, table.name):
            yield table.name, row


def _days(row: Fact) -> Iterator[tuple[str, date]]:
    """The days that a row names, by column."""
    for name, value in row:
        column = name.removesuffix("_")
        day = getattr(value, "day", None) if not isinstance(value, date) else value
        if isinstance(day, date) and column not in _MAY_BE_OLD:
            yield column, day
        if name == "designations":
            yield from ((column, held.until) for held in value if held.until is not None)
