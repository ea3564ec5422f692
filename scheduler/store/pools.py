"""Frozen pools, each named by the hash of its canonical text; content never changes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from scheduler.model import Pool
from scheduler.store.copying import record_of
from scheduler.store.records import PoolInfo
from scheduler.store.tables import PoolRow


class Pools:
    """Snapshots within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, pool: Pool, *, now: datetime, by: str) -> PoolInfo:
        """The snapshot is there; one with the same facts stays as it was."""
        found = self.info(pool.sha256)
        if found is not None:
            return found
        row = PoolRow(
            sha256=pool.sha256,
            canonical=pool.canonical_json(),
            specialists=len(pool.specialists),
            cases=len(pool.cases),
            demands=len(pool.demands),
            created_at=now,
            created_by=by,
        )
        self._session.add(row)
        self._session.flush()
        return record_of(PoolInfo, row)

    def info(self, sha256: str) -> PoolInfo | None:
        """A snapshot without its content."""
        row = self._session.scalar(
            select(PoolRow).options(defer(PoolRow.canonical)).where(PoolRow.sha256 == sha256)
        )
        return None if row is None else record_of(PoolInfo, row)

    def pool(self, sha256: str) -> Pool | None:
        """A snapshot's content."""
        text = self._session.scalar(select(PoolRow.canonical).where(PoolRow.sha256 == sha256))
        return None if text is None else Pool.model_validate_json(text)

    def all(self) -> tuple[PoolInfo, ...]:
        """Every snapshot, newest first."""
        rows = self._session.scalars(
            select(PoolRow)
            .options(defer(PoolRow.canonical))
            .order_by(PoolRow.created_at.desc(), PoolRow.sha256)
        )
        return tuple(record_of(PoolInfo, row) for row in rows)
