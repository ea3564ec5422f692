"""What each role sees of a pool and of a plan. Pure functions; nothing here reads a database.

* Identities (name, title, station) of a masked agency's people are shown to that agency only, and
  so are travel times from where only they sit. Masked is an agency by the pool's own word, and one
  of ``masked``: those that have become so since the pool was frozen.
* A planner sees everything else; of a masked person's row also which half-days are travel, without
  which no judge accepts the plan.
* An analyst sees ids but no names: not of people, not of cases, not of firms. A firm becomes
  ``party-001`` wherever it stands, so that conflicts still fit their cases.
* A registrar sees own people and own cases whole. Other agencies' people on own cases are stubs:
  id, agency, demand, mode, blocks and the instrument they come under; their fit reads 0, and
  neither travel blocks are told nor whether they are pinned or, for a tie, under oversight: of
  these facts the agency sees none. Cases of others on which own people serve are stubs too: no
  title, no parties. Of travel there is what own people need for these cases, of the ledger the rows
  of agency and own people. Empty seats are those of own cases, without the counts over other
  agencies' people. Of the tiers only name and status are told, and of the provenance no hash:
  numbers and hashes over everybody's facts change with what the caller may not see.
"""

from collections.abc import Collection

from scheduler.access.principal import AGENCY_ROLES, Principal, Role
from scheduler.model import (
    Agency,
    Case,
    EmptySeat,
    Plan,
    PlannedAssignment,
    Pool,
    Specialist,
    TierResult,
)

HIDDEN_STATION = "-"


def _without_identity(person: Specialist) -> Specialist:
    return person.model_copy(update={"name": "", "title": "", "station": HIDDEN_STATION})


def specialist_for(principal: Principal, person: Specialist, *, is_masked: bool) -> Specialist:
    """One person as the caller may see them; ``is_masked`` is about the person's agency."""
    if principal.agency == person.agency:
        return person
    if is_masked or principal.role in AGENCY_ROLES:
        return _without_identity(person)
    if principal.role is Role.ANALYST:
        return person.model_copy(update={"name": "", "title": ""})
    return person


def pool_for(
    principal: Principal, pool: Pool, plan: Plan | None = None, *, masked: Collection[str] = ()
) -> Pool:
    """The pool as the caller may see it; a registrar's is cut to what ``plan`` shows them.

    ``masked``: agencies that are masked by now; the copy says so, for whoever reads names from it.
    """
    hidden = masked_in(pool, masked)
    if any(a.agency in hidden and not a.masked for a in pool.agencies):
        pool = pool.with_rows(agencies=tuple(_masked_too(a, hidden) for a in pool.agencies))
    people = tuple(
        specialist_for(principal, s, is_masked=s.agency in hidden) for s in pool.specialists
    )
    if principal.role in AGENCY_ROLES:
        return _agency_view(principal, pool, people, plan)
    stations = {s.station for s in people}
    travel = tuple(row for row in pool.travel if row.station in stations)
    shown = pool.with_rows(specialists=people, travel=travel)
    return _without_names(shown) if principal.role is Role.ANALYST else shown


def masked_in(pool: Pool, masked: Collection[str] = ()) -> frozenset[str]:
    """The agencies that are masked by the pool's word, and those of ``masked``."""
    return frozenset(a.agency for a in pool.agencies if a.masked).union(masked)


def _masked_too(agency: Agency, hidden: Collection[str]) -> Agency:
    if agency.masked or agency.agency not in hidden:
        return agency
    return agency.model_copy(update={"masked": True})


def _without_names(pool: Pool) -> Pool:
    alias: dict[str, str] = {}
    matters = {c.matter for c in pool.cases}

    def told(party: str) -> str:
        if not party or party in matters:
            return party
        return alias.setdefault(party, f"party-{len(alias) + 1:03d}")

    cases = tuple(
        c.model_copy(
            update={
                "title": "",
                "victim": told(c.victim),
                "respondents": tuple(sorted(told(r) for r in c.respondents)),
            }
        )
        for c in pool.cases
    )
    conflicts = tuple(c.model_copy(update={"party": told(c.party)}) for c in pool.conflicts)
    return pool.with_rows(cases=cases, conflicts=conflicts)


def _agency_view(
    principal: Principal, pool: Pool, people: tuple[Specialist, ...], plan: Plan | None
) -> Pool:
    rows = () if plan is None else plan_for(principal, plan, pool).assignments
    told = {r.specialist for r in rows}
    shown = tuple(s for s in people if s.agency == principal.agency or s.specialist in told)
    own = {s.specialist for s in people if s.agency == principal.agency}
    stations = {s.station for s in people if s.agency == principal.agency}
    serving = {r.case for r in rows}
    cases = tuple(
        _case_stub(c, principal)
        for c in pool.cases
        if c.lead_agency == principal.agency or c.case in serving
    )
    kept = {c.case for c in cases if c.lead_agency == principal.agency}
    demands_told = {r.demand for r in rows}
    sites = {c.site for c in cases}
    return pool.with_rows(
        agencies=tuple(_agency_stub(a, principal) for a in pool.agencies),
        specialists=tuple(_slot(s, principal) for s in shown),
        specialist_skills=tuple(r for r in pool.specialist_skills if r.specialist in own),
        availability=tuple(r for r in pool.availability if r.specialist in own),
        conflicts=tuple(r for r in pool.conflicts if r.specialist in own),
        service_history=tuple(r for r in pool.service_history if r.specialist in own),
        affinity=tuple(
            r for r in pool.affinity if r.specialist in own and r.demand in demands_told
        ),
        cases=cases,
        demands=tuple(d for d in pool.demands if d.case in kept or d.demand in demands_told),
        travel=tuple(r for r in pool.travel if r.station in stations and r.site in sites),
        home_reserve=tuple(r for r in pool.home_reserve if r.agency == principal.agency),
        assignments=tuple(r for r in pool.assignments if r.specialist in own),
        ledger=tuple(r for r in pool.ledger if r.agency == principal.agency or r.specialist in own),
        instruments=tuple(
            i.model_copy(
                update={
                    "cases": _seen(i.cases, {c.case for c in cases}),
                    "specialists": _seen(i.specialists, {s.specialist for s in shown}),
                }
            )
            for i in pool.instruments
            if principal.agency in (i.from_agency, i.to_agency)
        ),
    )


def _seen(scope: str | tuple[str, ...], known: set[str]) -> str | tuple[str, ...]:
    return scope if isinstance(scope, str) else tuple(x for x in scope if x in known)


def _agency_stub(agency: Agency, principal: Principal) -> Agency:
    if agency.agency == principal.agency:
        return agency
    return Agency(
        agency=agency.agency,
        name_ko=agency.name_ko,
        name_en=agency.name_en,
        masked=agency.masked,
    )


def _case_stub(case: Case, principal: Principal) -> Case:
    if case.lead_agency == principal.agency:
        return case
    return case.model_copy(update={"title": "", "victim": "", "respondents": ()})


def _slot(person: Specialist, principal: Principal) -> Specialist:
    """Another agency's person as a bare slot: id and agency, everything else at its default."""
    if person.agency == principal.agency:
        return person
    return Specialist(
        specialist=person.specialist,
        agency=person.agency,
        station=HIDDEN_STATION,
        weekly_blocks=0,
        max_cases=0,
    )


def plan_for(principal: Principal, plan: Plan, pool: Pool) -> Plan:
    """The plan as the caller may see it; ``pool`` is the snapshot the plan was made from."""
    if principal.role not in AGENCY_ROLES:
        return plan
    lead = {c.case: c.lead_agency for c in pool.cases}
    rows = tuple(
        row if row.agency == principal.agency else _row_stub(row)
        for row in plan.assignments
        if principal.agency in (row.agency, lead[row.case])
    )
    own = {s.specialist for s in pool.specialists if s.agency == principal.agency}
    seats = tuple(
        _seat_stub(seat, own) for seat in plan.empty_seats if lead[seat.case] == principal.agency
    )
    return plan.model_copy(
        update={
            "assignments": rows,
            "empty_seats": seats,
            "tiers": tuple(_tier_stub(t) for t in plan.tiers),
            "witnesses": (),
            "provenance": plan.provenance.model_copy(
                update={"pool_sha256": "", "start_sha256": None, "near": None}
            ),
        }
    )


def _row_stub(row: PlannedAssignment) -> PlannedAssignment:
    untold = {"fit": 0, "travel_blocks": (), "pin": None, "with_oversight": False}
    return row.model_copy(update=untold)


def _seat_stub(seat: EmptySeat, own: set[str]) -> EmptySeat:
    remaining = tuple(
        c.model_copy(update={"serves": ()}) for c in seat.remaining if c.specialist in own
    )
    return seat.model_copy(update={"refused_by": (), "waterfall": (), "remaining": remaining})


def _tier_stub(tier: TierResult) -> TierResult:
    return TierResult(tier=tier.tier, status=tier.status, value=None, bound=None)


__all__ = ["HIDDEN_STATION", "masked_in", "plan_for", "pool_for", "specialist_for"]
