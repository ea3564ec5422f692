"""Work in native code: a thread of its own for it, and the end of Python while it goes on.

Two traps of Python lie here. A ``Thread.join`` that Ctrl-C interrupts takes the thread for ended,
so that Python no longer waits for it. And a thread that comes back from native code while Python
ends is unwound through C++, which aborts the process. So an end is waited for by an event, and the
process leaves by itself where an engine is still at work when all else is over.
"""

import atexit
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

GRACE_SECONDS = 2.0
"""How long the end of Python waits for engines that are still at work."""
INTERRUPTED = 130

_at_work = Counter[int]()
"""The threads that are in native code, by their number, and how deep."""
_guard = threading.Lock()


@contextmanager
def native() -> Iterator[None]:
    """What runs within is native code of an engine; Python does not end in the midst of it."""
    thread = threading.get_ident()
    with _guard:
        _at_work[thread] += 1
    try:
        yield
    finally:
        with _guard:
            _at_work[thread] -= 1
            if not _at_work[thread]:
                del _at_work[thread]


class Aside:
    """Work in a thread of its own, whose end can be waited for by somebody who is interrupted."""

    def __init__(self, work: Callable[[], None], name: str) -> None:
        self._over = threading.Event()
        # the thread alone has the work, and drops it; no daemon: Python's end waits for it
        self._thread = threading.Thread(target=self._run, args=(work,), name=name, daemon=False)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    @property
    def is_over(self) -> bool:
        """Whether the work has come to its end."""
        return self._over.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, so long at most; whether it is over."""
        return self._over.wait(seconds)

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            self._over.set()


@atexit.register
def _leave() -> None:
    """End the process where an engine is still at work: somebody did not wait for it.

    Python has waited for all threads by now, unless Ctrl-C has broken that off. Another one must
    not break this off as well, so it is not heard: the wait is short.
    """
    me, end = threading.get_ident(), time.monotonic() + GRACE_SECONDS
    if not _at_work.keys() - {me}:
        return
    with suppress(KeyboardInterrupt):  # one that comes before the next line has its effect
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(KeyboardInterrupt):
        while _at_work.keys() - {me} and time.monotonic() < end:
            time.sleep(0.02)
    if _at_work.keys() - {me}:
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):  # closed, or never there
                stream.flush()
        os._exit(INTERRUPTED)
