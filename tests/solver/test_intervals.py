"""The interval rows that are kept say exactly what all of them say."""

from functools import partial
from itertools import combinations, permutations, product
from random import Random

import numpy as np
import pytest

from scheduler.solver import intervals
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.groups import Groups
from scheduler.solver.intervals import IntervalRows, interval_rows

BLOCKS = 6
Work = list[tuple[int, int, int]]


def some_work(rng: Random) -> Work:
    """Up to five pieces: start, stop, blocks."""
    windows = [sorted(rng.sample(range(BLOCKS + 1), 2)) for _ in range(rng.randint(0, 5))]
    return [(a, b, rng.randint(1, 3)) for a, b in windows]


def some_room(rng: Random) -> Ints:
    """Available blocks from block to block, up to a limit."""
    before = np.cumsum([0, *(rng.randint(0, 1) for _ in range(BLOCKS))])
    room: Ints = np.minimum(before[None, :] - before[:, None], rng.randint(1, BLOCKS))
    return room


def rows(work: Work, room: Ints) -> list[tuple[tuple[int, ...], int]]:
    """(pieces, room) of each row."""
    start, stop, most = np.array(work, dtype=np.int64).reshape(-1, 3).T
    nobody_else = np.zeros(len(work), dtype=np.int64)
    found = interval_rows(nobody_else, start, stop, most, partial(indexed, room[None]))
    return told(found)


def indexed(room: Ints, s: Ints, a: Ints, b: Ints) -> Ints:
    """The room that each has in [a, b)."""
    there: Ints = room[s, a, b]
    return there


def told(found: IntervalRows) -> list[tuple[tuple[int, ...], int]]:
    """(pieces, room) of each row."""
    pieces = Groups.of(found.row, len(found.room))
    limits = enumerate(found.room.tolist())
    return [(tuple(found.work[pieces[row]].tolist()), limit) for row, limit in limits]


@pytest.mark.parametrize("seed", range(60))
def test_the_rows_hold_exactly_when_no_interval_overflows(seed: int) -> None:
    """For every choice of pieces."""
    rng = Random(seed)
    work = some_work(rng)
    room = some_room(rng)
    kept = rows(work, room)
    for chosen in product((0, 1), repeat=len(work)):
        blocks = [n * on for (_, _, n), on in zip(work, chosen, strict=True)]
        fits = all(
            sum(n for (c, d, _), n in zip(work, blocks, strict=True) if a <= c and d <= b)
            <= int(room[a, b])
            for a, b in combinations(range(BLOCKS + 1), 2)
        )
        assert fits == all(sum(blocks[p] for p in pieces) <= limit for pieces, limit in kept)


@pytest.mark.parametrize("seed", range(60))
def test_no_row_is_implied_by_another(seed: int) -> None:
    """No other row has as little room for the same work and more."""
    rng = Random(seed)
    kept = rows(some_work(rng), some_room(rng))
    for (pieces, limit), (others, less) in permutations(kept, 2):
        assert not (set(pieces) <= set(others) and less <= limit)


@pytest.mark.parametrize("at_once", [1, 2**20])
def test_of_several_each_has_the_rows_of_their_own(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at one by one or all together, with those who have no work in between."""
    monkeypatch.setattr(intervals, "AT_ONCE", at_once)
    kept = 0
    for seed in range(40):
        rng = Random(f"several/{seed}")
        works = [some_work(rng) for _ in range(5)]
        rooms = np.stack([some_room(rng) for _ in works])
        owner = np.repeat(np.arange(len(works)), [len(work) for work in works])
        pieces = [piece for work in works for piece in work]
        start, stop, most = np.array(pieces, dtype=np.int64).reshape(-1, 3).T
        found = interval_rows(owner, start, stop, most, partial(indexed, rooms))
        first = np.cumsum([0, *(len(work) for work in works)])
        expected = [
            (tuple(int(first[s]) + n for n in own), limit)
            for s, work in enumerate(works)
            for own, limit in rows(work, rooms[s])
        ]
        assert told(found) == expected
        kept += len(expected)
    assert kept > 60


def test_work_that_cannot_overflow_has_no_row() -> None:
    """Three blocks in three; one more and there is one row."""
    room = np.full((BLOCKS + 1, BLOCKS + 1), 3)

    assert rows([(0, 4, 2), (1, 3, 1)], room) == []
    assert rows([(0, 4, 3), (1, 3, 1)], room) == [((0, 1), 3)]
