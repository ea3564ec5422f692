"""Independent questions answered here or by several processes, always in their order.

What comes out does not depend on how many processes there are. A stop keeps what is answered; the
question at hand is not, and has no answer. The processes hear no Ctrl-C: that is this one's
business. They are gone when the answers are there, and they end with this process, even when it is
killed.
"""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from multiprocessing import connection, resource_tracker
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from scheduler.model import SchedulerError
from scheduler.solver.engines.stopping import StoppedError

Question = TypeVar("Question")
Answer = TypeVar("Answer")
OnAnswer = Callable[[int, int], None]
"""Hears how many questions are answered, of how many; first that none is."""
IsCancelled = Callable[[], bool]
"""Says whether no more answers are wanted; polled a few times a second."""

ORPHANED = 3
"""Exit code of a process whose parent is gone."""
POLL_S = 0.1
STOP_S = 1.0
"""Seconds within which a stop is heard that has ended another process already."""


def never() -> bool:
    """Nobody stops the work."""
    return False


def answered(
    questions: Sequence[Question],
    here: Callable[[Question], Answer],
    begin: Callable[[], Callable[[Question], Answer]],
    *,
    workers: int = 1,
    on_answer: OnAnswer | None = None,
    is_cancelled: IsCancelled = never,
) -> list[Answer]:
    """The answers, all of them or, after a stop, the first ones.

    ``here`` answers in this process. ``begin`` is called once in each other one, to which it is
    sent, and returns what answers there. A stop ends them; ``here`` is ended by what it asks, where
    that is ``stoppable``.

    Raises:
        SchedulerError: another process has ended before it answered, or none has come up.
        whatever an answer raises.
    """
    count = min(workers, len(questions))
    found = (here(one) for one in questions)
    if count > 1:
        found = _apart(questions, begin, count, is_cancelled)
    answers = list[Answer]()
    if on_answer is not None:
        on_answer(0, len(questions))
    with closing(found):
        try:
            for answer in found:
                answers.append(answer)
                if on_answer is not None:
                    on_answer(len(answers), len(questions))
                if is_cancelled():
                    break
        except StoppedError:  # in the midst of an answer
            pass
        except _LostError as lost:
            # what stops this process may have been sent to all, and here it is heard last
            if not _within(STOP_S, is_cancelled):
                code = "explain.process_lost" if lost.was_up else "sweep.no_process"
                raise SchedulerError(code, workers=count) from None
    return answers


class _LostError(Exception):
    """A process has ended without an answer."""

    def __init__(self, was_up: bool) -> None:
        super().__init__(was_up)
        self.was_up = was_up


def _within(seconds: float, is_so: Callable[[], bool]) -> bool:
    """Whether it is so, or comes to be."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() >= end:
            return False
        time.sleep(0.05)
    return True


def _apart(
    questions: Sequence[Question],
    begin: Callable[[], Callable[[Question], Answer]],
    workers: int,
    is_cancelled: IsCancelled,
) -> Generator[Answer, None, None]:
    """The answers of other processes, in the order of the questions.

    Raises:
        StoppedError: somebody wants to stop while they are at work.
    """
    with ExitStack() as stack:
        helpers = dict[Any, _Helper]()
        for _ in range(workers):
            helper = _Helper()
            stack.callback(helper.end)
            helpers[helper.pipe] = helper
        waiting = iter(enumerate(questions))
        found = dict[int, Answer]()
        for place in range(len(questions)):
            while place not in found:
                if is_cancelled():
                    raise StoppedError
                for pipe in connection.wait(list(helpers), POLL_S):
                    helper = helpers[pipe]
                    answer = helper.hear(begin)
                    if answer is not None:
                        found[answer[0]] = answer[1]
                    if (following := next(waiting, None)) is not None:
                        helper.ask(following)
            yield found.pop(place)


class _Helper:
    """A process that answers, and this one's end of the pipe between them."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self._is_up = False
        # a daemon, so that it never outlives this process's end
        self._process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
        try:
            with _no_interrupt():
                self._process.start()
        finally:
            theirs.close()  # so that the end of the process is the end of what we read

    def hear(self, begin: Callable[[], Any]) -> tuple[int, Any] | None:
        """An answer with its place, or None from a process that has come up and begins now.

        Raises:
            _LostError: the process has ended.
            whatever the answer raised there.
        """
        try:
            said = self.pipe.recv()
            if said is None:
                self._is_up = True
                self.pipe.send(begin)
                return None
        except (EOFError, OSError):
            raise _LostError(self._is_up) from None
        place, answer, error = said
        if error is not None:
            raise error
        return place, answer

    def ask(self, question: tuple[int, Any]) -> None:
        """Send a question with its place.

        Raises:
            _LostError: the process has ended.
        """
        try:
            self.pipe.send(question)
        except OSError:
            raise _LostError(self._is_up) from None

    def end(self) -> None:
        """The process is gone, whatever it was at."""
        if self._process.pid is not None:
            self._process.kill()
            self._process.join()
        self.pipe.close()


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """What is started within hears no Ctrl-C from its first moment on."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # starting it would let the signals in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(parent: Connection) -> None:
    """In the other process: answer until the parent ends us, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()
    try:
        parent.send(None)
        ask = parent.recv()()
        while True:
            place, question = parent.recv()
            parent.send(_said(place, ask, question))
    except (EOFError, OSError):
        os._exit(ORPHANED)


def _said(
    place: int, ask: Callable[[Any], Any], question: Any
) -> tuple[int, Any, Exception | None]:
    try:
        return place, ask(question), None
    except Exception as error:  # carried over to the parent, which raises it
        return place, None, error


def _follow() -> None:
    """End at once when the parent does, also in the midst of an answer."""
    family = multiprocessing.parent_process()
    assert family is not None, "only spawned processes follow"
    family.join()
    os._exit(ORPHANED)
