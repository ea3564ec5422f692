"""What a search asks of an engine, and what it may be told.

An engine's word is never passed on as it is: the search checks every solution against the program
in exact integers, and asks a second engine before it says "infeasible", or in certified mode
"optimal".
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.program import Objective, Program


class EngineError(RuntimeError):
    """An engine's answer broke the program it was given, or two engines contradict each other."""


class UnsettledError(EngineError):
    """The engines cannot tell within the work that was allowed."""


Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Limits:
    """When to stop: seconds of the clock, or deterministic work units; None is no such limit.

    ``gap``: the distance of value and bound, as a part of the value, that is good enough;
    ``enough``: a value that is, whatever the bound. HiGHS alone knows these two.
    """

    seconds: float | None = None
    work: float | None = None
    gap: float = 0.0
    seed: int = 0
    enough: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What came out. ``bound`` is on the objective, true, rounded to the safe side.

    ``work`` counts the deterministic units used, ``searched`` those without handing over: how hard
    the program was, whatever its size. Only CP-SAT says the latter.
    """

    status: Status
    solution: Ints | None
    bound: int | None
    work: float
    searched: float = 0.0


Stop = Callable[[], bool]
"""Says whether to stop; polled several times a second."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(frozen=True)
class Watch:
    """How a running solve is followed and stopped.

    ``report(value, bound)`` is called on news; ``stop()`` is polled a few times a second.
    """

    report: Callable[[int | None, int | None], None]
    stop: Stop


def rounded(bound: float, slack: float, *, up: bool) -> int:
    """A finite bound as an integer on the safe side: of a maximum (up), or of a minimum."""
    return math.floor(bound + slack) if up else math.ceil(bound - slack)


def safe_bound(objective: Objective, program: Program, bound: float, slack: float) -> int:
    """An engine's bound as an integer on the safe side, never weaker than the box's."""
    box = objective.box_bound(program)
    if not math.isfinite(bound) or abs(bound) >= 2**53:
        return box
    whole = rounded(bound, slack, up=objective.maximise)
    return min(box, whole) if objective.maximise else max(box, whole)


UNWATCHED = Watch(report=lambda value, bound: None, stop=never)


def weaker(objective: Objective, one: int, other: int) -> int:
    """The bound that both of two bounds stand for."""
    return max(one, other) if objective.maximise else min(one, other)


def tighter(objective: Objective, one: int, other: int) -> int:
    """The better of two true bounds."""
    return min(one, other) if objective.maximise else max(one, other)


def is_beyond(objective: Objective, value: int, bound: int) -> bool:
    """Whether a value passes a bound, so that one of the two is wrong."""
    return value > bound if objective.maximise else value < bound


def better(objective: Objective, known: int, found: int | None) -> int:
    """The better of a known value and one that may have been found."""
    return known if found is None or not is_beyond(objective, found, known) else found


def better_of(objective: Objective, known: Ints, found: Ints | None) -> Ints:
    """The better of a known solution and one that may have been found; the known one of equals."""
    if found is None or not is_beyond(objective, objective.value(found), objective.value(known)):
        return known
    return found


class Engine(Protocol):
    """Solves integer programs."""

    def __call__(
        self,
        program: Program,
        objective: Objective | None,
        hint: Ints | None,
        limits: Limits,
        watch: Watch,
    ) -> Outcome:
        """Solve for the objective, or for any solution when there is none."""
        ...
