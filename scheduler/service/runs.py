"""Runs: start a solve, follow it, stop it. The solve itself happens in a worker's process."""

from scheduler.access import Principal, demand_right
from scheduler.model import (
    ConflictError,
    NotFoundError,
    Pool,
    Progress,
    RequestError,
    Week,
)
from scheduler.service.desk import Desk, once
from scheduler.service.pools import demand_fit
from scheduler.service.replies import RunProgress, RunReason, RunReply, RunRequest, Text
from scheduler.store import FINISHED, Run, Transaction, Work

LIST_LIMIT = 200


class Runs:
    """Start, follow, cancel."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start_run(
        self, principal: Principal | None, request: RunRequest, *, key: str | None = None
    ) -> RunReply:
        """A run waits for a worker; follow it by its id.

        Raises:
            RequestError: no such pool, no such plan to start from, or no such week.
            PoolError: the pool contradicts itself over this horizon.
        """
        signed = demand_right(principal, "run.start")
        mark = once(key, "run.start", request.model_dump_json())

        def act(tx: Transaction) -> RunReply:
            now = self._desk.now()
            pool = self._pool(tx, request)
            start = None if request.start is None else Week.parse(request.start)
            horizon = pool.horizon(start, request.weeks)
            demand_fit(pool, horizon)
            if request.from_plan is not None:
                self._may_start_from(tx, signed, request.from_plan)
            tx.pools.keep(pool, now=now, by=signed.name)
            run = Run(
                run=self._desk.new_id(),
                pool=pool.sha256,
                start=horizon.start,
                weeks=horizon.weeks,
                options=request.options,
                from_facts=request.pool is None,
                created_at=now,
                created_by=signed.name,
                from_plan=request.from_plan,
            )
            tx.runs.add(run)
            facts = {"pool": run.pool, "from_plan": run.from_plan}
            known = {name: value for name, value in facts.items() if value is not None}
            tx.log.write("run.start", run.run, at=now, actor=signed.name, facts=known)
            return run_reply(run, None)

        return self._desk.effect(signed, mark, RunReply, act)

    @staticmethod
    def _pool(tx: Transaction, request: RunRequest) -> Pool:
        if request.pool is None:
            if tx.facts.version() == 0:
                raise RequestError("run.no_facts")
            return tx.facts.pool()
        pool = tx.pools.pool(request.pool)
        if pool is None:
            raise RequestError("pool.unknown")
        return pool

    @staticmethod
    def _may_start_from(tx: Transaction, signed: Principal, plan: str) -> None:
        """Pass if there is such a plan and the caller may read it."""
        info = tx.plans.info(plan)
        is_draft = info is not None and not info.is_published
        demand_right(signed, "plan.read", is_draft=is_draft)
        if info is None:
            raise RequestError("run.no_plan")

    def runs(self, principal: Principal | None) -> tuple[RunReply, ...]:
        """The newest runs first, at most 200."""
        signed = demand_right(principal, "run.list")
        with self._desk.store.read(signed) as tx:
            return tuple(run_reply(r, tx.plans.of_run(r.run)) for r in tx.runs.all(LIST_LIMIT))

    def follow_run(self, principal: Principal | None, run: str) -> RunReply:
        """State, progress and outcome of a run.

        Raises:
            NotFoundError: there is no such run.
        """
        signed = demand_right(principal, "run.read")
        with self._desk.store.read(signed) as tx:
            return self._reply(tx, run)

    def cancel_run(
        self, principal: Principal | None, run: str, *, key: str | None = None
    ) -> RunReply:
        """The run stops: a waiting one at once, a running one soon, keeping its best plan.

        Raises:
            NotFoundError: there is no such run.
            ConflictError: it has already ended by itself.
        """
        signed = demand_right(principal, "run.cancel")
        mark = once(key, "run.cancel", run)

        def act(tx: Transaction) -> RunReply:
            found = tx.runs.get(run)
            if found is None:
                raise NotFoundError("access.not_found")
            if found.cancel_requested:
                return self._reply(tx, run)
            now = self._desk.now()
            if found.state in FINISHED or not tx.runs.ask_to_cancel(run, now):
                raise ConflictError("run.ended")
            tx.log.write("run.cancel", run, at=now, actor=signed.name)
            return self._reply(tx, run)

        return self._desk.effect(signed, mark, RunReply, act)

    @staticmethod
    def _reply(tx: Transaction, run: str) -> RunReply:
        found = tx.runs.get(run)
        if found is None:
            raise NotFoundError("access.not_found")
        return run_reply(found, tx.plans.of_run(run))


def run_reply(run: Run, plan: str | None) -> RunReply:
    """A stored run as it is told."""
    return RunReply.of_record(
        run,
        start=str(run.start),
        progress=None if run.progress is None else _progress(run.progress),
        reason=reason_of(run),
        record=None if run.record is None else dict(run.record),
        plan=plan,
    )


def _progress(it: Progress) -> RunProgress:
    gap = None
    if it.value is not None and it.bound is not None:
        gap = abs(it.bound - it.value) / max(1, abs(it.value), abs(it.bound))
    return RunProgress.of_record(it, gap=gap)


def reason_of(work: Work) -> RunReason | None:
    """Why a run or a study has ended as it did, where that needs a reason."""
    if work.reason_code is None:
        return None
    facts = dict(work.reason_facts)
    return RunReason(
        code=work.reason_code,
        text=Text.of(work.reason_code, facts),
        hint=Text.hint_of(work.reason_code, facts),
        facts=facts,
    )
