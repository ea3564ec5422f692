"""The tables of the first release.

Revision ID: 0001
Revises:
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = (
    "role IN ('planner', 'approver', 'registrar', 'head', 'auditor', 'analyst', 'service', "
    "'administrator')"
)
OF_AN_AGENCY = "role IN ('registrar', 'head', 'service')"


def _text(name: str, length: int, *, null: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.String(length=length), nullable=null)


def _id(name: str, *, null: bool = False) -> "sa.Column[Any]":
    return _text(name, 36, null=null)


def _at(name: str, *, null: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _of(name: str, kind: Any, *, null: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, kind, nullable=null)


def _made() -> list["sa.Column[Any]"]:
    return [_at("created_at"), _text("created_by", 100)]


def _number(name: str) -> "sa.Column[Any]":
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column(name, kind, autoincrement=True, nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _refers(table: str, column: str, to: str, key: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=name)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{columns[0]}"), table, list(columns))


def _work(table: str) -> list[Any]:
    """What workers carry out under a lease: how it stands, who holds it, why it failed."""
    return [
        _text("state", 20),
        *_made(),
        _of("attempts", sa.Integer()),
        _of("fence", sa.Integer()),
        _text("lease_owner", 100, null=True),
        *(_at(name, null=True) for name in ("lease_until", "heartbeat_at")),
        *(_at(name, null=True) for name in ("started_at", "finished_at")),
        _of("cancel_requested", sa.Boolean()),
        _of("progress", sa.JSON(), null=True),
        _text("reason_code", 100, null=True),
        _of("reason_facts", sa.JSON(), null=True),
        _check(
            *(table, "lease"),
            "(state = 'running') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL)",
        ),
        _check(
            *(table, "finished"),
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
        ),
        _check(table, "reason", "state <> 'failed' OR reason_code IS NOT NULL"),
        _check(table, "state", "state IN ('queued', 'running', 'done', 'failed', 'cancelled')"),
    ]


def upgrade() -> None:
    op.create_table(
        "accounts",
        *(_id("account"), _text("name", 100), _at("created_at"), _at("disabled_at", null=True)),
        _key("accounts", "account"),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_table(
        "principals",
        *(_id("principal"), _id("account"), _text("role", 20), _text("agency", 100, null=True)),
        _at("created_at"),
        _check("principals", "agency", f"({OF_AN_AGENCY}) = (agency IS NOT NULL)"),
        _check("principals", "role", ROLES),
        _refers("principals", "account", "accounts", "account"),
        _key("principals", "principal"),
        sa.UniqueConstraint(
            *("account", "role", "agency"), name=op.f("uq_principals_account_role_agency")
        ),
    )
    _index("principals", "account")
    op.create_index(
        "uq_principals_without_agency",
        "principals",
        ["account", "role"],
        unique=True,
        sqlite_where=sa.text("agency IS NULL"),
        postgresql_where=sa.text("agency IS NULL"),
    )
    op.create_table(
        "passwords",
        *(_id("account"), _text("phc", 200), _of("is_one_time", sa.Boolean()), _at("changed_at")),
        _refers("passwords", "account", "accounts", "account"),
        _key("passwords", "account"),
    )
    op.create_table(
        "sessions",
        *(_text("digest", 64), _id("account"), _id("principal", null=True), _at("created_at")),
        *(_at("seen_at"), _at("fresh_until"), _at("expires_at"), _at("ended_at", null=True)),
        _refers("sessions", "account", "accounts", "account"),
        _refers("sessions", "principal", "principals", "principal"),
        _key("sessions", "digest"),
    )
    _index("sessions", "account")
    op.create_table(
        "logins",
        *(_number("login"), _text("name_sha256", 64), _text("source", 100), _at("at")),
        _of("is_right", sa.Boolean()),
        _key("logins", "login"),
    )
    op.create_index("ix_logins_name", "logins", ["name_sha256", "at"])
    op.create_index("ix_logins_source", "logins", ["source", "at"])
    op.create_table(
        "audit",
        *(_number("seq"), _at("at"), _text("actor", 100), _text("action", 40)),
        *(_text("subject", 200), _text("agency", 100, null=True), _of("facts", sa.JSON())),
        _key("audit", "seq"),
    )
    op.create_table(
        "facts",
        *(_text("table_name", 40), _text("key", 500), _text("subject", 200, null=True)),
        *(_text("owner", 100, null=True), _of("body", sa.Text()), _of("version", sa.Integer())),
        _key("facts", "table_name", "key"),
    )
    _index("facts", "owner")
    op.create_index("ix_facts_subject", "facts", ["table_name", "subject"])
    op.create_table(
        "facts_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _of("version", sa.Integer()),
        _check("facts_head", "single", "id = 1"),
        _key("facts_head", "id"),
    )
    op.execute("INSERT INTO facts_head (id, version) VALUES (1, 0)")
    op.create_table(
        "pools",
        *(_text("sha256", 64), _of("canonical", sa.Text())),
        *(_of(name, sa.Integer()) for name in ("specialists", "cases", "demands")),
        *_made(),
        _key("pools", "sha256"),
    )
    op.create_table(
        "answers",
        *(_id("account"), _text("key", 200), _text("request_sha256", 64)),
        *(_of("body", sa.Text()), _at("created_at")),
        _refers("answers", "account", "accounts", "account"),
        _key("answers", "account", "key"),
    )
    op.create_table(
        "tokens",
        *(_text("prefix", 20), _text("digest", 64), _id("principal"), _at("created_at")),
        *(_at("expires_at", null=True), _at("revoked_at", null=True)),
        _refers("tokens", "principal", "principals", "principal"),
        _key("tokens", "prefix"),
    )
    _index("tokens", "principal")
    op.create_table(
        "runs",
        *(_id("run"), _text("pool", 64), _text("start", 8), _of("weeks", sa.Integer())),
        *(_of("options", sa.JSON()), _of("from_facts", sa.Boolean()), _id("from_plan", null=True)),
        _of("record", sa.JSON(), null=True),
        *_work("runs"),
        _refers("runs", "pool", "pools", "sha256"),
        _key("runs", "run"),
    )
    op.create_index("ix_runs_state", "runs", ["state", "created_at"])
    op.create_table(
        "plans",
        *(_id("plan"), _id("run"), _text("pool", 64), _text("start", 8)),
        *(_of("weeks", sa.Integer()), _of("canonical", sa.LargeBinary()), _text("sha256", 64)),
        *(_text("verdict", 20), _at("created_at")),
        _check("plans", "verdict", "verdict = 'accepted'"),
        _refers("plans", "pool", "pools", "sha256"),
        _refers("plans", "run", "runs", "run"),
        _key("plans", "plan"),
        sa.UniqueConstraint("run", name=op.f("uq_plans_run")),
    )
    _index("plans", "start")
    op.create_table(
        "publications",
        *(_number("publication"), _text("week", 8), _text("scope", 40)),
        *(_of("version", sa.Integer()), _id("plan"), _at("published_at")),
        *(_text("published_by", 100), _at("superseded_at", null=True)),
        _refers("publications", "plan", "plans", "plan"),
        _key("publications", "publication"),
        sa.UniqueConstraint(
            "week", "scope", "version", name=op.f("uq_publications_week_scope_version")
        ),
    )
    _index("publications", "plan")
    op.create_index(
        "uq_publications_in_force",
        "publications",
        ["week", "scope"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "studies",
        *(_id("study"), _id("plan"), _text("pool", 64), _of("question", sa.JSON())),
        *(_of("is_complete", sa.Boolean(), null=True), _of("answer", sa.LargeBinary(), null=True)),
        *_work("studies"),
        _check("studies", "answer", "(answer IS NULL) = (is_complete IS NULL)"),
        _check("studies", "done", "state <> 'done' OR answer IS NOT NULL"),
        _refers("studies", "plan", "plans", "plan"),
        _refers("studies", "pool", "pools", "sha256"),
        _key("studies", "study"),
    )
    op.create_index("ix_studies_state", "studies", ["state", "created_at"])
    _index("studies", "plan")
    op.create_table(
        "proposals",
        *(_id("proposal"), _id("plan"), _text("title", 200), _of("reason", sa.Text())),
        *_made(),
        _of("scenario", sa.LargeBinary()),
        _refers("proposals", "plan", "plans", "plan"),
        _key("proposals", "proposal"),
    )
    _index("proposals", "plan")
    _index("proposals", "created_by")


def downgrade() -> None:
    for table in ("proposals", "studies", "publications", "plans", "runs", "tokens", "answers"):
        op.drop_table(table)
    for table in ("pools", "facts_head", "facts", "audit", "logins", "sessions", "passwords"):
        op.drop_table(table)
    for table in ("principals", "accounts"):
        op.drop_table(table)
