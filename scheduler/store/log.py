"""The audit log and the remembered answers; both are only ever added to."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from scheduler.store.records import Answer, AuditEntry
from scheduler.store.tables import AnswerRow, AuditRow


def take_turn(session: Session, *words: str) -> None:
    """Nobody else passes here with the same words until the transaction ends; who tries waits."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        name = hashlib.sha256(json.dumps(words).encode()).digest()
        number = int.from_bytes(name[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


class Log:
    """Audit entries within one transaction: no change without its entry."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(
        self,
        action: str,
        subject: str,
        *,
        at: datetime,
        actor: str,
        agency: str | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """The entry is there; ``facts`` never hold an identity."""
        self._session.add(
            AuditRow(
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                agency=agency,
                facts=dict(facts or {}),
            )
        )
        self._session.flush()

    def entries(self, *, before: int | None = None, limit: int = 100) -> tuple[AuditEntry, ...]:
        """The newest entries first, or those older than number ``before``."""
        query = select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.seq < before)
        return tuple(
            AuditEntry(r.seq, r.at, r.actor, r.action, r.subject, r.agency, r.facts)
            for r in self._session.scalars(query)
        )


class Answers:
    """Answers to Idempotency-Keys within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take_turn(self, account: str, key: str) -> None:
        """Nobody else answers this key until the transaction ends; who tries meanwhile waits.

        Otherwise a copy sent at once would not find the first one's answer yet, carry the act out
        on what that one leaves behind, and be refused.
        """
        take_turn(self._session, account, key)

    def get(self, account: str, key: str) -> Answer | None:
        """What was answered to a key of an account."""
        row = self._session.get(AnswerRow, (account, key))
        return None if row is None else Answer(row.request_sha256, row.body)

    def keep(self, account: str, key: str, answer: Answer, now: datetime) -> None:
        """The answer is kept; it becomes valid together with the effect."""
        self._session.add(
            AnswerRow(
                account=account,
                key=key,
                request_sha256=answer.request_sha256,
                body=answer.body,
                created_at=now,
            )
        )
        self._session.flush()

    def forget(self, account: str, before: datetime) -> None:
        """Answers to an account's keys from before an instant are gone."""
        self._session.execute(
            delete(AnswerRow).where(AnswerRow.account == account, AnswerRow.created_at < before)
        )
