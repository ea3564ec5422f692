"""In what explanations of a tiny pool's plan differ from what looking at every plan says."""

from collections import Counter
from collections.abc import Iterator, Mapping

from scheduler.explain import (
    Change,
    Inquiry,
    Shortage,
    shortage,
    why,
    why_empty,
    why_not,
)
from scheduler.explain.why import MOST_NAMED
from scheduler.explain.why_not import Outcome
from scheduler.model import Plan, Pool, TierName
from tests.brute.board import Board, Pair
from tests.brute.search import BruteForce, Every, Key, Pairs
from tests.brute.tiers import VALUES, Value


class EveryPlan:
    """Every plan of a tiny pool, and the one that is to be explained."""

    def __init__(self, pool: Pool, plan: Plan) -> None:
        self.board, every = Board(pool), Every()
        BruteForce(self.board, every)
        self.plans: Mapping[Pairs, Key] = every.plans
        self.own = frozenset((a.specialist, a.demand) for a in plan.assignments)
        self.best = self.plans[self.own]
        self.is_proven = plan.is_proven

    def those(self, wanted: Pairs, barred: Pairs = frozenset()) -> dict[Pairs, Key]:
        """The plans with all wanted rows and without the barred ones."""
        return {p: key for p, key in self.plans.items() if wanted <= p and not barred & p}

    def filling(self, demand: str, seats: int) -> dict[Pairs, Key]:
        """The plans with at least so many people on a demand."""
        return {p: k for p, k in self.plans.items() if sum(d == demand for _, d in p) >= seats}

    def values(self, pairs: Pairs) -> dict[TierName, Value]:
        """What each tier of a plan is worth."""
        chosen: list[Pair] = [self.board.pairs[pair] for pair in sorted(pairs)]
        return {t: VALUES[t](self.board, chosen) for t in self.board.pool.policy.tiers}


def differences(pool: Pool, plan: Plan, counts: Counter[str]) -> Iterator[str]:
    """Every explanation of a plan that is not what looking at every plan says."""
    every, inquiry = EveryPlan(pool, plan), Inquiry(pool, plan)
    for s, d in every.board.pairs:
        if (s, d) in every.own:
            yield from _of_row(every, inquiry, s, d, counts)
        else:
            yield from _of_pair(every, inquiry, s, d, counts)
    for seat in plan.empty_seats:
        yield from _of_seat(every, inquiry, seat.demand, counts)


def _of_pair(
    every: EveryPlan, inquiry: Inquiry, s: str, d: str, counts: Counter[str]
) -> Iterator[str]:
    told = why_not(inquiry, s, d)
    counts[f"why not {told.outcome}"] += 1
    codes = tuple(dict.fromkeys(g.code for g in told.grounds if not g.holds))
    if codes != every.board.pairs[s, d].refusals:
        yield f"why not {s}, {d}: {codes}, not {every.board.pairs[s, d].refusals}"
    if (told.outcome == "refused") != bool(codes):
        yield f"why not {s}, {d}: {told.outcome} with {codes}"
    if told.outcome != "refused":
        rest = every.those(frozenset({(s, d)}))
        yield from of_best(every, rest, told.outcome, told.change, f"why not {s}, {d}")
    if told.outcome == "impossible" and not told.rules:
        yield f"why not {s}, {d}: impossible without a rule"


def of_best(
    every: EveryPlan,
    rest: Mapping[Pairs, Key],
    outcome: Outcome,
    change: Change | None,
    what: str,
    *,
    is_proven: bool = True,
) -> Iterator[str]:
    """An outcome and its change against the best of the plans that are left.

    ``is_proven``: so is the plan that is explained, and then every tier of the change has to be.
    """
    if not rest:
        if outcome != "impossible":
            yield f"{what}: {outcome}, and no plan does it"
        return
    key = max(rest.values())
    expected = "equal" if key == every.best else "worse"
    if outcome != expected or change is None:
        yield f"{what}: {outcome}, not {expected}"
        return
    found = _after(every, change)
    if rest.get(found) != key:
        yield f"{what}: {sorted(found)} is not a best plan of those"
        return
    least = min(len(p ^ every.own) for p, k in rest.items() if k == key)
    if len(found ^ every.own) != least:
        yield f"{what}: {len(found ^ every.own)} rows move, {least} are enough"
    values = every.values(found)
    for tier in change.tiers:
        if tier.after is not None and tier.after != values[tier.tier]:
            yield f"{what}: {tier.tier} is {values[tier.tier]}, not {tier.after}"
        if is_proven and tier.after is not None and tier.certainty != "proven":
            yield f"{what}: {tier.tier} is not proven"
    first = next((t.tier for t in change.tiers if t.direction != "same"), None)
    own = every.values(every.own)
    if first != next((t for t in values if values[t] != own[t]), None):
        yield f"{what}: the first tier that differs is not {first}"


def _after(every: EveryPlan, change: Change) -> Pairs:
    gone = {(row.specialist, row.demand) for row in change.removed}
    return (every.own - gone) | {(row.specialist, row.demand) for row in change.added}


def _of_row(
    every: EveryPlan, inquiry: Inquiry, s: str, d: str, counts: Counter[str]
) -> Iterator[str]:
    told = why(inquiry, s, d)
    counts["why"] += 1
    if not all(ground.holds for ground in told.grounds):
        yield f"why {s}, {d}: a ground does not hold"
    if told.row.pin is not None:
        return
    here = {who for who, demand in every.own if demand == d}
    left = {
        p.specialist for p in every.board.eligible if p.demand == d and p.specialist not in here
    }
    out = every.those(frozenset(), frozenset({(s, d)}))
    for one in told.next_best:
        counts["next best"] += 1
        rest = {p: k for p, k in out.items() if any((t, d) in p for t in left)}
        yield from of_best(every, rest, one.outcome, one.change, f"next of {s}, {d}")
        if (one.specialist, d) not in _after(every, one.change):
            yield f"next of {s}, {d}: {one.specialist} is not there"
        left.discard(one.specialist)
    rest = {p: k for p, k in out.items() if any((t, d) in p for t in left)}
    if told.is_complete and rest:
        yield f"why {s}, {d}: there is somebody after those named"
    if not told.is_complete and len(told.next_best) < MOST_NAMED:
        yield f"why {s}, {d}: only {len(told.next_best)} are named"


def _of_seat(every: EveryPlan, inquiry: Inquiry, d: str, counts: Counter[str]) -> Iterator[str]:
    told = why_empty(inquiry, d)
    counts[f"why empty {told.outcome}"] += 1
    filled = sum(demand == d for _, demand in every.own)
    candidates = {p.specialist for p in every.board.eligible if p.demand == d}
    left = candidates - {who for who, demand in every.own if demand == d}
    if {busy.specialist for busy in told.seat.remaining} != left:
        yield f"why empty {d}: {left} remain"
    if (told.outcome == "refused") != (not left):
        yield f"why empty {d}: {told.outcome} with {left}"
    if left:
        rest = every.filling(d, filled + 1)
        yield from of_best(every, rest, told.outcome, told.change, f"why empty {d}")
    group = shortage(inquiry, d)
    if group is not None:
        counts["shortage"] += 1
        yield from of_group(every, group, d)


def of_group(every: EveryPlan, group: Shortage, d: str) -> Iterator[str]:
    """A group against all plans: short of people, irreducible, by so many seats and half-days."""
    wanted = {one.demand: one.seats for one in group.wanted}
    if d not in wanted:
        yield f"shortage {d}: it is not in its own group"
    filled = [Counter(demand for _, demand in plan) for plan in every.plans]
    if any(all(f[x] >= n for x, n in wanted.items()) for f in filled):
        yield f"shortage {d}: a plan fills all of {wanted}"
    for out in wanted:
        others = {x: n for x, n in wanted.items() if x != out}
        if not any(all(f[x] >= n for x, n in others.items()) for f in filled):
            yield f"shortage {d}: {out} can be left out of {wanted}"
    possible = max(sum(min(f[x], n) for x, n in wanted.items()) for f in filled)
    if possible != group.possible:
        yield f"shortage {d}: {possible} seats can be filled, not {group.possible}"
    effort = {one.demand: one.effort for one in group.wanted}
    short = min(sum(effort[x] * max(0, n - f[x]) for x, n in wanted.items()) for f in filled)
    if short != group.blocks_short:
        yield f"shortage {d}: {short} half-days short, not {group.blocks_short}"
    people = {p.specialist for p in every.board.eligible if p.demand in wanted}
    if people != set(group.people):
        yield f"shortage {d}: the people are {people}"
