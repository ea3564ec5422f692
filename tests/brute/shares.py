"""Which shares of given pairs among the weeks are the earliest, by trying all of them in order.

Only people who serve others' cases have shares, and only where their agency limits its lending by
week; all of their pairs have. What is left open is the layout's.
"""

from collections.abc import Iterator, Mapping, Sequence

from tests.brute.board import Board, Pair
from tests.brute.rules import broken_by_lending
from tests.brute.timetable import Split, splits, timetable, within_weekly_limit

Lent = dict[str, tuple[int, ...]]


class NoSharesError(AssertionError):
    """The pairs are not allowed, however their effort is shared."""


def earliest_shares(board: Board, chosen: Sequence[Pair]) -> dict[str, Split]:
    """Specialist to the largest allowed split of their pairs, where shares are decided.

    The largest is that of all sequences of blocks: pairs by specialist, then demand, then weeks.

    Raises:
        NoSharesError: no split is allowed.
    """
    shares: dict[str, Split] = {}
    if board.horizon.weeks > 1:
        for agency in board.pool.agencies:
            work = _bound(board, agency.agency, chosen)
            found = _first(board, agency.agency, list(work.items()), {})
            if found is None:
                raise NoSharesError(f"{agency.agency}: {sorted(work)}")
            shares |= found
    return shares


def _bound(board: Board, agency: str, chosen: Sequence[Pair]) -> Mapping[str, list[Pair]]:
    """An agency's people who serve others, and all their pairs, if it limits lending by week."""
    limits = board.pool.agency_of_id[agency]
    reserves = [r for r in board.pool.home_reserve if r.agency == agency]
    if limits.max_lent_blocks is None and limits.max_lent_heads is None and not reserves:
        return {}
    lent = {p.specialist for p in chosen if p.outsider}
    people = sorted(s for s in lent if board.people[s].agency == agency)
    return {s: sorted_pairs(chosen, s) for s in people}


def sorted_pairs(chosen: Sequence[Pair], specialist: str) -> list[Pair]:
    """A specialist's pairs by demand."""
    return sorted((p for p in chosen if p.specialist == specialist), key=lambda p: p.demand)


def _first(
    board: Board, agency: str, work: Sequence[tuple[str, list[Pair]]], lent: Lent
) -> dict[str, Split] | None:
    """The largest splits of the people left, beside what others are lent already."""
    if not work:
        return {}
    (who, pairs), rest = work[0], work[1:]
    for split in _in_time(board, pairs):
        away = tuple(
            sum(share[w] for share, p in zip(split, pairs, strict=True) if p.outsider)
            for w in range(board.horizon.weeks)
        )
        if any(broken_by_lending(board, agency, {**lent, who: away})):
            continue  # whoever comes next is lent some more
        others = _first(board, agency, rest, {**lent, who: away})
        if others is not None:
            return {who: split, **others}
    return None


def _in_time(board: Board, pairs: Sequence[Pair]) -> Iterator[Split]:
    """The splits of one specialist that find their blocks, the largest first."""
    for split in sorted(splits(board, pairs), reverse=True):
        if within_weekly_limit(board, pairs, split) and timetable(board, pairs, split) is not None:
            yield split
