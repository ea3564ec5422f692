"""The first tables: accounts, pools, facts, runs, plans, publications, answers, audit.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role = 'registrar') = (agency IS NOT NULL)", name=op.f("ck_accounts_agency")
        ),
        sa.CheckConstraint(
            "role IN ('planner', 'registrar', 'analyst')", name=op.f("ck_accounts_role")
        ),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    op.create_table(
        "audit",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("agency", sa.String(length=100), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "facts",
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("owner", sa.String(length=100), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "key", name=op.f("pk_facts")),
    )
    op.create_index(op.f("ix_facts_owner"), "facts", ["owner"], unique=False)
    op.create_index("ix_facts_subject", "facts", ["table_name", "subject"], unique=False)
    op.create_table(
        "facts_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_facts_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts_head")),
    )
    op.execute("INSERT INTO facts_head (id, version) VALUES (1, 0)")
    op.create_table(
        "pools",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("specialists", sa.Integer(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("demands", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_pools")),
    )
    op.create_table(
        "answers",
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.account"], name=op.f("fk_answers_account_accounts")
        ),
        sa.PrimaryKeyConstraint("account", "key", name=op.f("pk_answers")),
    )
    op.create_table(
        "runs",
        sa.Column("run", sa.String(length=36), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("start", sa.String(length=8), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("from_facts", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=100), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=True),
        sa.Column("reason_code", sa.String(length=100), nullable=True),
        sa.Column("reason_facts", sa.JSON(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(state = 'running') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL)",
            name=op.f("ck_runs_lease"),
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name=op.f("ck_runs_finished"),
        ),
        sa.CheckConstraint(
            "state <> 'failed' OR reason_code IS NOT NULL", name=op.f("ck_runs_reason")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_runs_state"),
        ),
        sa.ForeignKeyConstraint(["pool"], ["pools.sha256"], name=op.f("fk_runs_pool_pools")),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_runs")),
    )
    op.create_index("ix_runs_state", "runs", ["state", "created_at"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.account"], name=op.f("fk_tokens_account_accounts")
        ),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_tokens")),
    )
    op.create_index(op.f("ix_tokens_account"), "tokens", ["account"], unique=False)
    op.create_table(
        "plans",
        sa.Column("plan", sa.String(length=36), nullable=False),
        sa.Column("run", sa.String(length=36), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("start", sa.String(length=8), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict = 'accepted'", name=op.f("ck_plans_verdict")),
        sa.ForeignKeyConstraint(["pool"], ["pools.sha256"], name=op.f("fk_plans_pool_pools")),
        sa.ForeignKeyConstraint(["run"], ["runs.run"], name=op.f("fk_plans_run_runs")),
        sa.PrimaryKeyConstraint("plan", name=op.f("pk_plans")),
        sa.UniqueConstraint("run", name=op.f("uq_plans_run")),
    )
    op.create_index(op.f("ix_plans_start"), "plans", ["start"], unique=False)
    op.create_table(
        "publications",
        sa.Column(
            "publication",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(length=36), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=100), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["plan"], ["plans.plan"], name=op.f("fk_publications_plan_plans")),
        sa.PrimaryKeyConstraint("publication", name=op.f("pk_publications")),
        sa.UniqueConstraint(
            "week", "scope", "version", name=op.f("uq_publications_week_scope_version")
        ),
    )
    op.create_index(op.f("ix_publications_plan"), "publications", ["plan"], unique=False)
    op.create_index(
        "uq_publications_in_force",
        "publications",
        ["week", "scope"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_publications_in_force",
        table_name="publications",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_index(op.f("ix_publications_plan"), table_name="publications")
    op.drop_table("publications")
    op.drop_index(op.f("ix_plans_start"), table_name="plans")
    op.drop_table("plans")
    op.drop_index(op.f("ix_tokens_account"), table_name="tokens")
    op.drop_table("tokens")
    op.drop_index("ix_runs_state", table_name="runs")
    op.drop_table("runs")
    op.drop_table("answers")
    op.drop_table("pools")
    op.drop_table("facts_head")
    op.drop_index("ix_facts_subject", table_name="facts")
    op.drop_index(op.f("ix_facts_owner"), table_name="facts")
    op.drop_table("facts")
    op.drop_table("audit")
    op.drop_table("accounts")
