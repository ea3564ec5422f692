"""Weeks planned and rolled one after the other, and what they must come to, counted anew.

The counting shares no line with ``scheduler.forward``: it reads plans row by row and days one by
one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.forward import Changes, roll, without
from scheduler.model import Instrument, Plan, Pool, RowStatus
from scheduler.whatif.docket import Docket

PINS = (RowStatus.PINNED, RowStatus.NOTIFIED)


@dataclass(frozen=True)
class Weeks:
    """The weeks with their plans, and the pool after the last of them."""

    planned: tuple[tuple[Pool, Plan], ...]
    last: Pool

    @property
    def pools(self) -> tuple[Pool, ...]:
        """The pools of all weeks, and the last one."""
        return (*(pool for pool, _ in self.planned), self.last)


def rolled(pool: Pool, weeks: int, make: Callable[[Pool], Plan], *, seed: int = 0) -> Weeks:
    """So many weeks, of which each pool is the one before, rolled on and nothing else.

    Cases end and arrive and people are away as a docket draws it. All acts are renewed once, with
    a used count that must not be believed. The planner lifts all pins, since whoever is pinned may
    be away.
    """
    docket = Docket(pool, weeks + 1, seed=seed, life=6, gap=1)
    planned: list[tuple[Pool, Plan]] = []
    for number in range(weeks):
        pool = _lifted(pool)
        plan = make(pool)
        planned.append((pool, plan))
        changes = docket.changes(number)
        if number == weeks // 3:
            changes = Changes(
                {**changes.rows, "instruments": _renewed(without(pool, changes.ended))},
                changes.ended,
            )
        pool = roll(pool, plan, changes).pool
    return Weeks(tuple(planned), pool)


def _lifted(pool: Pool) -> Pool:
    return pool.with_rows(assignments=[r for r in pool.assignments if r.status not in PINS])


def _renewed(pool: Pool) -> tuple[Instrument, ...]:
    update = {"to": date(2028, 12, 31), "used_blocks": 0}
    acts = (act.model_copy(update=update) for act in pool.instruments)
    return tuple(
        act.model_copy(update={"max_blocks": act.max_blocks and act.max_blocks * 2}) for act in acts
    )


def faults(weeks: Weeks) -> Iterator[str]:
    """Every count of every week that is not the sum over the plans before it."""
    for number, pool in enumerate(weeks.pools):
        before = weeks.planned[:number]
        yield from (f"week {number}: {fault}" for fault in _past(weeks.pools[0], pool, before))
        yield from (f"week {number}: {fault}" for fault in _used(weeks.pools[0], pool, before))
        yield from (f"week {number}: {fault}" for fault in _served(weeks.pools[0], pool, before))
        if before:
            yield from (f"week {number}: {fault}" for fault in _in_force(*before[-1], pool))


def _past(first: Pool, pool: Pool, before: Sequence[tuple[Pool, Plan]]) -> Iterator[str]:
    window = first.policy.rolling_weeks
    worked, given = Counter[str](), Counter[str]()
    for of_week, plan in before[-window:]:
        for row in plan.assignments:
            worked[row.specialist] += len(row.blocks)
            if of_week.case_of_id[row.case].lead_agency != row.agency:
                worked[f"{row.agency}/"] += len(row.blocks)
        for who, blocks in _capacities(of_week, plan):
            given[who] += blocks
            given[f"{of_week.specialist_of_id[who].agency}/"] += blocks
    left = max(0, window - len(before))
    told = {s.specialist: (s.past_blocks, s.past_capacity) for s in pool.specialists}
    told |= {f"{a.agency}/": (a.past_lent_blocks, a.past_pool_blocks) for a in pool.agencies}
    opened = {s.specialist: (s.past_blocks, s.past_capacity) for s in first.specialists}
    opened |= {f"{a.agency}/": (a.past_lent_blocks, a.past_pool_blocks) for a in first.agencies}
    for who, found in told.items():
        rest = [-(-total * left // window) for total in opened[who]]
        right = (worked[who] + rest[0], given[who] + rest[1])
        if found != right:
            yield f"{who}: {found} are told, {right} are right"


def _capacities(pool: Pool, plan: Plan) -> Iterator[tuple[str, int]]:
    """What each specialist could give in the week of a plan, day by day."""
    away = defaultdict[tuple[str, date], dict[str, bool]](dict)
    for row in pool.availability:
        away[row.specialist, row.date][row.half.value] = row.status.value == "unavailable"
    horizon = pool.horizon(plan.start, plan.weeks)
    days = [plan.start.monday + timedelta(days=n) for n in range(7)]
    working = [day for day in days if horizon.is_working_day(day)]
    for s in pool.specialists:
        there = 0
        for day in working:
            told = away.get((s.specialist, day), {})
            there += sum(not told.get(half, told.get("day", False)) for half in ("am", "pm"))
        yield s.specialist, min(there, s.weekly_blocks)


def _used(first: Pool, pool: Pool, before: Sequence[tuple[Pool, Plan]]) -> Iterator[str]:
    used = Counter({act.instrument: act.used_blocks for act in first.instruments})
    for _, plan in before:
        for row in plan.assignments:
            used[row.instrument or ""] += len(row.blocks)
    for act in pool.instruments:
        if act.used_blocks != used[act.instrument]:
            yield f"{act.instrument}: {act.used_blocks} used, {used[act.instrument]} are right"


def _served(first: Pool, pool: Pool, before: Sequence[tuple[Pool, Plan]]) -> Iterator[str]:
    """Whoever served is in the history, and nobody else but who was there or had a row before."""
    history = {(r.specialist, r.matter, r.mode) for r in pool.service_history}
    served = {
        (row.specialist, of_week.case_of_id[row.case].matter, row.mode)
        for of_week, plan in before
        for row in plan.assignments
    }
    known = {(r.specialist, r.matter, r.mode) for r in first.service_history}
    had = {
        (r.specialist, first.case_of_demand[r.demand].matter, first.demand_of_id[r.demand].mode)
        for r in first.assignments
        if r.demand and r.status is not RowStatus.BANNED
    }
    yield from (f"{row} is not in the history" for row in sorted((served | known) - history))
    yield from (f"{row} has not served" for row in sorted(history - served - known - had))


def _in_force(before: Pool, plan: Plan, pool: Pool) -> Iterator[str]:
    """Of the demands planned the people in force are those of the plan, where they are kept."""
    grid = before.horizon(plan.start, plan.weeks)
    planned = {d.demand for d in before.demands if grid.cut(d.from_, d.to)}
    told = {
        (r.specialist, r.demand)
        for r in pool.assignments
        if r.status is RowStatus.IN_FORCE and r.demand in planned
    }
    gone = {c.case for c in before.cases} - {c.case for c in pool.cases}
    right = {(a.specialist, a.demand) for a in plan.assignments if a.demand in pool.demand_of_id}
    for row in sorted(told ^ right, key=str):
        demand = row[1] or ""
        if before.demand_of_id[demand].case in gone or row in told:
            yield f"{row} is told to be in force"
        elif demand in _returned(before, pool):
            continue
        else:
            yield f"{row} is not in force"


def _returned(before: Pool, pool: Pool) -> set[str]:
    """Demands of cases that ended and came back at once: another opening date, nobody on them."""
    return {
        d.demand
        for d in pool.demands
        if (was := before.case_of_id.get(d.case)) and was.opened != pool.case_of_id[d.case].opened
    }
