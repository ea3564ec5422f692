"""Small programs that are tried side by side, one in each thread."""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event
from types import TracebackType
from typing import Generic, Self, TypeVar

from scheduler.solver.engines.port import Stop

POLL_SECONDS = 0.1

Job = TypeVar("Job")
Tried = TypeVar("Tried")


class Trials(Generic[Job, Tried]):
    """A context in which ``attempt`` runs in threads; leaving it tells those at work to stop.

    It is given a job, a seed, and what tells whether to end early. With one thread, what comes back
    does not depend on the clock.
    """

    def __init__(self, threads: int, attempt: Callable[[Job, int, Stop], Tried], seed: int) -> None:
        self._pool, self._threads = ThreadPoolExecutor(threads), threads
        self._attempt, self.seed, self._ending = attempt, seed, Event()
        self._at_hand: dict[Future[Tried], Job] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._pool.shutdown()

    @property
    def at_hand(self) -> list[Job]:
        """Those that are being tried."""
        return list(self._at_hand.values())

    @property
    def has_room(self) -> bool:
        """Whether a thread has nothing to do."""
        return len(self._at_hand) < self._threads

    def stop(self) -> None:
        """Tell those at work to end with what they have."""
        self._ending.set()

    def start(self, job: Job) -> None:
        """Try one more."""
        self.seed = (self.seed + 1) % 2**31
        self._at_hand[self._pool.submit(self._attempt, job, self.seed, self._ending.is_set)] = job

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
