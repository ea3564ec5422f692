"""Runs as seen by the people who start, follow and cancel them."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scheduler.model import Progress, SolveOptions, Week
from scheduler.store.records import Run, RunState
from scheduler.store.tables import RunRow


def run_record(row: RunRow) -> Run:
    """The record of a row."""
    return Run(
        run=row.run,
        pool=row.pool,
        start=Week.parse(row.start),
        weeks=row.weeks,
        options=SolveOptions.model_validate(row.options),
        from_facts=row.from_facts,
        state=_state(row.state),
        created_at=row.created_at,
        created_by=row.created_by,
        attempts=row.attempts,
        fence=row.fence,
        lease_owner=row.lease_owner,
        lease_until=row.lease_until,
        started_at=row.started_at,
        finished_at=row.finished_at,
        cancel_requested=row.cancel_requested,
        progress=None if row.progress is None else Progress.model_validate(row.progress),
        reason_code=row.reason_code,
        reason_facts=row.reason_facts or {},
        record=row.record,
        from_plan=row.from_plan,
    )


def _state(text: str) -> RunState:
    state: RunState
    for state in ("queued", "running", "done", "failed", "cancelled"):
        if text == state:
            return state
    raise ValueError(f"{text!r} is no state of a run")


class Runs:
    """Runs within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, run: Run) -> None:
        """The run is there."""
        self._session.add(
            RunRow(
                run=run.run,
                pool=run.pool,
                start=str(run.start),
                weeks=run.weeks,
                options=run.options.model_dump(mode="json"),
                from_facts=run.from_facts,
                from_plan=run.from_plan,
                state=run.state,
                created_at=run.created_at,
                created_by=run.created_by,
                attempts=0,
                fence=0,
                cancel_requested=False,
            )
        )
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
        # one statement for each state, so that a claim in between cannot be overwritten
        queued = self._session.execute(
            update(RunRow)
            .where(RunRow.run == run, RunRow.state == "queued")
            .values(state="cancelled", cancel_requested=True, finished_at=now)
            .returning(RunRow.run)
        )
        if queued.scalar() is not None:
            return True
        running = self._session.execute(
            update(RunRow)
            .where(RunRow.run == run, RunRow.state == "running")
            .values(cancel_requested=True)
            .returning(RunRow.run)
        )
        return running.scalar() is not None
