"""Short builders for tests: sensible defaults, so that a test names only what it is about.

The default week is 2026-W49 (Monday 30 November): ten blocks and no holiday. Everybody is
stationed ``here`` and every case is held ``here``, so nobody travels unless a test says so.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from scheduler.model import (
    TABLES,
    Affinity,
    Agency,
    Authority,
    AuthorityRight,
    Availability,
    Case,
    Conflict,
    CurrentRow,
    Demand,
    Fact,
    Holiday,
    HomeReserve,
    Horizon,
    Instrument,
    Mode,
    Plan,
    PlannedAssignment,
    Policy,
    Pool,
    Provenance,
    RowStatus,
    ServiceRecord,
    SolveOptions,
    Specialist,
    SpecialistSkill,
    Travel,
)

WEEK = "2026-W49"
HERE = "here"
DAYS = ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04")
NEXT_DAYS = ("2026-12-07", "2026-12-08", "2026-12-09", "2026-12-10", "2026-12-11")


def agency(name: str, **fields: Any) -> Agency:
    """An agency without limits on lending."""
    return Agency(**{"agency": name, "name_ko": name, "name_en": name, **fields})


def authority(name: str, **fields: Any) -> Authority:
    """An impersonal power, in force without end."""
    defaults = {"name_ko": name, "name_en": name, "legal_basis": f"Act on {name}, art. 1"}
    return Authority(**{"authority": name, "personal": False, **defaults, **fields})


def right(name: str, agency: str, mode: str = "exercise", **fields: Any) -> AuthorityRight:
    """A right ``allowed`` without end."""
    return AuthorityRight(
        **{"authority": name, "agency": agency, "mode": mode, "right": "allowed", **fields}
    )


def instrument(name: str, from_agency: str, to_agency: str, **fields: Any) -> Instrument:
    """An act that covers everything and everybody all year, without a ceiling."""
    defaults: dict[str, Any] = {
        "kind": "cooperation_request",
        "authorities": "*",
        "modes": "*",
        "cases": "*",
        "specialists": "*",
        "to": "2027-12-31",
        "document_no": f"No. {name}",
    }
    if "from" not in fields and "from_" not in fields:
        defaults["from"] = "2026-01-01"
    ends = {"instrument": name, "from_agency": from_agency, "to_agency": to_agency}
    return Instrument(**{**ends, **defaults, **fields})


def specialist(name: str, /, agency: str = "A", **fields: Any) -> Specialist:
    """A person released ten blocks a week for up to five cases."""
    defaults = {"station": HERE, "weekly_blocks": 10, "max_cases": 5}
    return Specialist(**{"specialist": name, "agency": agency, **defaults, **fields})


def skill(specialist: str, name: str, level: int = 1) -> SpecialistSkill:
    """One skill of one person."""
    return SpecialistSkill(specialist=specialist, skill=name, level=level)


def absence(specialist: str, day: str, half: str = "day", **fields: Any) -> Availability:
    """A half-day or a day in which a person is away (or, with a status, there)."""
    return Availability(
        **{
            "specialist": specialist,
            "date": day,
            "half": half,
            "status": "unavailable",
            **fields,
        }
    )


def away_but(specialist: str, blocks: Iterable[int], weeks: int = 1) -> tuple[Availability, ...]:
    """Rows that leave a person exactly these blocks of the default weeks (20 blocks of two)."""
    days = (*DAYS, *NEXT_DAYS)[: 5 * weeks]
    halves = [(day, half) for day in days for half in ("am", "pm")]
    free = set(blocks)
    return tuple(
        absence(specialist, day, half) for i, (day, half) in enumerate(halves) if i not in free
    )


def conflict(specialist: str, party: str, status: str = "recused", **fields: Any) -> Conflict:
    """A recusal without end."""
    return Conflict(**{"specialist": specialist, "party": party, "status": status, **fields})


def served(specialist: str, matter: str, mode: str) -> ServiceRecord:
    """A row of the service history."""
    return ServiceRecord(specialist=specialist, matter=matter, mode=Mode(mode))


def case(name: str, lead: str = "A", **fields: Any) -> Case:
    """A case of priority 1 without a deadline, held ``here``."""
    defaults = {"kind": "leak", "site": HERE, "priority": 1}
    return Case(**{"case": name, "lead_agency": lead, **defaults, **fields})


def demand(name: str, case: str = "c1", mode: str = "advise", **fields: Any) -> Demand:
    """One seat of one block that asks for nothing and may be worked at any time."""
    defaults = {"role": "role", "headcount": 1, "effort": 1}
    return Demand(**{"demand": name, "case": case, "mode": mode, **defaults, **fields})


def session(name: str, case: str = "c1", blocks: int = 1, at: str = "", **fields: Any) -> Demand:
    """A fixed session of whole days (an even number of blocks) or one half-day of week 49.

    ``at`` is its first half-day, ``2026-11-30/am`` by default; ``blocks`` counts its half-days.
    """
    first = at or f"{DAYS[0]}/am"
    halves = [f"{day}/{half}" for day in (*DAYS, *NEXT_DAYS) for half in ("am", "pm")]
    last = halves[halves.index(first) + blocks - 1]
    window = {"from": first, "to": last, "fixed": True, "effort": blocks}
    return demand(name, case, **{**window, **fields})


def reserve(agency: str, skill: str, level: int = 1, heads: int = 1) -> HomeReserve:
    """Specialists of a skill that stay at home."""
    return HomeReserve(agency=agency, skill=skill, level=level, heads=heads)


def current(specialist: str, demand: str, status: str = "in_force") -> CurrentRow:
    """A row of the plan in force, a pin, a notified name or a ban on a demand."""
    return CurrentRow(specialist=specialist, demand=demand, status=RowStatus(status))


def pin(specialist: str, demand: str) -> CurrentRow:
    """A planner's pin."""
    return current(specialist, demand, "pinned")


def ban(specialist: str, *, demand: str | None = None, case: str | None = None) -> CurrentRow:
    """A planner's ban from a demand or from a case."""
    return CurrentRow(specialist=specialist, demand=demand, case=case, status=RowStatus.BANNED)


def affinity(specialist: str, demand: str, score: int) -> Affinity:
    """A fit given from outside."""
    return Affinity(specialist=specialist, demand=demand, score=score)


def travel(station: str, site: str, blocks: int) -> Travel:
    """A row of the travel table."""
    return Travel(station=station, site=site, blocks=blocks)


def holiday(day: str) -> Holiday:
    """A temporary holiday."""
    return Holiday(date=date.fromisoformat(day))


def pool(*facts: Fact | Iterable[Fact], **policy: Any) -> Pool:
    """A pool of these facts, each put into its table by its class.

    Agencies that a specialist or a case names and that are not given are added with defaults.
    Keyword arguments are the policy's; the start is 2026-W49 and the horizon one week.
    """
    tables: dict[str, list[Fact]] = {t.name: [] for t in TABLES}
    name_of = {t.row: t.name for t in TABLES}
    for fact in facts:
        for one in (fact,) if isinstance(fact, Fact) else fact:
            tables[name_of[type(one)]].append(one)
    given = {a.agency for a in tables["agencies"] if isinstance(a, Agency)}
    named = {s.agency for s in tables["specialists"] if isinstance(s, Specialist)}
    named |= {c.lead_agency for c in tables["cases"] if isinstance(c, Case)}
    tables["agencies"] += [agency(name) for name in sorted(named - given)]
    rules = Policy(**{"start": WEEK, **policy})
    filled: dict[str, Any] = {name: tuple(rows) for name, rows in tables.items()}
    return Pool(**filled, policy=rules)


def row(
    it: Pool,
    specialist: str,
    demand: str,
    blocks: Sequence[int] = (0,),
    *,
    travel: int = 0,
    horizon: Horizon | None = None,
    **fields: Any,
) -> PlannedAssignment:
    """An assignment of a pair at these block numbers; the first ``travel`` ones are travel.

    The other fields follow from the pool: legal basis and pin by its rows, an instrument's
    document number by its name. ``fit`` is the problem's formula.
    """
    from tests.brute.fit import fit_of

    grid = horizon or it.horizon()
    wanted, who = it.demand_of_id[demand], it.specialist_of_id[specialist]
    act = it.instrument_of_id[fields["instrument"]] if fields.get("instrument") else None
    texts = tuple(str(grid.blocks[b]) for b in sorted(blocks))
    pins = [
        r.status
        for r in it.assignments
        if (r.specialist, r.demand) == (specialist, demand) and r.status in ("pinned", "notified")
    ]
    known: dict[str, Any] = {
        "specialist": specialist,
        "demand": demand,
        "case": wanted.case,
        "agency": who.agency,
        "mode": wanted.mode,
        "authority": wanted.authority,
        "legal_basis": _legal_basis(it, wanted, who.agency),
        "instrument": None,
        "document_no": act.document_no if act else None,
        "blocks": texts,
        "travel_blocks": texts[:travel],
        "fit": fit_of(it, specialist, demand),
        "pin": max(pins) if pins else None,
        "with_oversight": False,
    }
    return PlannedAssignment(**{**known, **fields})


def _legal_basis(it: Pool, wanted: Demand, home: str) -> str:
    """The authority's statute and the first right's, joined where they differ."""
    if wanted.authority is None:
        return ""
    rights = it.rights_of.get((wanted.authority, home, wanted.mode), ())
    texts = [it.authority_of_id[wanted.authority].legal_basis, *(r.legal_basis for r in rights[:1])]
    return "; ".join(dict.fromkeys(t for t in texts if t))


def plan(it: Pool, *rows: PlannedAssignment, horizon: Horizon | None = None) -> Plan:
    """A plan of these assignments that claims nothing about its tiers."""
    grid = horizon or it.horizon()
    made = Provenance(pool_sha256=it.sha256, software="test", solvers={}, options=SolveOptions())
    return Plan(
        start=grid.start,
        weeks=grid.weeks,
        assignments=rows,
        empty_seats=(),
        tiers=(),
        provenance=made,
    )
