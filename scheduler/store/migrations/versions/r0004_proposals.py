"""Scenarios that are proposed for a plan.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("proposal", sa.String(length=36), nullable=False),
        sa.Column("plan", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("scenario", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["plan"], ["plans.plan"], name=op.f("fk_proposals_plan_plans")),
        sa.PrimaryKeyConstraint("proposal", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_plan"), "proposals", ["plan"], unique=False)
    op.create_index(op.f("ix_proposals_created_by"), "proposals", ["created_by"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_proposals_created_by"), table_name="proposals")
    op.drop_index(op.f("ix_proposals_plan"), table_name="proposals")
    op.drop_table("proposals")
