"""The audit log, as the planner reads it."""

from scheduler.access import Principal, demand_right
from scheduler.service.desk import Desk
from scheduler.service.replies import AuditReply


class Audit:
    """Who changed what and when."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def entries(
        self, principal: Principal | None, *, before: int | None = None, limit: int = 100
    ) -> tuple[AuditReply, ...]:
        """The newest entries first, or those older than number ``before``."""
        signed = demand_right(principal, "audit.list")
        with self._desk.store.read(signed) as tx:
            found = tx.log.entries(before=before, limit=limit)
        return tuple(AuditReply.of_record(entry, facts=dict(entry.facts)) for entry in found)
