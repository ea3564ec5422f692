"""Neighbourhoods that are tried side by side, one in each thread."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from types import TracebackType
from typing import Self

from scheduler.solver.drawing import Drawn
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Outcome, Stop

POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Tried:
    """What came of one neighbourhood of a solution ``base``: another solution or None.

    ``outcome`` is that of the small program.
    """

    drawn: Drawn
    base: Ints
    found: Ints | None
    outcome: Outcome


Try = Callable[[Ints, Drawn, int, Stop], Tried]
"""Solves a neighbourhood of a solution, with a seed, and ends early where it is told to stop."""


class Trials:
    """A context in which ``attempt`` runs in threads; leaving it tells those at work to stop.

    With one thread, what comes back does not depend on the clock.
    """

    def __init__(self, threads: int, attempt: Try, seed: int) -> None:
        self._pool, self._threads = ThreadPoolExecutor(threads), threads
        self._attempt, self.seed, self._ending = attempt, seed, Event()
        self._at_hand: dict[Future[Tried], Drawn] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._pool.shutdown()

    @property
    def at_hand(self) -> list[Drawn]:
        """Those that are being tried."""
        return list(self._at_hand.values())

    @property
    def has_room(self) -> bool:
        """Whether a thread has nothing to do."""
        return len(self._at_hand) < self._threads

    def start(self, solution: Ints, drawn: Drawn) -> None:
        """Try one more neighbourhood of a solution."""
        self.seed = (self.seed + 1) % 2**31
        task = self._pool.submit(self._attempt, solution, drawn, self.seed, self._ending.is_set)
        self._at_hand[task] = drawn

    def ended(self) -> list[Tried]:
        """Those that have ended since, once one has or some time is over.

        Raises:
            EngineError: of one of them.
        """
        done = wait(self._at_hand, POLL_SECONDS, FIRST_COMPLETED).done
        ended = [task for task in self._at_hand if task in done]
        for task in ended:
            del self._at_hand[task]
        return [task.result() for task in ended]
