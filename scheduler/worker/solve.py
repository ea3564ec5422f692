"""The worker's end of a solving or answering process: start it, hear it, stop it, kill it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import IO

from scheduler.model import STUDY_LOADING, Plan, Pool, Progress, StudyProgress
from scheduler.service import AnyJob, Job, StudyJob
from scheduler.worker.words import STOP, Found, Said, StudyTask, Task

SETTINGS = "SCHEDULER_"
CHILD = "scheduler.worker.child"


class SolveProcess:
    """One child at work on one job. Its last words, if it got to say them, are ``answer``.

    ``so_far``: what would be left of a study that ended now, if its child has said so.
    """

    def __init__(self, job: AnyJob, *, memory_mb: int = 0) -> None:
        pool = _without_names(job.pool)
        if isinstance(job, StudyJob):
            plan = _made_from(pool, job.plan)
            question = job.study.question
            task: Task | StudyTask = StudyTask(
                pool=pool, plan=plan, question=question, memory_mb=memory_mb
            )
            self._whole: Callable[[], dict[str, str]] = partial(_study_hashes, job, pool, plan)
        else:
            task = _solve_task(job, pool, memory_mb)
            self._whole = partial(_run_hashes, job, pool)
        self._hashes: dict[str, str] = {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            # where the database is, is none of the solver's business
            env={k: v for k, v in os.environ.items() if not k.startswith(SETTINGS)},
        )
        self._started = time.monotonic()
        self._progress: Progress | StudyProgress | None = None
        if isinstance(job, StudyJob):
            self._progress = STUDY_LOADING
        self.so_far: Found | None = None
        self.answer: Said | None = None
        self._is_over = threading.Event()
        self._hearing = threading.Thread(target=self._hear, daemon=True)
        self._hearing.start()
        self._tell(task.model_dump_json(by_alias=True))

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def progress(self) -> Progress | StudyProgress | None:
        """How far it is; a study has been at work for so many seconds as are told."""
        told = self._progress
        if not isinstance(told, StudyProgress):
            return told
        seconds = round(time.monotonic() - self._started, 1)
        return told.model_copy(update={"seconds": seconds})

    @property
    def found(self) -> Found | None:
        """What there is of a study's answer, the last word of the child or what it had so far."""
        last = None if self.answer is None else self.answer.found
        return last or self.so_far

    def ended_within(self, seconds: float) -> bool:
        """Whether the child has nothing more to say, after waiting so long for it.

        It has said its last word, or is gone without one. How long a large process then takes to
        end is nobody's to wait for.
        """
        return self._is_over.wait(seconds)

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
        try:
            self._take_in()
        finally:
            self._is_over.set()

    def _take_in(self) -> None:
        pipe = self._process.stdout
        if pipe is None:
            raise RuntimeError("the child was started without a pipe")
        # while the child begins: a worker that is held up here would lose its lease
        self._hashes = self._whole()
        for line in pipe:
            said = _understood(line)
            if said is None:
                self._process.kill()  # what speaks nonsense is not waited for
                return
            if said.is_last:
                self.answer = self._of_whole_pool(said)
                return
            elif said.so_far is not None:
                self.so_far = self._with_hashes(said.so_far)
            else:
                self._progress = said.progress

    def _of_whole_pool(self, said: Said) -> Said:
        """The child's words, with the plan said to be made from the pool with its names."""
        if said.found is not None:
            return said.model_copy(update={"found": self._with_hashes(said.found)})
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

    def _with_hashes(self, found: Found) -> Found:
        """The same with the hashes of pool and plan as they are with their names."""
        text = found.text
        for sent, whole in self._hashes.items():
            text = text.replace(sent, whole)
        return found.model_copy(update={"text": text})


def _solve_task(job: Job, pool: Pool, memory_mb: int) -> Task:
    return Task(
        pool=pool,
        horizon=job.pool.horizon(job.run.start, job.run.weeks),
        options=job.options,
        start=job.start,
        memory_mb=memory_mb,
    )


def _made_from(pool: Pool, plan: Plan) -> Plan:
    """The plan, said to be made from this pool."""
    made = plan.provenance.model_copy(update={"pool_sha256": pool.sha256})
    return plan.model_copy(update={"provenance": made})


def _run_hashes(job: Job, pool: Pool) -> dict[str, str]:
    """The hash of the pool that is sent, to that of the one with names."""
    return {pool.sha256: job.pool.sha256}


def _study_hashes(job: StudyJob, pool: Pool, plan: Plan) -> dict[str, str]:
    """The hashes of what is sent, and of a plan that the answer holds, to those with names."""
    hashes = {pool.sha256: job.pool.sha256, plan.sha256: job.plan.sha256}
    if job.study.question.kind == "absence":
        sent, whole = _planned_anew(job, pool, plan), _planned_anew(job, job.pool, job.plan)
        hashes[sent.sha256] = whole.sha256
    return hashes


def _planned_anew(job: StudyJob, pool: Pool, plan: Plan) -> Pool:
    """The pool that is planned after an absence."""
    from scheduler.explain import absent, without_lost_pins

    asked = job.study.question
    return without_lost_pins(absent(pool, plan, asked.specialist or "", asked.days), plan)


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
