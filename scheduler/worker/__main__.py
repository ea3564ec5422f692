"""One worker in this process, with the settings of the environment."""

import os
import signal
import socket
import sys
from threading import Event
from types import FrameType

from scheduler.bootstrap import Settings, build, end_with_parent
from scheduler.worker.defects import exit_code
from scheduler.worker.loop import Worker


def main() -> int:
    """Work until told to stop."""
    settings, stop = Settings(), Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)
    end_with_parent()
    services = build(settings)
    Worker(
        services.jobs,
        f"{socket.gethostname()}:{os.getpid()}",
        limit_s=settings.solve_limit_s,
        memory_mb=settings.solve_memory_mb,
        stop=stop,
    ).run_forever()
    services.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
