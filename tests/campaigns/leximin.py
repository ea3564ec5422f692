"""Balance by leximin against every plan there is: ``python -m tests.campaigns.leximin``.

Every pool balances by leximin, every other one before coverage, so that sharing has much to decide.
Held against exhaustive search is what the small campaign holds: the exact sorted ratios, every
other tier, and that the plan is among the optimal ones.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from scheduler.model import BalanceRule, Pool, TierName
from scheduler.solver import make_plan
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every
from tests.campaigns.running import Looked, campaign
from tests.properties.agreement import plan_differences
from tests.properties.pools import any_pool

EARLY = (TierName.STATUTORY, TierName.STABILITY, TierName.BALANCE, TierName.COVERAGE, TierName.FIT)
LATE = (TierName.STATUTORY, TierName.COVERAGE, TierName.BALANCE, TierName.STABILITY, TierName.FIT)


def leximin_pool(seed: int) -> Pool:
    """The pool of a seed, shared out by leximin."""
    pool = any_pool(seed)
    tiers = EARLY if seed % 2 else LATE
    rule = {"balance": BalanceRule.LEXIMIN, "tiers": tiers}
    return pool.with_rows(policy=pool.policy.model_copy(update=rule))


def look(seed: int) -> Looked:
    """The differences of a seed's pool, and whether leximin had anything to choose in it."""
    pool = leximin_pool(seed)
    every = Every()
    brute = BruteForce(Board(pool), every)
    result = make_plan(pool, brute.board.horizon)
    faults = list(plan_differences(brute, result.status, result.plan))
    ways = _ways(pool, every)
    counts = {"pools": 1, result.status: 1, "with a choice": ways > 1, "ways to share": ways}
    return Looked(faults, Counter(counts))


def _ways(pool: Pool, every: Every) -> int:
    """How many sorted loads the plans have that are best in the tiers before."""
    place = pool.policy.tiers.index(TierName.BALANCE)
    before = every.key and every.key[:place]
    return len({key[place] for key in every.plans.values() if key[:place] == before})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("leximin", look, 1_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
