"""Runs as seen by the workers: claim under a lease, keep it alive, hand the result in.

Each claim raises the fencing number. Every later word of a worker names the number it got; one
that is no longer current is refused, so a worker that slept through its lease changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from scheduler.model import Progress, RequestError
from scheduler.store.records import Run, RunState
from scheduler.store.runs import run_record
from scheduler.store.tables import RunRow

MAX_ATTEMPTS = 3


class Leases:
    """Leases within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, owner: str, now: datetime, lease: timedelta) -> Run | None:
        """The oldest run that waits or whose lease is over is ours; None when there is none.

        A run lost for the third time fails as ``run.lost``, a lost one that was to be cancelled
        is cancelled. A row that is no run (any more) fails as ``run.unreadable``, so that the
        others behind it are not held up.
        """
        while (row := self._claimable(now)) is not None:
            if row.state == "running" and self._ends_here(row, now):
                continue
            row.state = "running"
            row.attempts += 1
            row.fence += 1
            row.lease_owner, row.lease_until, row.heartbeat_at = owner, now + lease, now
            row.started_at = row.started_at or now
            row.progress = None
            try:
                run = run_record(row)
            except (RequestError, ValueError):
                self._fail(row, now, "run.unreadable", {})
                continue
            self._session.flush()
            return run
        return None

    def _claimable(self, now: datetime) -> RunRow | None:
        return self._session.scalar(
            select(RunRow)
            .where(
                or_(
                    RunRow.state == "queued",
                    and_(RunRow.state == "running", RunRow.lease_until < now),
                )
            )
            .order_by(RunRow.created_at, RunRow.run)
            .limit(1)
            .with_for_update(skip_locked=True)
        )

    def _ends_here(self, row: RunRow, now: datetime) -> bool:
        if row.cancel_requested:
            self._close(row, now, "cancelled")
        elif row.attempts >= MAX_ATTEMPTS:
            self._fail(row, now, "run.lost", {"attempts": row.attempts})
        else:
            return False
        return True

    def _fail(self, row: RunRow, now: datetime, code: str, facts: Mapping[str, Any]) -> None:
        row.reason_code, row.reason_facts = code, dict(facts)
        self._close(row, now, "failed")

    def _close(self, row: RunRow, now: datetime, state: RunState) -> None:
        row.state = state
        row.lease_owner = row.lease_until = None
        row.finished_at, row.fence = now, row.fence + 1
        self._session.flush()

    def keep(
        self, run: str, fence: int, now: datetime, lease: timedelta, progress: Progress | None
    ) -> Run | None:
        """The lease lives on and the progress is stored; None when the lease is lost."""
        changes: dict[str, Any] = {"heartbeat_at": now, "lease_until": now + lease}
        if progress is not None:
            changes["progress"] = progress.model_dump(mode="json")
        return self._while_ours(run, fence, changes)

    def give_back(self, run: str, fence: int, now: datetime) -> Run | None:
        """The run waits again, for the same or another worker; None when the lease is lost.

        One that was to be cancelled is cancelled.
        """
        free: dict[str, Any] = {"lease_owner": None, "lease_until": None}
        waits = {"state": "queued", **free}
        ends = {"state": "cancelled", "finished_at": now, **free}
        # one statement for each case, so that a cancellation in between is not overlooked
        return self._while_ours(
            run, fence, waits, RunRow.cancel_requested.is_(False)
        ) or self._while_ours(run, fence, ends, RunRow.cancel_requested.is_(True))

    def end(
        self,
        run: str,
        fence: int,
        now: datetime,
        state: RunState,
        *,
        reason_code: str | None = None,
        reason_facts: Mapping[str, Any] | None = None,
        record: Mapping[str, Any] | None = None,
    ) -> Run | None:
        """The run has ended in ``state``; None when the lease is lost."""
        return self._while_ours(
            run,
            fence,
            {
                "state": state,
                "reason_code": reason_code,
                "reason_facts": None if reason_facts is None else dict(reason_facts),
                "record": None if record is None else dict(record),
                "finished_at": now,
                "lease_owner": None,
                "lease_until": None,
            },
        )

    def _while_ours(
        self, run: str, fence: int, changes: Mapping[str, Any], *only: ColumnElement[bool]
    ) -> Run | None:
        row = self._session.scalar(
            update(RunRow)
            .where(RunRow.run == run, RunRow.fence == fence, RunRow.state == "running", *only)
            .values(**changes)
            .returning(RunRow),
            execution_options={"populate_existing": True},
        )
        return None if row is None else run_record(row)
