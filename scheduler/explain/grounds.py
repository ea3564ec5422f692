"""What each refusing code rests on for one pair: the fact behind a yes, and behind a no.

The facts are read from the pool beside the judge's own derivation of the pair. What is said to
refuse has to be exactly what the judge refuses; a difference is a defect, raised and never shown.
"""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain

from scheduler.check.eligibility import refusals_of
from scheduler.check.facts import Facts, Pair
from scheduler.model import ConflictStatus, Grade, Mode, Refusal, Right, in_force_through
from scheduler.model.record import Record

NO_END = ""
"""How a date that is no limit is written among the facts of a ground."""


class Ground(Record):
    """One fact that a code looks at, and whether the code holds as far as it goes.

    ``key`` names its sentence (``ground.<key>``), ``facts`` are the arguments: ids, counts of
    blocks, levels, and days as ``2026-11-24`` (empty: no end). Without a key the fact itself is
    not for the reader (``withheld``).
    """

    code: Refusal
    holds: bool
    key: str
    facts: dict[str, str | int] = {}


class GroundsDifferError(AssertionError):
    """What the grounds refuse is not what the judge refuses: one of the two has a defect."""


def grounds(facts: Facts, specialist: str, demand: str) -> tuple[Ground, ...]:
    """The grounds of every code for a pair, in the order of the codes.

    Raises:
        KeyError: there is no such specialist, or the demand is not in this plan.
        GroundsDifferError: they do not say what the judge says.
    """
    pair = Pair(facts, specialist, demand)
    found = tuple(chain.from_iterable(grounds_of(facts, pair) for grounds_of in GROUNDS.values()))
    refusing = list(dict.fromkeys(ground.code for ground in found if not ground.holds))
    judged = refusals_of(facts, pair)
    if refusing != judged:
        raise GroundsDifferError(f"{specialist}, {demand}: {refusing}, and the judge {judged}")
    return found


Grounds = Iterator[Ground]


def _skill(facts: Facts, pair: Pair) -> Grounds:
    levels = facts.pool.skill_levels[pair.specialist.specialist]
    if not pair.demand.skills:
        yield Ground(code=Refusal.SKILL, holds=True, key="skill.none")
    for need in pair.demand.skills:
        held = levels.get(need.skill, 0)
        key = "skill.held" if held >= need.level else "skill.lower" if held else "skill.missing"
        told: dict[str, str | int] = {"skill": need.skill, "held": held, "level": need.level}
        yield Ground(code=Refusal.SKILL, holds=held >= need.level, key=key, facts=told)


def _clearance(facts: Facts, pair: Pair) -> Grounds:
    s, last = pair.specialist, pair.days[1]
    asked = max(pair.case.clearance, pair.demand.clearance, key=lambda grade: grade.rank)
    held = facts.pool.grade_through(s.specialist, last)
    told: dict[str, str | int] = {
        "grade": s.clearance,
        "asked": asked,
        "until": _day(s.clearance_until),
        "last": _day(last),
    }
    if asked is Grade.NONE:
        key = "clearance.none"
    elif held.rank >= asked.rank:
        key = "clearance.enough"
    elif s.clearance.rank >= asked.rank:
        key = "clearance.expired"
    else:
        key = "clearance.absent" if s.clearance is Grade.NONE else "clearance.lower"
    holds = held.rank >= asked.rank
    yield Ground(code=Refusal.CLEARANCE, holds=holds, key=key, facts=told)


def _authority(facts: Facts, pair: Pair) -> Grounds:
    code, d, agency = Refusal.AUTHORITY, pair.demand, pair.specialist.agency
    if d.authority is None:
        yield Ground(code=code, holds=True, key="authority.none")
        return
    power = facts.pool.authority_of_id[d.authority]
    told: dict[str, str | int] = {
        "authority": d.authority,
        "agency": agency,
        "mode": d.mode,
        "basis": power.legal_basis,
        "first": _day(pair.days[0]),
        "last": _day(pair.days[1]),
    }
    if not in_force_through(power.in_force_from, power.in_force_to, *pair.days):
        yield Ground(code=code, holds=False, key="authority.not_in_force", facts=told)
        return
    right = pair.rights.get(agency)
    if right is not None:
        told |= {"right": right.right, "right_basis": right.legal_basis or power.legal_basis}
        yield Ground(code=code, holds=True, key="authority.right", facts=told)
        return
    rows = facts.pool.rights_of.get((d.authority, agency, d.mode), ())
    if any(
        row.right is Right.NEVER
        and in_force_through(row.in_force_from, row.in_force_to, *pair.days)
        for row in rows
    ):
        key = "authority.never"
    else:
        key = "authority.lapsed" if rows else "authority.no_right"
    yield Ground(code=code, holds=False, key=key, facts=told)


def _designation(facts: Facts, pair: Pair) -> Grounds:
    code, d, last = Refusal.DESIGNATION, pair.demand, pair.days[1]
    personal = d.authority is not None and facts.pool.authority_of_id[d.authority].personal
    if not personal or d.mode is not Mode.EXERCISE:
        yield Ground(code=code, holds=True, key="designation.none")
        return
    assert d.authority is not None
    own = [p for p in pair.specialist.designations if p.authority == d.authority]
    latest = max(own, key=lambda p: p.until or date.max, default=None)
    holds = latest is not None and (latest.until or date.max) >= last
    told: dict[str, str | int] = {"authority": d.authority, "last": _day(last)}
    if latest is None:
        key = "designation.missing"
    else:
        key = "designation.held" if holds else "designation.ended"
        told["until"] = _day(latest.until)
    yield Ground(code=code, holds=holds, key=key, facts=told)


def _instrument(facts: Facts, pair: Pair) -> Grounds:
    code, s, d = Refusal.INSTRUMENT, pair.specialist, pair.demand
    told: dict[str, str | int] = {"agency": s.agency, "lead": pair.case.lead_agency}
    if pair.is_insider:
        yield Ground(code=code, holds=True, key="instrument.insider", facts=told)
    elif d.mode is Mode.ADVISE:
        yield Ground(code=code, holds=True, key="instrument.advise", facts=told)
    elif s.agency in pair.free:
        right = pair.rights[s.agency]
        told |= {"authority": d.authority or "", "basis": right.legal_basis}
        yield Ground(code=code, holds=True, key="instrument.outside", facts=told)
    elif pair.own_acts:
        act = pair.own_acts[0]
        told |= {
            "instrument": act.instrument,
            "document": act.document_no,
            "kind": act.kind,
            "until": _day(act.to),
            "others": len(pair.own_acts) - 1,
        }
        yield Ground(code=code, holds=True, key="instrument.covered", facts=told)
    else:
        lead = pair.case.lead_agency
        between = [i for i in facts.acts.get(lead, ()) if i.from_agency == s.agency]
        names = ", ".join(sorted(i.instrument for i in between))
        key = "instrument.not_covering" if between else "instrument.missing"
        told |= {"mode": d.mode, "count": len(between), "instruments": names}
        yield Ground(code=code, holds=False, key=key, facts=told)


def _excluded_agency(facts: Facts, pair: Pair) -> Grounds:
    agency = pair.specialist.agency
    excluded = agency in pair.demand.excluded_agencies
    key = "excluded.yes" if excluded else "excluded.no"
    told: dict[str, str | int] = {"agency": agency}
    yield Ground(code=Refusal.EXCLUDED_AGENCY, holds=not excluded, key=key, facts=told)


def _conflict(facts: Facts, pair: Pair) -> Grounds:
    """Which tie it is, and not the name of the firm: that stays with the case."""
    who, first = pair.specialist.specialist, pair.days[0]
    mine = [
        row
        for party in sorted(pair.case.parties)
        for row in facts.conflicts.get(party, ())
        if row.specialist == who and (row.until or date.max) >= first
    ]
    for row in mine:
        recused = row.status is ConflictStatus.RECUSED
        told: dict[str, str | int] = {
            "tie": "victim"
            if row.party == pair.case.victim
            else "respondent"
            if row.party in pair.case.respondents
            else "matter",
            "until": _day(row.until),
        }
        key = "conflict.recused" if recused else "conflict.overseen"
        yield Ground(code=Refusal.CONFLICT, holds=not recused, key=key, facts=told)
    if not mine:
        yield Ground(code=Refusal.CONFLICT, holds=True, key="conflict.none")


def _separation(facts: Facts, pair: Pair) -> Grounds:
    code, case, d = Refusal.SEPARATION, pair.case, pair.demand
    served = sorted(
        {
            (mode, where)
            for _, who, mode, where in facts.served.get(case.matter, ())
            if who == pair.specialist.specialist and where != case.case
        }
    )
    apart = [(mode, c) for mode, c in served if facts.pool.policy.separates(mode, d.mode)]
    for mode, where in apart:
        told: dict[str, str | int] = {"served": mode, "mode": d.mode, "matter": case.matter}
        key = "separation.served"
        if where:
            key, told["case"] = "separation.serving", where
        yield Ground(code=code, holds=False, key=key, facts=told)
    if not apart:
        yield Ground(code=code, holds=True, key="separation.none")


def _ban(facts: Facts, pair: Pair) -> Grounds:
    who, d = pair.specialist.specialist, pair.demand
    mine = [row for row in facts.bans if row.specialist == who]
    for row in mine:
        if row.demand == d.demand:
            told: dict[str, str | int] = {"demand": d.demand}
            yield Ground(code=Refusal.BAN, holds=False, key="ban.demand", facts=told)
        elif row.case == d.case:
            yield Ground(code=Refusal.BAN, holds=False, key="ban.case", facts={"case": d.case})
    if not any(row.demand == d.demand or row.case == d.case for row in mine):
        yield Ground(code=Refusal.BAN, holds=True, key="ban.none")


def _availability(facts: Facts, pair: Pair) -> Grounds:
    code, s = Refusal.AVAILABILITY, pair.specialist
    if not pair.demand.fixed:
        usable = facts.capacity(s, pair.weeks)
        told: dict[str, str | int] = {"usable": usable, "effort": pair.effort}
        holds = usable >= pair.effort
        key = "availability.window" if holds else "availability.short"
        yield Ground(code=code, holds=holds, key=key, facts=told)
        return
    session = range(pair.charged.stop, pair.window.stop)
    there, released = facts.available(s.specialist, session), s.weekly_blocks
    longest = max(len(week) for week in pair.weeks)
    told = {"there": there, "session": len(session), "needed": longest, "released": released}
    if there < len(session):
        key = "availability.away"
    else:
        key = "availability.session" if released >= longest else "availability.not_released"
    holds = key == "availability.session"
    yield Ground(code=code, holds=holds, key=key, facts=told)


def _travel(facts: Facts, pair: Pair) -> Grounds:
    """That somebody makes no long trips is said; why is never stored."""
    code, s = Refusal.TRAVEL, pair.specialist
    told: dict[str, str | int] = {"travel": pair.travel, "charged": len(pair.charged)}
    there = facts.available(s.specialist, pair.charged)
    if s.no_long_trip and pair.travel == 2:
        yield Ground(code=code, holds=False, key="travel.long", facts=told)
    if there < len(pair.charged):
        told["there"] = there
        yield Ground(code=code, holds=False, key="travel.away", facts=told)
    elif not (s.no_long_trip and pair.travel == 2):
        key = "travel.blocks" if pair.travel else "travel.none"
        yield Ground(code=code, holds=True, key=key, facts=told)


def _day(day: date | None) -> str:
    return NO_END if day is None else day.isoformat()


GROUNDS: dict[Refusal, Callable[[Facts, Pair], Grounds]] = {
    Refusal.SKILL: _skill,
    Refusal.CLEARANCE: _clearance,
    Refusal.AUTHORITY: _authority,
    Refusal.DESIGNATION: _designation,
    Refusal.INSTRUMENT: _instrument,
    Refusal.EXCLUDED_AGENCY: _excluded_agency,
    Refusal.CONFLICT: _conflict,
    Refusal.SEPARATION: _separation,
    Refusal.BAN: _ban,
    Refusal.AVAILABILITY: _availability,
    Refusal.TRAVEL: _travel,
}
