"""Which instrument each assigned outsider works under.

Among the choices that keep every ceiling, the smallest in id order, pairs by specialist, then
demand: a depth-first search that takes the first instrument with room and goes back only where the
rest can no longer be placed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.model import Instrument


@dataclass(frozen=True)
class ActChoice:
    """One pair's effort in blocks, and the instruments it could use, in id order."""

    effort: int
    acts: tuple[Instrument, ...]


def choose_instruments(choices: Sequence[ActChoice]) -> list[Instrument] | None:
    """The smallest choice that keeps every ceiling; None when there is none.

    States (pair, room left) from which the rest cannot be placed are remembered.
    """
    left: dict[str, int] = {}
    for choice in choices:
        for act in choice.acts:
            if act.blocks_left is not None:
                left[act.instrument] = act.blocks_left
    tried = [0] * len(choices)
    dead: set[tuple[int, tuple[int, ...]]] = set()
    i = 0
    while i < len(choices):
        choice, room = choices[i], (i, tuple(left.values()))
        while tried[i] < len(choice.acts) and not _has_room(choice.acts[tried[i]], choice, left):
            tried[i] += 1
        if tried[i] < len(choice.acts) and room not in dead:
            _take(choice.acts[tried[i]], choice.effort, left)
            i += 1
            continue
        dead.add(room)
        tried[i] = 0
        i -= 1
        if i < 0:
            return None
        _take(choices[i].acts[tried[i]], -choices[i].effort, left)
        tried[i] += 1
    return [choice.acts[k] for choice, k in zip(choices, tried, strict=True)]


def _has_room(act: Instrument, choice: ActChoice, left: dict[str, int]) -> bool:
    return act.blocks_left is None or left[act.instrument] >= choice.effort


def _take(act: Instrument, effort: int, left: dict[str, int]) -> None:
    if act.blocks_left is not None:
        left[act.instrument] -= effort
