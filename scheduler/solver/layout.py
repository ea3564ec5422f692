"""When each person works, given who serves what: the unique best timetable of one specialist.

Minimise first the days on more than one case, then the stretches, then the sum of the block
numbers used; of what is left take the smallest sequence of demand ids over the blocks, an idle
block before every id. A* over (block, work left, what was done last, case of the day, blocks of
the week): the estimate counts the stretches that must still begin and the earliest blocks that can
still be used. The queue is ordered by estimate, then by the sequence so far, and a sequence that
begins another one sorts before it: so the first timetable that is complete is the one sought.
The estimate does not know how long a stretch has been, so it can fall by more than a step costs,
and the best way to a state need not come first: a better one that comes later is followed too.

Pieces that are alike but for their names, each the only one of its case, may change places at no
cost. The smallest sequence begins them in the order of their names, so no other order is tried.
"""

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

IDLE = -1
MIXED = -2
Cost = tuple[int, int, int]


@dataclass(frozen=True)
class Piece:
    """Work that must be done inside [start, stop): ``blocks`` of demand number ``job``.

    A demand split over weeks comes as a piece a week. Jobs are numbered in id order.
    """

    job: int
    case: int
    start: int
    stop: int
    blocks: int


@dataclass(frozen=True)
class Desk:
    """Where one specialist works: available blocks in order, day and week of each block.

    ``weekly`` is the number of blocks released a week.
    """

    blocks: tuple[int, ...]
    day: Sequence[int]
    week: Sequence[int]
    weekly: int


@dataclass(frozen=True)
class _State:
    """A timetable up to (not including) the available block at ``position``."""

    position: int
    left: tuple[int, ...]
    last: int
    case_today: int
    used: int


def lay_out(desk: Desk, pieces: Sequence[Piece]) -> dict[int, int]:
    """Block number to job of the best timetable.

    Raises:
        ValueError: the work does not fit; a plan that keeps the time rules never comes to this.
    """
    search = _Search(desk, tuple(pieces))
    start = _State(0, tuple(p.blocks for p in pieces), IDLE, IDLE, 0)
    if not search.fits(start):
        raise ValueError("the work does not fit into the available blocks")
    queue: list[tuple[Cost, tuple[int, ...], Cost, _State]] = [
        (search.estimate(start), (), (0, 0, 0), start)
    ]
    ways: dict[_State, tuple[Cost, tuple[int, ...]]] = {}
    while queue:
        _, sequence, cost, state = heapq.heappop(queue)
        if not any(state.left):
            return {desk.blocks[i]: job for i, job in enumerate(sequence) if job != IDLE}
        if state in ways and ways[state] <= (cost, sequence):
            continue
        ways[state] = cost, sequence
        for job, step, following in search.moves(state):
            way = _sum(cost, step), (*sequence, job)
            if (following in ways and ways[following] <= way) or not search.fits(following):
                continue
            guess = _sum(way[0], search.estimate(following))
            heapq.heappush(queue, (guess, way[1], way[0], following))
    raise ValueError("the work does not fit into the available blocks")


def _sum(a: Cost, b: Cost) -> Cost:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


class _Search:
    """Moves, estimates and dead ends of one specialist's timetable."""

    def __init__(self, desk: Desk, pieces: tuple[Piece, ...]) -> None:
        self._desk, self._pieces = desk, pieces
        self._stops = sorted({p.stop for p in pieces})
        asked: dict[int, int] = {}
        for week in set(desk.week):
            asked[week] = sum(
                min(p.blocks, sum(1 for b in desk.blocks if desk.week[b] == week))
                for p in pieces
                if any(desk.week[b] == week for b in range(p.start, p.stop))
            )
        self._sums: dict[tuple[int, int], list[int]] = {}
        self._rooms: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._longest = self._longest_run()
        self._limited = {week for week, blocks in asked.items() if blocks > desk.weekly}
        self._before = self._alike_before()

    def moves(self, state: _State) -> Iterator[tuple[int, Cost, _State]]:
        """(job or IDLE, its cost, the state after it) at the next available block."""
        desk = self._desk
        if state.position == len(desk.blocks):
            return
        block = desk.blocks[state.position]
        following = state.position + 1
        ends_day = ends_week = True
        if following < len(desk.blocks):
            ends_day = desk.day[desk.blocks[following]] != desk.day[block]
            ends_week = desk.week[desk.blocks[following]] != desk.week[block]
        today = IDLE if ends_day else state.case_today
        used = 0 if ends_week else state.used
        yield IDLE, (0, 0, 0), _State(following, state.left, IDLE, today, used)
        limited = desk.week[block] in self._limited
        if limited and state.used >= desk.weekly:
            return
        for i, piece in enumerate(self._pieces):
            if not state.left[i] or not piece.start <= block < piece.stop or self._waits(i, state):
                continue
            left = (*state.left[:i], state.left[i] - 1, *state.left[i + 1 :])
            mixes = state.case_today not in (IDLE, MIXED, piece.case)
            case = MIXED if mixes or state.case_today == MIXED else piece.case
            cost = (int(mixes), int(state.last != piece.job), block)
            yield (
                piece.job,
                cost,
                _State(
                    following,
                    left,
                    piece.job,
                    IDLE if ends_day else case,
                    0 if ends_week or not limited else state.used + 1,
                ),
            )

    def _alike_before(self) -> list[int]:
        """Of each piece the one alike that comes before it by name, or -1."""
        pieces, before = self._pieces, [-1] * len(self._pieces)
        of_case = Counter(p.case for p in pieces)
        last: dict[tuple[int, int, int], int] = {}
        for i in sorted(range(len(pieces)), key=lambda i: pieces[i].job):
            p = pieces[i]
            if of_case[p.case] == 1:
                before[i] = last.get((p.start, p.stop, p.blocks), -1)
                last[p.start, p.stop, p.blocks] = i
        return before

    def _waits(self, i: int, state: _State) -> bool:
        """Whether a piece is not begun because one alike, which comes before it, is not either."""
        before = self._before[i]
        return (
            before >= 0
            and state.left[i] == self._pieces[i].blocks
            and state.left[before] == self._pieces[before].blocks
        )

    def estimate(self, state: _State) -> Cost:
        """A cost that nothing complete from here on can undercut."""
        left = dict.fromkeys((p.job for p in self._pieces), 0)
        for piece, blocks in zip(self._pieces, state.left, strict=True):
            left[piece.job] += blocks
        stretches = 0
        for job, blocks in left.items():
            begun = self._longest if job == state.last else 0
            stretches += -(-max(0, blocks - begun) // self._longest)
        return 0, stretches, self._earliest(state.position, state.used)[sum(state.left)]

    def fits(self, state: _State) -> bool:
        """Whether the work due by each end of a window still finds blocks before it."""
        for stop, room in self._room(state.position, state.used):
            due = sum(
                blocks for p, blocks in zip(self._pieces, state.left, strict=True) if p.stop <= stop
            )
            if due > room:
                return False
        return True

    def _open_blocks(self, position: int, used: int) -> list[int]:
        """The earliest blocks that the limit by week leaves, from a position on."""
        desk = self._desk
        if position == len(desk.blocks):
            return []
        taken = {desk.week[desk.blocks[position]]: used}
        blocks = []
        for block in desk.blocks[position:]:
            week = desk.week[block]
            if taken.setdefault(week, 0) < desk.weekly:
                taken[week] += 1
                blocks.append(block)
        return blocks

    def _earliest(self, position: int, used: int) -> list[int]:
        """Sum of the 0, 1, 2, ... earliest blocks that are left from a position on."""
        if (position, used) not in self._sums:
            blocks = self._open_blocks(position, used)
            self._sums[position, used] = list(accumulate(blocks, initial=0))
        return self._sums[position, used]

    def _room(self, position: int, used: int) -> list[tuple[int, int]]:
        """(end of a window, blocks left before it) for every end, under the limit by week."""
        if (position, used) not in self._rooms:
            blocks = self._open_blocks(position, used)
            self._rooms[position, used] = [
                (stop, sum(1 for b in blocks if b < stop)) for stop in self._stops
            ]
        return self._rooms[position, used]

    def _longest_run(self) -> int:
        """The most blocks that one stretch can have under the limit by week.

        A run goes on into another week only from the last block of one to the first of the next;
        a week with more blocks than are released cannot be crossed.
        """
        desk, best, run = self._desk, 1, 0
        for week in sorted(set(desk.week)):
            there = sum(1 for b in desk.blocks if desk.week[b] == week)
            most = min(there, desk.weekly)
            best = max(best, run + most)
            run = run + there if there <= desk.weekly else most
        return best
