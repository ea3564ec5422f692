"""The ledger: who worked and lent how much, week by week; the past columns are its sums.

A row without a specialist is the agency's own. Its two numbers are the half-days that the agency's
people worked on others' cases, and those that they released to the pool.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from scheduler.model.calendar import Week
from scheduler.model.entities import Count, Fact, Id


class LedgerRow(Fact):
    """One week of a specialist, worked of given; without one of an agency, lent of released."""

    week: Week
    agency: Id
    specialist: Id | None = None
    blocks: Count
    capacity: Count

    @property
    def subject(self) -> str:
        """Whose row it is: the specialist, or ``:`` and the agency (no id holds a colon)."""
        return self.specialist or of_agency(self.agency)


class Past(NamedTuple):
    """Half-days over some weeks: worked of given, or lent of released."""

    blocks: int = 0
    capacity: int = 0


def of_agency(agency: str) -> str:
    """The subject of an agency's own rows."""
    return f":{agency}"


def past_of(rows: Iterable[LedgerRow], start: Week, weeks: int) -> dict[str, Past]:
    """Subject to the sums over so many weeks before one; who has no row in any week is left out.

    A subject whose rows are all older has sums of 0.
    """
    first, blocks, capacity = start.shifted(-weeks), Counter[str](), Counter[str]()
    for row in rows:
        inside = first <= row.week < start
        blocks[row.subject] += row.blocks if inside else 0
        capacity[row.subject] += row.capacity if inside else 0
    return {subject: Past(blocks[subject], capacity[subject]) for subject in blocks}
