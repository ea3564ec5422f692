"""The terminal: parse, call one library function or use case, answer in words or in JSON.

What a command needs is imported when it runs, which takes a second or so. An import that is broken
off leaves half a module and a traceback; so Ctrl-C waits until there are words for it, and a second
one leaves at once.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn

from scheduler.cli.exits import Exit

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run ``scheduler`` and leave with its exit code; ``cli/exits.py`` lists them."""
    stops = list[int]()

    def keep(number: int, _: object) -> None:
        if stops:
            os._exit(Exit.CANCELLED)
        stops.append(number)

    # who has other plans for Ctrl-C, or runs us beside other work, goes on to have them
    is_ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    try:
        if is_ours:
            signal.signal(signal.SIGINT, keep)
        try:
            from scheduler.cli.app import run
        finally:
            if is_ours:
                signal.signal(signal.SIGINT, signal.default_int_handler)
        argv = list(sys.argv[1:] if arguments is None else arguments)
        code = run(argv, is_stopped=bool(stops))
        if arguments is None:
            _leave_those_at_work(code)
            gc.freeze()  # Python would look through all objects on its way out: 0.2 s of an answer
        sys.exit(code)
    except KeyboardInterrupt:  # between two lines of ours, where nothing can be said
        sys.exit(Exit.CANCELLED)


def _leave_those_at_work(code: int) -> None:
    """End the process where an engine is still at work that was told to stop.

    It may be silent for many seconds; Python would wait for it, and nobody else does any more.
    """
    main_thread = threading.main_thread()
    if any(not (thread.daemon or thread is main_thread) for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
