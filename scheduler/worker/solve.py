"""The worker's end of a solving process: start it, hear it, stop it, kill it."""

import os
import subprocess
import sys
import threading
from typing import IO

from scheduler.model import Progress
from scheduler.service import Job
from scheduler.worker.words import STOP, Said, Task

SETTINGS = "SCHEDULER_"


class SolveProcess:
    """One child at work on one job. Its last words, if it got to say them, are ``answer``."""

    def __init__(self, job: Job, *, memory_mb: int = 0) -> None:
        run = job.run
        task = Task(
            pool=job.pool,
            horizon=job.pool.horizon(run.start, run.weeks),
            options=run.options,
            memory_mb=memory_mb,
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.worker.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # where the database is, is none of the solver's business
            env={k: v for k, v in os.environ.items() if not k.startswith(SETTINGS)},
        )
        self.progress: Progress | None = None
        self.answer: Said | None = None
        self._hearing = threading.Thread(target=self._hear, daemon=True)
        self._hearing.start()
        self._tell(task.model_dump_json(by_alias=True))

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def ended_within(self, seconds: float) -> bool:
        """Whether the child has ended, after waiting so long for it."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        self._hearing.join()
        return True

    def stop(self) -> None:
        """The child is asked to come to an end with the best it has."""
        self._tell(STOP)

    def kill(self) -> None:
        """The child is gone."""
        self._process.kill()
        self._process.wait()
        self._hearing.join()

    def close(self) -> None:
        """Nothing of the child is left, whatever happened."""
        if self._process.poll() is None:
            self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)

    def _tell(self, line: str) -> None:
        pipe = self._process.stdin
        if pipe is None:
            raise RuntimeError("the child was started without a pipe")
        try:
            pipe.write(line + "\n")
            pipe.flush()
        except BrokenPipeError:
            # it has ended already; how is told by its exit and its answer
            self._process.poll()

    def _hear(self) -> None:
        pipe = self._process.stdout
        if pipe is None:
            raise RuntimeError("the child was started without a pipe")
        for line in pipe:
            said = _understood(line)
            if said is None:
                self._process.kill()  # what speaks nonsense is not waited for
                return
            if said.is_last:
                self.answer = said
            else:
                self.progress = said.progress


def _understood(line: str) -> Said | None:
    try:
        return Said.model_validate_json(line)
    except ValueError:
        return None


def _close(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # unsent words to a child that is gone
