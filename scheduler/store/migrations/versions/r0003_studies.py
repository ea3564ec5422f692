"""Long questions about plans, carried out by the workers under leases like runs.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studies",
        sa.Column("study", sa.String(length=36), nullable=False),
        sa.Column("plan", sa.String(length=36), nullable=False),
        sa.Column("pool", sa.String(length=64), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
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
        sa.CheckConstraint(
            "(state = 'running') = (lease_owner IS NOT NULL AND lease_until IS NOT NULL)",
            name=op.f("ck_studies_lease"),
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)",
            name=op.f("ck_studies_finished"),
        ),
        sa.CheckConstraint(
            "state <> 'failed' OR reason_code IS NOT NULL", name=op.f("ck_studies_reason")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')",
            name=op.f("ck_studies_state"),
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (is_complete IS NULL)", name=op.f("ck_studies_answer")
        ),
        sa.CheckConstraint("state <> 'done' OR answer IS NOT NULL", name=op.f("ck_studies_done")),
        sa.ForeignKeyConstraint(["plan"], ["plans.plan"], name=op.f("fk_studies_plan_plans")),
        sa.ForeignKeyConstraint(["pool"], ["pools.sha256"], name=op.f("fk_studies_pool_pools")),
        sa.PrimaryKeyConstraint("study", name=op.f("pk_studies")),
    )
    op.create_index("ix_studies_state", "studies", ["state", "created_at"], unique=False)
    op.create_index(op.f("ix_studies_plan"), "studies", ["plan"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_studies_plan"), table_name="studies")
    op.drop_index("ix_studies_state", table_name="studies")
    op.drop_table("studies")
