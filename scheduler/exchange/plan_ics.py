"""A plan as iCalendar: one event a stretch, in Korean time, the same bytes every time."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple
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
    before: Plan | None = None,
    known: bytes | None = None,
) -> bytes:
    """The calendar of one specialist, of one agency's people, or of everybody.

    Half-days of one demand on one day are one event: 09:00-12:00, 13:00-18:00, or 09:00-18:00.
    An event keeps its UID for as long as the same person works on the same demand in that
    half-day.

    ``before``: the plan that was in force until now. Its events that are gone are cancelled, those
    that are different have a higher number (RFC 5546). ``known`` is its calendar of all, as it was
    written, from whose numbers these go on; without it they begin at 0.

    Raises:
        RequestError: neither the pool nor a plan holds such a specialist or agency.
    """
    whom = _Whom(specialist, agency)
    _demand_known(whom, pool, (plan, before))
    view = PlanView(plan, pool, language)
    events = _events(view, whom)
    if before is not None:
        events = _renewed(events, view, PlanView(before, pool, language), whom, known)
    calendar = _calendar(view)
    for event in events.values():
        calendar.add_component(event)
    return bytes(calendar.to_ical())


class _Whom(NamedTuple):
    """Whose calendar it is; None is everybody's."""

    specialist: str | None
    agency: str | None

    def has(self, row: PlannedAssignment) -> bool:
        """Whether a row belongs into it."""
        return self.specialist in (None, row.specialist) and self.agency in (None, row.agency)


def _demand_known(whom: _Whom, pool: Pool, plans: Iterable[Plan | None]) -> None:
    rows = [row for plan in plans if plan is not None for row in plan.assignments]
    people = {*pool.specialist_of_id, *(row.specialist for row in rows)}
    agencies = {*pool.agency_of_id, *(row.agency for row in rows)}
    for wanted, known in ((whom.specialist, people), (whom.agency, agencies)):
        if wanted is not None and wanted not in known:
            raise RequestError("exchange.calendar_of_whom", value=wanted)


def _events(view: PlanView, whom: _Whom) -> dict[str, "Event"]:
    """The events of a plan by their UID, in the plan's order."""
    return {
        _uid(row, stretch[0]): _event(view, row, stretch, is_own=whom.specialist is not None)
        for row in view.assignments
        if whom.has(row)
        for stretch in _stretches(row)
    }


# -- from one plan to the next --------------------------------------------------------------------


def _renewed(
    events: dict[str, "Event"], view: PlanView, before: PlanView, whom: _Whom, known: bytes | None
) -> dict[str, "Event"]:
    """The events with their numbers, and the cancelled ones after them."""
    numbered, old = _read(known), _events(before, whom)
    found: dict[str, Event] = {}
    for uid, event in events.items():
        number = _number(numbered.get(uid))
        is_back = uid not in old and uid in numbered  # it was cancelled meanwhile
        is_other = uid in old and _content(old[uid]) != _content(event)
        event.add("sequence", number + (is_back or is_other))
        found[uid] = event
    days = {block.day for block in view.horizon.blocks}  # of other weeks it says nothing
    for uid, event in old.items():
        if uid not in found and event.decoded("dtstart").date() in days:
            event.add("sequence", _number(numbered.get(uid)) + 1)
            event.add("status", "CANCELLED")
            found[uid] = event
    if whom == _Whom(None, None):  # cancelled before: should it come back, its number goes on
        gone = {uid: e for uid, e in numbered.items() if e.get("status") == "CANCELLED"}
        found = {**{uid: e for uid, e in gone.items() if uid not in found}, **found}
    return found


def _read(calendar: bytes | None) -> dict[str, "Event"]:
    """The events of a calendar that was written before; none of one that is no calendar of ours."""
    if calendar is None:
        return {}
    from icalendar import Calendar, Event

    try:
        read = Calendar.from_ical(calendar)
    except ValueError:
        return {}
    events = (part for part in read.walk("VEVENT") if isinstance(part, Event))
    return {str(event["uid"]): event for event in events if "uid" in event}


def _number(event: "Event | None") -> int:
    return int(event.get("sequence", 0)) if event is not None else 0


def _content(event: "Event") -> bytes:
    """What an event says, whichever plan it is of."""
    from icalendar import Event

    said = Event({name: value for name, value in event.items() if name != "DTSTAMP"})
    return bytes(said.to_ical())


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
