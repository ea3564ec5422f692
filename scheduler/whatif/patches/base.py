"""What patches have in common: how they are applied, look-ups that refuse, columns with new values.

A patch never edits a pool; ``pool_with`` makes a new one. Patches are frozen facts with a ``kind``,
so a list of them is small JSON.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Protocol, TypeVar, runtime_checkable

from pydantic import BeforeValidator, ValidationError
from pydantic_core import to_jsonable_python

from scheduler.model import (
    ConflictStatus,
    Fact,
    Grade,
    InstrumentKind,
    Language,
    Mode,
    NotFoundError,
    Pool,
    RequestError,
    label,
    say,
)

Scope = str | Iterable[str]
Row = TypeVar("Row", bound=Fact)
Values = Annotated[dict[str, Any], BeforeValidator(to_jsonable_python)]
"""Columns and their new values, as they would stand in JSON."""

_VOCABULARIES = {
    "clearance": ("grade", Grade),
    "mode": ("mode", Mode),
    "kind": ("instrument_kind", InstrumentKind),
    "status": ("conflict_status", ConflictStatus),
}


@runtime_checkable
class Patch(Protocol):
    """One change to a pool."""

    def apply(self, pool: Pool) -> Pool:
        """The pool with this change; the given one stays as it is."""

    def text(self, language: Language = "en") -> str:
        """What the patch changes, in one sentence."""


def pool_with(pool: Pool, *patches: Patch) -> Pool:
    """The pool with every patch applied, in the order given.

    Raises:
        NotFoundError: a patch names what the pool does not know.
        RequestError: a patch adds what is already there.
    """
    for patch in patches:
        pool = patch.apply(pool)
    return pool


# -- look-ups -------------------------------------------------------------------------------------


def known(rows: Mapping[str, Row], kind: str, name: str) -> Row:
    """The row of an id: ``known(pool.case_of_id, "case", "C1")``.

    Raises:
        NotFoundError: there is none.
    """
    found = rows.get(name)
    if found is None:
        raise NotFoundError(f"patch.no_{kind}", **{kind: name})
    return found


# -- columns with new values ----------------------------------------------------------------------


def columns_of(table: str, row: type[Fact], given: Mapping[str, Any], *fixed: str) -> Values:
    """The columns given, each by its own name in the table (``from_`` is ``from``).

    Raises:
        RequestError: nothing is given, the table has no such column, or it is one of the ``fixed``.
    """
    names = {name: field.alias or name for name, field in row.model_fields.items()}
    if not given:
        raise RequestError("patch.no_columns")
    for name in given:
        if name not in {*names, *names.values()} or name in fixed:
            known = ", ".join(alias for alias in names.values() if alias not in fixed)
            raise RequestError("patch.no_column", table=table, name=name, known=known)
    return {names.get(name, name): value for name, value in given.items()}


def changed(row: Row, values: Mapping[str, Any]) -> Row:
    """The row with other values in some columns.

    Raises:
        RequestError: the row cannot have these values.
    """
    try:
        return type(row).model_validate({**row.model_dump(by_alias=True), **values})
    except ValidationError as error:
        where = error.errors(include_url=False)[0]["loc"] or tuple(values)
        shown = ", ".join(f"{name} = {value_text(name, values[name])}" for name in values)
        raise RequestError("patch.bad_value", column=str(where[0]), values=shown) from None


def columns_text(table: str, values: Mapping[str, Any], language: Language) -> str:
    """Columns by their labels, and their new values."""
    return "; ".join(
        f"{label(f'column.{table}', name, language)} = {value_text(name, value, language)}"
        for name, value in values.items()
    )


def value_text(name: str, value: object, language: Language = "en") -> str:
    """A value as a person reads it; an empty one is a dash."""
    if isinstance(value, bool):
        return say("patch.yes" if value else "patch.no", language)
    if value is None or value in ("", [], ()):
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(value_text(name, item, language) for item in value)
    if isinstance(value, Mapping):
        return " ".join(str(item) for item in value.values() if item is not None)
    if name in _VOCABULARIES:
        vocabulary, members = _VOCABULARIES[name]
        if value in list(members):
            return label(vocabulary, str(value), language)
    return str(value)


# -- days and scopes ------------------------------------------------------------------------------


def as_date(value: date | str) -> date:
    """A date, or its ISO text, as a date."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_scope(value: Scope | Iterable[Mode]) -> str | tuple[str, ...]:
    """``*`` as it is, one name as a list of one."""
    if isinstance(value, str):
        return value if value == "*" else (value,)
    return tuple(value)
