"""Assignments for a forced set of pairs, so that a judge of finished plans can look at it.

A set may break any rule: then its blocks are what each pair would work if it were alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from scheduler.model import Horizon, PlannedAssignment, Pool
from tests.brute.board import Board, Pair
from tests.brute.rules import instrument_choice
from tests.brute.timetable import Split, Timetable, splits, timetable
from tests.builders import row

Ids = tuple[str, str]


def layouts(
    pool: Pool,
    pairs: Iterable[Ids],
    horizon: Horizon | None = None,
    *,
    every_split: bool = True,
) -> Iterator[tuple[PlannedAssignment, ...]]:
    """One set of assignments for every way (or for one) of sharing the effort among the weeks.

    Where a specialist's work fits in time under some split, only such splits are given; a pair
    that finds no room even alone gets the first blocks of its window.
    """
    board = Board(pool, horizon)
    chosen = [board.pairs[pair] for pair in sorted(pairs)]
    acts = _acts(board, chosen)
    ways = [
        _ways(board, [p for p in chosen if p.specialist == s], every_split)
        for s in sorted({p.specialist for p in chosen})
    ]
    for combination in product(*ways):
        blocks: dict[Ids, tuple[int, ...]] = {}
        for way in combination:
            blocks |= way
        yield tuple(
            row(
                pool,
                p.specialist,
                p.demand,
                blocks[p.specialist, p.demand],
                travel=p.charged,
                horizon=board.horizon,
                instrument=acts.get((p.specialist, p.demand)),
            )
            for p in chosen
        )


def _acts(board: Board, chosen: Sequence[Pair]) -> dict[Ids, str]:
    """The right instrument of each pair, or its first one where no choice keeps the ceilings."""
    needy = [p for p in chosen if p.acts]
    choice = instrument_choice(board, needy) or tuple(p.acts[0] for p in needy if p.acts)
    return {(p.specialist, p.demand): name for p, name in zip(needy, choice, strict=True)}


def _ways(
    board: Board, pairs: Sequence[Pair], every_split: bool
) -> list[dict[Ids, tuple[int, ...]]]:
    most = None if every_split else 1
    timely = (timetable(board, pairs, split) for split in splits(board, pairs))
    ways = list(islice((way for way in timely if way is not None), most))
    if not ways:
        ways = [_alone(board, pairs, split) for split in islice(splits(board, pairs), most)]
    if not ways:
        ways = [{p.demand: tuple(p.window[: p.effort]) for p in pairs}]
    return [{(p.specialist, p.demand): way[p.demand] for p in pairs} for way in ways]


def _alone(board: Board, pairs: Sequence[Pair], split: Split) -> Timetable:
    """Every pair in the first blocks it could have if the specialist did nothing else."""
    taken: Timetable = {}
    for pair, share in zip(pairs, split, strict=True):
        found = timetable(board, [pair], (share,))
        assert found is not None, "one pair alone always fits where its split has room"
        taken |= found
    return taken
