"""A run may name the earlier plan that its search starts from.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("from_plan", sa.String(length=36), nullable=True))


def downgrade() -> None:
    op.drop_column("runs", "from_plan")
