"""The last resort of a worker's processes: the log is told kind and place of what broke down.

Never the message: that of a pool that cannot be read repeats what stands in it.
"""

import logging
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from scheduler.model import SchedulerError

BROKEN = 1
log = logging.getLogger(__name__)


def exit_code(work: Callable[[], int]) -> int:
    """The exit code of the work; 1 when it has broken down, and then the log has it."""
    threading.excepthook = lambda it: _tell(it.exc_value, it.exc_traceback)
    try:
        return work()
    except Exception as error:
        _tell(error, error.__traceback__)
        return BROKEN


def _tell(error: BaseException | None, place: TracebackType | None) -> None:
    kind = type(error).__name__
    if isinstance(error, SchedulerError):
        kind = f"{kind} {error.code}"
    log.error("process failed: %s\n%s", kind, "".join(traceback.format_tb(place)))
