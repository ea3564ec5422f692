"""Who carries tasks out: processes of our own, an executor that is lent to us, a Dask cluster.

All of them are ``concurrent.futures`` executors and get the same function with the same data.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Protocol

from scheduler.model import RequestError, SchedulerError
from scheduler.whatif.sweeps.task import Found, Task, carry_out

if TYPE_CHECKING:
    from distributed import Client

ORPHANED = 3
"""Exit code of a process whose parent is gone."""
CONNECT_S = 20
"""Seconds that a cluster has to answer, and then to have a worker."""
RETRIES = 2
"""How often a cluster begins a task again whose worker it has lost, beyond its own allowance."""


class Crew(Protocol):
    """Whoever carries tasks out."""

    @property
    def width(self) -> int:
        """How many tasks at a time keep everybody busy; no more of them are held."""

    def submit(self, task: Task) -> "Future[Found]":
        """Begin a task.

        Raises:
            BrokenExecutor: somebody died; ``renew`` before the next one.
        """

    def renew(self) -> bool:
        """Have everybody alive again after somebody died; False where that is not ours to do."""

    def close(self) -> None:
        """Stop what still runs and let everybody go."""


class OwnProcesses:
    """Spawned processes of this machine. They end with their parent, even one that is killed."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        # nothing is sent down to them: that their end of it closes is the word to stop
        self._here, self._there = multiprocessing.get_context("spawn").Pipe()
        self._executor = self._begun()

    def _begun(self) -> ProcessPoolExecutor:
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, spawn, _begin, (self._there,))

    @property
    def width(self) -> int:
        """One more than there are processes, so that none waits for the next task."""
        return self._workers + 1

    def submit(self, task: Task) -> "Future[Found]":
        """Begin a task."""
        return self._executor.submit(_carry_out_here, task)

    def renew(self) -> bool:
        """New processes in place of all.

        Raises:
            SchedulerError: none has ever come up, so none will.
        """
        self._executor.shutdown(wait=True)
        if not self._here.poll():
            raise SchedulerError("sweep.no_process")
        self._executor = self._begun()
        return True

    def close(self) -> None:
        """Have running solves stop, which takes them half a second, and end the processes."""
        self._here.close()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._there.close()


_stop = threading.Event()
"""In a process of ours: whether it has been told to stop."""


def _begin(parent: Connection) -> None:
    """Make a process ready: the keyboard is the parent's business, and so is the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent.send_bytes(b"up")
    threading.Thread(target=_listen, args=(parent,), daemon=True).start()


def _listen(parent: Connection) -> None:
    try:
        parent.recv_bytes()
    except (EOFError, OSError):
        _stop.set()
    family = multiprocessing.parent_process()
    assert family is not None, "only spawned processes listen"
    family.join()
    os._exit(ORPHANED)  # the parent is gone: nobody waits for a result


def _carry_out_here(task: Task) -> Found:
    return carry_out(task, _stop.is_set)


class LentExecutor:
    """Somebody else's executor: it is neither mended nor shut down here."""

    def __init__(self, executor: Executor, workers: int) -> None:
        self._executor = executor
        self._workers = workers
        self._running: set[Future[Found]] = set()

    @property
    def width(self) -> int:
        """One more than the workers."""
        return self._workers + 1

    def submit(self, task: Task) -> "Future[Found]":
        """Begin a task."""
        future = self._executor.submit(carry_out, task)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    def renew(self) -> bool:
        """False: whoever lent it must."""
        return False

    def close(self) -> None:
        """Take back what has not begun; what runs is left to run out."""
        for future in list(self._running):
            future.cancel()


class Cluster(LentExecutor):
    """A Dask cluster at an address. It begins anew by itself what a lost worker had."""

    def __init__(self, address: str) -> None:
        self._client = _client(address)
        super().__init__(self._client.get_executor(pure=False, retries=RETRIES), 1)

    @property
    def width(self) -> int:
        """Twice the threads that the cluster has now, since tasks take their time to travel."""
        threads: dict[str, int] = self._client.nthreads()
        return 2 * max(1, sum(threads.values()))

    def close(self) -> None:
        """Take back what is not done, and leave the cluster."""
        super().close()
        self._client.close()


def _client(address: str) -> "Client":
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise RequestError("sweep.no_dask") from None
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RequestError("sweep.no_cluster", address=address, why=str(error)) from None
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError:
        client.close()
        raise RequestError("sweep.no_cluster", address=address, why="0 workers") from None
    return client


def crew(executor: Executor | str | None, workers: int | None) -> Crew:
    """Who is meant: None our own processes, a text a Dask cluster's address, else an executor.

    Raises:
        RequestError: there is no such cluster, or fewer than one worker is asked for.
    """
    if workers is not None and workers < 1:
        raise RequestError("sweep.workers", workers=workers)
    if isinstance(executor, str):
        return Cluster(executor)
    count = workers or os.cpu_count() or 1
    return OwnProcesses(count) if executor is None else LentExecutor(executor, count)
