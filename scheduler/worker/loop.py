"""The worker: one run or study at a time, under a lease that it keeps alive every second.

Whether somebody wants it cancelled it looks up more often: people wait for that.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

from scheduler.model import SolveResult
from scheduler.service import AnyJob, Failure, Job, Jobs, StudyJob
from scheduler.worker.solve import SolveProcess
from scheduler.worker.words import Found, Trouble

BEAT_S = 1.0
LOOK_S = 0.2
IDLE_S = 0.5
GRACE_S = 60.0


class Worker:
    """Carries out runs and studies until ``stop`` is set.

    ``limit_s`` is how long one may take by the clock; then it is asked to stop with the best
    it has, and killed if it does not within ``grace_s``.
    """

    def __init__(
        self,
        jobs: Jobs,
        name: str,
        *,
        limit_s: float = 3_600.0,
        grace_s: float = GRACE_S,
        memory_mb: int = 0,
        stop: Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        on_start: Callable[[SolveProcess], None] | None = None,
    ) -> None:
        self._jobs, self._name = jobs, name
        self._limit_s, self._grace_s, self._memory_mb = limit_s, grace_s, memory_mb
        self._stop = stop or Event()
        self._clock = clock
        self._on_start = on_start

    def run_forever(self) -> None:
        """Work until told to stop; then what is at hand is put back for another worker."""
        while not self._stop.is_set():
            if not self.run_one():
                self._stop.wait(IDLE_S)

    def run_one(self) -> bool:
        """Carry out one run or study if any waits; whether there was one."""
        job = self._jobs.claim(self._name)
        if job is None:
            return False
        solve = SolveProcess(job, memory_mb=self._memory_mb)
        try:
            if self._on_start is not None:
                self._on_start(solve)
            self._carry_out(job, solve)
        finally:
            solve.close()
        return True

    def _carry_out(self, job: AnyJob, solve: SolveProcess) -> None:
        started = kept = self._clock()
        asked: tuple[float, str] | None = None  # when the child was asked to stop, and why
        while not solve.ended_within(LOOK_S):
            now, order = self._clock(), "go on"
            if now - kept >= BEAT_S:
                order, kept = self._jobs.keep(job, solve.progress), now
            elif asked is None and self._jobs.is_unwanted(job):
                order = "stop"
            if order == "lost":
                return  # another worker has it now
            if self._stop.is_set():
                self._jobs.put_back(job)
                return
            if asked is None and (order == "stop" or now - started > self._limit_s):
                asked = (now, "cancel" if order == "stop" else "limit")
                solve.stop()
            if asked is not None and (solve.so_far or now - asked[0] > self._grace_s):
                self._give_up(job, solve, asked[1])
                return
        self._hand_in(job, solve)

    def _give_up(self, job: AnyJob, solve: SolveProcess, why: str) -> None:
        """The child is killed; what it has found until now is kept."""
        solve.kill()
        noun = job.work.noun
        if isinstance(job, StudyJob) and solve.found is not None:
            self._answer(job, solve.found, solve)
        elif why == "cancel":
            self._jobs.fail(job, Failure(code=f"{noun}.cancel_forced"), state="cancelled")
        else:
            facts = {"limit": round(self._limit_s)}
            self._jobs.fail(job, Failure(code=f"{noun}.time_limit", facts=facts))

    def _hand_in(self, job: AnyJob, solve: SolveProcess) -> None:
        answer = solve.answer
        if answer is not None and answer.result is not None and isinstance(job, Job):
            clash = None if answer.clash is None else _failure(answer.clash)
            self._finish(job, solve, answer.result, clash)
        elif answer is not None and answer.found is not None and isinstance(job, StudyJob):
            self._answer(job, answer.found, solve)
        elif answer is not None and answer.trouble is not None:
            self._jobs.fail(job, _failure(answer.trouble))
        else:
            facts = {"attempts": job.work.attempts}
            self._jobs.give_back(job, Failure(code=f"{job.work.noun}.crashed", facts=facts))

    def _answer(self, job: StudyJob, found: Found, solve: SolveProcess) -> None:
        self._jobs.keep(job, solve.progress)  # a child that was quick has told it since
        self._jobs.answered(job, found.text, is_complete=found.is_complete)

    def _finish(
        self, job: Job, solve: SolveProcess, result: SolveResult, clash: Failure | None
    ) -> None:
        with ThreadPoolExecutor(1) as judging:
            verdict = judging.submit(self._jobs.judged, job, result, clash)
            while True:
                self._jobs.keep(job, solve.progress)
                done, _ = wait((verdict,), BEAT_S)
                if done:
                    break
        self._jobs.finish(job, result, verdict.result())


def _failure(trouble: Trouble) -> Failure:
    return Failure(code=trouble.code, facts=trouble.facts)
