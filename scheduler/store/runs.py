"""Runs as seen by the people who start, follow and cancel them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scheduler.model import Progress, SolveOptions, Week
from scheduler.store.copying import record_of, row_of
from scheduler.store.records import Run
from scheduler.store.tables import RunRow
from scheduler.store.work import ask_to_cancel, work_fields


def run_record(row: RunRow) -> Run:
    """The record of a row."""
    progress = None if row.progress is None else Progress.model_validate(row.progress)
    options, start = SolveOptions.model_validate(row.options), Week.parse(row.start)
    told = work_fields(row)
    return record_of(Run, row, start=start, options=options, progress=progress, **told)


class Runs:
    """Runs within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, run: Run) -> None:
        """The run is there."""
        options = run.options.model_dump(mode="json")
        row = row_of(RunRow, run, start=str(run.start), options=options, reason_facts=None)
        self._session.add(row)
        self._session.flush()

    def get(self, run: str) -> Run | None:
        """A run."""
        row = self._session.get(RunRow, run, populate_existing=True)
        return None if row is None else run_record(row)

    def all(self, limit: int) -> tuple[Run, ...]:
        """The newest runs first."""
        rows = self._session.scalars(
            select(RunRow).order_by(RunRow.created_at.desc(), RunRow.run).limit(limit)
        )
        return tuple(map(run_record, rows))

    def ask_to_cancel(self, run: str, now: datetime) -> bool:
        """A queued run is cancelled, a running one is asked to stop; False when it has ended."""
        return ask_to_cancel(self._session, RunRow, run, now)
