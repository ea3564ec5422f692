"""Small pools against every plan there is: ``python -m tests.campaigns.small --count 10000``.

Of each pool the status, the value of every tier, the plan, its layout, and each witness are held
against exhaustive search and against the proof's own sum.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from scheduler.model import Plan, SolveOptions
from scheduler.solver import make_plan
from tests.brute.board import Board
from tests.brute.search import BruteForce
from tests.campaigns.running import Looked, campaign
from tests.properties.agreement import plan_differences
from tests.properties.pools import any_pool

CERTIFIED = SolveOptions()


def look(seed: int, options: SolveOptions = CERTIFIED) -> Looked:
    """The differences of a seed's pool."""
    pool = any_pool(seed)
    brute = BruteForce(Board(pool))
    result = make_plan(pool, brute.board.horizon, options)
    faults = list(plan_differences(brute, result.status, result.plan))
    return Looked(faults, Counter({"pools": 1, result.status: 1}) + told(result.plan))


def told(plan: Plan | None) -> Counter[str]:
    """Tier by tier: proven with a witness, proven by the word of an engine, or not proven."""
    counts: Counter[str] = Counter()
    for tier in plan.tiers if plan is not None else ():
        proven = "proven" if tier.status == "optimal" else "open"
        checkable = "with" if plan is not None and plan.is_checkable(tier.tier) else "without"
        counts[f"{tier.tier} {proven} {checkable} witness"] += 1
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("small", look, 10_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
