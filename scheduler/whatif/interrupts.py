"""Ctrl-C, and a notebook's "interrupt kernel", as a wish to stop: what is known is kept.

The work runs in a thread of its own, so that the main thread hears the signal while an engine is
at work in native code, and no exception is raised in the midst of it or of an import.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

Stop = Callable[[], bool]
Result = TypeVar("Result")
POLL_SECONDS = 0.1


def never() -> bool:
    """Nobody wants to stop."""
    return False


def heeded(
    work: Callable[[Stop], Result],
    should_stop: Stop | None = None,
    meanwhile: Callable[[bool], None] = lambda is_stopping: None,
) -> Result:
    """The result of the work, which is told when to stop: by ``should_stop``, or by an interrupt.

    ``meanwhile`` is called in the main thread several times a second, and told whether an interrupt
    has been heard. A second interrupt is raised at once; the work, which was told to stop, ends by
    itself. In another thread than the main one there are no interrupts, and the work runs there.

    Raises:
        KeyboardInterrupt: of a second interrupt.
        whatever the work raises.
    """
    asked = should_stop or never
    if threading.current_thread() is not threading.main_thread():
        return work(asked)
    return _Heeding(work, asked, meanwhile).result()


@contextmanager
def heard(should_stop: Stop | None = None) -> Iterator[Stop]:
    """Within the block an interrupt is a wish to stop, as ``should_stop`` is; a second one is not.

    For work that waits for other processes; in another thread than the main one as in ``heeded``.
    """
    asked, stopping = should_stop or never, threading.Event()

    def on_interrupt() -> None:
        if stopping.is_set():
            raise KeyboardInterrupt
        stopping.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    with _interrupts(on_interrupt):
        yield lambda: stopping.is_set() or asked()


class _Heeding(Generic[Result]):
    """The work in its thread, and the main thread that waits for it."""

    def __init__(
        self, work: Callable[[Stop], Result], should_stop: Stop, meanwhile: Callable[[bool], None]
    ) -> None:
        self._work, self._should_stop, self._meanwhile = work, should_stop, meanwhile
        self._stopping, self._over = threading.Event(), threading.Event()
        self._results: list[Result] = []
        self._error: BaseException | None = None

    def result(self) -> Result:
        """What the work returned; what it raised is raised here."""
        # no daemon: should it be left to itself, Python waits for it at its end
        thread = threading.Thread(target=self._run, name="solve", daemon=False)
        with _interrupts(self._on_interrupt):
            try:
                thread.start()
                self._wait()
            except BaseException:  # the second interrupt: who works on is told so
                self._stopping.set()
                raise
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _wait(self) -> None:
        while True:
            try:
                # not by a join, which loses the thread where it is interrupted
                while not self._over.wait(POLL_SECONDS):
                    self._meanwhile(self._stopping.is_set())
                return
            except KeyboardInterrupt:  # by somebody else's handler of the signal
                self._on_interrupt()

    def _on_interrupt(self) -> None:
        if self._stopping.is_set():
            raise KeyboardInterrupt
        self._stopping.set()

    def _is_stopping(self) -> bool:
        return self._stopping.is_set() or self._should_stop()

    def _run(self) -> None:
        try:
            self._results.append(self._work(self._is_stopping))
        except BaseException as error:  # carried over to the main thread
            self._error = error
        finally:
            self._over.set()


@contextmanager
def _interrupts(on_interrupt: Callable[[], None]) -> Iterator[None]:
    """Within the block SIGINT is heard by us, unless somebody has plans of their own for it."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        on_interrupt()

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
