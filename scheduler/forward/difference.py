"""What differs between the facts of two pools, table by table."""

from dataclasses import dataclass
from typing import Any

from scheduler.model import TABLES, Fact, Pool, Table, row_key


@dataclass(frozen=True)
class TableDiff:
    """The rows of one table that came, went, or kept their key and changed (before, after)."""

    table: str
    added: tuple[Fact, ...] = ()
    removed: tuple[Fact, ...] = ()
    changed: tuple[tuple[Fact, Fact], ...] = ()

    def columns(self, before: Fact, after: Fact) -> tuple[str, ...]:
        """The columns in which two rows differ, by their own names."""
        return tuple(
            field.alias or name
            for name, field in type(before).model_fields.items()
            if getattr(before, name) != getattr(after, name)
        )


@dataclass(frozen=True)
class PoolDiff:
    """The tables that differ, in the pool's order, and the keys of the policy that do."""

    tables: tuple[TableDiff, ...]
    policy: tuple[tuple[str, Any, Any], ...] = ()

    def record(self) -> dict[str, Any]:
        """The same as plain values for JSON."""
        return {
            "policy": {name: {"before": old, "after": new} for name, old, new in self.policy},
            "tables": {
                it.table: {
                    "added": [_plain(row) for row in it.added],
                    "removed": [_plain(row) for row in it.removed],
                    "changed": [
                        {"before": _plain(old), "after": _plain(new)} for old, new in it.changed
                    ],
                }
                for it in self.tables
            },
        }


def difference(before: Pool, after: Pool) -> PoolDiff:
    """What one has to change in the first pool to get the second."""
    tables = (_of_table(table, before, after) for table in TABLES)
    old, new = (pool.policy.model_dump(mode="json") for pool in (before, after))
    policy = tuple((name, old[name], new[name]) for name in old if old[name] != new[name])
    return PoolDiff(tuple(it for it in tables if it.added or it.removed or it.changed), policy)


def _of_table(table: Table, before: Pool, after: Pool) -> TableDiff:
    old, new = (
        {row_key(table, row): row for row in getattr(pool, table.name)} for pool in (before, after)
    )
    return TableDiff(
        table=table.name,
        added=tuple(row for key, row in new.items() if key not in old),
        removed=tuple(row for key, row in old.items() if key not in new),
        changed=tuple((row, new[key]) for key, row in old.items() if new.get(key, row) != row),
    )


def _plain(row: Fact) -> dict[str, Any]:
    return row.model_dump(mode="json", by_alias=True)
