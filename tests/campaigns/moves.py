"""Moves of replans as on a large pool, against every plan there is: ``-m tests.campaigns.moves``.

Each specialist of each pool falls away once. No plan that serves as many may move less than the
bound says, and what is called proven has to be the least. In some pools prices fix nothing, so that
engines are asked about everything.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from unittest.mock import patch

from scheduler.solver import coarse, counterfactual, make_plan
from scheduler.solver.relaxation import reduced_costs
from tests.campaigns.running import Looked, campaign
from tests.explain.replanning import faults_near
from tests.properties.pools import any_pool


def no_prices(*_: object) -> None:
    """What the relaxation leaves where its numbers get too large."""


def look(seed: int) -> Looked:
    """The faults of a seed's pool, with the engines' proof in every other one."""
    pool, counts = any_pool(seed), Counter({"pools": 1})
    plan = make_plan(pool, pool.horizon()).plan
    if plan is None:
        return Looked([], counts)
    with patch.object(coarse, "reduced_costs", reduced_costs if seed % 4 else no_prices):
        return Looked(list(faults_near(pool, plan, counts, to_prove=seed % 2 == 0)), counts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    counterfactual.WHOLE_PAIRS = 0
    return campaign("moves", look, 1_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
