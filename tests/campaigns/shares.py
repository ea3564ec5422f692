"""Two- and three-week pools: ``python -m tests.campaigns.shares --count 300``.

The blocks of those who serve others are shared out among the weeks as the first of all allowed
shares that trying them in order finds; everybody's timetable is the best layout of what is left.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from scheduler.solver import make_plan
from tests.brute.board import Board
from tests.brute.shares import earliest_shares
from tests.campaigns.running import Looked, campaign
from tests.properties.agreement import layout_differences
from tests.properties.weeks import pool_of_weeks


def look(seed: int) -> Looked:
    """The differences of a seed's pool."""
    pool = pool_of_weeks(seed)
    board = Board(pool)
    result = make_plan(pool, board.horizon)
    plan = result.plan
    if plan is None:
        return Looked([f"without pins there is a plan, but: {result.status}"])
    counts = Counter({"pools": 1, f"{board.horizon.weeks} weeks": 1})
    chosen = [board.pairs[a.specialist, a.demand] for a in plan.assignments]
    shares = earliest_shares(board, chosen)
    counts["people with shares"] = len(shares)
    limits = [a.model_copy(update={"max_lent_blocks": 99}) for a in pool.agencies]
    heads = [a.model_copy(update={"max_lent_heads": None}) for a in limits]
    free = earliest_shares(Board(pool.with_rows(agencies=heads, home_reserve=())), chosen)
    counts["pools in which limits move work"] = any(free[s] != shares[s] for s in shares)
    counts["people without shares"] = len({p.specialist for p in chosen}) - len(shares)
    return Looked(list(layout_differences(board, plan)), counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("shares", look, 300, arguments)


if __name__ == "__main__":
    sys.exit(main())
