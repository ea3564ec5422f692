"""Calendars of a plan, read back by a calendar library."""

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from scheduler.exchange import plan_to_ics
from scheduler.model import RequestError
from tests.exchange.pools import full_plan, full_pool


def _events(**who: Any) -> list[Any]:
    it = full_pool()
    calendar = Calendar.from_ical(plan_to_ics(full_plan(it), it, **who))
    return list(calendar.walk("VEVENT"))


def _times(event: Any) -> tuple[date, str, str]:
    start, end = event.decoded("dtstart"), event.decoded("dtend")
    return start.date(), f"{start:%H:%M}", f"{end:%H:%M}"


def test_one_event_a_stretch() -> None:
    """Two half-days of a day are one event; mornings and afternoons have their hours."""
    assert [_times(e) for e in _events(specialist="MSS-01")] == [
        (date(2026, 12, 1), "13:00", "18:00"),
        (date(2026, 12, 2), "09:00", "18:00"),
        (date(2026, 12, 3), "09:00", "18:00"),
        (date(2026, 12, 4), "09:00", "12:00"),
    ]


def test_times_are_korean() -> None:
    """Nine hours ahead of UTC, with the zone's definition in the file."""
    it = full_pool()
    data = plan_to_ics(full_plan(it), it)
    event = _events(specialist="MSS-01")[0]

    assert event.decoded("dtstart").utcoffset() == timedelta(hours=9)
    assert b"BEGIN:VTIMEZONE" in data
    assert data.count(b"DTSTART;TZID=Asia/Seoul") == len(_events())
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_what_an_event_says() -> None:
    """Case and role; the legal basis, the instrument, the travel; the place if on site."""
    event = _events(specialist="KFTC-01")[0]

    assert str(event["summary"]) == "[2026-137] 보조"
    assert str(event["location"]) == "천안"
    for part in ("동행·보조", "상생협력법 제40조", "KM-1(No. KM-1)", "이동: 오후"):
        assert part in str(event["description"])


def test_an_agency_has_its_people_with_names() -> None:
    """Its own people only, named; those of a masked agency by id alone."""
    assert {str(e["summary"]) for e in _events(agency="KFTC")} == {
        "[2026-137] 보조 - KFTC-01 박철수",
        "[2026-140] 위원 - KFTC-02 최민지",
    }
    masked = _events(agency="NIS")
    assert {str(e["summary"]) for e in masked} == {"[2026-151] 의견서, 손해액 - NIS-S01"}
    assert not [e for e in masked if "location" in e]


def test_uids_are_stable_and_unique() -> None:
    """The same in every calendar that shows the event, and no two alike."""
    everybody = [str(e["uid"]) for e in _events()]
    own = [str(e["uid"]) for e in _events(specialist="MSS-01")]

    assert len(set(everybody)) == len(everybody)
    assert set(own) < set(everybody)
    assert not [u for u in everybody if "MSS" in u]


def test_the_stamp_is_the_monday() -> None:
    """Nothing depends on the clock."""
    assert {e.decoded("dtstamp").date() for e in _events()} == {date(2026, 11, 30)}


@pytest.mark.parametrize("who", [{"specialist": "X"}, {"agency": "X"}])
def test_nobody_of_that_name(who: dict[str, str]) -> None:
    """An unknown specialist or agency is told of."""
    with pytest.raises(RequestError, match="no 'X'"):
        _events(**who)
