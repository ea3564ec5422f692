"""The layout of one busy specialist is the smallest there is.

The tiny pools seldom give anybody more than two demands; here one person has up to four, with
windows, sessions and absences that leave several timetables to choose from.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations
from random import Random

import pytest

from scheduler.model import Demand, Pool
from scheduler.solver import make_plan
from scheduler.solver.layout import Desk, Piece, lay_out
from tests.brute.board import Board, Pair
from tests.brute.timetable import Timetable, best_layout
from tests.builders import away_but, case, demand, pin, pool, session, specialist

SEEDS = 60
Cost = tuple[int, int, int, tuple[str, ...]]


def busy_pool(rng: Random, weeks: int) -> Pool:
    """One specialist who is pinned to two to four demands of two or three cases."""
    size = 10 * weeks
    free = [b for b in range(size) if rng.random() < 0.8]
    names = [f"d{i}" for i in range(rng.randint(2, 4))]
    grid = pool(weeks=weeks).horizon()
    return pool(
        specialist("s1", weekly_blocks=rng.choice((4, 6, 10)), max_cases=9),
        away_but("s1", free, weeks=weeks),
        [case(f"c{i}", matter=f"m{i}") for i in range(len(names))],
        [_demand(rng, name, f"c{i}", grid.size) for i, name in enumerate(names)],
        [pin("s1", name) for name in names],
        weeks=weeks,
    )


def _demand(rng: Random, name: str, case: str, size: int) -> Demand:
    blocks = [str(m) for m in pool(weeks=size // 10).horizon().blocks]
    first = rng.randrange(size - 2)
    last = rng.randint(first + 1, size - 1)
    if rng.random() < 0.2:
        return session(name, case, at=blocks[first])
    effort = rng.randint(1, min(4, last - first + 1))
    return demand(name, case, effort=effort, **{"from": blocks[first], "to": blocks[last]})


@pytest.mark.parametrize("weeks", [1, 2])
def test_the_solver_finds_the_smallest_layout(weeks: int) -> None:
    """Days on several cases, stretches, block numbers, sequence of ids: in this order."""
    compared = 0
    for seed in range(SEEDS):
        it = busy_pool(Random(f"layout/{weeks}/{seed}"), weeks)
        board = Board(it)
        pairs = list(board.pairs.values())
        best = best_layout(board, pairs, None)
        result = make_plan(it, board.horizon)
        if best is None or any(p.refusals for p in pairs):
            assert result.status == "infeasible"
            continue
        assert result.plan is not None
        number = board.horizon.block_number
        blocks = {a.demand: tuple(number[b] for b in a.blocks) for a in result.plan.assignments}
        assert blocks == best, seed
        compared += 1

    assert compared > SEEDS // 4


def test_a_timetable_that_begins_later_can_be_the_smallest() -> None:
    """Two half-days a week, five in all: Friday and Monday are one stretch, with a smaller sum."""
    it = pool(
        specialist("s1", weekly_blocks=2),
        case("c1"),
        demand("d1", "c1", effort=5),
        weeks=3,
    )
    board = Board(it)
    best = best_layout(board, list(board.pairs.values()), None)
    plan = make_plan(it, board.horizon).plan
    assert plan is not None
    number = board.horizon.block_number

    assert best == {"d1": (8, 9, 10, 11, 20)}
    assert {a.demand: tuple(number[b] for b in a.blocks) for a in plan.assignments} == best


@pytest.mark.parametrize("seed", range(12))
def test_the_reference_itself_is_the_smallest_of_all_timetables(seed: int) -> None:
    """Held against every order in which five blocks of a short week can be filled."""
    rng = Random(f"reference/{seed}")
    free = sorted(rng.sample(range(10), 6))
    it = pool(
        specialist("s1", weekly_blocks=rng.choice((4, 5, 10))),
        away_but("s1", free),
        [case("c1"), case("c2"), case("c3")],
        demand("d2", "c1", effort=2),
        demand("d1", "c2", effort=rng.randint(1, 2)),
        demand("d3", "c3", effort=1),
    )
    board = Board(it)
    pairs = list(board.pairs.values())
    every = list(_timetables(board, pairs, free))
    smallest = min(every, key=lambda t: _cost(board, pairs, t), default=None)

    assert best_layout(board, pairs, None) == smallest


def _timetables(board: Board, pairs: Sequence[Pair], free: Sequence[int]) -> Iterator[Timetable]:
    work = [p.demand for p in pairs for _ in range(p.effort)]
    if len(work) > board.people["s1"].weekly_blocks:
        return
    for order in set(permutations([*work, *[""] * (len(free) - len(work))])):
        yield {
            p.demand: tuple(b for b, name in zip(free, order, strict=True) if name == p.demand)
            for p in pairs
        }


def _cost(board: Board, pairs: Sequence[Pair], timetable: Timetable) -> Cost:
    name_at = {b: d for d, blocks in timetable.items() for b in blocks}
    case_of = {p.demand: p.case for p in pairs}
    day = [m.day for m in board.horizon.blocks]
    cases = [{case_of[name_at[b]] for b in name_at if day[b] == one} for one in sorted(set(day))]
    row = [name_at.get(b, "") for b in sorted(board.available["s1"])]
    stretches = sum(
        bool(name) and name != before for before, name in zip(["", *row], row, strict=False)
    )
    sequence = tuple(name_at.get(b, "") for b in range(board.horizon.size))
    return sum(len(c) > 1 for c in cases), stretches, sum(name_at), sequence


def test_a_dozen_pieces_alike_are_laid_out_at_once() -> None:
    """Twelve cases of one block in two weeks, in any order of whom: the smallest begins in order.

    Ten days hold twelve blocks, so two days have two cases; the first two do at least cost.
    """
    desk = Desk(tuple(range(20)), [b // 2 for b in range(20)], [b // 10 for b in range(20)], 12)
    alike = [Piece(job, job, 0, 20, 1) for job in range(12)]

    found = lay_out(desk, alike)

    assert sorted(found.values()) == list(range(12))
    assert [found[b] for b in sorted(found)] == list(range(12))
    days = [b // 2 for b in found]
    assert len(days) - len(set(days)) == 2
