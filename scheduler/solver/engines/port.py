"""What a search asks of an engine, and what it may be told.

An engine's word is never passed on as it is: the search checks every solution against the program
in exact integers, and an "infeasible" is asked twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.program import Objective, Program

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


@dataclass(frozen=True)
class Limits:
    """When to stop: seconds of the clock, or deterministic work units; None is no such limit."""

    seconds: float | None = None
    work: float | None = None
    seed: int = 0
    workers: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came out. ``bound`` is on the objective, true, rounded to the safe side.

    ``work`` counts the deterministic units used.
    """

    status: Status
    solution: Ints | None
    bound: int | None
    work: float


@dataclass(frozen=True)
class Watch:
    """How a running solve is followed and stopped.

    ``report(value, bound)`` is called on news; ``stop()`` is polled a few times a second.
    """

    report: Callable[[int | None, int | None], None]
    stop: Callable[[], bool]


UNWATCHED = Watch(report=lambda value, bound: None, stop=lambda: False)


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
