"""What one plan comes to, week by week, and how an opening balance leaves."""

import pytest

from scheduler.forward import opening, tally
from scheduler.model import LedgerRow, Week, past_of
from tests import builders as b


def told(rows: tuple[LedgerRow, ...]) -> set[tuple[str, str, str | None, int, int]]:
    return {(str(r.week), r.agency, r.specialist, r.blocks, r.capacity) for r in rows}


def test_half_days_count_in_their_week_and_lent_ones_for_the_agency() -> None:
    """Two weeks, one insider, one outsider; leave and release cut what is given."""
    pool = b.pool(
        b.specialist("s1", weekly_blocks=6), b.specialist("s2", agency="B", weekly_blocks=3),
        b.absence("s1", b.NEXT_DAYS[0]), *b.away_but("s2", range(4), weeks=2),
        b.case("c1", lead="A"), b.demand("d1", effort=4), b.demand("d2", effort=3), weeks=2,
    )  # fmt: skip
    plan = b.plan(pool, b.row(pool, "s1", "d1", (0, 1, 12, 13)), b.row(pool, "s2", "d2", (1, 2, 3)))
    assert told(tally(pool, plan)) == {
        ("2026-W49", "A", "s1", 2, 6),
        ("2026-W50", "A", "s1", 2, 6),
        ("2026-W49", "B", "s2", 3, 3),
        ("2026-W49", "A", None, 0, 6),
        ("2026-W50", "A", None, 0, 6),
        ("2026-W49", "B", None, 3, 3),
    }


@pytest.mark.parametrize(("blocks", "capacity"), [(19, 24), (0, 7), (100, 288), (5, 5)])
@pytest.mark.parametrize("weeks", [1, 3, 12])
def test_an_opening_balance_leaves_evenly_and_wholly(
    blocks: int, capacity: int, weeks: int
) -> None:
    """After k weeks the share of the rest is left, rounded up; never more work than capacity."""
    start = Week.parse("2026-W49")
    person = b.specialist("s1", past_blocks=blocks, past_capacity=capacity)
    pool = b.pool(person, b.case("c1"), rolling_weeks=weeks)
    rows = opening(pool, start)
    shares = [r.blocks for r in rows]
    assert sum(shares) == blocks
    for k in range(weeks + 1):
        left = past_of(rows, start.shifted(k), weeks)["s1"]
        assert left.blocks == -(-blocks * (weeks - k) // weeks)
        assert left.capacity == -(-capacity * (weeks - k) // weeks)
        assert left.blocks <= left.capacity


def test_whoever_is_in_the_ledger_has_no_opening() -> None:
    """Nor has somebody without a past; an agency opens with its own two columns."""
    row = LedgerRow(week=Week.parse("2026-W40"), agency="A", specialist="s1", blocks=0, capacity=1)
    pool = b.pool(
        b.agency("A", past_lent_blocks=2, past_pool_blocks=2), row, b.case("c1"),
        b.specialist("s1", past_blocks=3, past_capacity=9), b.specialist("s2"),
        rolling_weeks=2,
    )  # fmt: skip
    assert told(opening(pool, Week.parse("2026-W49"))) == {
        ("2026-W47", "A", None, 1, 1),
        ("2026-W48", "A", None, 1, 1),
    }
