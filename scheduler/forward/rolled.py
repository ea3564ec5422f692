"""One week rolled on: what the plan makes of the pool. The formulas are in docs/rolling.md."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from scheduler.forward.changes import Changes, Ended, overlaid, without
from scheduler.forward.difference import PoolDiff, difference
from scheduler.forward.tally import opening, tally
from scheduler.model import (
    Complaint,
    CurrentRow,
    Demand,
    Fact,
    Horizon,
    Plan,
    Pool,
    PoolError,
    RequestError,
    RowStatus,
    ServiceRecord,
    of_agency,
    past_of,
)
from scheduler.model.integrity import pool_complaints


@dataclass(frozen=True)
class Rolled:
    """This week's pool, and next week's, which holds the ledger."""

    before: Pool
    pool: Pool

    @cached_property
    def diff(self) -> PoolDiff:
        """What of the facts is different next week."""
        return difference(self.before, self.pool)


def roll(pool: Pool, plan: Plan, changes: Changes | None = None) -> Rolled:
    """Next week's pool: the week after the plan's last one, as the plan and the changes leave it.

    The plan is taken as it stands; whether it is allowed is for the judge to say.

    Raises:
        RequestError: the plan is of another pool, the ledger has its week already, or a count
            grows past what a column can hold.
        PoolError: the changes contradict the pool or themselves; every row to correct is listed.
    """
    changes = changes or Changes()
    _of_this_pool(pool, plan)
    try:
        return Rolled(pool, _next(pool, plan, changes))
    except ValidationError as error:  # rows are read already: only a sum can be out of range
        raise RequestError("roll.too_much", column=str(error.errors()[0]["loc"][-1])) from None


def _next(pool: Pool, plan: Plan, changes: Changes) -> Pool:
    horizon = pool.horizon(plan.start, plan.weeks)
    rest = without(pool, changes.ended)
    told = overlaid(rest, {"demands": changes.rows.get("demands", ())})
    going_on = {d.demand for d in told.demands if _goes_on(d, horizon)}
    wrong = [*_unknown(pool, changes.ended), *_over(pool, changes, going_on)]
    kept = _carried(pool, rest, plan, horizon, going_on)
    over = tuple(Ended(demand=d.demand) for d in told.demands if d.demand not in going_on)
    later = without(rest.with_rows(assignments=kept), over)
    later = overlaid(later, _going_on(changes, going_on))
    history = _history(pool, plan, horizon, kept)
    later = overlaid(later, {"service_history": _known(history, later)})
    if wrong := [*wrong, *(c for c in pool_complaints(later) if c.severity == "error")]:
        raise PoolError(wrong)
    return _summed(pool, plan, _counted(pool, plan, later), changes)


def _of_this_pool(pool: Pool, plan: Plan) -> None:
    """Return when the plan is of this pool and not yet in its ledger."""
    if plan.provenance.pool_sha256 != pool.sha256:
        raise RequestError("roll.other_pool", week=plan.start)
    last = max((row.week for row in pool.ledger), default=None)
    if last is not None and last >= plan.start:
        raise RequestError("roll.closed", week=plan.start, last=last)


# -- what the changes say ------------------------------------------------------------------------


def _unknown(pool: Pool, ended: Iterable[Ended]) -> list[Complaint]:
    """What is said to have ended and is not there."""
    known = {
        "case": pool.case_of_id,
        "demand": pool.demand_of_id,
        "specialist": pool.specialist_of_id,
    }
    return [
        Complaint(
            code="roll.ended_unknown", file="ended", column=name, value=value,
            nearest=next(iter(get_close_matches(value, list(ids), 1, 0.6)), ""),
            facts={"key": value},
        )
        for end in ended
        for name, ids in known.items()
        if (value := getattr(end, name)) is not None and value not in ids
    ]  # fmt: skip


def _over(pool: Pool, changes: Changes, going_on: set[str]) -> list[Complaint]:
    """New demands whose window has passed, which would be gone before anybody saw them."""
    return [
        Complaint(
            code="roll.demand_over",
            file="demands",
            column="to",
            value=str(d.to),
            facts={"key": d.demand},
        )
        for d in changes.rows.get("demands", ())
        if isinstance(d, Demand) and d.demand not in going_on
        if d.demand not in pool.demand_of_id
    ]


def _going_on(changes: Changes, going_on: set[str]) -> dict[str, tuple[Fact, ...]]:
    """The rows of the changes that next week's pool takes; the ledger's come when it is summed."""
    rows = {name: found for name, found in changes.rows.items() if name != "ledger"}
    if "demands" in rows:
        named = (d for d in rows["demands"] if isinstance(d, Demand))
        rows["demands"] = tuple(d for d in named if d.demand in going_on)
    return rows


# -- demands and current rows --------------------------------------------------------------------


def _goes_on(demand: Demand, horizon: Horizon) -> bool:
    """Whether a demand's window reaches beyond the weeks planned."""
    return demand.to is None or demand.to.day > horizon.last_day


def _carried(
    pool: Pool, rest: Pool, plan: Plan, horizon: Horizon, going_on: set[str]
) -> tuple[CurrentRow, ...]:
    """The current rows of next week, but for those that the changes add.

    Of a demand of this plan the people in force are those that it names; pins, notices and bans
    stay as long as their demand or case does.
    """
    asked = {d.demand for d in pool.demands if horizon.cut(d.from_, d.to)}
    stays = [
        row
        for row in rest.assignments
        if (row.demand is None or row.demand in going_on)
        and not (row.status is RowStatus.IN_FORCE and row.demand in asked)
    ]
    there, open_ = set(rest.specialist_of_id), set(rest.demand_of_id) & going_on
    served = [
        CurrentRow(specialist=a.specialist, demand=a.demand, status=RowStatus.IN_FORCE)
        for a in plan.assignments
        if a.demand in open_ and a.specialist in there
    ]
    return (*stays, *served)


def _history(
    pool: Pool, plan: Plan, horizon: Horizon, kept: Iterable[CurrentRow]
) -> list[ServiceRecord]:
    """Who served by the plan, and whoever's row leaves, so that SEPARATION goes on seeing it.

    A row that leaves before its demand has begun tells of no service.
    """
    served = {(a.specialist, a.demand) for a in plan.assignments}
    for who, demand in _serving(pool.assignments) - _serving(kept):
        start = pool.demand_of_id[demand].from_
        if start is None or start.day <= horizon.last_day:
            served.add((who, demand))
    return [
        ServiceRecord(
            specialist=who,
            matter=pool.case_of_demand[demand].matter,
            mode=pool.demand_of_id[demand].mode,
        )
        for who, demand in served
    ]


def _serving(rows: Iterable[CurrentRow]) -> set[tuple[str, str]]:
    """Who serves which demand by these rows; a ban beside such a row says nothing of service."""
    return {(r.specialist, r.demand) for r in rows if r.demand and r.status is not RowStatus.BANNED}


def _known(history: Iterable[ServiceRecord], pool: Pool) -> list[ServiceRecord]:
    return [record for record in history if record.specialist in pool.specialist_of_id]


# -- counts --------------------------------------------------------------------------------------


def _counted(pool: Pool, plan: Plan, later: Pool) -> Pool:
    """The pool of the next week's start, with what was used under each act.

    What an act that the pool had has used is counted here, whatever a row of changes says of it.
    """
    start = plan.start.shifted(plan.weeks)
    under = Counter[str]()
    for row in plan.assignments:
        under[row.instrument or ""] += len(row.blocks)
    acts = [
        {**dict(act), "used_blocks": had.used_blocks + under[act.instrument]}
        if (had := pool.instrument_of_id.get(act.instrument))
        else act
        for act in later.instruments
    ]
    return later.with_rows(
        instruments=acts,
        availability=[row for row in later.availability if row.date >= start.monday],
        policy=later.policy.model_copy(update={"start": start}),
    )


def _summed(pool: Pool, plan: Plan, later: Pool, changes: Changes) -> Pool:
    """The pool with the week in its ledger, and the past columns of whoever is in it."""
    start, weeks = plan.start.shifted(plan.weeks), later.policy.rolling_weeks
    rows = (*pool.ledger, *opening(pool, plan.start), *tally(pool, plan))
    later = overlaid(later.with_rows(ledger=rows), {"ledger": changes.rows.get("ledger", ())})
    ledger = tuple(row for row in later.ledger if row.week >= start.shifted(-weeks))
    past = past_of(later.ledger, start, weeks)

    def with_past(row: Any, subject: str, blocks: str, capacity: str) -> dict[str, Any]:
        sums = past.get(subject)
        told = {} if sums is None else {blocks: sums.blocks, capacity: sums.capacity}
        return {**dict(row), **told}

    return later.with_rows(
        ledger=ledger,
        specialists=[
            with_past(s, s.specialist, "past_blocks", "past_capacity") for s in later.specialists
        ],
        agencies=[
            with_past(a, of_agency(a.agency), "past_lent_blocks", "past_pool_blocks")
            for a in later.agencies
        ],
    )
