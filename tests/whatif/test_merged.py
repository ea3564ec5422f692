"""``scheduler.merge``: an agency's filled workbook in the library."""

from pathlib import Path

import pytest

import scheduler
from scheduler.exchange import agency_template
from scheduler.model import PoolError, RequestError
from tests import builders as b


def a_pool() -> scheduler.Pool:
    return b.pool(
        b.specialist("s1", max_cases=2), b.specialist("s2", "B"), b.conflict("s1", "c1"),
        b.case("c1"), b.case("c2"), b.demand("d1"),
    )  # fmt: skip


def test_the_pool_is_had_once_what_is_lost_is_confirmed(tmp_path: Path) -> None:
    """Differences and sentences can be seen before; the pool is refused until then."""
    pool = a_pool()
    changed = pool.with_rows(
        conflicts=(), specialists=(b.specialist("s1"), b.specialist("s2", "B"))
    )
    path = tmp_path / "A.xlsx"
    path.write_bytes(agency_template(changed, "A"))
    merged = scheduler.merge(pool, path, "A", language="en")
    assert isinstance(merged, scheduler.MergedPool)
    assert merged.to_confirm == ("conflicts",)
    assert merged.losses == (
        "The sheet is empty: all 1 registered row leaves.",
        "s1 is no longer recused for 'c1' (until: without end).",
    )
    diff = merged.diff
    assert list(zip(diff["table"], diff["change"], diff["key"], diff["column"], strict=True)) == [
        ("specialists", "changed", "s1", "max_cases"),
        ("conflicts", "removed", "s1/c1/recused", ""),
    ]
    assert "A merged: 0 rows added, 1 removed, 1 changed." in repr(merged)
    assert "no longer recused" in merged._repr_html_()
    with pytest.raises(RequestError) as error:
        merged.pool  # noqa: B018  asking for it is what is refused
    assert error.value.code == "merge.unconfirmed"
    confirmed = scheduler.merge(pool, str(path), "A", confirm=["이해충돌"])
    assert confirmed.pool == changed
    assert scheduler.plan(confirmed.pool).plan is not None


def test_errors_and_warnings_tell_sheet_and_row(tmp_path: Path) -> None:
    pool = a_pool()
    path = tmp_path / "conflicts.csv"
    path.write_text("specialist,party,status,until\ns1,c1,recused,\ns1,elsewhere,recused,\n")
    merged = scheduler.merge(pool, path, "A")
    assert [(c.file, c.row, c.value) for c in merged.warnings] == [
        ("conflicts.csv", 3, "elsewhere")
    ]
    assert len(merged.pool.conflicts) == 2
    path.write_text("specialist,party,status,until\ns2,c1,recused,\n")
    with pytest.raises(PoolError) as error:
        scheduler.merge(pool, path, "A")
    assert [(c.file, c.row, c.value) for c in error.value.complaints] == [
        ("conflicts.csv", 2, "s2")
    ]
