"""When one specialist could work a set of demands: all weekly splits, and the best layout.

A split says how many blocks of each demand fall in each week. Whether a split finds its blocks is
tried week by week with augmenting paths; the best layout is a search over the blocks in order.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from tests.brute.board import Board, Pair

Split = tuple[tuple[int, ...], ...]
"""Blocks by demand (in the order of the pairs) and week."""
Timetable = dict[str, tuple[int, ...]]
"""Demand to its block numbers."""


def splits(board: Board, pairs: Sequence[Pair]) -> Iterator[Split]:
    """Every way to share each pair's effort among the weeks, each pair looked at alone."""
    yield from product(*(list(_shares(board, pair)) for pair in pairs))


def _shares(board: Board, pair: Pair) -> Iterator[tuple[int, ...]]:
    there = board.available[pair.specialist] & set(pair.window)
    room = [len(there & set(week)) for week in board.horizon.week_ranges]
    for share in product(*(range(n + 1) for n in room)):
        if sum(share) == pair.effort:
            yield share


def within_weekly_limit(board: Board, pairs: Sequence[Pair], split: Split) -> bool:
    """Whether no week holds more blocks than are released."""
    limits = [board.people[pair.specialist].weekly_blocks for pair in pairs]
    return all(
        sum(share[w] for share in split) <= min(limits, default=0)
        for w in range(board.horizon.weeks)
    )


def timetable(board: Board, pairs: Sequence[Pair], split: Split) -> Timetable | None:
    """Blocks for every pair of one specialist under a split, or None when there are none."""
    taken: Timetable = {pair.demand: () for pair in pairs}
    for w, week in enumerate(board.horizon.week_ranges):
        units = [pair for pair, share in zip(pairs, split, strict=True) for _ in range(share[w])]
        found = _match(board, units, set(week))
        if found is None:
            return None
        for block, unit in found.items():
            taken[units[unit].demand] += (block,)
    return {demand: tuple(sorted(blocks)) for demand, blocks in taken.items()}


def _match(board: Board, units: Sequence[Pair], week: set[int]) -> dict[int, int] | None:
    """Block to unit of work, every unit in its own available block of its window."""
    holder: dict[int, int] = {}

    def place(unit: int, seen: set[int]) -> bool:
        pair = units[unit]
        for block in sorted(board.available[pair.specialist] & set(pair.window) & week):
            if block in seen:
                continue
            seen.add(block)
            if block not in holder or place(holder[block], seen):
                holder[block] = unit
                return True
        return False

    return holder if all(place(unit, set()) for unit in range(len(units))) else None


def best_layout(board: Board, pairs: Sequence[Pair], split: Split | None) -> Timetable | None:
    """The layout of one specialist that the problem's page calls best, or None without any.

    Fewest days with more than one case, then fewest stretches, then smallest sum of block
    numbers, then smallest sequence of demand ids. Without a split the weeks are free up to
    the weekly limit; with one they are kept.
    """
    if not pairs:
        return {}
    grid, me = board.horizon, pairs[0].specialist
    available, limit = board.available[me], board.people[me].weekly_blocks
    order = sorted(range(len(pairs)), key=lambda i: pairs[i].demand)
    week_of, size = grid.week_of_block, grid.size
    Cost = tuple[int, int, int, tuple[str, ...]]

    @cache
    def rest(
        block: int,
        left: tuple[int, ...],
        last: str,
        today: frozenset[str],
        used: tuple[int, ...],
    ) -> Cost | None:
        """The cheapest way to go on from a block; ``used`` counts this week's blocks by pair."""
        if block == size:
            if any(left) or not _week_is_kept(split, week_of[block - 1], used):
                return None
            return (0, 0, 0, ())
        if block and week_of[block] != week_of[block - 1]:
            if not _week_is_kept(split, week_of[block - 1], used):
                return None
            used = (0,) * len(pairs)
        if block == 0 or grid.blocks[block].day != grid.blocks[block - 1].day:
            today = frozenset()
        best: Cost | None = None
        if block not in available:
            return _after(rest(block + 1, left, last, today, used), (0, 0, 0, ""))
        best = _after(rest(block + 1, left, "", today, used), (0, 0, 0, ""))
        for i in order:
            pair = pairs[i]
            if not left[i] or block not in pair.window or sum(used) == limit:
                continue
            second_case = len(today) == 1 and pair.case not in today
            step = (int(second_case), int(last != pair.demand), block, pair.demand)
            go_on = rest(
                block + 1,
                tuple(n - (k == i) for k, n in enumerate(left)),
                pair.demand,
                today | {pair.case},
                tuple(n + (k == i) for k, n in enumerate(used)),
            )
            cost = _after(go_on, step)
            if cost is not None and (best is None or cost < best):
                best = cost
        return best

    whole = rest(0, tuple(p.effort for p in pairs), "", frozenset(), (0,) * len(pairs))
    if whole is None:
        return None
    return {
        p.demand: tuple(b for b, name in enumerate(whole[3]) if name == p.demand) for p in pairs
    }


def _week_is_kept(split: Split | None, week: int, used: tuple[int, ...]) -> bool:
    return split is None or all(share[week] == n for share, n in zip(split, used, strict=True))


def _after(
    rest: tuple[int, int, int, tuple[str, ...]] | None, step: tuple[int, int, int, str]
) -> tuple[int, int, int, tuple[str, ...]] | None:
    if rest is None:
        return None
    return (rest[0] + step[0], rest[1] + step[1], rest[2] + step[2], (step[3], *rest[3]))
