"""Lists of all that could be better, forced on pools of 24 to 60 specialists, tier by tier.

``python -m tests.campaigns.lists --count 300``. On such pools tiers are mostly proven before any
list is made. Here each proven tier is searched by lists alone: from a plan that was made for the
earlier tiers only, from poor prices or good ones, and with what those tiers' prices leave. Value
and bound must then hold the proven value between them, however far the lists came.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

from scheduler.model import Plan, Pool, SolveOptions, TierResult
from scheduler.solver import eligibility, make_plan
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import UNWATCHED
from scheduler.solver.enumeration import Enumeration
from scheduler.solver.formulation import Formulation
from scheduler.solver.instance import Instance
from scheduler.solver.meter import Meter
from scheduler.solver.nearby import Ask, solution_of
from scheduler.solver.prices import Leeways, Market, PriceSearch, Terms, terms_of, witness_of
from scheduler.solver.prices.sides import Sides
from scheduler.solver.rules import formulate
from scheduler.solver.tiers import LinearGoal, goal_of
from tests.campaigns.medium import medium_pool
from tests.campaigns.running import Looked, campaign

LOOKS = (0, 1, 3, 1000)
"""Looks at the market that a tier's prices come of; a thousand are more than they ever take."""


def look(seed: int) -> Looked:
    """What lists say of the proven tiers of a seed's pool."""
    pool = medium_pool(seed)
    plan = make_plan(pool, pool.horizon()).plan
    if plan is None:
        return Looked(["without pins there is a plan"])
    looked = Looked(counts=Counter(pools=1))
    looked.faults += differences(pool, plan, seed, looked.counts)
    return looked


def differences(pool: Pool, plan: Plan, seed: int, counts: Counter[str]) -> Iterator[str]:
    """Tiers whose lists' value or bound cannot be true; counts what came of the lists."""
    f = formulate(Instance.of(eligibility(pool, pool.horizon())))
    sides, leeways, rows = Sides(f), Leeways(), list[tuple[LinearGoal, TierResult]]()
    held = list[tuple[Terms, int]]()
    for i, tier in enumerate(plan.tiers):
        if tier.status != "optimal" or tier.value is None:
            return
        goal = goal_of(tier.tier, f)
        terms = terms_of(f, tier.tier, goal.objective) if isinstance(goal, LinearGoal) else None
        if terms is None or not isinstance(goal, LinearGoal):
            return
        start = _before(pool, f, plan, i)
        market, ticks = Market(sides, terms, tuple(held)), count()
        looks = LOOKS[(seed + i) % len(LOOKS)]
        prices = PriceSearch(market, lambda *_: next(ticks) < looks, None).run().vector  # noqa: B023
        proof = witness_of(market, prices)
        if start is not None and proof is not None:
            program, worth = f.program.copy(), terms.worth
            for earlier, result in rows:
                assert result.value is not None
                level, kept = result.value - earlier.objective.constant, earlier.objective
                low = {"lower": level} if kept.maximise else {"upper": level}
                program.add_row(kept.columns, kept.coefficients, **low)
            assert program.is_satisfied_by(start)
            meter = Meter(SolveOptions(mode="timed", time_limit_s=60), lambda: 0.0, 0.0)
            meter.open(1)
            lists = Enumeration(f, program, goal.objective, meter, UNWATCHED, leeways)
            found, bound = lists.closed(market, prices, start, proof.bound)
            value = goal.objective.value(found)
            counts[f"{tier.tier} {'closed' if value == bound else 'open'}"] += 1
            counts[f"{tier.tier} better"] += worth(value) > worth(goal.objective.value(start))
            if not program.is_satisfied_by(found):
                yield f"{tier.tier}: the plan breaks a row"
            if not worth(value) <= worth(tier.value) <= worth(bound):
                yield f"{tier.tier}: {value} and {bound}, but {tier.value} is proven"
        leeways.learn(market, prices)
        held.append((terms, terms.worth(tier.value)))
        rows.append((goal, tier))


def _before(pool: Pool, f: Formulation, plan: Plan, tiers: int) -> Ints | None:
    """A solution that is as good as a plan in its first tiers; of those after them nobody thought.

    None where the search for it came to other values.
    """
    pairs = np.zeros(0, dtype=np.int64)
    if tiers:
        policy = pool.policy.model_copy(update={"tiers": pool.policy.tiers[:tiers]})
        made = make_plan(pool.with_rows(policy=policy), pool.horizon()).plan
        if made is None or [t.value for t in made.tiers] != [t.value for t in plan.tiers[:tiers]]:
            return None
        frame, it = f.instance.eligibility.frame, f.instance
        numbers = [
            it.pair_number(frame.specialist_number[a.specialist], frame.demand_number[a.demand])
            for a in made.assignments
        ]
        pairs = np.sort(np.array([n for n in numbers if n is not None], dtype=np.int64))
    return solution_of(f, pairs, Ask(UNWATCHED))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("lists", look, 300, arguments)


if __name__ == "__main__":
    sys.exit(main())
