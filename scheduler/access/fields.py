"""Which column of a pool and of a plan a role is told: one committed file, and nothing beyond it.

``fields.csv`` has one row for a table and a column, and one column for a role. Tables are those of
the pool by their names; ``pool`` and ``plan``, which hold the others; and rows within rows by
their path, as ``specialists.designations``. While the file and the model differ in a column, this
module cannot be loaded.
"""

import csv
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib import resources
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from scheduler.access.principal import Role
from scheduler.model import Moment, Plan, Pool, Week


class Cell(StrEnum):
    """In which of the rows that a role gets it is told a column; elsewhere the column is empty."""

    WHOLE = "whole"  # in all of them
    OWN = "own"  # in those of the role's own agency
    SEEN = "seen"  # in all of them, but of ids only those whose rows the role gets as well
    ALIAS = "alias"  # in all of them, by another name
    NONE = "none"  # in no row


class Mark(StrEnum):
    """What a column is besides."""

    NOTHING = ""
    OWNER = "owner"  # the agency whose row it is, with whatever stands within the row
    IDENTITY = "identity"  # of a masked agency's rows it is told to that agency alone


class Column(NamedTuple):
    """One column of a table. ``empty`` is what stands there untold.

    ``within`` is the table of the rows that the column holds, if it holds any.
    """

    name: str
    mark: Mark
    cells: Mapping[Role, Cell]
    empty: object
    within: str | None


class Sheet(NamedTuple):
    """The columns of a table; who is told any of them, and who is told all that is there."""

    columns: tuple[Column, ...]
    readers: frozenset[Role]
    whole: frozenset[Role]


Told = Mapping[tuple[str, str], tuple[Mark, Mapping[Role, Cell]]]
HIDDEN_STATION = "-"
"""What stands for a station that is not told, since a station has a text."""
EMPTIES: tuple[object, ...] = (None, "", HIDDEN_STATION, 0, ())


def models() -> dict[str, type[BaseModel]]:
    """Every table, those within others too, and the class of its rows; the outer come first.

    Raises:
        ValueError: a column holds rows of two classes.
    """
    found = [*_models("pool", Pool), *_models("plan", Plan)]
    if len(dict(found)) < len(found):
        raise ValueError("a column holds rows of two classes")
    return dict(found)


def _models(path: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    yield path, model
    for name, field in model.model_fields.items():
        for inner in _rows_in(field.annotation):
            yield from _models(_within(path, name), inner)


def _rows_in(annotation: object) -> set[type[BaseModel]]:
    """The classes of the rows in a column of this type; weeks and moments are values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return set() if issubclass(annotation, Week | Moment) else {annotation}
    return {model for part in get_args(annotation) for model in _rows_in(part)}


def _within(path: str, name: str) -> str:
    return name if path == "pool" else f"{path}.{name}"


def _file() -> Told:
    cells: dict[tuple[str, str], tuple[Mark, Mapping[Role, Cell]]] = {}
    text = (resources.files(__package__) / "fields.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        key = row["table"], row["column"]
        if key in cells:
            raise ValueError(f"fields.csv says {key} twice")
        cells[key] = Mark(row["mark"]), {role: Cell(row[role]) for role in Role}
    return cells


def sheets(told: Told) -> Mapping[str, Sheet]:
    """What the file says, table by table.

    Raises:
        ValueError: a column is in the file or in the model alone, has no empty value although
            somebody is not told it, or is told without the rows in it, or they without it.
    """
    tables = models()
    known = {(path, name) for path, model in tables.items() for name in model.model_fields}
    if differing := sorted(known ^ told.keys()):
        raise ValueError(f"fields.csv and the model differ in {differing}")
    found: dict[str, Sheet] = {}
    for path in reversed(tables):  # what is within a row before the row
        found[path] = _sheet(path, tables[path], told, found)
    return MappingProxyType(found)


def _sheet(path: str, model: type[BaseModel], told: Told, inner: Mapping[str, Sheet]) -> Sheet:
    rows = [told[path, name] for name in model.model_fields]
    readers = frozenset(r for r in Role if any(cells[r] is not Cell.NONE for _, cells in rows))
    whole = {r for r in Role if all(cells[r] is Cell.WHOLE for _, cells in rows)}
    columns = []
    for (name, field), (mark, cells) in zip(model.model_fields.items(), rows, strict=True):
        within = _within(path, name) if _within(path, name) in inner else None
        if within is not None:
            whole &= inner[within].whole
            if inner[within].readers != {r for r in Role if cells[r] is not Cell.NONE}:
                raise ValueError(f"{within}: told without {path}, or the other way round")
        is_emptied = any(cells[r] in (Cell.OWN, Cell.NONE) for r in readers)
        empty = _empty(field) if is_emptied or mark is Mark.IDENTITY else None
        columns.append(Column(name, mark, cells, empty, within))
    if any(mark is Mark.IDENTITY for mark, _ in rows):
        whole.clear()
    return Sheet(tuple(columns), readers, frozenset(whole))


def _empty(field: FieldInfo) -> object:
    """The default; for an obligatory column the first of ``EMPTIES`` that it takes."""
    if not field.is_required():
        return field.get_default(call_default_factory=True)
    taken: Any = Annotated[field.annotation, ..., *field.metadata]
    adapter = TypeAdapter[Any](taken)
    for value in EMPTIES:
        try:
            return adapter.validate_python(value, strict=True)
        except ValidationError:
            continue
    raise ValueError(f"a column of {field.annotation} cannot be left empty")


FIELDS = sheets(_file())
