"""A week rolled on as tables: the facts that differ, and the ledger."""

from collections.abc import Iterator

import pandas as pd

from scheduler.exchange import fact_texts
from scheduler.forward import PoolDiff
from scheduler.model import TABLE, Fact, Pool, row_key


def facts_changed(diff: PoolDiff) -> pd.DataFrame:
    """One row a row that differs; see :attr:`scheduler.whatif.rolled.RolledWeek.diff`."""
    names = ["table", "change", "key", "column", "before", "after"]
    rows = [("policy", "changed", name, name, str(old), str(new)) for name, old, new in diff.policy]
    for it in diff.tables:
        rows += [(it.table, "added", _key(it.table, row), "", "", "") for row in it.added]
        rows += [(it.table, "removed", _key(it.table, row), "", "", "") for row in it.removed]
        for old, new in it.changed:
            cells = zip(fact_texts(it.table, old), fact_texts(it.table, new), strict=True)
            rows += list(_differing(it.table, _key(it.table, new), cells))
    return pd.DataFrame(rows, columns=names).astype("string")


def _differing(
    table: str, key: str, cells: Iterator[tuple[tuple[str, str], tuple[str, str]]]
) -> Iterator[tuple[str, str, str, str, str, str]]:
    for (column, old), (_, new) in cells:
        if old != new:
            yield table, "changed", key, column, old, new


def _key(table: str, row: Fact) -> str:
    return "/".join(part for part in row_key(TABLE[table], row) if part)


def ledger(pool: Pool) -> pd.DataFrame:
    """One row a row of the ledger; see :attr:`scheduler.whatif.rolled.RolledWeek.ledger`."""
    names = ["week", "agency", "specialist", "blocks", "capacity"]
    rows = [[str(r.week), r.agency, r.specialist, r.blocks, r.capacity] for r in pool.ledger]
    frame = pd.DataFrame(rows, columns=names)
    texts = dict.fromkeys(("week", "agency", "specialist"), "string")
    return frame.astype({**texts, "blocks": "int64", "capacity": "int64"})
