"""Between the rows of a table and the records that the store gives: fields of one name are one."""

from dataclasses import fields
from typing import Any, TypeVar

from scheduler.store.tables import Base

Record = TypeVar("Record")
Row = TypeVar("Row", bound=Base)


def record_of(kind: type[Record], row: Base, /, **other: Any) -> Record:
    """The record of a row; ``other`` are the fields that differ or that the row does not have."""
    names = {field.name for field in fields(kind)} - other.keys()  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in names}, **other)


def row_of(kind: type[Row], record: object, /, **other: Any) -> Row:
    """A new row of a record; ``other`` are the columns that differ or that it does not have."""
    names = set(kind.__table__.columns.keys()) - other.keys()
    known = {name: getattr(record, name) for name in names if hasattr(record, name)}
    return kind(**known, **other)
