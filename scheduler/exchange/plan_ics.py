"""A plan as iCalendar: one event a stretch, in Korean time, the same bytes every time."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from scheduler.exchange.plan_view import PlanView
from scheduler.model import (
    Half,
    Language,
    Moment,
    Plan,
    PlannedAssignment,
    Pool,
    RequestError,
    label,
)

if TYPE_CHECKING:  # it takes a tenth of a second to import, and few commands write calendars
    from icalendar import Calendar, Event

SEOUL: Final = ZoneInfo("Asia/Seoul")
MORNING: Final = (time(9), time(12))
AFTERNOON: Final = (time(13), time(18))
_HOURS: Final = {Half.AM: MORNING, Half.PM: AFTERNOON}
_PRODUCT: Final = "-//expert-pool-scheduler//plan//KO"


def plan_to_ics(
    plan: Plan,
    pool: Pool,
    *,
    specialist: str | None = None,
    agency: str | None = None,
    language: Language = "ko",
) -> bytes:
    """The calendar of one specialist, of one agency's people, or of everybody.

    Half-days of one demand on one day are one event: 09:00-12:00, 13:00-18:00, or 09:00-18:00.
    An event keeps its UID for as long as the same person works on the same demand in that
    half-day.

    Raises:
        RequestError: the pool holds no such specialist or agency.
    """
    for wanted, known in ((specialist, pool.specialist_of_id), (agency, pool.agency_of_id)):
        if wanted is not None and wanted not in known:
            raise RequestError("exchange.calendar_of_whom", value=wanted)
    view = PlanView(plan, pool, language)
    calendar = _calendar(view)
    for row in view.assignments:
        if specialist in (None, row.specialist) and agency in (None, row.agency):
            for stretch in _stretches(row):
                calendar.add_component(_event(view, row, stretch, is_own=specialist is not None))
    return bytes(calendar.to_ical())


def _calendar(view: PlanView) -> "Calendar":
    from icalendar import Calendar, Timezone, TimezoneStandard

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", view.text("calendar", period=view.period))
    zone = Timezone()
    zone.add("tzid", SEOUL.key)
    standard = TimezoneStandard()
    # Korea has kept one offset since 1988
    standard.add("dtstart", datetime(1988, 10, 9, 3))
    standard.add("tzoffsetfrom", timedelta(hours=9))
    standard.add("tzoffsetto", timedelta(hours=9))
    standard.add("tzname", "KST")
    zone.add_component(standard)
    calendar.add_component(zone)
    return calendar


def _stretches(row: PlannedAssignment) -> Iterator[list[Moment]]:
    """The half-days of an assignment, day by day."""
    moments = sorted(Moment.model_validate(b) for b in row.blocks)
    for _, halves in groupby(moments, key=lambda m: m.day):
        yield list(halves)


def _event(
    view: PlanView, row: PlannedAssignment, halves: list[Moment], *, is_own: bool
) -> "Event":
    from icalendar import Event

    day = halves[0].day
    event = Event()
    event.add("uid", _uid(row, halves[0]))
    event.add("dtstamp", datetime.combine(view.plan.start.monday, time(), UTC))
    event.add("dtstart", datetime.combine(day, _HOURS[halves[0].half][0], SEOUL))
    event.add("dtend", datetime.combine(day, _HOURS[halves[-1].half][1], SEOUL))
    facts = {"case": row.case, "role": view.role(row.demand)}
    if is_own:
        event.add("summary", view.text("event", **facts))
    else:
        who = " ".join(filter(None, (row.specialist, view.name(row.specialist))))
        event.add("summary", view.text("event_of", **facts, specialist=who))
    event.add("description", _description(view, row, halves))
    case, demand = view.pool.case_of_id.get(row.case), view.demand(row.demand)
    if case and demand and demand.on_site and not view.is_masked(row.specialist):
        event.add("location", case.site)
    return event


def _description(view: PlanView, row: PlannedAssignment, halves: list[Moment]) -> str:
    lines = [view.text("event_mode", mode=label("mode", row.mode, view.language))]
    if row.legal_basis:
        lines.append(view.text("event_basis", basis=row.legal_basis))
    if row.instrument:
        document = row.document_no or row.instrument
        lines.append(view.text("event_instrument", instrument=row.instrument, document=document))
    travelled = [view.word(m.half) for m in halves if str(m) in row.travel_blocks]
    if travelled:
        lines.append(view.text("event_travel", halves=", ".join(travelled)))
    return "\n".join(lines)


def _uid(row: PlannedAssignment, start: Moment) -> str:
    """The same for the same person, demand and half-day; a hash, so that it says no name."""
    text = f"{row.specialist}/{row.demand}/{start}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@expert-pool-scheduler"
