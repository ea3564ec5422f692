"""The small supervisor behind ``scheduler serve``: processes that live and end together."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import IO

from scheduler.bootstrap.opening import open_store
from scheduler.bootstrap.settings import Settings

STOP_GRACE_S = 10.0
LEASHED = "--leashed"
LISTENING = "listening "
ORPHANED = 3
LOOK_S = 0.5
FIRST_PAUSE_S, LONGEST_PAUSE_S, LIVED_LONG_S = 1.0, 30.0, 60.0
log = logging.getLogger(__name__)


def _start(
    module: str, settings: Settings, *, stdout: int | None = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", module, LEASHED]
    return subprocess.Popen(
        command, env=settings.environment(), stdin=subprocess.PIPE, stdout=stdout
    )


def end_with_parent() -> None:
    """A process that a supervisor has started ends when that one is gone, however it went.

    Its standard input is a pipe that nobody writes to; the system closes it with the supervisor.
    """
    if LEASHED in sys.argv[1:]:
        threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)  # as the supervisor would have told it
    time.sleep(STOP_GRACE_S)
    os._exit(ORPHANED)


def tell_port(port: int) -> None:
    """The supervisor, if there is one, knows that its leader answers at this port."""
    if LEASHED in sys.argv[1:]:
        sys.stdout.write(f"{LISTENING}{port}\n")
        sys.stdout.flush()


def run_worker(settings: Settings, *, on_open: Callable[[], None] = lambda: None) -> int:
    """Run one worker until it is told to stop; its exit code.

    ``on_open`` is called once the database has been opened.
    """
    open_store(settings).close()
    on_open()
    return _Supervisor(settings, leader="scheduler.worker", others=()).run()


def serve(settings: Settings, *, on_listening: Callable[[int], None] = lambda _port: None) -> int:
    """Serve the API and run one worker beside it until told to stop; the API's exit code.

    A worker that dies is started again, ever later while it does not live long; when the API
    ends, all ends.
    ``on_listening`` is called with the port once the API answers over the opened database.
    """
    open_store(settings).close()
    others = ("scheduler.worker",)
    return _Supervisor(settings, leader="scheduler.serving", others=others, told=on_listening).run()


class Pause:
    """How long to wait before a process that has died is started again: 1, 2, 4 .. 30 s.

    One that has lived for a minute has got over what was in its way: then it is 1 s anew.
    """

    def __init__(self) -> None:
        self._next_s = FIRST_PAUSE_S

    def after(self, lived_s: float) -> float:
        """The seconds to wait for a process that has lived so long."""
        now_s = FIRST_PAUSE_S if lived_s >= LIVED_LONG_S else self._next_s
        self._next_s = min(2 * now_s, LONGEST_PAUSE_S)
        return now_s


class _Restarted:
    """A child process that is started again after it has died, and after a pause."""

    def __init__(self, module: str, settings: Settings) -> None:
        self._module, self._settings, self._pause = module, settings, Pause()
        self._due_s: float | None = None
        self._begin()

    def _begin(self) -> None:
        self.process = _start(self._module, self._settings)
        self._begun_s, self._due_s = time.monotonic(), None

    def look_after(self) -> None:
        """It lives, or its pause is going on."""
        if self.process.poll() is None:
            return
        now_s = time.monotonic()
        if self._due_s is None:
            _end([self.process])
            pause_s = self._pause.after(now_s - self._begun_s)
            self._due_s = now_s + pause_s
            code = self.process.returncode
            log.warning("%s ended with %s; again in %.0f s", self._module, code, pause_s)
        elif now_s >= self._due_s:
            self._begin()


class _Supervisor:
    """Child processes that live and end together with their leader."""

    def __init__(
        self,
        settings: Settings,
        *,
        leader: str,
        others: tuple[str, ...],
        told: Callable[[int], None] = lambda _port: None,
    ) -> None:
        self._settings, self._leader, self._others, self._told = settings, leader, others, told
        self._is_told_to_stop = threading.Event()

    def run(self) -> int:
        former = [(s, signal.signal(s, self._stop)) for s in (signal.SIGTERM, signal.SIGINT)]
        leader = _start(self._leader, self._settings, stdout=subprocess.PIPE)
        hearing = threading.Thread(target=self._hear, args=(leader.stdout,), daemon=True)
        hearing.start()
        others = [_Restarted(module, self._settings) for module in self._others]
        try:
            while leader.poll() is None and not self._is_told_to_stop.wait(LOOK_S):
                for other in others:
                    other.look_after()
        finally:
            _end([leader, *(other.process for other in others)])
            hearing.join(STOP_GRACE_S)
            for number, handler in former:
                signal.signal(number, handler)
        return 0 if self._is_told_to_stop.is_set() else int(leader.returncode)

    def _hear(self, said: IO[bytes]) -> None:
        """Pass on what the leader prints; that it listens is for whoever has asked."""
        with said:
            for line in said:
                text = line.decode(errors="replace")
                if text.startswith(LISTENING):
                    self._told(int(text.removeprefix(LISTENING)))
                else:
                    sys.stdout.write(text)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_told_to_stop.set()


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """None of the processes lives; those that do not stop in time are killed."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(STOP_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()
