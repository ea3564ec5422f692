"""What a chosen set of pairs is worth, tier by tier, straight from the problem's formulas."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction

from scheduler.model import BalanceRule, RowStatus, TierName
from tests.brute.board import Board, Pair
from tests.brute.rules import is_staffed

Chosen = Sequence[Pair]
Ratios = tuple[tuple[Fraction, ...], tuple[Fraction, ...]]
Value = int | Ratios


def statutory(board: Board, chosen: Chosen) -> int:
    """Running cases with critical demands due by the Sunday after the horizon."""
    sunday = board.horizon.last_day + timedelta(days=7)
    return sum(
        case.statutory_deadline is not None
        and case.statutory_deadline <= sunday
        and _has_core(board, c)
        and is_staffed(board, chosen, c)
        for c, case in board.cases.items()
    )


def coverage(board: Board, chosen: Chosen) -> int:
    """Priority times (people, and a bonus for a whole core team)."""
    bonus = board.pool.policy.core_bonus
    return sum(
        case.priority
        * (
            bonus * (_has_core(board, c) and is_staffed(board, chosen, c))
            + sum(p.case == c for p in chosen)
        )
        for c, case in board.cases.items()
    )


def stability(board: Board, chosen: Chosen) -> int:
    """Rows in force that are dropped, and people new on a case that has current rows."""
    rows = board.current(RowStatus.IN_FORCE, RowStatus.PINNED, RowStatus.NOTIFIED)
    on_case = {(s, board.demands[d].case) for s, d in rows}
    going_on = {c for _, c in on_case}
    pairs = {(p.specialist, p.demand) for p in chosen}
    dropped = board.current(RowStatus.IN_FORCE) - pairs
    people = {(p.specialist, p.case) for p in chosen}
    return len(dropped) + sum(c in going_on and (s, c) not in on_case for s, c in people)


def balance(board: Board, chosen: Chosen) -> Value:
    """Squared load ratios in whole numbers, or the exact ratios, largest first."""
    if board.pool.policy.balance is BalanceRule.LEXIMIN:
        return _leximin(board, chosen)
    scale, total = board.pool.policy.balance_scale, 0
    for s, who in board.people.items():
        cap = who.past_capacity + _offered(board, s)
        planned = sum(p.effort for p in chosen if p.specialist == s)
        if cap:
            total += sum(
                scale * (2 * (who.past_blocks + k) - 1) // cap**2 for k in range(1, planned + 1)
            )
    for agency in board.pool.agencies:
        people = [s for s, who in board.people.items() if who.agency == agency.agency]
        offered = agency.past_pool_blocks + sum(_offered(board, s) for s in people)
        lent = sum(p.effort for p in chosen if p.outsider and p.specialist in people)
        if offered:
            total += sum(
                scale * len(people) * (2 * (agency.past_lent_blocks + k) - 1) // offered**2
                for k in range(1, lent + 1)
            )
    return total


def _leximin(board: Board, chosen: Chosen) -> Ratios:
    loads, lending = [], []
    for s, who in board.people.items():
        planned = sum(p.effort for p in chosen if p.specialist == s)
        if cap := who.past_capacity + _offered(board, s):
            loads.append(Fraction(who.past_blocks + planned, cap))
    for agency in board.pool.agencies:
        people = [s for s, who in board.people.items() if who.agency == agency.agency]
        lent = sum(p.effort for p in chosen if p.outsider and p.specialist in people)
        if offered := agency.past_pool_blocks + sum(_offered(board, s) for s in people):
            lending.append(Fraction(agency.past_lent_blocks + lent, offered))
    return tuple(sorted(loads, reverse=True)), tuple(sorted(lending, reverse=True))


def _offered(board: Board, s: str) -> int:
    return sum(
        min(board.people[s].weekly_blocks, len(board.available[s] & set(week)))
        for week in board.horizon.week_ranges
    )


def fit(board: Board, chosen: Chosen) -> int:
    """The fits of all pairs together."""
    return sum(p.fit for p in chosen)


def floor(board: Board, chosen: Chosen) -> int:
    """The worst thousandfold fit per seat among the running cases with critical demands."""
    worst = []
    for c in board.cases:
        if _has_core(board, c) and is_staffed(board, chosen, c):
            seats = sum(d.headcount for d in board.demands_of(c))
            worst.append(1000 * sum(p.fit for p in chosen if p.case == c) // seats)
    return min(worst, default=0)


def _has_core(board: Board, case: str) -> bool:
    return any(d.critical for d in board.demands_of(case))


VALUES: dict[TierName, Callable[[Board, Chosen], Value]] = {
    TierName.STATUTORY: statutory,
    TierName.COVERAGE: coverage,
    TierName.STABILITY: stability,
    TierName.BALANCE: balance,
    TierName.FLOOR: floor,
    TierName.FIT: fit,
}


def preference(tier: TierName, value: Value) -> tuple[object, ...]:
    """A key that is larger for the better of two values of a tier."""
    if not isinstance(value, int):
        return tuple(tuple(-ratio for ratio in ratios) for ratios in value)
    return (value if tier.is_maximised else -value,)
