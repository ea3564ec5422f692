"""Alembic migrations of the store; run by ``scheduler db upgrade``."""
