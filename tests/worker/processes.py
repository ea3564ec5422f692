"""What tests do to the processes of a worker."""

import os
import signal
import threading

from scheduler.worker.loop import Worker
from scheduler.worker.solve import SolveProcess


def kill(process: SolveProcess) -> None:
    """Its process is gone at once."""
    os.kill(process.pid, signal.SIGKILL)


def freeze(process: SolveProcess) -> None:
    """Its process stands still."""
    os.kill(process.pid, signal.SIGSTOP)


def in_background(worker: Worker) -> threading.Thread:
    """The thread in which the worker carries out one run or study."""
    thread = threading.Thread(target=worker.run_one)
    thread.start()
    return thread
