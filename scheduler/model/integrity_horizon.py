"""What a pool must not say about the weeks of one run, and what a planner should know of them."""

from collections.abc import Iterable, Iterator
from datetime import date

from scheduler.model.calendar import Horizon
from scheduler.model.complaint import Complaint
from scheduler.model.entities import Demand, Instrument, Specialist, covers
from scheduler.model.enums import Grade, Mode, RowStatus
from scheduler.model.finding import found
from scheduler.model.pool import TABLES, Pool

# a demand of the run with its case's lead agency and grade, and the first and last date of its
# window
_Planned = tuple[Demand, str, Grade, date, date]


def horizon_complaints(pool: Pool, horizon: Horizon) -> tuple[Complaint, ...]:
    """Every finding about one horizon, errors and warnings, in table order."""
    planned = tuple(_planned(pool, horizon))
    complaints = [
        *_sessions(pool, horizon),
        *_windows(pool, horizon),
        *_rows_outside(pool, {d.demand for d, *_ in planned}),
        *_idle_availability(pool, horizon),
        *_ending_instruments(pool, planned),
        *_ending_people(pool, planned),
    ]
    order = {t.name: i for i, t in enumerate(TABLES)}
    return tuple(sorted(complaints, key=lambda c: (order[c.file], str(c.facts["key"]), c.code)))


def _planned(pool: Pool, horizon: Horizon) -> Iterator[_Planned]:
    for demand in pool.demands:
        window = horizon.cut(demand.from_, demand.to)
        case = pool.case_of_id.get(demand.case)
        if window and case is not None:
            grade = max(case.clearance, demand.clearance, key=lambda g: g.rank)
            first, last = horizon.blocks[window[0]].day, horizon.blocks[window[-1]].day
            yield demand, case.lead_agency, grade, first, last


# -- errors -----------------------------------------------------------------------------------


def _sessions(pool: Pool, horizon: Horizon) -> Iterator[Complaint]:
    for demand in pool.demands:
        if not demand.fixed:
            continue
        start, end = demand.from_, demand.to
        if start is None and end is None:
            yield found("session_without_window", "demands", demand, "from")
            continue
        blocks = len(horizon.cut(start, end))
        if blocks == 0:
            continue
        starts_before = start is not None and start.day < horizon.first_day
        ends_after = end is not None and end.day > horizon.last_day
        if starts_before or ends_after:
            yield found(
                "session_outside", "demands", demand, "from" if starts_before else "to",
                start if starts_before else end,
                first=str(horizon.first_day), last=str(horizon.last_day),
            )  # fmt: skip
        elif blocks != demand.effort:
            yield found(
                "session_effort", "demands", demand, "effort", demand.effort,
                nearest=str(blocks), blocks=blocks, effort=demand.effort,
            )  # fmt: skip


# -- warnings ---------------------------------------------------------------------------------


def _windows(pool: Pool, horizon: Horizon) -> Iterator[Complaint]:
    for demand in pool.demands:
        blocks = len(horizon.cut(demand.from_, demand.to))
        if blocks == 0:
            yield found(
                "demand_outside", "demands", demand, "from", demand.from_ or "",
                severity="warning", first=str(horizon.first_day), last=str(horizon.last_day),
            )  # fmt: skip
        elif not demand.fixed and demand.effort > blocks:
            yield found(
                "effort_too_long", "demands", demand, "effort", demand.effort,
                severity="warning", nearest=str(blocks), effort=demand.effort, blocks=blocks,
            )  # fmt: skip


def _rows_outside(pool: Pool, planned: set[str]) -> Iterator[Complaint]:
    for row in pool.assignments:
        known = row.demand in pool.demand_of_id
        if known and row.demand not in planned and row.status is not RowStatus.BANNED:
            yield found(
                "row_outside", "assignments", row, "demand", row.demand, severity="warning",
                specialist=row.specialist,
            )  # fmt: skip


def _idle_availability(pool: Pool, horizon: Horizon) -> Iterator[Complaint]:
    for row in pool.availability:
        if not horizon.is_working_day(row.date):
            yield found(
                "idle_availability", "availability", row, "date", row.date, severity="warning"
            )


def _ending_instruments(pool: Pool, planned: Iterable[_Planned]) -> Iterator[Complaint]:
    planned = tuple(planned)
    latest = max((last for *_, last in planned), default=date.min)
    ending = [row for row in pool.instruments if row.to < latest]
    for row in ending:
        needed = [p for p in planned if _ends_inside(row, p) and _would_cover(row, p)]
        if needed:
            demand, _, _, _, last = needed[0]
            yield found(
                "instrument_ends_inside", "instruments", row, "to", row.to, severity="warning",
                demand=demand.demand, last=str(last), count=len(needed),
            )  # fmt: skip


def _ends_inside(row: Instrument, planned: _Planned) -> bool:
    _, _, _, first, last = planned
    return row.from_ <= first <= row.to < last


def _would_cover(row: Instrument, planned: _Planned) -> bool:
    demand, lead, *_ = planned
    return (
        row.to_agency == lead
        and row.from_agency not in demand.excluded_agencies
        and covers(row.modes, demand.mode)
        and covers(row.cases, demand.case)
        and (demand.authority is None or covers(row.authorities, demand.authority))
    )


def _ending_people(pool: Pool, planned: Iterable[_Planned]) -> Iterator[Complaint]:
    """Clearances and designations that end inside a window for which their holder has the skills.

    Only people with an end inside the horizon are looked at, so this stays short.
    """
    planned = tuple(planned)
    if not planned:
        return
    ends = range(min(p[3] for p in planned).toordinal(), max(p[4] for p in planned).toordinal())
    for person in pool.specialists:
        if person.clearance_until and person.clearance_until.toordinal() in ends:
            yield from _ending_clearance(pool, person, person.clearance_until, planned)
        for held in person.designations:
            if held.until and held.until.toordinal() in ends:
                yield from _ending_designation(pool, person, held.authority, held.until, planned)


def _has_skills(pool: Pool, person: Specialist, demand: Demand) -> bool:
    levels = pool.skill_levels.get(person.specialist, {})
    return all(levels.get(need.skill, 0) >= need.level for need in demand.skills)


def _ending_clearance(
    pool: Pool, person: Specialist, until: date, planned: tuple[_Planned, ...]
) -> Iterator[Complaint]:
    needed = [
        (demand, last)
        for demand, _, grade, first, last in planned
        if Grade.NONE.rank < grade.rank <= person.clearance.rank
        and first <= until < last
        and person.agency not in demand.excluded_agencies
        and _has_skills(pool, person, demand)
    ]
    if needed:
        demand, last = needed[0]
        yield found(
            "clearance_ends_inside", "specialists", person, "clearance_until", until,
            severity="warning", demand=demand.demand, last=str(last), count=len(needed),
        )  # fmt: skip


def _ending_designation(
    pool: Pool, person: Specialist, authority: str, until: date, planned: tuple[_Planned, ...]
) -> Iterator[Complaint]:
    row = pool.authority_of_id.get(authority)
    if row is None or not row.personal:
        return
    if any(
        d.authority == authority and (d.until is None or d.until > until)
        for d in person.designations
    ):
        return
    needed = [
        (demand, last)
        for demand, _, _, first, last in planned
        if demand.authority == authority
        and demand.mode is Mode.EXERCISE
        and first <= until < last
        and person.agency not in demand.excluded_agencies
        and _has_skills(pool, person, demand)
    ]
    if needed:
        demand, last = needed[0]
        yield found(
            "designation_ends_inside", "specialists", person, "designations", until,
            severity="warning", authority=authority, demand=demand.demand, last=str(last),
            count=len(needed),
        )  # fmt: skip
