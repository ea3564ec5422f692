"""Runs and studies as seen by the workers: claim one, keep it alive, hand the result in.

Each claim raises the fencing number. Every later word of a worker comes with the record it was
given, which has that number; one that is no longer current is refused, so a worker that slept
through its lease changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from scheduler.model import STUDY_LOADING, Progress, RequestError, StudyProgress
from scheduler.store.records import Run, RunState, Study, StudyAnswer, Work
from scheduler.store.runs import run_record
from scheduler.store.studies import packed, study_record
from scheduler.store.tables import RunRow, StudyRow, WorkRow
from scheduler.store.work import key_of

MAX_ATTEMPTS = 3
# what the followers are told until its own process has something to say
_LOADING: dict[type[WorkRow], dict[str, Any]] = {
    RunRow: Progress(phase="loading").model_dump(mode="json"),
    StudyRow: STUDY_LOADING.model_dump(mode="json"),
}
ROWS: dict[type[Work], type[WorkRow]] = {Run: RunRow, Study: StudyRow}

Claimed = TypeVar("Claimed", bound=Work)


class Leases:
    """Leases within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def claim(self, owner: str, now: datetime, lease: timedelta) -> Run | Study | None:
        """The oldest that waits or whose lease is over is ours; None when there is none.

        Over is also the lease of one that was last heard of in a future farther off than a lease:
        the clock has been set back since, and whoever lives would have been heard of again.

        One lost for the third time fails as ``run.lost`` or ``study.lost``, a lost one that was
        to be cancelled is cancelled. A row that cannot be read (any more) fails as
        ``run.unreadable`` or ``study.unreadable``, so that the others behind it are not held up.
        """
        while (row := self._oldest(now, lease)) is not None:
            if row.state == "running" and self._ends_here(row, now):
                continue
            row.state = "running"
            row.attempts += 1
            row.fence += 1
            row.lease_owner, row.lease_until, row.heartbeat_at = owner, now + lease, now
            row.started_at = row.started_at or now
            row.progress = _LOADING[type(row)]
            try:
                work = _record(row)
            except (RequestError, ValueError):
                self._fail(row, now, "unreadable", {})
                continue
            self._session.flush()
            return work
        return None

    def unattended_since(self) -> datetime | None:
        """Since when something waits or stands still that no worker was heard of; None if nothing.

        The worker of one run is heard of every second, so what waits behind it is not unattended.
        """
        open_since, heard = list[datetime](), list[datetime]()
        for kind in ROWS.values():
            is_open = kind.state.in_(("queued", "running"))
            first = self._session.scalar(select(func.min(kind.created_at)).where(is_open))
            last = self._session.scalar(select(func.max(kind.heartbeat_at)))
            open_since += [] if first is None else [first]
            heard += [] if last is None else [last]
        return max([min(open_since), *heard]) if open_since else None

    def _oldest(self, now: datetime, lease: timedelta) -> WorkRow | None:
        # who is not taken here is free again with the end of the transaction
        rows = (self._claimable(kind, now, lease) for kind in ROWS.values())
        found = [row for row in rows if row is not None]
        return min(found, key=lambda row: (row.created_at, key_of(row)), default=None)

    def _claimable(self, kind: type[WorkRow], now: datetime, lease: timedelta) -> WorkRow | None:
        is_over = or_(kind.lease_until < now, kind.heartbeat_at > now + lease)
        return self._session.scalar(
            select(kind)
            .where(or_(kind.state == "queued", and_(kind.state == "running", is_over)))
            .order_by(kind.created_at, key_of(kind))
            .limit(1)
            .with_for_update(skip_locked=True)
        )

    def _ends_here(self, row: WorkRow, now: datetime) -> bool:
        if row.cancel_requested:
            self._close(row, now, "cancelled")
        elif row.attempts >= MAX_ATTEMPTS:
            self._fail(row, now, "lost", {"attempts": row.attempts})
        else:
            return False
        return True

    def _fail(self, row: WorkRow, now: datetime, why: str, facts: Mapping[str, Any]) -> None:
        row.reason_code, row.reason_facts = f"{row.KEY}.{why}", dict(facts)
        self._close(row, now, "failed")

    def _close(self, row: WorkRow, now: datetime, state: RunState) -> None:
        row.state = state
        row.lease_owner = row.lease_until = None
        row.finished_at, row.fence = now, row.fence + 1
        self._session.flush()

    def keep(
        self,
        ours: Claimed,
        now: datetime,
        lease: timedelta,
        progress: Progress | StudyProgress | None,
    ) -> Claimed | None:
        """The lease lives on and the progress is stored; None when the lease is lost."""
        changes: dict[str, Any] = {"heartbeat_at": now, "lease_until": now + lease}
        if progress is not None:
            changes["progress"] = progress.model_dump(mode="json")
        return self._while_ours(ours, changes)

    def is_unwanted(self, ours: Work) -> bool:
        """Whether somebody has asked to cancel it."""
        kind = ROWS[type(ours)]
        asked = select(kind.cancel_requested).where(key_of(kind) == ours.key)
        return bool(self._session.scalar(asked))

    def give_back(self, ours: Claimed, now: datetime, *, is_attempt: bool = True) -> Claimed | None:
        """It waits again, for the same or another worker; None when the lease is lost.

        One that was to be cancelled is cancelled. ``is_attempt``: it counts as one of the attempts
        after which it is given up; not so where only its worker has come to an end.
        """
        free: dict[str, Any] = {"lease_owner": None, "lease_until": None}
        waits = {"state": "queued", **free}
        if not is_attempt:
            waits["attempts"] = ours.attempts - 1
        ends = {"state": "cancelled", "finished_at": now, **free}
        to_cancel = ROWS[type(ours)].cancel_requested
        # one statement for each case, so that a cancellation in between is not overlooked
        return self._while_ours(ours, waits, to_cancel.is_(False)) or self._while_ours(
            ours, ends, to_cancel.is_(True)
        )

    def end(
        self,
        ours: Claimed,
        now: datetime,
        state: RunState,
        *,
        reason_code: str | None = None,
        reason_facts: Mapping[str, Any] | None = None,
        record: Mapping[str, Any] | None = None,
        answer: StudyAnswer | None = None,
    ) -> Claimed | None:
        """It has ended in ``state``; None when the lease is lost.

        ``record`` is a run's, ``answer`` a study's.
        """
        changes: dict[str, Any] = {
            "state": state,
            "reason_code": reason_code,
            "reason_facts": None if reason_facts is None else dict(reason_facts),
            "finished_at": now,
            "lease_owner": None,
            "lease_until": None,
        }
        if record is not None:
            changes["record"] = dict(record)
        if answer is not None:
            changes |= {"answer": packed(answer.text), "is_complete": answer.is_complete}
        return self._while_ours(ours, changes)

    def _while_ours(
        self, ours: Claimed, changes: Mapping[str, Any], *only: ColumnElement[bool]
    ) -> Claimed | None:
        kind = ROWS[type(ours)]
        row = self._session.scalar(
            update(kind)
            .where(
                key_of(kind) == ours.key,
                kind.fence == ours.fence,
                kind.state == "running",
                *only,
            )
            .values(**changes)
            .returning(kind),
            execution_options={"populate_existing": True},
        )
        if row is None:
            return None
        now = _record(row)
        assert isinstance(now, type(ours)), "a row has the record of its table"
        return now


def _record(row: WorkRow) -> Run | Study:
    if isinstance(row, RunRow):
        return run_record(row)
    assert isinstance(row, StudyRow), "there are two kinds of work"
    return study_record(row)
