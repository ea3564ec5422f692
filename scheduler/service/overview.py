"""What a week's facts tell before anybody plans: who has said when they are free, what clashes.

Everything is counted over the copy of the facts that the reader may see. Of a masked agency others
learn neither how many people it has nor what is wrong with their facts.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from scheduler.access import Principal, pool_for, reads_all_rows, reads_names
from scheduler.exchange.plan_view import agency_rank
from scheduler.model import Complaint, Horizon, Pool, Specialist, Week
from scheduler.model.integrity import horizon_complaints, pool_complaints

ABOUT_OTHER_WEEKS = {"integrity.demand_outside", "integrity.row_outside"}
"""What is said of rows that belong to other weeks; of one week it is no news."""
OF_PEOPLE = {"specialists", "specialist_skills", "availability", "conflicts", "service_history"}


@dataclass(frozen=True, slots=True)
class AgencyWeek:
    """How far an agency's people have told when they are free.

    ``told``: people with at least one entry of availability in the week; the others count as free
    on every working day. ``half_days``: what the agency gives at most. None: withheld.
    """

    agency: str
    people: int | None
    told: int | None
    half_days: int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the facts say and cannot mean, or that somebody should know in time.

    ``subject``: the person, case or row; ``agency``: whose it is to mend, empty for nobody's.
    """

    subject: str
    agency: str
    complaint: Complaint


@dataclass(frozen=True, slots=True)
class Overview:
    """A week's facts. ``absent``: the tables that have no row, for those who see all of them."""

    agencies: tuple[AgencyWeek, ...]
    findings: tuple[Finding, ...]
    absent: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many people there are, but for those withheld."""
        return sum(a.people or 0 for a in self.agencies)

    @property
    def told(self) -> int:
        """How many of them have told when they are free."""
        return sum(a.told or 0 for a in self.agencies)

    @property
    def half_days(self) -> int:
        """How many half-days the agencies give at most, but for those withheld."""
        return sum(a.half_days or 0 for a in self.agencies)


def overview_of(
    signed: Principal,
    facts: Pool,
    week: Week,
    masked: Collection[str],
    counts: dict[str, int],
) -> Overview:
    """The week as the reader may see it. ``counts``: rows of each table."""
    told = pool_for(signed, facts, masked=masked)
    horizon = told.horizon(week, 1)
    sees_all = reads_all_rows(signed.role)
    shown = [
        a.agency
        for a in sorted(told.agencies, key=lambda a: agency_rank(a.agency))
        if (sees_all or a.agency == signed.agency) and _people(told, a.agency)
    ]
    hidden = frozenset(masked) - {signed.agency}
    return Overview(
        agencies=tuple(_agency(told, horizon, a, is_hidden=a in hidden) for a in shown),
        findings=tuple(_findings(signed, told, horizon, hidden)),
        absent=tuple(t for t, rows in counts.items() if not rows) if sees_all else (),
    )


def _people(pool: Pool, agency: str) -> list[Specialist]:
    return [s for s in pool.specialists if s.agency == agency]


def _agency(pool: Pool, horizon: Horizon, agency: str, *, is_hidden: bool) -> AgencyWeek:
    if is_hidden:
        return AgencyWeek(agency, None, None, None)
    people = _people(pool, agency)
    days = {block.day for block in horizon.blocks}
    told = {row.specialist for row in pool.availability if row.date in days}
    half_days = sum(
        min(s.weekly_blocks, sum(pool.is_available(s.specialist, b) for b in horizon.blocks))
        for s in people
    )
    return AgencyWeek(agency, len(people), sum(s.specialist in told for s in people), half_days)


def _findings(
    signed: Principal, pool: Pool, horizon: Horizon, hidden: Collection[str]
) -> Iterator[Finding]:
    """What the reader can have mended; an analyst, who reads no names, mends nothing."""
    if not reads_names(signed.role):
        return
    sees_all = reads_all_rows(signed.role)
    # a copy lacks rows that others refer to, so what is said of the whole is asked of a whole
    whole = pool_complaints(pool) if sees_all else ()
    for complaint in (*whole, *horizon_complaints(pool, horizon)):
        subject, agency = _whose(pool, complaint)
        is_mine = sees_all or agency == signed.agency
        is_told = agency not in hidden and complaint.file != "travel"
        if is_mine and is_told and complaint.code not in ABOUT_OTHER_WEEKS:
            yield Finding(subject, agency, complaint)


def _whose(pool: Pool, complaint: Complaint) -> tuple[str, str]:
    """The person, case or row that a complaint is about, and the agency it belongs to."""
    key = str(complaint.facts["key"])
    first = key.partition("/")[0]
    if complaint.file in OF_PEOPLE:
        person = pool.specialist_of_id.get(first)
        return first, person.agency if person else ""
    case = first
    if complaint.file == "demands":
        demand = pool.demand_of_id.get(first)
        case = demand.case if demand else ""
    if complaint.file in {"cases", "demands"}:
        found = pool.case_of_id.get(case)
        return first, found.lead_agency if found else ""
    return key, first if first in pool.agency_of_id else ""
