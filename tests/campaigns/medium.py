"""Pools of 24 to 60 specialists against a second engine on plain rows, tier by tier.

``python -m tests.campaigns.medium --count 300``. With the earlier tiers at what our plan says, our
bound must hold for HiGHS's plan, and HiGHS's bound for ours; so where both are proven they agree.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from scheduler.model import Plan, Pool, TierResult
from scheduler.solver import make_plan
from scheduler.synth import family_pool
from tests.campaigns.plain_week import PlainWeek
from tests.campaigns.running import Looked, campaign
from tests.properties.agreement import witness_differences

SECONDS = 10.0
"""What the second engine may use for a tier."""


def medium_pool(seed: int) -> Pool:
    """24 to 60 specialists, two thirds as many cases."""
    specialists = 24 + 7 * seed % 37
    return family_pool(specialists, specialists * 2 // 3, seed)


def look(seed: int) -> Looked:
    """What the second engine says of our plan of a seed's pool."""
    pool = medium_pool(seed)
    result = make_plan(pool, pool.horizon())
    if result.plan is None:
        return Looked([f"{result.status}, without pins"])
    looked = Looked(list(witness_differences(pool, result.plan)), Counter(pools=1))
    for fault in second_opinion(pool, result.plan, looked.counts):
        looked.faults.append(fault)
    return looked


def second_opinion(pool: Pool, plan: Plan, counts: Counter[str]) -> Iterator[str]:
    """Every tier in which two true answers cannot both be so; counts who proved what."""
    week = PlainWeek(pool)
    hint = week.solution_of(plan)
    if hint is None:
        yield "the plan breaks a plain row"
        return
    for i, tier in enumerate(plan.tiers):
        counts[f"{tier.tier} {proven(plan, tier)}"] += 1
        objective = week.objectives[tier.tier]
        if objective.value(hint) != tier.value:
            yield f"{tier.tier}: {tier.value}, on plain columns {objective.value(hint)}"
            continue
        outcome = week.best(tier.tier, plan.tiers[:i], hint, SECONDS)
        counts[f"{tier.tier} second engine {outcome.status}"] += 1
        if outcome.solution is None or outcome.bound is None or tier.bound is None:
            yield f"{tier.tier}: the second engine has no answer"
            continue
        sign = 1 if objective.maximise else -1
        other = objective.value(outcome.solution)
        if sign * other > sign * tier.bound:
            yield f"{tier.tier}: a plan of {other} beats the bound {tier.bound}"
        if sign * objective.value(hint) > sign * outcome.bound:
            yield f"{tier.tier}: our {tier.value} beats the second engine's bound {outcome.bound}"


def proven(plan: Plan, tier: TierResult) -> str:
    """How much a reader need trust."""
    if tier.status != "optimal":
        return "open"
    return "proven, checkable" if plan.is_checkable(tier.tier) else "proven by the solver"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("medium", look, 300, arguments)


if __name__ == "__main__":
    sys.exit(main())
