"""What becomes known with a new week: rows that replace or add, and cases that have ended."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import model_validator

from scheduler.model import TABLE, TABLES, Fact, Pool, row_key
from scheduler.model.entities import Id


class Ended(Fact):
    """A case, a demand or a specialist that leaves the pool with every row about it."""

    case: Id | None = None
    demand: Id | None = None
    specialist: Id | None = None

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if sum(value is not None for value in (self.case, self.demand, self.specialist)) != 1:
            raise ValueError("exactly one of case, demand and specialist is filled")
        return self


@dataclass(frozen=True)
class Changes:
    """Rows by table; one with a key that the pool has replaces that row, any other is added.

    What has ended leaves first, so that its id may come back with the rows.
    """

    rows: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    ended: tuple[Ended, ...] = ()

    @classmethod
    def of(cls, *facts: Fact) -> Self:
        """The changes of these facts, each in the table of its class."""
        name_of = {table.row: table.name for table in TABLES}
        rows = defaultdict[str, list[Fact]](list)
        for fact in facts:
            if not isinstance(fact, Ended):
                rows[name_of[type(fact)]].append(fact)
        ended = tuple(fact for fact in facts if isinstance(fact, Ended))
        return cls({name: tuple(found) for name, found in rows.items()}, ended)


def overlaid(pool: Pool, rows: Mapping[str, Iterable[Fact]]) -> Pool:
    """The pool with the rows in it, each in the place of the one that has its key."""
    tables: dict[str, Any] = {}
    for name, new in rows.items():
        table = TABLE[name]
        found = {row_key(table, row): row for row in (*getattr(pool, name), *new)}
        tables[name] = tuple(found.values())
    return pool.with_rows(**tables) if tables else pool


# which table goes with which id; an act that names a list of them stays, with a shorter list
_ABOUT: Mapping[str, tuple[str, ...]] = {
    "case": ("cases", "demands", "assignments"),
    "demand": ("demands", "assignments", "affinity"),
    "specialist": (
        *("specialists", "specialist_skills", "availability", "conflicts", "service_history"),
        *("assignments", "affinity"),
    ),
}


def without(pool: Pool, ended: Collection[Ended]) -> Pool:
    """The pool without what has ended and every row about it; ids it does not have are left aside.

    The ledger keeps the weeks of a specialist who leaves: they were the agency's, too.
    """
    cases, demands, people = (
        {value for end in ended if (value := getattr(end, name))} for name in _ABOUT
    )
    demands |= {d.demand for d in pool.demands if d.case in cases}
    gone = {"case": cases, "demand": demands, "specialist": people}
    if not any(gone.values()):
        return pool
    tables: dict[str, Any] = {}
    for column, names in _ABOUT.items():
        for name in names:
            rows = tables.get(name, getattr(pool, name))
            tables[name] = tuple(r for r in rows if getattr(r, column) not in gone[column])
    tables["instruments"] = tuple(
        act.model_copy(
            update={
                "cases": _rest(act.cases, cases),
                "specialists": _rest(act.specialists, people),
            }
        )
        for act in pool.instruments
    )
    return pool.with_rows(**tables)


def _rest(scope: str | tuple[str, ...], gone: Collection[str]) -> str | tuple[str, ...]:
    return scope if isinstance(scope, str) else tuple(x for x in scope if x not in gone)
