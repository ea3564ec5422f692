"""Fewer moves for what tiers give up, against every plan: ``python -m tests.campaigns.conceding``.

Of each pool somebody falls away, and a row of the plan is banned or another one pinned. The list of
concessions has to be exactly the pairs of coverage and moves that no plan betters; each of its rows
has to be planned by what it gives up; and an edit near to another plan has the fewest changes.
"""

import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from random import Random

from scheduler.check import judge
from scheduler.explain import Draft, Inquiry, absent, ban, concessions, pin, replan
from scheduler.explain.replan import without_lost_pins
from scheduler.model import Near, Plan, Pool, RowStatus, TierName
from scheduler.solver import make_plan
from scheduler.solver.nearby import SERVED
from tests.brute.board import Board
from tests.brute.search import BruteForce, Every, Key, Pairs
from tests.campaigns.near import amounts, base_of, nearest_of, pool_of
from tests.campaigns.running import Looked, campaign


def of_absences(pool: Pool, plan: Plan, counts: Counter[str]) -> Iterator[str]:
    """Everything wrong with the concessions after each specialist's absence."""
    own, tiers = _rows(plan), pool.policy.tiers
    if TierName.COVERAGE not in tiers:
        return
    for person in pool.specialists:
        changed = absent(pool, plan, person.specialist)
        told = replan(changed, plan)
        if told.plan is None:
            continue
        every = Every()
        BruteForce(Board(without_lost_pins(changed, plan)), every)
        right = _unbeaten(every, tiers, own)
        found = concessions(changed, plan, told)
        counts["lists"] += 1
        counts["concessions"] += len(found) - 1
        said = [(one.coverage, one.moves.value) for one in found]
        if said != right or any(one.moves.status != "optimal" for one in found):
            yield f"{person.specialist}: {found}, not {right}"
        for one in found[1:]:
            yield from _planned(changed, plan, every, one.coverage, one.seats, told.plan)


def _planned(
    changed: Pool, plan: Plan, every: Every, coverage: int, seats: int, first: Plan
) -> Iterator[str]:
    """What is wrong with the plan of one row of a list."""
    own, tiers = _rows(plan), changed.policy.tiers
    told = replan(changed, plan, give={"coverage": coverage})
    assert told.plan is not None, "the list found one"
    served = [tier for tier in tiers if tier in SERVED]
    level, key = _best_served(every, tiers), every.plans[_rows(told.plan)]
    kept = {
        pairs: key for pairs, key in every.plans.items() if _is_kept(key, level, tiers, coverage)
    }
    fewest = min(len(pairs ^ own) for pairs in kept)
    best = max(key for pairs, key in kept.items() if len(pairs ^ own) == fewest)
    if len(_rows(told.plan) ^ own) != fewest or key != best:
        yield f"giving {coverage}: {key} and {told.moves}, not {best} and {fewest}"
    if told.moves is None or (told.moves.value, told.moves.bound) != (fewest, fewest):
        yield f"giving {coverage}: {told.moves}, {fewest} are the fewest"
    if not judge(without_lost_pins(changed, plan), told.plan).is_accepted:
        yield f"giving {coverage}: refused by the judge"
    if [one.tier for one in told.given] != [t for t in served if t is TierName.COVERAGE]:
        yield f"giving {coverage}: {told.given}"
    if seats > len(first.assignments):
        yield f"{seats} seats fewer than {len(first.assignments)}"


def fewest_giving(
    every: Every, level: Key, tiers: Sequence[TierName], give: int, own: Collection[tuple[str, str]]
) -> int:
    """The fewest moves of a plan that gives up no more coverage from a level."""
    count = max((i + 1 for i, tier in enumerate(tiers) if tier in SERVED), default=0)
    kept = (p for p, key in every.plans.items() if _is_kept(key, level[:count], tiers, give))
    return min(len(pairs ^ frozenset(own)) for pairs in kept)


def _best_served(every: Every, tiers: Sequence[TierName]) -> Key:
    """The best value of the tiers of who is served, from the first on."""
    count = max((i + 1 for i, tier in enumerate(tiers) if tier in SERVED), default=0)
    return max(key[:count] for key in every.plans.values())


def _is_kept(key: Key, level: Key, tiers: Sequence[TierName], give: int) -> bool:
    """Whether a plan is no worse in the tiers that stand first, but for coverage."""
    parts = zip(key, level, tiers, strict=False)
    return all(
        _number(at) >= _number(best) - give * (tier is TierName.COVERAGE)
        if isinstance(best[0], int)
        else at >= best
        for at, best, tier in parts
    )


def _number(value: tuple[object, ...]) -> int:
    (number,) = value
    assert isinstance(number, int), "a tier of who is served is a number"
    return number


def _unbeaten(every: Every, tiers: Sequence[TierName], own: Pairs) -> list[tuple[int, int]]:
    """Coverage given up and moves, each pair that no plan betters; the most moves first."""
    level, place = _best_served(every, tiers), tiers.index(TierName.COVERAGE)
    points = {
        (_number(level[place]) - _number(key[place]), len(pairs ^ own))
        for pairs, key in every.plans.items()
        if _is_kept(key, level, tiers, 10**9)
    }
    found, fewest = [], 10**9
    for given in sorted({given for given, _ in points}):
        least = min(moves for at, moves in points if at == given)
        if least < fewest:
            fewest = least
            found.append((given, least))
    return found


def of_edits(pool: Pool, plan: Plan, seed: int, counts: Counter[str]) -> Iterator[str]:
    """Everything wrong with a ban and a pin near to another plan, with something given up."""
    inquiry, every = Inquiry(pool, plan), Every()
    board, rng = Board(pool), Random(f"edit/{seed}")
    BruteForce(board, every)
    base = base_of(plan, every, pool, seed)
    rows = frozenset(
        (a.specialist, a.demand) for a in base.assignments if a.demand in board.demands
    )
    free = sorted(row for row, a in inquiry.row.items() if a.pin is not RowStatus.NOTIFIED)
    others = sorted({(p.specialist, p.demand) for p in board.eligible} - _rows(plan))
    wishes = [ban(*row) for row in rng.sample(free, min(1, len(free)))]
    wishes += [pin(*row) for row in rng.sample(others, min(1, len(others)))]
    for wish in wishes:
        held = Every()
        for pairs, key in every.plans.items():
            if (wish.rows[0] in pairs) == (wish.kind == "pin"):
                held.offer(key, pairs)
        if held.key is None:
            continue
        for give in amounts(pool, seed):
            told = Draft(inquiry).with_edit(wish).verdict(near=Near.of(base, give))
            fewest, best = nearest_of(held, pool.policy.tiers, rows, give)
            counts["edits"] += 1
            near, change = told.near, told.change
            if near is None or (near.moves, near.bound) != (fewest, fewest) or change is None:
                yield f"{wish} {give}: {near}, {fewest} would do"
                continue
            gone = {(row.specialist, row.demand) for row in change.removed}
            come = {(row.specialist, row.demand) for row in change.added}
            found = frozenset((_rows(plan) - gone) | come)
            if len(found ^ rows) != fewest or held.plans[found] != best:
                yield f"{wish} {give}: {held.plans[found]}, {best} is best"


def _rows(plan: Plan) -> Pairs:
    return frozenset((a.specialist, a.demand) for a in plan.assignments)


def look(seed: int) -> Looked:
    """The faults of a seed's pool."""
    pool, looked = pool_of(seed), Looked(counts=Counter(pools=1))
    plan = make_plan(pool, pool.horizon()).plan
    if plan is None:
        looked.counts["infeasible"] += 1
        return looked
    looked.faults += of_absences(pool, plan, looked.counts)
    looked.faults += of_edits(pool, plan, seed, looked.counts)
    return looked


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign."""
    return campaign("conceding", look, 200, arguments)


if __name__ == "__main__":
    sys.exit(main())
