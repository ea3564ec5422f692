"""Moves of replans as on a large pool, against every plan there is: ``-m tests.campaigns.moves``.

Each specialist of each pool falls away once. No plan that serves as many may move less than the
bound says, and what is called proven has to be the least.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from scheduler.solver import counterfactual, make_plan
from tests.campaigns.running import Looked, campaign
from tests.explain.replanning import faults_near
from tests.properties.pools import any_pool


def look(seed: int) -> Looked:
    """The faults of a seed's pool, with the engines' proof in every other one."""
    pool, counts = any_pool(seed), Counter({"pools": 1})
    plan = make_plan(pool, pool.horizon()).plan
    if plan is None:
        return Looked([], counts)
    return Looked(list(faults_near(pool, plan, counts, to_prove=seed % 2 == 0)), counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    counterfactual.WHOLE_PAIRS = 0
    return campaign("moves", look, 1_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
