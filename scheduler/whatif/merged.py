"""An agency's filled workbook merged into a pool: what differs, what to confirm, the pool."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.exchange import read_filled, tables_called
from scheduler.forward import Merged
from scheduler.model import Complaint, Language, Pool
from scheduler.model.agency_names import agency_called, ids_by_name
from scheduler.whatif import notebook

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class MergedPool:
    """A pool with an agency's rows; to have it, somebody has confirmed what is lost."""

    merged: Merged
    confirm: frozenset[str] = frozenset()
    language: Language = "ko"

    @property
    def pool(self) -> Pool:
        """The pool with the agency's rows.

        Raises:
            RequestError: a loss in some table is not confirmed.
        """
        return self.merged.confirmed(self.confirm)

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """The tables that ``confirm`` has to name, confirmed ones too."""
        return self.merged.to_confirm

    @property
    def losses(self) -> tuple[str, ...]:
        """What has to be looked at, a sentence each: those to confirm, then changed clearances."""
        return tuple(loss.text(self.language) for loss in self.merged.losses)

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """What the pool had no warning of before."""
        return self.merged.warnings

    @property
    def diff(self) -> "pd.DataFrame":
        """One row a row that differs, as that of :class:`scheduler.whatif.rolled.RolledWeek`."""
        from scheduler.whatif.rolled_tables import facts_changed

        return facts_changed(self.merged.diff)

    def summary(self) -> str:
        """Which agency, and how many rows differ."""
        return self.merged.summary(self.language)

    def __repr__(self) -> str:
        return f"<MergedPool {self.summary()}>"

    def _repr_html_(self) -> str:
        """The summary, what to look at, and the rows that differ."""
        told = notebook.paragraphs(self.losses)
        return notebook.page(self.summary(), told, notebook.table(self.diff))


def merge(
    pool: Pool,
    workbook: str | Path,
    agency: str,
    *,
    confirm: Collection[str] = (),
    language: Language = "ko",
) -> MergedPool:
    """The pool with the rows of an agency's filled workbook in place of those it had.

    ``workbook``: as the agency's template, or a .json or folder of CSV files with its tables.
    ``agency``: its id or name. ``confirm``: the tables whose losses are meant.

    Raises:
        NotFoundError: the pool has no such agency.
        PoolError: rows do not read, are another agency's, or would give the pool errors.
        RequestError: ``confirm`` names something that is no table of an agency.
    """
    confirmed = tables_called(confirm)
    known = agency_called(agency, ids_by_name(pool.agencies))
    merged = read_filled(Path(workbook), pool.agencies).merged_into(pool, known)
    return MergedPool(merged, confirmed, language)
