"""Patches: one change to a pool each, as a value that says in words what it changes.

A patch never edits a pool; ``pool_with`` makes a new one. Patches are frozen facts, so a list of
them can be stored as JSON beside the hash of the pool it was made for.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol, runtime_checkable

from pydantic import Field

from scheduler.model import (
    Agency,
    Availability,
    AvailabilityStatus,
    Case,
    Demand,
    Half,
    Instrument,
    InstrumentKind,
    Language,
    Mode,
    NotFoundError,
    Policy,
    Pool,
    RequestError,
    Specialist,
    SpecialistSkill,
    label,
    say,
)
from scheduler.model.entities import Count, Fact, Id, Level

Scope = str | Iterable[str]


@runtime_checkable
class Patch(Protocol):
    """One change to a pool."""

    def apply(self, pool: Pool) -> Pool:
        """The pool with this change; the given one stays as it is."""

    def text(self, language: Language = "en") -> str:
        """What the patch changes, in one sentence."""


def pool_with(pool: Pool, *patches: Patch) -> Pool:
    """The pool with every patch applied, in the order given.

    Raises:
        NotFoundError: a patch names what the pool does not know.
        RequestError: a patch adds what is already there.
    """
    for patch in patches:
        pool = patch.apply(pool)
    return pool


class Absence(Fact):
    """A specialist is away, each day from ``first`` to ``last`` inclusive, in ``half`` of it."""

    specialist: Id
    first: date
    last: date
    half: Half = Half.DAY

    def apply(self, pool: Pool) -> Pool:
        """The pool with the absence in place of whatever was known about those half-days."""
        _specialist(pool, self.specialist)
        days = [self.first + timedelta(days=i) for i in range((self.last - self.first).days + 1)]
        kept = [row for row in pool.availability if not self._replaces(row)]
        away = [
            Availability(
                specialist=self.specialist,
                date=day,
                half=self.half,
                status=AvailabilityStatus.UNAVAILABLE,
            )
            for day in days
        ]
        return pool.with_rows(availability=(*kept, *away))

    def _replaces(self, row: Availability) -> bool:
        """Whether an older row would contradict the absence: am and pm rows beat a day row."""
        is_in_reach = self.first <= row.date <= self.last and row.specialist == self.specialist
        return is_in_reach and self.half in (Half.DAY, row.half)

    def text(self, language: Language = "en") -> str:
        """Who is away and when."""
        code = "patch.absence.day" if self.first == self.last else "patch.absence.days"
        half = label("half", self.half, language)
        return say(
            code,
            language,
            specialist=self.specialist,
            first=self.first.isoformat(),
            last=self.last.isoformat(),
            half=half,
        )


class LendingLimit(Fact):
    """An agency's weekly lending caps; a cap that is None stays as it is."""

    agency: Id
    blocks: Count | None = None
    heads: Count | None = None

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the agency has these caps."""
        old = pool.agency_of_id.get(self.agency)
        if old is None:
            raise NotFoundError("patch.no_agency", agency=self.agency)
        caps = {"max_lent_blocks": self.blocks, "max_lent_heads": self.heads}
        new = old.model_copy(update={k: v for k, v in caps.items() if v is not None})
        rest: list[Agency] = [a for a in pool.agencies if a.agency != self.agency]
        return pool.with_rows(agencies=(*rest, new))

    def text(self, language: Language = "en") -> str:
        """Whose caps become what."""
        parts = [
            say(f"patch.lending_limit.{name}", language, agency=self.agency, limit=limit)
            for name, limit in (("blocks", self.blocks), ("heads", self.heads))
            if limit is not None
        ]
        return " ".join(parts) or say("patch.lending_limit.none", language, agency=self.agency)


class NewSpecialist(Fact):
    """One more specialist, with their skills."""

    person: Specialist
    skills: dict[Id, Level] = Field(default_factory=dict)

    def apply(self, pool: Pool) -> Pool:
        """The pool with the specialist in it."""
        if self.person.specialist in pool.specialist_of_id:
            raise RequestError("patch.specialist_exists", specialist=self.person.specialist)
        if self.person.agency not in pool.agency_of_id:
            raise NotFoundError("patch.no_agency", agency=self.person.agency)
        held = [
            SpecialistSkill(specialist=self.person.specialist, skill=skill, level=level)
            for skill, level in self.skills.items()
        ]
        return pool.with_rows(
            specialists=(*pool.specialists, self.person),
            specialist_skills=(*pool.specialist_skills, *held),
        )

    def text(self, language: Language = "en") -> str:
        """Who joins, from where, with which skills."""
        skills = ", ".join(f"{skill}>={level}" for skill, level in sorted(self.skills.items()))
        return say(
            "patch.add_specialist",
            language,
            specialist=self.person.specialist,
            agency=self.person.agency,
            skills=skills or "-",
        )


class NewCase(Fact):
    """One more case, with its demands."""

    case: Case
    demands: tuple[Demand, ...]

    def apply(self, pool: Pool) -> Pool:
        """The pool with the case in it."""
        if self.case.case in pool.case_of_id:
            raise RequestError("patch.case_exists", case=self.case.case)
        if self.case.lead_agency not in pool.agency_of_id:
            raise NotFoundError("patch.no_agency", agency=self.case.lead_agency)
        for demand in self.demands:
            if demand.demand in pool.demand_of_id:
                raise RequestError("patch.demand_exists", demand=demand.demand)
        return pool.with_rows(
            cases=(*pool.cases, self.case), demands=(*pool.demands, *self.demands)
        )

    def text(self, language: Language = "en") -> str:
        """Whose case it is, and how many seats it has."""
        return say(
            "patch.add_case",
            language,
            case=self.case.case,
            agency=self.case.lead_agency,
            seats=sum(d.headcount for d in self.demands),
        )


class Headcount(Fact):
    """Another number of seats of a demand."""

    demand: Id
    headcount: int = Field(ge=1, le=10_000)

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the demand has so many seats."""
        old = pool.demand_of_id.get(self.demand)
        if old is None:
            raise NotFoundError("patch.no_demand", demand=self.demand)
        rest = [d for d in pool.demands if d.demand != self.demand]
        new = old.model_copy(update={"headcount": self.headcount})
        return pool.with_rows(demands=(*rest, new))

    def text(self, language: Language = "en") -> str:
        """Which demand has how many seats."""
        return say("patch.headcount", language, demand=self.demand, headcount=self.headcount)


class SignedInstrument(Fact):
    """One more written act in force."""

    act: Instrument

    def apply(self, pool: Pool) -> Pool:
        """The pool with the instrument in it."""
        if self.act.instrument in pool.instrument_of_id:
            raise RequestError("patch.instrument_exists", instrument=self.act.instrument)
        for agency in (self.act.from_agency, self.act.to_agency):
            if agency not in pool.agency_of_id:
                raise NotFoundError("patch.no_agency", agency=agency)
        return pool.with_rows(instruments=(*pool.instruments, self.act))

    def text(self, language: Language = "en") -> str:
        """Which act lets whose people into whose cases, and until when."""
        return say(
            "patch.sign_instrument",
            language,
            instrument=self.act.instrument,
            kind=label("instrument_kind", self.act.kind, language),
            giver=self.act.from_agency,
            taker=self.act.to_agency,
            first=self.act.from_.isoformat(),
            last=self.act.to.isoformat(),
        )


class PolicyChange(Fact):
    """Fields of the policy and their new values, as JSON-like data."""

    fields: dict[str, Any]

    def apply(self, pool: Pool) -> Pool:
        """The pool under the changed policy."""
        policy = Policy.model_validate({**pool.policy.model_dump(), **self.fields})
        return pool.with_rows(policy=policy)

    def text(self, language: Language = "en") -> str:
        """Which fields become what."""
        changes = "; ".join(f"{name} = {_shown(value)}" for name, value in self.fields.items())
        return say("patch.set_policy", language, changes=changes)


def absence(
    specialist: str,
    day: date | str,
    half: Half | str = Half.DAY,
    *,
    until: date | str | None = None,
) -> Absence:
    """A specialist is away on a day, or from it until another, in a half of it or all day.

    ``absence("KNPA-01", "2026-12-01", "pm")``; ``absence("KNPA-01", "2026-11-30",
    until="2026-12-04")``.

    Raises:
        RequestError: the last day lies before the first.
    """
    first, last = _date(day), _date(until or day)
    if last < first:
        raise RequestError("patch.days_backwards", first=first, last=last)
    return Absence(specialist=specialist, first=first, last=last, half=Half(half))


def lending_limit(
    agency: str, *, blocks: int | None = None, heads: int | None = None
) -> LendingLimit:
    """An agency lends at most so many half-days, or people, a week; 0 is none."""
    return LendingLimit(agency=agency, blocks=blocks, heads=heads)


def add_specialist(
    specialist: str,
    agency: str,
    skills: Mapping[str, int],
    *,
    station: str,
    weekly_blocks: int,
    max_cases: int,
    **columns: Any,
) -> NewSpecialist:
    """One more specialist; ``columns`` are further columns of ``specialists.csv``."""
    person = Specialist.model_validate(
        {
            "specialist": specialist,
            "agency": agency,
            "station": station,
            "weekly_blocks": weekly_blocks,
            "max_cases": max_cases,
            **columns,
        }
    )
    return NewSpecialist(person=person, skills=dict(skills))


def add_case(
    case: str,
    lead_agency: str,
    demands: Iterable[Demand | Mapping[str, Any]],
    *,
    kind: str,
    site: str,
    priority: int,
    **fields: Any,
) -> NewCase:
    """One more case of an agency; ``fields`` are other columns of a case.

    A demand is given as its columns; its case is this one, and its id, where none is given, the
    case's with a number: ``{"role": "examiner", "mode": "opinion", "headcount": 1, "effort": 2}``.
    """
    rows = []
    for number, given in enumerate(demands, start=1):
        known = given.model_dump(by_alias=True) if isinstance(given, Demand) else dict(given)
        rows.append(Demand.model_validate({"demand": f"{case}-D{number}", **known, "case": case}))
    facts = {"case": case, "lead_agency": lead_agency, "kind": kind, "site": site}
    wanted = Case.model_validate({**facts, "priority": priority, **fields})
    return NewCase(case=wanted, demands=tuple(rows))


def set_headcount(demand: str, headcount: int) -> Headcount:
    """A demand wants so many people."""
    return Headcount(demand=demand, headcount=headcount)


def sign_instrument(
    instrument: str,
    kind: InstrumentKind | str,
    from_agency: str,
    to_agency: str,
    *,
    first: date | str,
    last: date | str,
    authorities: Scope = "*",
    modes: Scope | Iterable[Mode] = "*",
    cases: Scope = "*",
    specialists: Scope = "*",
    max_blocks: int | None = None,
    document_no: str = "",
) -> SignedInstrument:
    """One more written act, in force from ``first`` through ``last``; scopes are ``*`` or lists."""
    act = Instrument.model_validate(
        {
            "instrument": instrument,
            "kind": InstrumentKind(kind),
            "from_agency": from_agency,
            "to_agency": to_agency,
            "authorities": _scope(authorities),
            "modes": _scope(modes),
            "cases": _scope(cases),
            "specialists": _scope(specialists),
            "from": _date(first),
            "to": _date(last),
            "max_blocks": max_blocks,
            "document_no": document_no or instrument,
        }
    )
    return SignedInstrument(act=act)


def set_policy(**fields: Any) -> PolicyChange:
    """Other values for fields of the policy, e.g. ``set_policy(balance="leximin")``.

    Raises:
        RequestError: the policy has no such field.
    """
    for name in fields:
        if name not in Policy.model_fields:
            known = ", ".join(Policy.model_fields)
            raise RequestError("patch.no_policy_field", name=name, known=known)
    return PolicyChange(fields=fields)


def _specialist(pool: Pool, specialist: str) -> Specialist:
    found = pool.specialist_of_id.get(specialist)
    if found is None:
        raise NotFoundError("patch.no_specialist", specialist=specialist)
    return found


def _date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _scope(value: Scope | Iterable[Mode]) -> str | tuple[str, ...]:
    """``*`` as it is, one name as a list of one."""
    if isinstance(value, str):
        return value if value == "*" else (value,)
    return tuple(value)


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return " > ".join(str(v) for v in value)
    return str(value)
