"""What the workers say and hear: claim a run, keep it alive, hand in what came of it.

The judge is asked again here, in another process than the one that solved, before a plan is
stored: a solver that went wrong cannot store anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from scheduler.check import judge
from scheduler.exchange import plan_from_json, plan_to_json
from scheduler.model import Plan, Pool, Progress, RequestError, SolveOptions, SolveResult
from scheduler.service.desk import Desk
from scheduler.store import MAX_ATTEMPTS, Run, RunState, Transaction

Order = Literal["go on", "stop", "lost"]


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed run with the pool to solve, and the plan to start from if it names one."""

    run: Run
    pool: Pool
    start: Plan | None = None

    @property
    def options(self) -> SolveOptions:
        """How to solve."""
        return self.run.options


class Failure(BaseModel):
    """Why there is no plan: a code of the text tables, and its facts."""

    model_config = ConfigDict(frozen=True)

    code: str
    facts: dict[str, Any] = {}


class Jobs:
    """The workers' side of the runs. ``lease`` is how long a silent worker keeps its run."""

    def __init__(self, desk: Desk, lease: timedelta) -> None:
        self._desk = desk
        self.lease = lease

    def claim(self, worker: str) -> Job | None:
        """The oldest run that waits, or whose worker is lost; None when there is none."""
        now = self._desk.now()
        with self._desk.store.write() as tx:
            run = tx.leases.claim(worker, now, self.lease)
            if run is None:
                return None
            pool = tx.pools.pool(run.pool)
            start = None if run.from_plan is None else tx.plans.canonical(run.from_plan)
            facts = {"attempt": run.attempts, "fence": run.fence}
            tx.log.write("run.claim", run.run, at=now, actor=worker, facts=facts)
        if pool is None:
            raise LookupError(f"run {run.run} has no pool")  # a foreign key forbids it
        job = Job(run, pool)
        try:
            return job if start is None else replace(job, start=plan_from_json(start))
        except RequestError:  # written by a release whose plans this one cannot read
            self.fail(job, Failure(code="run.unreadable"))
            return None

    def keep(self, job: Job, progress: Progress | None) -> Order:
        """The lease lives on; whether to go on, to stop, or to forget it."""
        with self._desk.store.write() as tx:
            run = tx.leases.keep(job.run.run, job.run.fence, self._desk.now(), self.lease, progress)
        if run is None:
            return "lost"
        return "stop" if run.cancel_requested else "go on"

    def give_back(self, job: Job, failure: Failure) -> bool:
        """The run waits for another attempt, or has failed with the reason after the last one.

        One that was to be cancelled is cancelled instead. False when the lease was lost meanwhile:
        then nothing has changed.
        """
        with self._desk.store.write() as tx:
            stored = tx.runs.get(job.run.run)
            is_unwanted = stored is not None and stored.cancel_requested
            if job.run.attempts >= MAX_ATTEMPTS and not is_unwanted:
                return self._end(tx, job, "failed", failure, None)
            return self._wait_again(tx, job, "run.retry", {"reason": failure.code})

    def fail(self, job: Job, failure: Failure, state: RunState = "failed") -> bool:
        """The run has ended without a plan. False when the lease was lost meanwhile."""
        with self._desk.store.write() as tx:
            return self._end(tx, job, state, failure, None)

    def put_back(self, job: Job) -> bool:
        """The run waits again, its worker shuts down; False when the lease was lost.

        One that was to be cancelled is cancelled.
        """
        with self._desk.store.write() as tx:
            return self._wait_again(tx, job, "run.put_back", {})

    def _wait_again(self, tx: Transaction, job: Job, action: str, facts: Mapping[str, Any]) -> bool:
        run = tx.leases.give_back(job.run.run, job.run.fence, self._desk.now())
        if run is None:
            return False
        self._log(tx, "run.cancelled" if run.state == "cancelled" else action, job, facts)
        return True

    def judged(self, job: Job, result: SolveResult, pins: str = "") -> Failure | None:
        """Why this result gives no plan; None when the judge accepts it. Touches no database.

        ``pins`` names the clashing pins of an infeasible run. On a large pool this takes a while:
        keep the lease alive meanwhile.
        """
        plan = result.plan
        if result.status == "infeasible":
            return Failure(code="run.infeasible", facts={"pins": pins})
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
        with self._desk.store.write() as tx:
            stored = tx.runs.get(job.run.run)
            was_cancelled = stored is not None and stored.cancel_requested and result.run.cancelled
            if failure is not None or result.plan is None:
                if was_cancelled and result.status == "unknown":
                    early = Failure(code="run.cancelled_early")
                    return self._end(tx, job, "cancelled", early, record)
                return self._end(tx, job, "failed", failure or Failure(code="run.unknown"), record)
            if not self._end(tx, job, "cancelled" if was_cancelled else "done", None, record):
                return False
            self._store(tx, job, result.plan)
            return True

    def _end(
        self,
        tx: Transaction,
        job: Job,
        state: RunState,
        failure: Failure | None,
        record: Mapping[str, Any] | None,
    ) -> bool:
        run = tx.leases.end(
            job.run.run,
            job.run.fence,
            self._desk.now(),
            state,
            reason_code=None if failure is None else failure.code,
            reason_facts=None if failure is None else failure.facts,
            record=record,
        )
        if run is None:
            return False
        self._log(tx, f"run.{state}", job, {} if failure is None else {"reason": failure.code})
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
        self._log(tx, "plan.create", job, {"plan": made})

    def _log(self, tx: Transaction, action: str, job: Job, facts: Mapping[str, Any]) -> None:
        worker = job.run.lease_owner or "worker"
        tx.log.write(action, job.run.run, at=self._desk.now(), actor=worker, facts=facts)
