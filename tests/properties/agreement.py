"""In what a plan differs from what looking at every plan of a tiny pool finds."""

from collections.abc import Iterator
from fractions import Fraction

from scheduler.check.proof import proven_bound
from scheduler.model import Plan, Pool, TierResult
from scheduler.solver import make_plan
from tests.brute.board import Board, Pair
from tests.brute.search import BruteForce
from tests.brute.tiers import Value
from tests.brute.timetable import Split, best_layout


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
    """Every specialist whose blocks are not the best layout of their demands."""
    number = board.horizon.block_number
    for s in board.people:
        rows = {a.demand: a for a in plan.assignments if a.specialist == s}
        pairs = [board.pairs[s, d] for d in sorted(rows)]
        blocks = {d: tuple(number[b] for b in a.blocks) for d, a in rows.items()}
        best = best_layout(board, pairs, _kept_split(board, pairs, blocks))
        if best != blocks:
            yield f"{s} works {blocks}, the best layout is {best}"
        for pair in pairs:
            if rows[pair.demand].travel_blocks != rows[pair.demand].blocks[: pair.charged]:
                yield f"{s}, {pair.demand}: travel blocks {rows[pair.demand].travel_blocks}"


def _kept_split(
    board: Board, pairs: list[Pair], blocks: dict[str, tuple[int, ...]]
) -> Split | None:
    """The weekly shares that the layout has to keep; None where nothing decides them."""
    if not pairs or board.horizon.weeks == 1:
        return None
    agency = board.pool.agency_of_id[board.people[pairs[0].specialist].agency]
    if (
        agency.max_lent_blocks is None
        and agency.max_lent_heads is None
        and all(r.agency != agency.agency or not r.heads for r in board.pool.home_reserve)
    ):
        return None
    week = board.horizon.week_of_block
    return tuple(
        tuple(sum(week[b] == w for b in blocks[p.demand]) for w in range(board.horizon.weeks))
        for p in pairs
    )
