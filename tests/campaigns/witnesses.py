"""Witnesses of true plans, changed: ``python -m tests.campaigns.witnesses --count 1000``.

Every witness of a small pool's plan is changed in one thing at a time. It is then refused, or what
it proves is still true of every plan that is as good in the earlier tiers; and no change lets the
judge believe a bound that is tighter than the optimum.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from pydantic import ValidationError

from scheduler.check.facts import Facts
from scheduler.check.proof import proven_bound, unproven
from scheduler.model import Plan, Witness
from scheduler.solver import make_plan
from tests.brute.board import Board
from tests.campaigns.running import Looked, campaign
from tests.check.proof.every_plan import EveryPlan
from tests.check.proof.mutated import garbled, mutated
from tests.properties.pools import any_pool

REFUSED, TRUE = "refused", "accepted, true"


def look(seed: int) -> Looked:
    """The witnesses of a seed's plan, and those made of them."""
    every = EveryPlan(Board(any_pool(seed)))
    plan = make_plan(every.board.pool, every.board.horizon).plan
    looked = Looked(counts=Counter(pools=1))
    if plan is not None:
        rng = Random(f"witnesses/{seed}")
        for whole in plan.witnesses:
            looked.counts["witnesses"] += 1
            looked.faults += one_witness(rng, every, plan, whole, looked.counts)
    return looked


def one_witness(
    rng: Random, every: EveryPlan, plan: Plan, whole: Witness, counts: Counter[str]
) -> Iterator[str]:
    """What is wrong with a witness, or with what the judge makes of its changed copies."""
    if (said := answer(every, plan, whole)) != TRUE:
        yield f"{whole.tier}: the true witness is {said}"
    for what, it in mutated(rng, whole):
        counts[f"changed: {what.partition(' ')[2] or what}"] += 1
        yield from counted(answer(every, plan, it), f"{it.tier}, {what}", counts)
    for row in garbled(rng, whole):
        counts["changed: garbled"] += 1
        try:
            it = Witness.model_validate(row)
        except ValidationError:
            counts[REFUSED] += 1
            continue
        yield from counted(answer(every, plan, it), f"{it.tier}, garbled {row}", counts)


def counted(said: str, of: str, counts: Counter[str]) -> Iterator[str]:
    """Counts what is refused or true; a fault where it is neither."""
    if said in (REFUSED, TRUE):
        counts[said] += 1
    else:
        yield f"{of}: {said}"


def answer(every: EveryPlan, plan: Plan, it: Witness) -> str:
    """Whether a witness is refused, or what it proves is true; else what is wrong."""
    pool, horizon = every.board.pool, every.board.horizon
    try:
        bound = proven_bound(pool, horizon, plan.tiers, it)
    except ValueError:
        bound = None
    if it.tier not in pool.policy.tiers or plan.tier(it.tier).value is None:
        return REFUSED if bound is None else "a bound of what has no number"
    best = every.best(it.tier, every.plans[0])
    sign = 1 if it.tier.is_maximised else -1
    if bound is not None and sign * bound < sign * best:
        return f"{bound} is proven, some plan has {best}"
    lie = plan.tier(it.tier).model_copy(update={"bound": best - sign})
    tiers = tuple(lie if t.tier == it.tier else t for t in plan.tiers)
    if not list(unproven(Facts(pool, horizon), tiers, [it])):
        return f"the judge believes {best - sign}, some plan has {best}"
    return REFUSED if bound is None else TRUE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("witnesses", look, 1_000, arguments)


if __name__ == "__main__":
    sys.exit(main())
