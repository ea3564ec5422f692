"""The pool: everything one planning run reads, as one frozen value.

Rows are kept sorted by key, so equal facts make equal pools in whatever order they were written.
Look-ups are built on request and cached.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, Self

from pydantic import model_validator

from scheduler.model.calendar import Horizon, Moment, Week, in_force_through
from scheduler.model.entities import (
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
    Instrument,
    ServiceRecord,
    Specialist,
    SpecialistSkill,
    Travel,
)
from scheduler.model.enums import AvailabilityStatus, Grade, Half, Mode
from scheduler.model.errors import RequestError
from scheduler.model.ledger import LedgerRow
from scheduler.model.policy import Policy


class Table(NamedTuple):
    """One file of the pool: its name, its class, the fields that make a row unique."""

    name: str
    row: type[Fact]
    key: tuple[str, ...]
    required: bool = False


TABLES: tuple[Table, ...] = (
    Table("agencies", Agency, ("agency",), required=True),
    Table("authorities", Authority, ("authority",)),
    Table(
        "authority_rights",
        AuthorityRight,
        ("authority", "agency", "mode", "in_force_from", "in_force_to", "right"),
    ),
    Table("instruments", Instrument, ("instrument",)),
    Table("specialists", Specialist, ("specialist",), required=True),
    Table("specialist_skills", SpecialistSkill, ("specialist", "skill")),
    Table("availability", Availability, ("specialist", "date", "half")),
    Table("conflicts", Conflict, ("specialist", "party", "status", "until")),
    Table("service_history", ServiceRecord, ("specialist", "matter", "mode")),
    Table("cases", Case, ("case",), required=True),
    Table("demands", Demand, ("demand",), required=True),
    Table("home_reserve", HomeReserve, ("agency", "skill", "level")),
    Table("assignments", CurrentRow, ("specialist", "demand", "case", "status")),
    Table("affinity", Affinity, ("specialist", "demand")),
    Table("travel", Travel, ("station", "site")),
    Table("holidays", Holiday, ("date",)),
    Table("ledger", LedgerRow, ("week", "agency", "specialist")),
)
TABLE: Mapping[str, Table] = {t.name: t for t in TABLES}


def row_key(table: Table, row: Fact) -> tuple[str, ...]:
    """The key of a row as texts; two rows of a table with one key are a duplicate."""
    return tuple("" if (v := getattr(row, f)) is None else str(v) for f in table.key)


class Pool(Fact):
    """All facts of a planning run. Equal pools have equal hashes."""

    agencies: tuple[Agency, ...] = ()
    authorities: tuple[Authority, ...] = ()
    authority_rights: tuple[AuthorityRight, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    specialists: tuple[Specialist, ...] = ()
    specialist_skills: tuple[SpecialistSkill, ...] = ()
    availability: tuple[Availability, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    service_history: tuple[ServiceRecord, ...] = ()
    cases: tuple[Case, ...] = ()
    demands: tuple[Demand, ...] = ()
    home_reserve: tuple[HomeReserve, ...] = ()
    assignments: tuple[CurrentRow, ...] = ()
    affinity: tuple[Affinity, ...] = ()
    travel: tuple[Travel, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    ledger: tuple[LedgerRow, ...] = ()
    policy: Policy = Policy()

    @model_validator(mode="after")
    def _rows_by_key(self) -> Self:
        for table in TABLES:
            rows: tuple[Fact, ...] = getattr(self, table.name)
            ordered = tuple(sorted(rows, key=lambda r: row_key(table, r)))
            self.__dict__[table.name] = ordered
        return self

    # -- the run's frame ---------------------------------------------------------------------

    def horizon(self, start: Week | None = None, weeks: int | None = None) -> Horizon:
        """The grid of a run; the arguments win over the policy.

        Raises:
            RequestError: neither names a start, or the number of weeks is out of 1..13.
        """
        begin = start or self.policy.start
        if begin is None:
            raise RequestError("horizon.no_start")
        length = weeks if weeks is not None else self.policy.weeks
        if not 1 <= length <= 13:
            raise RequestError("horizon.weeks", weeks=length)
        extra = frozenset(h.date for h in self.holidays)
        return Horizon(start=begin, weeks=length, extra_holidays=extra)

    @cached_property
    def sha256(self) -> str:
        """Hash of the canonical pool: sorted rows, sorted keys, defaults written out."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()

    def canonical_json(self) -> str:
        """The pool as canonical JSON, the same text for equal pools.

        A pool without a ledger keeps the text, and so the hash, that it had before there were any.
        """
        without = None if self.ledger else {"ledger"}
        return json.dumps(
            self.model_dump(mode="json", by_alias=True, exclude=without),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    def with_rows(self, **tables: object) -> "Pool":
        """A new pool in which whole tables (or the policy) are replaced; this one stays.

        Raises:
            pydantic.ValidationError: a table or a row is not valid.
        """
        fields: dict[str, Any] = {n: getattr(self, n) for n in type(self).model_fields}
        return Pool(**{**fields, **tables})

    # -- look-ups ----------------------------------------------------------------------------

    @cached_property
    def agency_of_id(self) -> Mapping[str, Agency]:
        """Agency by id."""
        return {a.agency: a for a in self.agencies}

    @cached_property
    def authority_of_id(self) -> Mapping[str, Authority]:
        """Authority by id."""
        return {a.authority: a for a in self.authorities}

    @cached_property
    def instrument_of_id(self) -> Mapping[str, Instrument]:
        """Instrument by id."""
        return {i.instrument: i for i in self.instruments}

    @cached_property
    def specialist_of_id(self) -> Mapping[str, Specialist]:
        """Specialist by id."""
        return {s.specialist: s for s in self.specialists}

    def open_name(self, specialist: str) -> str:
        """The name that others may read: empty for masked agencies' people and unknown ids."""
        person = self.specialist_of_id.get(specialist)
        agency = self.agency_of_id.get(person.agency) if person else None
        return "" if person is None or agency is None or agency.masked else person.name

    @cached_property
    def case_of_id(self) -> Mapping[str, Case]:
        """Case by id."""
        return {c.case: c for c in self.cases}

    @cached_property
    def demand_of_id(self) -> Mapping[str, Demand]:
        """Demand by id."""
        return {d.demand: d for d in self.demands}

    @cached_property
    def case_of_demand(self) -> Mapping[str, Case]:
        """Case by the id of one of its demands."""
        return {d.demand: self.case_of_id[d.case] for d in self.demands}

    @cached_property
    def skill_levels(self) -> Mapping[str, Mapping[str, int]]:
        """Specialist id to skill to level."""
        levels: dict[str, dict[str, int]] = {s.specialist: {} for s in self.specialists}
        for row in self.specialist_skills:
            levels.setdefault(row.specialist, {})[row.skill] = row.level
        return levels

    @cached_property
    def rights_of(self) -> Mapping[tuple[str, str, Mode], tuple[AuthorityRight, ...]]:
        """Rows of rights by authority, agency and mode."""
        rows: dict[tuple[str, str, Mode], list[AuthorityRight]] = defaultdict(list)
        for right in self.authority_rights:
            rows[right.authority, right.agency, right.mode].append(right)
        return {key: tuple(value) for key, value in rows.items()}

    @cached_property
    def score_of(self) -> Mapping[tuple[str, str], int]:
        """Given affinity by specialist and demand."""
        return {(a.specialist, a.demand): a.score for a in self.affinity}

    @cached_property
    def matters_served(self) -> frozenset[tuple[str, str]]:
        """(specialist, matter) of the service history."""
        return frozenset((r.specialist, r.matter) for r in self.service_history)

    @cached_property
    def _travel_of(self) -> Mapping[tuple[str, str], int]:
        return {(t.station, t.site): t.blocks for t in self.travel}

    def travel_blocks(self, station: str, site: str) -> int:
        """Blocks from a station to a site: 0 at the same place, 1 where the table is silent."""
        if station == site:
            return 0
        return self._travel_of.get((station, site), 1)

    @cached_property
    def _availability_of(self) -> Mapping[tuple[str, date], Mapping[Half, AvailabilityStatus]]:
        rows: dict[tuple[str, date], dict[Half, AvailabilityStatus]] = defaultdict(dict)
        for row in self.availability:
            rows[row.specialist, row.date][row.half] = row.status
        return rows

    def is_available(self, specialist: str, moment: Moment) -> bool:
        """Whether a specialist is there in a half-day; am or pm beats day, silence means yes."""
        rows = self._availability_of.get((specialist, moment.day))
        if rows is None:
            return True
        status = rows.get(moment.half, rows.get(Half.DAY, AvailabilityStatus.AVAILABLE))
        return status is AvailabilityStatus.AVAILABLE

    def grade_through(self, specialist: str, last: date) -> Grade:
        """The grade a specialist still holds on a date; an expired one counts as none."""
        holder = self.specialist_of_id[specialist]
        if in_force_through(None, holder.clearance_until, last, last):
            return holder.clearance
        return Grade.NONE
