"""In what a plan differs from what looking at every plan of a tiny pool finds."""

from collections.abc import Iterator
from fractions import Fraction

from scheduler.check.proof import proven_bound
from scheduler.model import Plan, Pool, TierResult
from scheduler.solver import make_plan
from tests.brute.board import Board
from tests.brute.search import BruteForce
from tests.brute.shares import earliest_shares, sorted_pairs
from tests.brute.tiers import Value
from tests.brute.timetable import best_layout


def differences(pool: Pool, brute: BruteForce) -> Iterator[str]:
    """Everything in which the solver's answer is not the brute force's."""
    result = make_plan(pool, brute.board.horizon)
    yield from plan_differences(brute, result.status, result.plan)


def plan_differences(brute: BruteForce, status: str, plan: Plan | None) -> Iterator[str]:
    """The same for an answer that is there already."""
    if plan is None or brute.is_infeasible:
        if (plan is None, status == "infeasible") != (brute.is_infeasible,) * 2:
            yield f"{status}, brute force {'in' if brute.is_infeasible else ''}feasible"
        return
    for tier, value in brute.values.items():
        found = plan.tier(tier)
        if found.status != "optimal" or value_of(found) != value:
            yield f"{tier}: {found.status} {value_of(found)}, brute force {value}"
    chosen = frozenset((a.specialist, a.demand) for a in plan.assignments)
    if chosen not in brute.allowed.sets:
        yield f"{sorted(chosen)} is not among the {len(brute.allowed.sets)} optimal plans"
    yield from layout_differences(brute.board, plan)
    yield from witness_differences(brute.board.pool, plan)


def value_of(result: TierResult) -> Value | None:
    """A tier's value as the brute force writes it."""
    if result.ratios or result.agency_ratios or result.value is None:
        return tuple(map(Fraction, result.ratios)), tuple(map(Fraction, result.agency_ratios))
    return result.value


def witness_differences(pool: Pool, plan: Plan) -> Iterator[str]:
    """Witnesses that are refused, or that prove less than the plan says."""
    horizon = pool.horizon(plan.start, plan.weeks)
    for it in plan.witnesses:
        stated = plan.tier(it.tier).bound
        try:
            proven = proven_bound(pool, horizon, plan.tiers, it)
        except ValueError as refusal:
            yield f"{it.tier}: a witness is refused: {refusal}"
            continue
        sign = 1 if it.tier.is_maximised else -1
        if stated is None or sign * proven > sign * stated:
            yield f"{it.tier}: the bound is {stated}, its witness proves {proven}"


def layout_differences(board: Board, plan: Plan) -> Iterator[str]:
    """Every specialist whose blocks are not the best layout of their demands' earliest shares."""
    number = board.horizon.block_number
    chosen = [board.pairs[a.specialist, a.demand] for a in plan.assignments]
    shares = earliest_shares(board, chosen)
    for s in board.people:
        rows = {a.demand: a for a in plan.assignments if a.specialist == s}
        pairs = sorted_pairs(chosen, s)
        blocks = {d: tuple(number[b] for b in a.blocks) for d, a in rows.items()}
        best = best_layout(board, pairs, shares.get(s))
        if best != blocks:
            yield f"{s} works {blocks}, the best layout is {best} with the shares {shares.get(s)}"
        for pair in pairs:
            if rows[pair.demand].travel_blocks != rows[pair.demand].blocks[: pair.charged]:
                yield f"{s}, {pair.demand}: travel blocks {rows[pair.demand].travel_blocks}"
