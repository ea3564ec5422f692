"""The tables. Rows of this module never leave the room: repositories answer with records.

Instants are UTC. Every state that must never exist is forbidden by a constraint here, so that no
isolation level has to be trusted for it.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ROLES = (
    "role IN ('planner', 'approver', 'registrar', 'head', 'auditor', 'analyst', 'service', "
    "'administrator')"
)
OF_AN_AGENCY = "role IN ('registrar', 'head', 'service')"
STATES = "state IN ('queued', 'running', 'done', 'failed', 'cancelled')"
SERIAL = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """A point in time, always UTC and always aware, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware instant (SQLite forgets the zone)."""
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables, with names for every constraint so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # SQLAlchemy reads it from the class
        datetime: Instant,
        dict[str, Any]: JSON(none_as_null=True),
    }


class AccountRow(Base):
    """Somebody, or some machine, who may sign in; ``name`` is what they call themselves."""

    __tablename__ = "accounts"

    account: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class PrincipalRow(Base):
    """What an account may act as; it may have several, and acts as one at a time."""

    __tablename__ = "principals"
    __table_args__ = (
        CheckConstraint(ROLES, name="role"),
        CheckConstraint(f"({OF_AN_AGENCY}) = (agency IS NOT NULL)", name="agency"),
        UniqueConstraint("account", "role", "agency"),
        Index(
            "uq_principals_without_agency",
            "account",
            "role",
            unique=True,
            sqlite_where=text("agency IS NULL"),
            postgresql_where=text("agency IS NULL"),
        ),
    )

    principal: Mapped[str] = mapped_column(String(36), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.account"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    agency: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime]


class TokenRow(Base):
    """A bearer token: its public prefix and the hash of the whole."""

    __tablename__ = "tokens"

    prefix: Mapped[str] = mapped_column(String(20), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    principal: Mapped[str] = mapped_column(ForeignKey("principals.principal"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class PasswordRow(Base):
    """An account's password, as Argon2id has it; a one-time one opens only its own change."""

    __tablename__ = "passwords"

    account: Mapped[str] = mapped_column(ForeignKey("accounts.account"), primary_key=True)
    phc: Mapped[str] = mapped_column(String(200))
    is_one_time: Mapped[bool]
    changed_at: Mapped[datetime]


class SessionRow(Base):
    """A browser that has signed in: the hash of its secret, and how long it lasts.

    Without a principal, the account has yet to say what it acts as.
    """

    __tablename__ = "sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.account"), index=True)
    principal: Mapped[str | None] = mapped_column(ForeignKey("principals.principal"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    fresh_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LoginRow(Base):
    """One try to sign in, under the hash of the name that was typed."""

    __tablename__ = "logins"
    __table_args__ = (
        Index("ix_logins_name", "name_sha256", "at"),
        Index("ix_logins_source", "source", "at"),
    )

    login: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    name_sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    is_right: Mapped[bool]


class PoolRow(Base):
    """A frozen pool, named by the hash of its canonical text."""

    __tablename__ = "pools"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    canonical: Mapped[str] = mapped_column(Text)
    specialists: Mapped[int]
    cases: Mapped[int]
    demands: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(100))


class FactsHeadRow(Base):
    """One row: the version of the current facts. Who changes a fact changes this row first."""

    __tablename__ = "facts_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]


class FactRow(Base):
    """One current row of a pool's table; ``owner`` is the home agency of the person it is about."""

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_subject", "table_name", "subject"),)

    table_name: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(500), primary_key=True)
    subject: Mapped[str | None] = mapped_column(String(200))
    owner: Mapped[str | None] = mapped_column(String(100), index=True)
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int]


class WorkRow:
    """What a worker carries out: who holds its lease, how far it is, how it ended.

    ``KEY`` names the column of its id, and the codes of its reasons begin with it.
    """

    KEY: ClassVar[str]

    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(100))
    attempts: Mapped[int]
    fence: Mapped[int]
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(Boolean())
    progress: Mapped[dict[str, Any] | None]
    reason_code: Mapped[str | None] = mapped_column(String(100))
    reason_facts: Mapped[dict[str, Any] | None]


def _work_rules(table: str) -> tuple[CheckConstraint | Index, ...]:
    """What holds of every such row; each table needs constraints of its own."""
    return (
        CheckConstraint(STATES, name="state"),
        CheckConstraint(
            "(state = 'running') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL)",
            name="lease",
        ),
        CheckConstraint("state <> 'failed' OR reason_code IS NOT NULL", name="reason"),
        CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name="finished",
        ),
        Index(f"ix_{table}_state", "state", "created_at"),
    )


class RunRow(WorkRow, Base):
    """A solve: what was asked, and how the run of it went."""

    __tablename__ = "runs"
    __table_args__ = _work_rules("runs")
    KEY = "run"

    run: Mapped[str] = mapped_column(String(36), primary_key=True)
    pool: Mapped[str] = mapped_column(ForeignKey("pools.sha256"))
    start: Mapped[str] = mapped_column(String(8))
    weeks: Mapped[int]
    options: Mapped[dict[str, Any]]
    from_facts: Mapped[bool] = mapped_column(Boolean())
    from_plan: Mapped[str | None] = mapped_column(String(36))
    record: Mapped[dict[str, Any] | None]


class PlanRow(Base):
    """A plan. It cannot exist without the judge's acceptance, and one run makes at most one."""

    __tablename__ = "plans"
    __table_args__ = (CheckConstraint("verdict = 'accepted'", name="verdict"),)

    plan: Mapped[str] = mapped_column(String(36), primary_key=True)
    run: Mapped[str] = mapped_column(ForeignKey("runs.run"), unique=True)
    pool: Mapped[str] = mapped_column(ForeignKey("pools.sha256"))
    start: Mapped[str] = mapped_column(String(8), index=True)
    weeks: Mapped[int]
    canonical: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]


class StudyRow(WorkRow, Base):
    """A long question about a plan, how the work on it went, and the answer as compressed JSON.

    A study that was stopped may have an answer too: what was found until then.
    """

    __tablename__ = "studies"
    __table_args__ = (
        *_work_rules("studies"),
        CheckConstraint("(answer IS NULL) = (is_complete IS NULL)", name="answer"),
        CheckConstraint("state <> 'done' OR answer IS NOT NULL", name="done"),
    )
    KEY = "study"

    study: Mapped[str] = mapped_column(String(36), primary_key=True)
    plan: Mapped[str] = mapped_column(ForeignKey("plans.plan"), index=True)
    pool: Mapped[str] = mapped_column(ForeignKey("pools.sha256"))
    question: Mapped[dict[str, Any]]
    is_complete: Mapped[bool | None] = mapped_column(Boolean())
    # read only where the answer itself is asked for: it may be megabytes
    answer: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class ProposalRow(Base):
    """A scenario that somebody proposes for a plan; nothing is ever updated."""

    __tablename__ = "proposals"

    proposal: Mapped[str] = mapped_column(String(36), primary_key=True)
    plan: Mapped[str] = mapped_column(ForeignKey("plans.plan"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(100), index=True)
    # compressed JSON, read only where one proposal is asked for
    scenario: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class PublicationRow(Base):
    """A plan in force for one week; a superseded one stays, and one is in force at most."""

    __tablename__ = "publications"
    __table_args__ = (
        Index(
            "uq_publications_in_force",
            "week",
            "scope",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
        UniqueConstraint("week", "scope", "version"),
    )

    publication: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    week: Mapped[str] = mapped_column(String(8))
    scope: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    plan: Mapped[str] = mapped_column(ForeignKey("plans.plan"), index=True)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(100))
    superseded_at: Mapped[datetime | None]


class AnswerRow(Base):
    """The answer given to an Idempotency-Key, committed together with the effect."""

    __tablename__ = "answers"

    account: Mapped[str] = mapped_column(ForeignKey("accounts.account"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class AuditRow(Base):
    """Who changed what and when, in the order of the commits' inserts; nothing is ever updated."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    agency: Mapped[str | None] = mapped_column(String(100))
    facts: Mapped[dict[str, Any]]
