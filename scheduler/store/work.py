"""What runs and studies have in common as rows: columns, ids, and how one is stopped."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from scheduler.store.records import RunState
from scheduler.store.tables import WorkRow


def key_of(row: WorkRow | type[WorkRow]) -> Any:
    """The id of a row, or the column of a table that holds it."""
    return getattr(row, row.KEY)


def work_fields(row: WorkRow) -> dict[str, Any]:
    """The fields of a record that are not as they stand in such a row."""
    return {"state": _state(row.state), "reason_facts": row.reason_facts or {}}


def ask_to_cancel(session: Session, kind: type[WorkRow], key: str, now: datetime) -> bool:
    """What is queued is cancelled, what is running is asked to stop; False when it has ended."""
    # one statement for each state, so that a claim in between cannot be overwritten
    queued = session.execute(
        update(kind)
        .where(key_of(kind) == key, kind.state == "queued")
        .values(state="cancelled", cancel_requested=True, finished_at=now)
        .returning(key_of(kind))
    )
    if queued.scalar() is not None:
        return True
    running = session.execute(
        update(kind)
        .where(key_of(kind) == key, kind.state == "running")
        .values(cancel_requested=True)
        .returning(key_of(kind))
    )
    return running.scalar() is not None


def _state(text: str) -> RunState:
    state: RunState
    for state in ("queued", "running", "done", "failed", "cancelled"):
        if text == state:
            return state
    raise ValueError(f"{text!r} is no state of a run or study")
