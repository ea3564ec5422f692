"""Explanations against every plan there is: ``python -m tests.campaigns.explanations --count 300``.

Of each pool's plan every row, every pair that is not in it and every empty seat is explained, and
each explanation is held against all plans of the pool.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from scheduler.solver import make_plan
from tests.campaigns.running import Looked, campaign
from tests.explain.agreement import differences
from tests.properties.pools import any_pool


def look(seed: int) -> Looked:
    """The differences of a seed's pool; nothing is explained where the pins clash."""
    pool = any_pool(seed)
    plan = make_plan(pool, pool.horizon()).plan
    counts = Counter({"pools": 1})
    if plan is None:
        return Looked([], counts)
    return Looked(list(differences(pool, plan, counts)), counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("explanations", look, 300, arguments)


if __name__ == "__main__":
    sys.exit(main())
