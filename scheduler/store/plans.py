"""Plans, which the judge has accepted, and which of them is in force for a week."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.orm import Session

from scheduler.model import Week
from scheduler.store.copying import record_of
from scheduler.store.records import PlanInfo, Publication
from scheduler.store.tables import PlanRow, PublicationRow

WHOLE_POOL = "all"
_IS_PUBLISHED = exists().where(PublicationRow.plan == PlanRow.plan)


def _infos() -> Select[PlanRow, bool]:
    return select(PlanRow, _IS_PUBLISHED)


def _info(row: PlanRow, is_published: bool) -> PlanInfo:
    return record_of(PlanInfo, row, start=Week.parse(row.start), is_published=is_published)


def _publication(row: PublicationRow) -> Publication:
    return record_of(Publication, row, week=Week.parse(row.week))


class Plans:
    """Plans and publications within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_accepted(
        self,
        plan: str,
        *,
        run: str,
        pool: str,
        start: Week,
        weeks: int,
        canonical: bytes,
        now: datetime,
    ) -> None:
        """The plan is there; the caller has just had the judge accept it."""
        self._session.add(
            PlanRow(
                plan=plan,
                run=run,
                pool=pool,
                start=str(start),
                weeks=weeks,
                canonical=canonical,
                sha256=hashlib.sha256(canonical).hexdigest(),
                verdict="accepted",
                created_at=now,
            )
        )
        self._session.flush()

    def info(self, plan: str) -> PlanInfo | None:
        """A plan without its content."""
        found = self._session.execute(_infos().where(PlanRow.plan == plan)).one_or_none()
        return None if found is None else _info(*found)

    def of_run(self, run: str) -> str | None:
        """The id of the plan a run made."""
        return self._session.scalar(select(PlanRow.plan).where(PlanRow.run == run))

    def canonical(self, plan: str) -> bytes | None:
        """A plan's file, byte for byte."""
        return self._session.scalar(select(PlanRow.canonical).where(PlanRow.plan == plan))

    def all(self, *, only_published: bool, limit: int) -> tuple[PlanInfo, ...]:
        """The newest plans first."""
        query = _infos().order_by(PlanRow.created_at.desc(), PlanRow.plan).limit(limit)
        if only_published:
            query = query.where(_IS_PUBLISHED)
        return tuple(_info(*found) for found in self._session.execute(query))

    def publish(self, plan: str, weeks: Iterable[Week], *, now: datetime, by: str) -> None:
        """The plan is in force for these weeks; what was in force before is superseded."""
        for week in weeks:
            self._session.execute(
                update(PublicationRow)
                .where(
                    PublicationRow.week == str(week),
                    PublicationRow.scope == WHOLE_POOL,
                    PublicationRow.superseded_at.is_(None),
                )
                .values(superseded_at=now)
            )
            last = self._session.scalar(
                select(func.max(PublicationRow.version)).where(
                    PublicationRow.week == str(week), PublicationRow.scope == WHOLE_POOL
                )
            )
            self._session.add(
                PublicationRow(
                    week=str(week),
                    scope=WHOLE_POOL,
                    version=(last or 0) + 1,
                    plan=plan,
                    published_at=now,
                    published_by=by,
                )
            )
            self._session.flush()

    def publications(self, *, plan: str | None = None) -> tuple[Publication, ...]:
        """Every publication, or those of one plan: newest week first, newest version first."""
        query = select(PublicationRow).order_by(
            PublicationRow.week.desc(), PublicationRow.version.desc()
        )
        if plan is not None:
            query = query.where(PublicationRow.plan == plan)
        return tuple(map(_publication, self._session.scalars(query)))
