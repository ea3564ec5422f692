"""Plans near to a base against every plan there is: ``python -m tests.campaigns.near --count 200``.

Of each pool the base is some plan, not quite. The plan near to it has to have as good tiers as the
plan without a base, and the fewest changes of all such plans; with tiers that give something up the
fewest of all plans that keep the levels, and of these the best in the order of the tiers.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Any

from scheduler.check import judge
from scheduler.model import BalanceRule, Mode, Near, Plan, PlannedAssignment, Pool, TierName
from scheduler.solver import make_plan
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every, Key, Pairs
from tests.campaigns.running import Looked, campaign
from tests.properties.pools import any_pool

Give = dict[TierName, int]


def pool_of(seed: int) -> Pool:
    """The pool of a seed, with some of its goals: without any left out few plans are equal."""
    pool, rng = any_pool(seed), Random(f"near/{seed}")
    tiers = [tier for tier in pool.policy.tiers if rng.random() < 0.6]
    if TierName.FIT not in tiers:
        tiers = [tier for tier in tiers if tier is not TierName.FLOOR]
    chosen = tuple(tiers) or (TierName.COVERAGE,)
    return pool.with_rows(policy=pool.policy.model_copy(update={"tiers": chosen}))


def base_of(plan: Plan, every: Every, pool: Pool, seed: int) -> Plan:
    """A plan drawn from all, of which rows have gone and others come that no plan may have."""
    rng = Random(f"base/{seed}")
    drawn = sorted(rng.choice(sorted(every.plans, key=sorted)))
    rows = [row for row in drawn if rng.random() < 0.9]
    if rng.random() < 0.3:
        rows.append((rng.choice(pool.specialists).specialist, rng.choice(pool.demands).demand))
    if rng.random() < 0.2:
        rows += [("gone", pool.demands[0].demand), (pool.specialists[0].specialist, "ended")]
    any_row = PlannedAssignment(
        specialist="",
        demand="",
        case="",
        agency="",
        mode=Mode.ADVISE,
        authority=None,
        legal_basis="",
        instrument=None,
        document_no=None,
        blocks=(),
        fit=0,
    )
    of = (any_row.model_copy(update={"specialist": s, "demand": d}) for s, d in dict.fromkeys(rows))
    return plan.model_copy(update={"assignments": tuple(of)})


def amounts(pool: Pool, seed: int) -> Iterator[Give]:
    """What tiers may give up, more from one to the next; first nothing at all."""
    rng = Random(f"give/{seed}")
    is_leximin = pool.policy.balance is BalanceRule.LEXIMIN
    named = [t for t in pool.policy.tiers if not (is_leximin and t is TierName.BALANCE)]
    chosen = rng.sample(named, min(len(named), rng.randint(1, 3)))
    step = {TierName.BALANCE: 40_000, TierName.FLOOR: 15_000, TierName.FIT: 60}
    give = dict.fromkeys(chosen, 0)
    for _ in range(3):
        yield dict(give)
        give = {tier: most + rng.randint(0, step.get(tier, 4)) for tier, most in give.items()}


def nearest_of(every: Every, tiers: Sequence[TierName], base: Pairs, give: Give) -> tuple[int, Key]:
    """The fewest changes of a plan that keeps the levels, and the best value of such a plan."""
    best = every.key
    assert best is not None, "there are plans"
    levels = [
        (_number(at) - give[tier],) if tier in give else at
        for tier, at in zip(tiers, best, strict=True)
    ]
    kept = {pairs: key for pairs, key in every.plans.items() if all(map(_is_no_worse, key, levels))}
    fewest = min(len(pairs ^ base) for pairs in kept)
    return fewest, max(key for pairs, key in kept.items() if len(pairs ^ base) == fewest)


def _is_no_worse(value: tuple[Any, ...], level: tuple[Any, ...]) -> bool:
    """At least as good; by leximin no ratio in its place is larger."""
    if isinstance(value[0], int):
        return value >= level
    sides = zip(value, level, strict=True)
    return all(a >= b for one, other in sides for a, b in zip(one, other, strict=True))


def _number(value: tuple[object, ...]) -> int:
    """The number that a tier is, larger where it is better."""
    (number,) = value
    assert isinstance(number, int), "leximin gives up nothing"
    return number


def faults(pool: Pool, seed: int, counts: Counter[str]) -> Iterator[str]:
    """Everything wrong with the plans of a pool near to a base."""
    every, plain = Every(), make_plan(pool, pool.horizon()).plan
    board = Board(pool)
    BruteForce(board, every)
    if plain is None:
        counts["infeasible"] += 1
        return
    base = base_of(plain, every, pool, seed)
    rows = frozenset(
        (a.specialist, a.demand) for a in base.assignments if a.demand in board.demands
    )
    near = make_plan(pool, pool.horizon(), near=Near(base)).plan
    assert near is not None, "there is a plan, so there is one near to the base"
    if [t.model_dump() for t in near.tiers] != [t.model_dump() for t in plain.tiers]:
        yield f"tiers {near.tiers}, without a base {plain.tiers}"
    yield from _held(pool, near, every, rows, {})
    own = near.provenance.near
    counts["nearer"] += own is not None and len(_rows(plain) ^ rows) > own.moves
    before: list[int] = []
    for give in amounts(pool, seed):
        found = make_plan(pool, pool.horizon(), near=Near.of(base, give)).plan
        assert found is not None, "there is a plan, so there is one near to the base"
        told = found.provenance.near
        counts["given up"] += told is not None and any(one.given for one in told.given)
        yield from _held(pool, found, every, rows, give)
        if not any(give.values()) and _rows(found) != _rows(near):
            counts["another as near"] += 1
        before.append(len(_rows(found) ^ rows))
    if any(one < other for one, other in pairwise(before)):
        yield f"giving more moves more: {before}"
    counts["fewer"] += before[-1] < before[0]


def _rows(plan: Plan) -> Pairs:
    return frozenset((a.specialist, a.demand) for a in plan.assignments)


def _held(pool: Pool, plan: Plan, every: Every, base: Pairs, give: Give) -> Iterator[str]:
    """One plan against all: its changes, its value, what it says of both, and the judge."""
    tiers = pool.policy.tiers
    fewest, best = nearest_of(every, tiers, base, give)
    rows, told = _rows(plan), plan.provenance.near
    if len(rows ^ base) != fewest:
        yield f"{give}: {len(rows ^ base)} rows differ, {fewest} would do"
    if every.plans[rows] != best:
        yield f"{give}: {every.plans[rows]}, among as few changes {best} is best"
    if told is None or (told.moves, told.bound, told.status) != (fewest, fewest, "optimal"):
        yield f"{give}: {told}, {fewest} changes are the fewest"
    if not judge(pool, plan).is_accepted:
        yield f"{give}: refused by the judge"
    top = every.key
    assert top is not None, "there are plans"
    for one in () if told is None else told.given:
        place = tiers.index(one.tier)
        sign = 1 if one.tier.is_maximised else -1
        was, now = (sign * _number(key[place]) for key in (top, every.plans[rows]))
        if (one.best, one.given) != (was, max(0, sign * (was - now))) or one.given > one.most:
            yield f"{give}: {one}, it was {was} and is {now}"


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    looked = Looked(counts=Counter(pools=1))
    looked.faults += faults(pool_of(seed), seed, looked.counts)
    return looked


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("near", look, 200, arguments)


if __name__ == "__main__":
    sys.exit(main())
