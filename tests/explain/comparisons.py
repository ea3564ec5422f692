"""Comparisons of tiny pools' plans before and after a change, against every plan of both pools."""

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from scheduler.explain import Compared, Move, compare
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.replan import absent, replan, without_lost_pins
from scheduler.model import Plan, Pool, TierName
from scheduler.solver import make_plan
from scheduler.solver.nearby import SERVED
from tests.brute.board import Board
from tests.brute.search import Key, Pairs
from tests.explain.agreement import EveryPlan, of_best
from tests.planned import with_tiers
from tests.properties.changes import changed
from tests.properties.pools import any_pool

Row = tuple[str, str]


def faults(
    before_pool: Pool, before: Plan, after_pool: Pool, after: Plan, counts: Counter[str]
) -> Iterator[str]:
    """Everything that is wrong with how two plans are compared."""
    every = EveryPlan(after_pool, after)
    told = compare(Inquiry(before_pool, before), Inquiry(after_pool, after))
    old = {(a.specialist, a.demand): a.blocks for a in before.assignments}
    new = {(a.specialist, a.demand): a.blocks for a in after.assignments}
    expected = {(row, "removed") for row in old.keys() - new.keys()}
    expected |= {(row, "added") for row in new.keys() - old.keys()}
    expected |= {(row, "moved") for row in old.keys() & new.keys() if old[row] != new[row]}
    if expected != {((m.specialist, m.demand), m.kind) for m in told.moves}:
        yield f"moves are {expected}"
    if not told.is_complete:
        yield "not all is told"
    yield from _of_least(every, frozenset(old), told, counts)
    board = Board(before_pool, before_pool.horizon(before.start, before.weeks))
    for move in told.moves:
        counts[f"{move.kind} {move.cause}"] += 1
        if move.kind == "moved":
            yield from _of_moved(every, move, old, new)
        else:
            yield from _of_move(board, every, move, told, frozenset(old))


def _of_least(
    every: EveryPlan, old: frozenset[Row], told: Compared, counts: Counter[str]
) -> Iterator[str]:
    """The fewest moves of all plans that are as good, and a plan that shows it."""
    if told.least is None:
        yield "no least number"
        return
    counts["needless"] += len(told.least.needless)
    fewest = min(len(p ^ old) for p, key in every.plans.items() if _is_as_good(key, every.best))
    moves = told.least.moves
    if (moves.value, moves.bound, moves.status) != (fewest, fewest, "optimal"):
        yield f"{moves}, and {fewest} moves are enough"
    own = len(every.own ^ old)
    if (told.least.plan is None) != (own == fewest):
        yield f"{own} moves, {fewest} are enough, and the plan is {told.least.plan}"
    if told.least.plan is not None:
        rows = frozenset((a.specialist, a.demand) for a in told.least.plan.assignments)
        if not _is_as_good(every.plans[rows], every.best) or len(rows ^ old) != fewest:
            yield f"{sorted(rows)} is not as good with {fewest} moves"
        spared = {(r.specialist, r.demand) for r in told.least.needless}
        if spared != (every.own ^ old) - (rows ^ old):
            yield f"{spared} are not the moves that are not needed"


def _of_move(
    board: Board, every: EveryPlan, move: Move, told: Compared, old: Pairs
) -> Iterator[str]:
    """A row that has come or gone: the fact, the pin, or every plan without the move."""
    row, what = (move.specialist, move.demand), f"{move.kind} {move.specialist}, {move.demand}"
    is_removed, reason = move.kind == "removed", move.reason
    other = every.board if is_removed else board  # the pool in which the row may be refused
    pair = other.pairs.get(row)
    refusals = () if pair is None else pair.refusals
    codes = () if reason is None else tuple(change.code for change in reason.codes)
    is_pinned = reason is not None and reason.key == "pinned"
    if not is_pinned and codes != refusals:
        yield f"{what}: {codes}, not {refusals}"
    if not is_pinned and (pair is None) != (
        reason is not None and reason.key.startswith(("no_", "new_"))
    ):
        yield f"{what}: {reason}, and the pair is {pair}"
    wanted = frozenset({row})
    rest = every.those(wanted) if is_removed else every.those(frozenset(), wanted)
    if reason is not None and reason.is_forced:
        if rest or move.without is not None or move.cause not in ("fact", "pin"):
            yield f"{what}: {move.cause} is not forced"
        return
    if move.without is None or told.least is None:
        yield f"{what}: without a cause"
        return
    if rest.keys() & {every.own}:
        yield f"{what}: the plan itself does without"
    best = max(rest.values(), default=None)
    expected = "follow_on" if reason is None else reason.cause
    if best is not None and best == every.best:
        expected = "choice"
    elif best is not None and best > every.best:
        expected = "few_moves" if _takes_more(every, rest, old) else "better"
    if row in {(r.specialist, r.demand) for r in told.least.needless}:
        # the plan with the fewest moves is as good, and need not be the best without this move
        if move.cause not in ("choice", "better", "few_moves"):
            yield f"{what}: {move.cause}, and it is not needed"
        return
    if move.cause != expected:
        yield f"{what}: {move.cause}, not {expected}"
    if best is None or best <= every.best:
        without = move.without
        yield from of_best(
            every, rest, without.outcome, without.change, what, is_proven=every.is_proven
        )


def _takes_more(every: EveryPlan, rest: Mapping[Pairs, Key], old: Pairs) -> bool:
    """Whether plans that are left and serve as many have more moves, and are no better served."""
    served = sum(tier in SERVED for tier in every.board.pool.policy.tiers)
    if max(rest.values())[:served] > every.best[:served]:
        return False
    moves = (len(p ^ old) for p, key in rest.items() if _is_as_good(key[:served], every.best))
    return min(moves) > len(every.own ^ old)


def _is_as_good(one: Key, other: Key) -> bool:
    """Whether no tier is worse; of leximin no load, where they are sorted."""
    return all(
        a >= b
        for values, others in zip(one, other, strict=False)
        for a, b in zip(_flat(values), _flat(others), strict=True)
    )


def _flat(values: tuple[object, ...]) -> Iterator[Fraction]:
    """The numbers of a tier's key: one, or the loads of people and of agencies."""
    for value in values:
        if isinstance(value, tuple):
            yield from _flat(value)
        else:
            assert isinstance(value, int | Fraction)
            yield Fraction(value)


def _of_moved(
    every: EveryPlan, move: Move, old: dict[Row, tuple[str, ...]], new: dict[Row, tuple[str, ...]]
) -> Iterator[str]:
    """A row at other half-days: those of before cannot be had, or something else has changed."""
    row, reason = (move.specialist, move.demand), move.reason
    what = f"moved {move.specialist}, {move.demand}"
    if reason is None or move.cause != reason.cause:
        yield f"{what}: without a reason"
        return
    pair, grid = every.board.pairs[row], every.board.horizon.block_number
    there = every.board.available[move.specialist]
    gone = tuple(b for b in old[row] if grid.get(b, -1) not in there & set(pair.window))
    if gone != reason.blocks or bool(gone) != (reason.key == "blocks_gone"):
        yield f"{what}: {gone} cannot be had, and it is {reason}"
    own = {r for r in old.keys() ^ new.keys() if r[0] == move.specialist}
    is_own = reason.key == "own_rows"
    if is_own and {(r.specialist, r.demand) for r in reason.rows} != own:
        yield f"{what}: {reason.rows}, not {own}"
    if not own and not gone and is_own:
        yield f"{what}: no row of theirs has changed"
    if every.board.horizon.weeks == 1 and reason.key in ("rules", "laid_out"):
        yield f"{what}: {reason.key}, and the layout follows from rows and facts alone"


def look(seed: int) -> tuple[list[str], Counter[str]]:
    """The faults of a seed's pool, before and after one to three changes.

    In a quarter of the pools the later plan knows one tier alone, in another the earlier one does:
    then more moves, and more of them are not needed. In others somebody falls away or facts change,
    and the later plan is the one with the fewest moves that serves as many.
    """
    pool, counts = any_pool(seed), Counter({"pools": 1})
    if seed % 4 == 3:
        pool = with_tiers(pool, TierName.FIT)
    before = make_plan(pool, pool.horizon()).plan
    if before is None:
        return [], counts
    if seed % 8 == 4:
        after_pool = without_lost_pins(_changed(pool, seed), before)
        after = replan(after_pool, before).plan
    elif seed % 4 == 2:
        who = pool.specialists[seed // 4 % len(pool.specialists)].specialist
        after_pool = without_lost_pins(absent(pool, before, who), before)
        after = replan(after_pool, before).plan
    else:
        after_pool = _changed(pool, seed)
        after = make_plan(after_pool, after_pool.horizon()).plan
    if after is None:
        return [], counts
    return list(faults(pool, before, after_pool, after, counts)), counts


def _changed(pool: Pool, seed: int) -> Pool:
    for further in range(1 + seed // 4 % 3):
        pool = changed(pool, 10_000 * further + seed)
    return with_tiers(pool, TierName.COVERAGE) if seed % 4 == 1 else pool
