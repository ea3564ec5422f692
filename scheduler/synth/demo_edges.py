"""The rare situations of the demo pool, each put in on purpose.

README.md of ``sample_data/demo`` lists them with file and row. Case numbers follow the caseload
table of ``demo``.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from scheduler.model import (
    Availability,
    Conflict,
    ConflictStatus,
    CurrentRow,
    Demand,
    Designation,
    Half,
    Moment,
    Pool,
    RowStatus,
    SkillNeed,
)
from scheduler.synth.people import absence

PRICES = {
    "another_block": 3,
    "another_case": 4,
    "designate": 12,
    "extend_clearance": 9,
    "extend_instrument": 6,
    "free_half_day": 5,
    "grant_clearance": 15,
    "lend_block": 2,
    "lend_head": 5,
    "lift_ban": 10,
    "lift_pin": 20,
    "lower_level": 10,
    "lower_headcount": 12,
    "move_window": 6,
    "raise_ceiling": 2,
    "reserve_head": 9,
    "sign_instrument": 8,
}

# what the edges fix of a case before its team is drawn
FIELD: Mapping[str, str] = {
    "C26-001": "semiconductor",
    "C26-010": "machinery",
    "C26-029": "software",
    "C26-030": "bio",
    "C26-035": "semiconductor",
    "C26-036": "battery",
}
OPENED: Mapping[str, date] = {
    "C26-001": date(2026, 9, 14),
    "C26-002": date(2026, 9, 7),
    "C26-010": date(2026, 6, 15),
    "C26-016": date(2026, 9, 1),
    "C26-021": date(2026, 9, 10),
    "C26-028": date(2026, 10, 12),  # its lead agency exists since 2026-10-02
    "C26-029": date(2026, 8, 31),
    "C26-037": date(2026, 11, 2),
}
MATTER: Mapping[str, str] = {"C26-037": "M26-009"}  # its recommendation waits for the mediation
INSTRUMENT_CASES: Mapping[int, tuple[str, ...]] = {
    13: ("C26-036",),
    14: ("C26-036",),
    21: ("C26-028",),
}

_SITE_TEAM = ("C26-001-D2", Moment(day=date(2026, 12, 9), half=Half.AM))  # W+2, a whole day
_NAMED_NEXT_WEEK = ("C26-002-D2", Moment(day=date(2026, 12, 3), half=Half.AM))
_CURRENT = (
    ("MSS-09", "C26-001-D2", RowStatus.NOTIFIED),
    ("MSS-04", "C26-002-D2", RowStatus.NOTIFIED),
    ("KNPA-01", "C26-035-D1", RowStatus.PINNED),
    ("NIS-S01", "C26-036-D1", RowStatus.PINNED),
    ("MOIP-13", "C26-001-D4", RowStatus.PINNED),
    ("MOIP-15", "C26-010-D3", RowStatus.IN_FORCE),
    ("KNPA-13", "C26-028-D1", RowStatus.IN_FORCE),
    ("MOTIR-03", "C26-036-D3", RowStatus.IN_FORCE),
)
_UNTOUCHED = ("KNPA-04", "MOIP-04", "MOIP-07", "KNPA-08", "MSS-07")


def named_people() -> frozenset[str]:
    """Those who stand in a current row of an edge; last week's plan leaves them alone."""
    return frozenset(s for s, _, _ in _CURRENT)


def untouched_people() -> frozenset[str]:
    """Those whom no drawn leave and no drawn conflict may touch."""
    return named_people() | frozenset(_UNTOUCHED)


def is_regular(demand: Demand) -> bool:
    """Whether last week's plan may name somebody for a demand: it is of no edge."""
    return demand.demand not in {d for _, d, _ in _CURRENT} and "-D" in demand.demand


def with_edges(pool: Pool) -> Pool:
    """The pool with its edges: changed demands, added seats, flags, a shorter designation."""
    demands = {d.demand: d for d in pool.demands}
    for name, first in (_SITE_TEAM, _NAMED_NEXT_WEEK):
        last = Moment(day=first.day, half=Half.PM)
        session = {"from_": first, "to": last, "fixed": True, "effort": 2, "on_site": True}
        demands[name] = demands[name].model_copy(update=session)
    # the designation of MOIP-04, the only one who could lead it, ends on the Wednesday
    expiring = (SkillNeed(skill="criminal_inquiry"), SkillNeed(skill="digital_forensics", level=3))
    demands["C26-029-D1"] = demands["C26-029-D1"].model_copy(update={"skills": expiring})
    # MOIP-07 alone has both skills, and is of a grade that only assists
    grade = (SkillNeed(skill="bio", level=2), SkillNeed(skill="criminal_inquiry"))
    demands["C26-030-D1"] = demands["C26-030-D1"].model_copy(update={"skills": grade})
    added = (_holiday_session(demands), *_other_seats(demands))
    cases = dict(pool.case_of_id)
    twin = cases["C26-009"]
    cases["C26-037"] = cases["C26-037"].model_copy(
        update={
            "title": f"{twin.title}의 분쟁조정",
            "victim": twin.victim,
            "respondents": twin.respondents,
            "site": twin.site,
            "field": twin.field,
        }
    )
    return pool.with_rows(
        cases=tuple(cases.values()),
        demands=(*demands.values(), *added),
        specialists=tuple(
            s.model_copy(update=_flags(s.specialist, s.past_capacity)) for s in pool.specialists
        ),
    )


def _flags(specialist: str, capacity: int) -> dict[str, object]:
    """What the edges change of a person."""
    if specialist == "MOIP-04":
        until = Designation(authority="ip_special_judicial_police", until=date(2026, 12, 2))
        return {"designations": (until,)}
    if specialist == "KFTC-03":
        return {"no_long_trip": True}
    if specialist in ("MOIP-13", "KNPA-05"):  # far above the median load
        return {"past_blocks": capacity * 98 // 100}
    if specialist == "MOTIR-06":
        return {"clearance_until": date(2026, 12, 1)}
    return {}


def _holiday_session(demands: Mapping[str, Demand]) -> Demand:
    """A day on site in 2026-W41, a week of three working days: Monday and Friday are holidays."""
    day = date(2026, 10, 7)
    return demands["C26-002-D2"].model_copy(
        update={
            "demand": "C26-002-H1",
            "role": "현장조사관(연휴 주간)",
            "from_": Moment(day=day, half=Half.AM),
            "to": Moment(day=day, half=Half.PM),
        }
    )


def _other_seats(demands: Mapping[str, Demand]) -> list[Demand]:
    """An unfillable forensic seat, a suspended recommendation, a seat across a change of rules."""
    thursday, winter = date(2026, 12, 3), date(2026, 12, 21)
    forensic = demands["C26-003-D3"].model_copy(
        update={
            "demand": "C26-003-F1",
            "role": "암호해제 포렌식",
            "skills": (SkillNeed(skill="digital_forensics", level=4),),
            "from_": Moment(day=thursday, half=Half.AM),
            "to": Moment(day=thursday, half=Half.PM),
            "fixed": True,
            "effort": 2,
        }
    )
    recommendation = demands["C26-009-D1"].model_copy(
        update={
            "demand": "C26-009-R1",
            "role": "시정권고안 작성(조정 종료 후 재개)",
            "authority": "sme_corrective_recommendation",
            "critical": False,
            "from_": Moment(day=winter, half=Half.AM),
            "to": Moment(day=winter + timedelta(days=4), half=Half.PM),
        }
    )
    change = {  # the rules of jurisdiction change on the Friday
        "from_": Moment(day=date(2027, 2, 1), half=Half.AM),
        "to": Moment(day=date(2027, 2, 5), half=Half.PM),
        "critical": False,
    }
    lead = demands["C26-021-D1"].model_copy(update={**change, "demand": "C26-021-J1"})
    crossing = demands["C26-021-D2"].model_copy(update={**change, "demand": "C26-021-J2"})
    return [forensic, recommendation, lead, crossing]


def absences() -> list[Availability]:
    """KNPA-04 is away on the day of the forensic seat; KNPA-08 works shifts."""
    rows = [absence("KNPA-04", date(2026, 12, 3))]
    for monday in (date(2026, 11, 30), date(2026, 12, 7)):
        rows.append(absence("KNPA-08", monday + timedelta(days=1), Half.AM))
        rows.append(absence("KNPA-08", monday + timedelta(days=3), Half.DAY))
    return rows


def conflicts(pool: Pool) -> list[Conflict]:
    """One permission with oversight on a pinned pair, and one recusal from a whole matter."""
    victim = pool.case_of_id["C26-001"].victim
    permitted = ConflictStatus.PERMITTED_WITH_OVERSIGHT
    return [
        Conflict(specialist="MOIP-13", party=victim, status=permitted),
        Conflict(specialist="KNPA-03", party="M26-035", status=ConflictStatus.RECUSED),
    ]


def current_rows() -> list[CurrentRow]:
    """Notified site teams, pins, three people in force, and two bans."""
    rows = [CurrentRow(specialist=s, demand=d, status=status) for s, d, status in _CURRENT]
    rows.append(CurrentRow(specialist="KFTC-09", demand="C26-010-D5", status=RowStatus.BANNED))
    rows.append(CurrentRow(specialist="KNPA-12", case="C26-027", status=RowStatus.BANNED))
    return rows
