"""Cases and their seats, spelled out from the usual teams in ``kinds.toml``.

A brief says what a case is (kind, lead, field, firms); this module knows what team that takes.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from scheduler.model import Case, Demand, Grade, Half, Horizon, Mode, Moment, SkillNeed, Term

TIERS = ((9, 15), (5, 30), (2, 55))  # priority and its share: urgent, first, usual

# the field mix of victims, in per cent (assumed)
FIELD_SHARE = {
    "machinery": 20,
    "electronics": 15,
    "software": 15,
    "semiconductor": 8,
    "display": 6,
    "battery": 5,
    "chemistry": 9,
    "bio": 6,
    "automotive": 8,
    "other": 8,
}
# the skill that judges a field which no skill is named after
_FIELD_SKILL = {"other": "machinery"}


# lead agencies of which some pool has nobody to be present
NOBODY_AT_HOME = ("WWF", "KIBO", "SCIA", "COURT")


@dataclass(frozen=True, slots=True)
class Brief:
    """What is known of a case before its team is."""

    case: str
    kind: str
    lead: str
    field: str
    site: str
    victim: str
    respondents: tuple[str, ...]
    opened: date
    priority: int
    pooled: bool
    matter: str = ""
    deadline: date | None = None


@cache
def kinds() -> Mapping[str, Mapping[str, Any]]:
    """The case kinds by id, as ``kinds.toml`` has them."""
    text = files("scheduler.synth").joinpath("kinds.toml").read_text("utf-8")
    return {row["id"]: row for row in tomllib.loads(text)["kind"]}


def kind_labels() -> dict[str, Term]:
    """The Korean and English names of the case kinds."""
    return {k: Term(ko=row["ko"], en=row["en"]) for k, row in sorted(kinds().items())}


def draw_field(rng: Random, among: Sequence[str] = tuple(FIELD_SHARE)) -> str:
    """A technical field, by the share of each."""
    return rng.choices(among, [FIELD_SHARE[f] for f in among])[0]


def draw_priority(rng: Random) -> int:
    """A priority, by the share of each tier of urgency."""
    return rng.choices([p for p, _ in TIERS], [share for _, share in TIERS])[0]


def statutory_deadline(kind: str, opened: date, today: date) -> date | None:
    """The end of the statutory clock; one that has run out was extended by its own length."""
    clock = kinds()[kind].get("clock")
    if clock is None:
        return None
    end = opened + timedelta(days=clock)
    while end < today:
        end += timedelta(days=clock)
    return end


def case_of(rng: Random, brief: Brief, *, field_ko: str, outside_share: int = 100) -> Case:
    """The row of a case."""
    kind = kinds()[brief.kind]
    return Case(
        case=brief.case,
        matter=brief.matter or brief.case.replace("C", "M", 1),
        title=f"{field_ko} 분야 {kind['ko']} 사건",
        kind=brief.kind,
        lead_agency=brief.lead,
        victim=brief.victim,
        respondents=brief.respondents,
        field=brief.field,
        site=brief.site,
        opened=brief.opened,
        statutory_deadline=brief.deadline,
        clearance=Grade(rng.choice(kind["clearance"])),
        priority=brief.priority,
        lead_present=brief.pooled and brief.lead not in NOBODY_AT_HOME,
        outside_share=outside_share,
    )


def seats_of(rng: Random, brief: Brief, grid: Horizon) -> Iterator[Demand]:
    """The demands of a case; windows run from its opening to the grid's end, sessions within it."""
    wanted = ("always", "pooled" if brief.pooled else "single")
    seats = [seat for seat in kinds()[brief.kind]["seats"] if seat["when"] in wanted]
    for number, seat in enumerate(seats, start=1):
        yield _seat(rng, brief, grid, number, seat)


def _seat(rng: Random, brief: Brief, grid: Horizon, number: int, seat: Mapping[str, Any]) -> Demand:
    effort = rng.randint(*seat["effort"])
    fixed = seat.get("fixed", False)
    first, last = Moment(day=brief.opened, half=Half.AM), grid.blocks[-1]
    if fixed:  # a session never runs over a day's end
        number_first = rng.randrange(2, grid.size, 2) + (effort == 1 and rng.random() < 0.6)
        first, last = grid.blocks[number_first], grid.blocks[number_first + effort - 1]
    return Demand(
        demand=f"{brief.case}-D{number}",
        case=brief.case,
        role=seat["role"],
        skills=tuple(_need(text, brief.field) for text in seat["skills"]),
        authority=_power(seat["power"], brief),
        mode=Mode(seat["mode"]),
        headcount=seat["heads"],
        effort=effort,
        from_=first,
        to=last,
        fixed=fixed,
        on_site=seat.get("on_site", False),
        critical=seat.get("critical", False),
        excluded_agencies=(brief.lead,) if seat.get("outside", False) else (),
    )


def _need(text: str, field: str) -> SkillNeed:
    skill, _, level = text.partition(">=")
    if skill == "field":
        skill = _FIELD_SKILL.get(field, field)
    return SkillNeed(skill=skill, level=int(level))


def _power(name: str, brief: Brief) -> str | None:
    if name == "lead":
        power: str = kinds()[brief.kind]["power"][brief.lead]
        return power
    return name or None
