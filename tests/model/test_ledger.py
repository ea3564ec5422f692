"""The ledger's sums, and what a pool says of columns that are not these sums."""

from scheduler.model import LedgerRow, Past, Pool, Week, past_of
from scheduler.model.integrity import pool_complaints
from tests import builders as b


def row(week: str, blocks: int, capacity: int, who: str | None = "s1") -> LedgerRow:
    return LedgerRow(
        week=Week.parse(week), agency="A", specialist=who, blocks=blocks, capacity=capacity
    )


def complaints(pool: Pool) -> list[tuple[str, str, str]]:
    told = (c for c in pool_complaints(pool) if c.code == "integrity.not_the_ledgers")
    return [(str(c.facts["key"]), c.column, c.nearest) for c in told]


def test_sums_are_over_the_weeks_before() -> None:
    """The first week of the window counts; older ones, and the start itself, do not."""
    rows = [row("2026-W46", 9, 9), row("2026-W47", 1, 4), row("2026-W48", 2, 5)]
    rows += [row("2026-W49", 9, 9), row("2026-W48", 7, 30, None), row("2026-W40", 3, 3, "s2")]
    sums = past_of(rows, Week.parse("2026-W49"), 2)
    assert sums == {"s1": Past(3, 9), ":A": Past(7, 30), "s2": Past(0, 0)}


def test_a_column_that_is_no_sum_is_warned_of_with_the_sum() -> None:
    """Of people and agencies in the ledger; without a start the window ends with its last week."""
    people = (b.specialist("s1", past_blocks=3, past_capacity=8), b.specialist("s2"))
    pool = b.pool(
        b.agency("A", past_lent_blocks=1, past_pool_blocks=30), *people, b.case("c1"),
        row("2026-W48", 3, 9), row("2026-W48", 2, 30, None),
    )  # fmt: skip
    assert complaints(pool) == [
        ("A", "past_lent_blocks", "2"),
        ("s1", "past_capacity", "9"),
    ]
    anytime = pool.policy.model_copy(update={"start": None})
    assert complaints(pool.with_rows(policy=anytime)) == complaints(pool)
    assert complaints(pool.with_rows(ledger=())) == []


def test_a_pool_without_a_ledger_keeps_its_hash_and_one_with_it_has_its_own() -> None:
    """Plans made before there were ledgers are still of their pools."""
    pool = b.pool(b.specialist("s1"), b.case("c1"))
    assert '"ledger"' not in pool.canonical_json()
    other = pool.with_rows(ledger=[row("2026-W48", 1, 2)])
    assert '"ledger"' in other.canonical_json()
    assert other.sha256 != pool.sha256
