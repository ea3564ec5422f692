"""Every irreducible conflict among wishes that cannot all be met, and every least way out.

A conflict is irreducible: without any one of its members the others can hold together. A way out
takes away as little as can be: the rest holds, and with any of what is taken away it would not.
Wishes only ever narrow what a plan may be, so what holds still holds with fewer of them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from scheduler.solver.unexplored import Unexplored

Wish = TypeVar("Wish")


@dataclass(frozen=True)
class Conflicts(Generic[Wish]):
    """Irreducible conflicts among wishes, and the ways out that were found on the way.

    Members stand in the order of the wishes. ``is_complete``: there is no other conflict, and then
    no other way out either.
    """

    conflicts: tuple[tuple[Wish, ...], ...]
    ways_out: tuple[tuple[Wish, ...], ...]
    is_complete: bool


def conflicts_among(
    wishes: Sequence[Wish], can_hold: Callable[[Collection[Wish]], bool], most: int
) -> Conflicts[Wish]:
    """At most so many irreducible conflicts; none where all wishes can hold together."""
    left, every = Unexplored(len(wishes)), frozenset(range(len(wishes)))
    conflicts, ways_out = list[frozenset[int]](), list[frozenset[int]]()

    def holds(numbers: Collection[int]) -> bool:
        return can_hold([wishes[n] for n in sorted(numbers)])

    while (asked := left.largest()) is not None:
        if holds(asked):
            # the largest of what is left: whatever contains it has a known conflict
            ways_out.append(every - asked)
            if asked == every:
                break
            left.rule_in(asked)
            continue
        if len(conflicts) == most:
            break
        conflicts.append(_irreducible(asked, holds))
        left.rule_out(conflicts[-1])
    is_complete = asked is None or asked == every
    return Conflicts(
        conflicts=tuple(_told(wishes, c) for c in conflicts),
        ways_out=tuple(_told(wishes, w) for w in ways_out if w),
        is_complete=is_complete,
    )


def _irreducible(
    numbers: Collection[int], holds: Callable[[Collection[int]], bool]
) -> frozenset[int]:
    """Some of these, which cannot hold, less as many as can be left out."""
    kept = frozenset(numbers)
    for number in sorted(numbers):
        if not holds(kept - {number}):
            kept -= {number}
    return kept


def _told(wishes: Sequence[Wish], numbers: Collection[int]) -> tuple[Wish, ...]:
    return tuple(wishes[n] for n in sorted(numbers))
