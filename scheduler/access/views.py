"""What each role sees of a pool and of a plan. Pure functions; nothing here reads a database.

Which columns a role is told says ``fields.csv``. Which rows it gets is said here:

* Roles that read all rows get them all, but for travel times from where only masked agencies'
  people sit. Masked is an agency by the pool's own word, and one of ``masked``: those that have
  become so since the pool was frozen. Of a masked person's row in a plan it is told which half-days
  are travel, without which no judge accepts the plan.
* A firm that is told by an alias is ``party-001`` wherever it stands, so that conflicts still fit
  their cases.
* An agency gets own people and own cases; other agencies' people on own cases, and cases of others
  on which own people serve, with few columns: of the facts behind the others the agency sees none.
  Of travel there is what own people need for these cases, of the ledger the rows of agency and own
  people. Empty seats are those of own cases, without the counts over other agencies' people. No
  number or hash over everybody's facts is told, since it changes with what the caller may not see.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, assert_never

from pydantic import BaseModel

from scheduler.access.fields import FIELDS, HIDDEN_STATION, Cell, Column, Mark
from scheduler.access.principal import Principal
from scheduler.access.questions import reads_all_rows
from scheduler.model import TABLE, EmptySeat, NotAllowedError, Plan, Pool, Specialist

Row = TypeVar("Row", bound=BaseModel)


def specialist_for(principal: Principal, person: Specialist, *, is_masked: bool) -> Specialist:
    """One person as the caller may see them; ``is_masked`` is about the person's agency.

    Raises:
        NotAllowedError: the caller's role reads no people.
    """
    masked = {person.agency} if is_masked else set[str]()
    return _Reader(principal, masked).told("specialists", person)


def pool_for(
    principal: Principal, pool: Pool, plan: Plan | None = None, *, masked: Collection[str] = ()
) -> Pool:
    """The pool as the caller may see it; an agency's is cut to what ``plan`` shows it.

    ``masked``: agencies that are masked by now; the copy says so, for whoever reads names from it.

    Raises:
        NotAllowedError: the caller's role reads no pool.
    """
    hidden = masked_in(pool, masked)
    agencies = (a.model_copy(update={"masked": a.agency in hidden}) for a in pool.agencies)
    if reads_all_rows(principal.role):
        stations = {s.station for s in pool.specialists if s.agency not in hidden}
        travel = tuple(row for row in pool.travel if row.station in stations)
        rows: dict[str, tuple[BaseModel, ...]] = {"travel": travel}
    else:
        rows = _agency_rows(principal, pool, plan)
    got = pool.model_copy(update={"agencies": tuple(agencies), **rows})
    # anew, for an alias may stand elsewhere in the order than the name
    return got.with_rows(**_Reader(principal, hidden, _aliases(pool), got).changes("pool", got))


def masked_in(pool: Pool, masked: Collection[str] = ()) -> frozenset[str]:
    """The agencies that are masked by the pool's word, and those of ``masked``."""
    return frozenset(a.agency for a in pool.agencies if a.masked).union(masked)


def plan_for(principal: Principal, plan: Plan, pool: Pool) -> Plan:
    """The plan as the caller may see it; ``pool`` is the snapshot the plan was made from.

    Raises:
        NotAllowedError: the caller's role reads no plan.
    """
    if not reads_all_rows(principal.role):
        lead = {c.case: c.lead_agency for c in pool.cases}
        own = {s.specialist for s in pool.specialists if s.agency == principal.agency}
        rows = (r for r in plan.assignments if principal.agency in (r.agency, lead[r.case]))
        seats = (s for s in plan.empty_seats if lead[s.case] == principal.agency)
        own_seats = tuple(_seat_of(seat, own) for seat in seats)
        plan = plan.model_copy(update={"assignments": tuple(rows), "empty_seats": own_seats})
    return _Reader(principal).told("plan", plan)


# -- the rows that an agency gets -----------------------------------------------------------------


def _agency_rows(
    principal: Principal, pool: Pool, plan: Plan | None
) -> dict[str, tuple[BaseModel, ...]]:
    """The rows of all tables that an agency does not get whole."""
    home = principal.agency
    planned = () if plan is None else plan_for(principal, plan, pool).assignments
    people = {r.specialist for r in planned}
    demands = {r.demand for r in planned}
    serving = {r.case for r in planned}
    own = {s.specialist for s in pool.specialists if s.agency == home}
    stations = {s.station for s in pool.specialists if s.agency == home}
    led = {c.case for c in pool.cases if c.lead_agency == home}
    cases = tuple(c for c in pool.cases if c.case in led | serving)
    sites = {c.site for c in cases}
    return {
        "specialists": tuple(s for s in pool.specialists if s.specialist in own | people),
        "specialist_skills": tuple(r for r in pool.specialist_skills if r.specialist in own),
        "availability": tuple(r for r in pool.availability if r.specialist in own),
        "conflicts": tuple(r for r in pool.conflicts if r.specialist in own),
        "service_history": tuple(r for r in pool.service_history if r.specialist in own),
        "affinity": tuple(r for r in pool.affinity if r.specialist in own and r.demand in demands),
        "cases": cases,
        "demands": tuple(d for d in pool.demands if d.case in led or d.demand in demands),
        "travel": tuple(r for r in pool.travel if r.station in stations and r.site in sites),
        "home_reserve": tuple(r for r in pool.home_reserve if r.agency == home),
        "assignments": tuple(r for r in pool.assignments if r.specialist in own),
        "ledger": tuple(r for r in pool.ledger if r.agency == home or r.specialist in own),
        "instruments": tuple(i for i in pool.instruments if home in (i.from_agency, i.to_agency)),
    }


def _seat_of(seat: EmptySeat, own: Collection[str]) -> EmptySeat:
    remaining = tuple(c for c in seat.remaining if c.specialist in own)
    return seat.model_copy(update={"remaining": remaining})


# -- the columns of a row -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reader:
    """Somebody who is told rows; ``got`` are all rows of the pool that they get."""

    principal: Principal
    masked: Collection[str] = ()
    alias: Mapping[str, str] = field(default_factory=dict)
    got: Pool = field(default_factory=Pool)

    def told(self, table: str, row: Row, *, is_own: bool = False) -> Row:
        """The row with the columns that the reader may see; ``is_own``: it stands in an own one.

        Raises:
            NotAllowedError: the reader's role is told no column of the table.
        """
        changes = self.changes(table, row, is_own=is_own)
        return row.model_copy(update=changes) if changes else row

    def changes(self, table: str, row: BaseModel, *, is_own: bool = False) -> dict[str, object]:
        """The columns that are told otherwise than they are, by name."""
        sheet, role = FIELDS[table], self.principal.role
        if role not in sheet.readers:
            raise NotAllowedError("access.forbidden")
        if role in sheet.whole:
            return {}
        is_masked = False
        for column in sheet.columns:
            if column.mark is Mark.OWNER:
                owner = getattr(row, column.name)
                is_own = owner == self.principal.agency
                is_masked = owner in self.masked and not is_own
        found = {}
        for column in sheet.columns:
            value = getattr(row, column.name)
            is_untold = is_masked and column.mark is Mark.IDENTITY
            told = column.empty if is_untold else self._told(column, value, is_own=is_own)
            if told is not value:
                found[column.name] = told
        return found

    def _told(self, column: Column, value: object, *, is_own: bool) -> object:
        match column.cells[self.principal.role]:
            case Cell.WHOLE:
                return self._within(column, value, is_own=is_own)
            case Cell.OWN:
                return self._within(column, value, is_own=True) if is_own else column.empty
            case Cell.SEEN:
                ids = self._ids(column.name)
                return tuple(x for x in value if x in ids) if isinstance(value, tuple) else value
            case Cell.ALIAS:
                if isinstance(value, tuple):
                    return tuple(sorted(self.alias[party] for party in value))
                return self.alias[str(value)]
            case Cell.NONE:
                return column.empty
            case never:
                assert_never(never)

    def _within(self, column: Column, value: object, *, is_own: bool) -> object:
        """The value, and of the rows in it what the reader may see."""
        table = column.within
        if table is None or self.principal.role in FIELDS[table].whole:
            return value
        return _each(value, lambda row: self.told(table, row, is_own=is_own))

    def _ids(self, table: str) -> frozenset[str]:
        (key,) = TABLE[table].key
        return frozenset(getattr(row, key) for row in getattr(self.got, table))


def _each(value: object, told: Callable[[BaseModel], BaseModel]) -> object:
    """The same, with every row in it as it is told."""
    if isinstance(value, BaseModel):
        return told(value)
    if isinstance(value, tuple):
        return tuple(_each(part, told) for part in value)
    if isinstance(value, Mapping):
        return {key: _each(part, told) for key, part in value.items()}
    if value is not None:
        raise TypeError(f"{type(value)} holds no rows")
    return None


def _aliases(pool: Pool) -> dict[str, str]:
    """What parties are called where no name is told; matters, which are no names, stay."""
    told = {matter: matter for matter in ("", *(c.matter for c in pool.cases))}
    named = [party for c in pool.cases for party in (c.victim, *c.respondents)]
    named += [c.party for c in pool.conflicts]
    firms = dict.fromkeys(party for party in named if party not in told)
    return told | {firm: f"party-{number:03d}" for number, firm in enumerate(firms, start=1)}


__all__ = ["HIDDEN_STATION", "masked_in", "plan_for", "pool_for", "specialist_for"]
