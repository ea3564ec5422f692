"""Scenarios that somebody proposes for a plan; each is written once and never changed."""

import zlib

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scheduler.model import Week
from scheduler.store.copying import record_of, row_of
from scheduler.store.records import Proposal
from scheduler.store.tables import PlanRow, ProposalRow


def _with_plans() -> Select[ProposalRow, str, str]:
    return select(ProposalRow, PlanRow.pool, PlanRow.start).join(PlanRow)


def _record(row: ProposalRow, pool: str, start: str) -> Proposal:
    return record_of(Proposal, row, pool=pool, start=Week.parse(start))


class Proposals:
    """Proposals within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, proposal: Proposal, scenario: str) -> None:
        """The proposal is there, with its scenario as JSON; pool and week are those of its plan."""
        kept = zlib.compress(scenario.encode())
        self._session.add(row_of(ProposalRow, proposal, scenario=kept))
        self._session.flush()

    def get(self, proposal: str) -> Proposal | None:
        """A proposal without its scenario."""
        query = _with_plans().where(ProposalRow.proposal == proposal)
        found = self._session.execute(query).one_or_none()
        return None if found is None else _record(*found)

    def scenario(self, proposal: str) -> str | None:
        """The scenario of a proposal as JSON, just as it was given."""
        query = select(ProposalRow.scenario).where(ProposalRow.proposal == proposal)
        kept = self._session.scalar(query)
        return None if kept is None else zlib.decompress(kept).decode()

    def all(
        self, limit: int, *, plan: str | None = None, by: str | None = None
    ) -> tuple[Proposal, ...]:
        """The newest first: all, or those for one plan, or those of one account."""
        order = ProposalRow.created_at.desc(), ProposalRow.proposal
        query = _with_plans().order_by(*order).limit(limit)
        if plan is not None:
            query = query.where(ProposalRow.plan == plan)
        if by is not None:
            query = query.where(ProposalRow.created_by == by)
        return tuple(_record(*found) for found in self._session.execute(query))
