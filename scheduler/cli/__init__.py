"""The terminal: parse, call one library function or use case, answer in words or in JSON.

What a command needs is imported when it runs, which takes a second or so. An import that is broken
off leaves half a module and a traceback; so Ctrl-C waits until there are words for it, and a second
one leaves at once.
"""

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
        sys.exit(run(argv, is_stopped=bool(stops)))
    except KeyboardInterrupt:  # between two lines of ours, where nothing can be said
        sys.exit(Exit.CANCELLED)
