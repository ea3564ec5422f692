"""How a finding about one row of a pool is written down."""

from scheduler.model.complaint import Complaint, Severity
from scheduler.model.entities import Fact
from scheduler.model.pool import TABLE, row_key


def key_of(table: str, row: Fact) -> str:
    """The key of a row as one text."""
    return "/".join(row_key(TABLE[table], row))


def found(
    code: str,
    table: str,
    row: Fact,
    column: str = "",
    value: object = "",
    *,
    severity: Severity = "error",
    nearest: str = "",
    **facts: str | int,
) -> Complaint:
    """A finding about one row of one table."""
    return Complaint(
        code=f"integrity.{code}",
        severity=severity,
        file=table,
        column=column,
        value=str(value),
        nearest=nearest,
        facts={"key": key_of(table, row), **facts},
    )
