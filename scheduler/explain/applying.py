"""Changes of a pool that a repair consists of, carried out: one function a kind.

What is new holds all through the weeks that are planned and no longer; what is extended or granted
has no end date.
"""

from collections.abc import Callable, Iterable
from typing import Any

from scheduler.model import (
    Availability,
    AvailabilityStatus,
    CurrentRow,
    Demand,
    Designation,
    Grade,
    Horizon,
    Instrument,
    InstrumentKind,
    Mode,
    Moment,
    Pool,
    RowStatus,
    Specialist,
)
from scheduler.solver.offers import Bought

NEW_ACT = "NEW-ACT"

Subject = tuple[str, ...]


def applied(pool: Pool, bought: Iterable[Bought], horizon: Horizon) -> Pool:
    """The pool after all of these changes."""
    for (kind, subject), units in bought:
        pool = APPLY[kind](pool, subject, units, horizon)
    return pool


def _another_block(pool: Pool, subject: Subject, units: int, _: Horizon) -> Pool:
    return _with_person(pool, subject[0], lambda s: {"weekly_blocks": s.weekly_blocks + units})


def _another_case(pool: Pool, subject: Subject, units: int, _: Horizon) -> Pool:
    return _with_person(pool, subject[0], lambda s: {"max_cases": s.max_cases + units})


def _free_half_day(pool: Pool, subject: Subject, _: int, __: Horizon) -> Pool:
    who, moment = subject[0], Moment.model_validate(subject[1])
    row = Availability(
        specialist=who, date=moment.day, half=moment.half, status=AvailabilityStatus.AVAILABLE
    )
    others = (
        a
        for a in pool.availability
        if (a.specialist, a.date, a.half) != (who, moment.day, moment.half)
    )
    return pool.with_rows(availability=(*others, row))


def _lend_block(pool: Pool, subject: Subject, units: int, _: Horizon) -> Pool:
    return _with_agency(pool, subject[0], "max_lent_blocks", units)


def _lend_head(pool: Pool, subject: Subject, units: int, _: Horizon) -> Pool:
    return _with_agency(pool, subject[0], "max_lent_heads", units)


def _with_agency(pool: Pool, name: str, limit: str, units: int) -> Pool:
    agency = pool.agency_of_id[name]
    changed = agency.model_copy(update={limit: getattr(agency, limit) + units})
    return pool.with_rows(agencies=(*(a for a in pool.agencies if a.agency != name), changed))


def _reserve_head(pool: Pool, subject: Subject, units: int, _: Horizon) -> Pool:
    agency, skill, level = subject
    rows = tuple(
        r.model_copy(update={"heads": max(0, r.heads - units)})
        if (r.agency, r.skill, str(r.level)) == (agency, skill, level)
        else r
        for r in pool.home_reserve
    )
    return pool.with_rows(home_reserve=rows)


def _raise_ceiling(pool: Pool, subject: Subject, units: int, _: Horizon) -> Pool:
    """Blocks used beyond the ceiling do not eat up what is added."""

    def raised(act: Instrument) -> dict[str, Any]:
        return {"max_blocks": max(act.max_blocks or 0, act.used_blocks) + units}

    return _with_act(pool, subject[0], raised)


def _extend_instrument(pool: Pool, subject: Subject, _: int, horizon: Horizon) -> Pool:
    first, last = horizon.first_day, horizon.last_day
    return _with_act(
        pool, subject[0], lambda act: {"from_": min(act.from_, first), "to": max(act.to, last)}
    )


def _with_act(pool: Pool, name: str, changes: Callable[[Instrument], dict[str, Any]]) -> Pool:
    act = pool.instrument_of_id[name]
    changed = act.model_copy(update=changes(act))
    others = (i for i in pool.instruments if i.instrument != name)
    return pool.with_rows(instruments=(*others, changed))


def _sign_instrument(pool: Pool, subject: Subject, _: int, horizon: Horizon) -> Pool:
    giver, taker, mode, authority, case = subject
    number = 1 + sum(i.instrument.startswith(NEW_ACT) for i in pool.instruments)
    act = Instrument.model_validate(
        {
            "instrument": f"{NEW_ACT}-{number}",
            "kind": InstrumentKind.COOPERATION_REQUEST,
            "from_agency": giver,
            "to_agency": taker,
            "authorities": (authority,) if authority else (),
            "modes": (Mode(mode),),
            "cases": (case,),
            "specialists": "*",
            "from": horizon.first_day,
            "to": horizon.last_day,
            "document_no": "-",
        }
    )
    return pool.with_rows(instruments=(*pool.instruments, act))


def _grant_clearance(pool: Pool, subject: Subject, _: int, __: Horizon) -> Pool:
    grade = Grade(subject[1])
    return _with_person(pool, subject[0], lambda _: {"clearance": grade, "clearance_until": None})


def _extend_clearance(pool: Pool, subject: Subject, _: int, __: Horizon) -> Pool:
    return _with_person(pool, subject[0], lambda _: {"clearance_until": None})


def _designate(pool: Pool, subject: Subject, _: int, __: Horizon) -> Pool:
    who, authority = subject

    def designated(person: Specialist) -> dict[str, Any]:
        others = tuple(p for p in person.designations if p.authority != authority)
        return {"designations": (*others, Designation(authority=authority))}

    return _with_person(pool, who, designated)


def _with_person(pool: Pool, name: str, changes: Callable[[Specialist], dict[str, Any]]) -> Pool:
    person = pool.specialist_of_id[name]
    changed = Specialist.model_validate({**person.model_dump(), **changes(person)})
    others = (s for s in pool.specialists if s.specialist != name)
    return pool.with_rows(specialists=(*others, changed))


def _lower_level(pool: Pool, subject: Subject, units: int, _: Horizon) -> Pool:
    name, skill = subject
    demand = pool.demand_of_id[name]
    top = max(need.level for need in demand.skills if need.skill == skill) - units
    needs = tuple(
        need.model_copy(update={"level": min(need.level, top)}) if need.skill == skill else need
        for need in demand.skills
    )
    changed: Demand = demand.model_copy(update={"skills": needs})
    return pool.with_rows(demands=(*(d for d in pool.demands if d.demand != name), changed))


def _lower_headcount(pool: Pool, subject: Subject, units: int, _: Horizon) -> Pool:
    demand = pool.demand_of_id[subject[0]]
    changed: Demand = demand.model_copy(update={"headcount": demand.headcount - units})
    others = (d for d in pool.demands if d.demand != demand.demand)
    return pool.with_rows(demands=(*others, changed))


def _move_window(pool: Pool, subject: Subject, _: int, horizon: Horizon) -> Pool:
    demand = pool.demand_of_id[subject[0]]
    window = {"from_": horizon.blocks[0], "to": horizon.blocks[-1]}
    others = (d for d in pool.demands if d.demand != demand.demand)
    return pool.with_rows(demands=(*others, demand.model_copy(update=window)))


def _lift_ban(pool: Pool, subject: Subject, _: int, __: Horizon) -> Pool:
    who, kind, name = subject

    def lifted(row: CurrentRow) -> bool:
        banned = row.demand if kind == "demand" else row.case
        return row.status is RowStatus.BANNED and (row.specialist, banned) == (who, name)

    return pool.with_rows(assignments=tuple(r for r in pool.assignments if not lifted(r)))


def _lift_pin(pool: Pool, subject: Subject, _: int, __: Horizon) -> Pool:
    def lifted(row: CurrentRow) -> bool:
        return row.status is RowStatus.PINNED and (row.specialist, row.demand) == subject

    return pool.with_rows(assignments=tuple(r for r in pool.assignments if not lifted(r)))


APPLY: dict[str, Callable[[Pool, Subject, int, Horizon], Pool]] = {
    "another_block": _another_block,
    "another_case": _another_case,
    "free_half_day": _free_half_day,
    "lend_block": _lend_block,
    "lend_head": _lend_head,
    "reserve_head": _reserve_head,
    "raise_ceiling": _raise_ceiling,
    "sign_instrument": _sign_instrument,
    "extend_instrument": _extend_instrument,
    "grant_clearance": _grant_clearance,
    "extend_clearance": _extend_clearance,
    "designate": _designate,
    "lower_level": _lower_level,
    "lower_headcount": _lower_headcount,
    "move_window": _move_window,
    "lift_ban": _lift_ban,
    "lift_pin": _lift_pin,
}
