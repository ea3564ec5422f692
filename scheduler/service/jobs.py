"""What the workers say and hear: claim a run or a study, keep it alive, hand in what came of it.

The judge is asked again here, in another process than the one that solved, before a plan is
stored: a solver that went wrong cannot store anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from scheduler.check import judge
from scheduler.exchange import plan_from_json, plan_to_json
from scheduler.model import (
    Plan,
    Pool,
    Progress,
    RequestError,
    SchedulerError,
    SolveOptions,
    SolveResult,
    StudyProgress,
)
from scheduler.service.desk import Desk
from scheduler.store import MAX_ATTEMPTS, Run, RunState, Study, StudyAnswer, Transaction
from scheduler.store.scope import System

Order = Literal["go on", "stop", "lost"]
UNATTENDED_S = 60.0
"""A worker looks for work every second; after so many times that it might have, none is there."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed run with the pool to solve, and the plan to start from if it names one."""

    run: Run
    pool: Pool
    start: Plan | None = None

    @property
    def work(self) -> Run:
        """What the lease is of."""
        return self.run

    @property
    def options(self) -> SolveOptions:
        """How to solve."""
        return self.run.options


@dataclass(frozen=True, slots=True)
class StudyJob:
    """A claimed study with the plan that is asked about and the pool that it was made from."""

    study: Study
    pool: Pool
    plan: Plan

    @property
    def work(self) -> Study:
        """What the lease is of."""
        return self.study


AnyJob = Job | StudyJob


class Failure(BaseModel):
    """Why there is no plan or no answer: a code of the text tables, and its facts."""

    model_config = ConfigDict(frozen=True)

    code: str
    facts: dict[str, Any] = {}


class Jobs:
    """The workers' side of runs and studies; ``lease``: how long a silent worker keeps its own."""

    def __init__(self, desk: Desk, lease: timedelta) -> None:
        self._desk = desk
        self.lease = lease

    def claim(self, worker: str) -> AnyJob | None:
        """The oldest that waits, or whose worker is lost; None when there is none.

        One whose pool or plan cannot be read fails as ``run.unreadable`` or ``study.unreadable``,
        and is none either: the next claim finds what waited behind it.
        """
        now = self._desk.now()
        with self._desk.store.write(System.WORKER) as tx:
            work = tx.leases.claim(worker, now, self.lease)
            if work is None:
                return None
            facts = {"attempt": work.attempts, "fence": work.fence}
            tx.log.write(f"{work.noun}.claim", work.key, at=now, actor=worker, facts=facts)
            try:
                pool = tx.pools.pool(work.pool)
            except (SchedulerError, ValueError):  # as with the plan below; the claim must commit
                self._end(tx, work, "failed", Failure(code=f"{work.noun}.unreadable"))
                return None
            named = work.from_plan if isinstance(work, Run) else work.plan
            canonical = None if named is None else tx.plans.canonical(named)
        if pool is None:
            raise LookupError(f"{work.noun} {work.key} has no pool")  # a foreign key forbids it
        try:
            plan = None if canonical is None else plan_from_json(canonical)
        except RequestError:  # written by a release whose plans this one cannot read
            with self._desk.store.write(System.WORKER) as tx:
                self._end(tx, work, "failed", Failure(code=f"{work.noun}.unreadable"))
            return None
        if isinstance(work, Run):
            return Job(work, pool, plan)
        if plan is None:
            raise LookupError(f"study {work.key} has no plan")  # a foreign key forbids it
        return StudyJob(work, pool, plan)

    def unattended_s(self) -> float:
        """Seconds that runs or studies have waited without a word of a worker; 0 below 60."""
        with self._desk.store.read(System.WORKER) as tx:
            since = tx.leases.unattended_since()
        waited = 0.0 if since is None else (self._desk.now() - since).total_seconds()
        return waited if waited >= UNATTENDED_S else 0.0

    def keep(self, job: AnyJob, progress: Progress | StudyProgress | None) -> Order:
        """The lease lives on; whether to go on, to stop, or to forget it."""
        with self._desk.store.write(System.WORKER) as tx:
            work = tx.leases.keep(job.work, self._desk.now(), self.lease, progress)
        if work is None:
            return "lost"
        return "stop" if work.cancel_requested else "go on"

    def is_unwanted(self, job: AnyJob) -> bool:
        """Whether somebody has asked to cancel it; one read, so it may be asked often."""
        with self._desk.store.read(System.WORKER) as tx:
            return tx.leases.is_unwanted(job.work)

    def give_back(self, job: AnyJob, failure: Failure) -> bool:
        """It waits for another attempt, or has failed with the reason after the last one.

        One that was to be cancelled is cancelled instead. False when the lease was lost meanwhile:
        then nothing has changed.
        """
        with self._desk.store.write(System.WORKER) as tx:
            is_unwanted = tx.leases.is_unwanted(job.work)
            if job.work.attempts >= MAX_ATTEMPTS and not is_unwanted:
                return self._end(tx, job.work, "failed", failure)
            return self._wait_again(tx, job.work, "retry", {"reason": failure.code})

    def fail(self, job: AnyJob, failure: Failure, state: RunState = "failed") -> bool:
        """It has ended without plan or answer. False when the lease was lost meanwhile."""
        with self._desk.store.write(System.WORKER) as tx:
            return self._end(tx, job.work, state, failure)

    def put_back(self, job: AnyJob) -> bool:
        """It waits again, its worker shuts down; False when the lease was lost.

        That is no attempt that failed, and is not counted. One that was to be cancelled is
        cancelled.
        """
        with self._desk.store.write(System.WORKER) as tx:
            return self._wait_again(tx, job.work, "put_back", {})

    def _wait_again(
        self, tx: Transaction, work: Run | Study, action: str, facts: Mapping[str, Any]
    ) -> bool:
        is_attempt = action != "put_back"
        now = tx.leases.give_back(work, self._desk.now(), is_attempt=is_attempt)
        if now is None:
            return False
        self._log(tx, "cancelled" if now.state == "cancelled" else action, work, facts)
        return True

    def answered(self, job: StudyJob, text: str, *, is_complete: bool) -> bool:
        """The study has ended with this answer, as JSON; one that was stopped early is cancelled.

        False when the lease was lost meanwhile: a late answer changes nothing.
        """
        with self._desk.store.write(System.WORKER) as tx:
            was_cancelled = tx.leases.is_unwanted(job.study) and not is_complete
            state: RunState = "cancelled" if was_cancelled else "done"
            answer = StudyAnswer(text, is_complete)
            return self._end(tx, job.study, state, None, answer=answer)

    def judged(self, job: Job, result: SolveResult, clash: Failure | None = None) -> Failure | None:
        """Why this result gives no plan; None when the judge accepts it. Touches no database.

        ``clash`` names the clashing pins of an infeasible run. On a large pool this takes a while:
        keep the lease alive meanwhile.
        """
        plan = result.plan
        if result.status == "infeasible":
            return clash or Failure(code="run.refused", facts={"cause": "whatif.no_clash"})
        if result.status == "unknown" or plan is None:
            return Failure(code="run.unknown")
        if (plan.start, plan.weeks) != (job.run.start, job.run.weeks):
            return Failure(code="run.rejected", facts={"count": 1})
        verdict = judge(job.pool, plan)
        if not verdict.is_accepted:
            return Failure(code="run.rejected", facts={"count": len(verdict.violations)})
        return None

    def finish(self, job: Job, result: SolveResult, failure: Failure | None) -> bool:
        """The run has ended with this result; ``failure`` is what :meth:`judged` said of it.

        A run that somebody asked to cancel and that stopped early is cancelled; it keeps its best
        plan. False when the lease was lost meanwhile: a late result changes nothing.
        """
        record = result.run.model_dump(mode="json")
        with self._desk.store.write(System.WORKER) as tx:
            was_cancelled = tx.leases.is_unwanted(job.run) and result.run.cancelled
            if failure is not None or result.plan is None:
                if was_cancelled and result.status == "unknown":
                    early = Failure(code="run.cancelled_early")
                    return self._end(tx, job.run, "cancelled", early, record=record)
                why = failure or Failure(code="run.unknown")
                return self._end(tx, job.run, "failed", why, record=record)
            state: RunState = "cancelled" if was_cancelled else "done"
            if not self._end(tx, job.run, state, None, record=record):
                return False
            self._store(tx, job, result.plan)
            return True

    def _end(
        self,
        tx: Transaction,
        work: Run | Study,
        state: RunState,
        failure: Failure | None,
        *,
        record: Mapping[str, Any] | None = None,
        answer: StudyAnswer | None = None,
    ) -> bool:
        ended = tx.leases.end(
            work,
            self._desk.now(),
            state,
            reason_code=None if failure is None else failure.code,
            reason_facts=None if failure is None else failure.facts,
            record=record,
            answer=answer,
        )
        if ended is None:
            return False
        self._log(tx, state, work, {} if failure is None else {"reason": failure.code})
        return True

    def _store(self, tx: Transaction, job: Job, plan: Plan) -> None:
        made = self._desk.new_id()
        tx.plans.add_accepted(
            made,
            run=job.run.run,
            pool=job.run.pool,
            start=plan.start,
            weeks=plan.weeks,
            canonical=plan_to_json(plan),
            now=self._desk.now(),
        )
        actor = job.run.lease_owner or "worker"
        tx.log.write(
            "plan.create", job.run.run, at=self._desk.now(), actor=actor, facts={"plan": made}
        )

    def _log(
        self, tx: Transaction, action: str, work: Run | Study, facts: Mapping[str, Any]
    ) -> None:
        worker = work.lease_owner or "worker"
        now = self._desk.now()
        tx.log.write(f"{work.noun}.{action}", work.key, at=now, actor=worker, facts=facts)
