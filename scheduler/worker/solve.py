"""The worker's end of a solving process: start it, hear it, stop it, kill it."""

import os
import subprocess
import sys
import threading
from typing import IO

from scheduler.model import Pool, Progress
from scheduler.service import Job
from scheduler.worker.words import STOP, Said, Task

SETTINGS = "SCHEDULER_"


class SolveProcess:
    """One child at work on one job. Its last words, if it got to say them, are ``answer``."""

    def __init__(self, job: Job, *, memory_mb: int = 0) -> None:
        run, pool = job.run, _without_names(job.pool)
        self._hashes = {pool.sha256: job.pool.sha256}
        task = Task(
            pool=pool,
            horizon=job.pool.horizon(run.start, run.weeks),
            options=run.options,
            start=job.start,
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
                self.answer = self._of_whole_pool(said)
            else:
                self.progress = said.progress

    def _of_whole_pool(self, said: Said) -> Said:
        """The child's words, with the plan said to be made from the pool with its names."""
        plan = None if said.result is None else said.result.plan
        if said.result is None or plan is None:
            return said
        made = plan.provenance
        # another hash than that of the pool sent stays, and the judge refuses it
        whole = self._hashes.get(made.pool_sha256, made.pool_sha256)
        told = plan.model_copy(
            update={"provenance": made.model_copy(update={"pool_sha256": whole})}
        )
        return said.model_copy(update={"result": said.result.model_copy(update={"plan": told})})


def _without_names(pool: Pool) -> Pool:
    """The same to plan from; who people are and what cases are called is not the solver's."""
    return pool.with_rows(
        specialists=tuple(s.model_copy(update={"name": "", "title": ""}) for s in pool.specialists),
        cases=tuple(c.model_copy(update={"title": ""}) for c in pool.cases),
    )


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
