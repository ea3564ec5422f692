"""Alembic's entry: runs on the connection that scheduler.store.schema hands over."""

from alembic import context
from sqlalchemy import Connection

from scheduler.store.tables import Base

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
