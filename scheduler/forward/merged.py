"""An agency's own rows put in the place of those that the pool has of it.

Nothing of another agency is touched. Which rows are an agency's own is in ``foreign``, with which
values they are taken in ``outdated``, and what to look at before the pool is used in ``losses``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from scheduler.forward.changes import Ended, without
from scheduler.forward.difference import PoolDiff, difference
from scheduler.forward.foreign import Rows, check_owner
from scheduler.forward.losses import Loss, losses
from scheduler.forward.outdated import Columns, up_to_date
from scheduler.forward.owned import KEPT, own_people, own_rows
from scheduler.model import (
    TABLE,
    Complaint,
    Fact,
    Language,
    NotFoundError,
    Pool,
    PoolError,
    RequestError,
    row_key,
    say,
)
from scheduler.model.integrity import horizon_complaints, pool_complaints


@dataclass(frozen=True)
class Merged:
    """A pool, and the same with the rows that an agency has sent.

    ``left``: its tables that were not sent, whose rows are as they were. ``warnings``: what the
    pool had no warning of before.
    """

    agency: str
    before: Pool
    pool: Pool
    left: tuple[str, ...] = ()
    warnings: tuple[Complaint, ...] = ()

    @cached_property
    def diff(self) -> PoolDiff:
        """What of the facts is different."""
        return difference(self.before, self.pool)

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """What has to be looked at before the pool is used, those that need a word first."""
        return losses(self.before, self.pool, self.agency, self.left)

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """The tables whose losses somebody has to confirm, in the pool's order."""
        named = {loss.table for loss in self.losses if loss.needs_word}
        return tuple(table for table in KEPT if table in named)

    def confirmed(self, tables: Collection[str]) -> Pool:
        """The pool, once the losses of every table are confirmed.

        Raises:
            RequestError: some are not.
        """
        missing = [table for table in self.to_confirm if table not in tables]
        if missing:
            count = sum(loss.needs_word and loss.table in missing for loss in self.losses)
            options = " ".join(f"--confirm {table}" for table in missing)
            raise RequestError("merge.unconfirmed", count=count, options=options)
        return self.pool

    def summary(self, language: Language = "en") -> str:
        """Which agency, and how many rows of facts differ."""
        home, tables = self.pool.agency_of_id[self.agency], self.diff.tables
        return say(
            "merge.summary" if tables else "merge.same",
            language,
            agency=home.name_ko if language == "ko" else home.name_en,
            added=sum(len(it.added) for it in tables),
            removed=sum(len(it.removed) for it in tables),
            changed=sum(len(it.changed) for it in tables),
        )


def merge(pool: Pool, agency: str, rows: Rows, absent: Columns = MappingProxyType({})) -> Merged:
    """The pool with an agency's rows; a table that is not among them keeps its own.

    ``absent``: by table the columns that were not sent; rows that the pool has keep their values.
    The same rows a second time change nothing.

    Raises:
        NotFoundError: the pool has no such agency.
        PoolError: a row is another agency's, or the pool would have errors; all are listed.
    """
    if agency not in pool.agency_of_id:
        raise NotFoundError("template.no_agency", agency=agency)
    check_owner(pool, agency, rows)
    new, outdated = dict[str, tuple[Fact, ...]](), list[Complaint]()
    for name in (name for name in KEPT if name in rows):
        new[name], told = up_to_date(pool, name, rows[name], absent.get(name, ()))
        outdated += told
    later = _replaced(pool, agency, new)
    found = _findings(later)
    if errors := [c for c in found if c.severity == "error"]:
        raise PoolError(errors)
    known = {c.model_dump_json() for c in _findings(pool)}
    fresh = (c for c in found if c.model_dump_json() not in known)
    left = tuple(name for name in KEPT if name not in new)
    return Merged(agency, pool, later, left, (*outdated, *fresh))


def _findings(pool: Pool) -> tuple[Complaint, ...]:
    """What validating the pool finds."""
    found = pool_complaints(pool)
    is_dated = pool.policy.start is not None
    if not is_dated or any(c.severity == "error" for c in found):
        return found
    return (*found, *horizon_complaints(pool, pool.horizon()))


def _replaced(pool: Pool, agency: str, rows: Rows) -> Pool:
    """The pool with these tables of the agency's; who is no more in it leaves with every row."""
    sent = {getattr(row, "specialist", "") for row in rows.get("specialists", ())}
    gone = own_people(pool, agency) - sent if "specialists" in rows else ()
    rest = without(pool, [Ended(specialist=who) for who in gone])
    tables: dict[str, Any] = {}
    for name, new in rows.items():
        table = TABLE[name]
        mine = {row_key(table, row) for row in own_rows(rest, agency, name)}
        others = (row for row in getattr(rest, name) if row_key(table, row) not in mine)
        tables[name] = (*others, *new)
    return rest.with_rows(**tables)
