"""People of the fictional pools: their posts, load so far, leave, conflicts and earlier service."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from scheduler.model import (
    Availability,
    AvailabilityStatus,
    Case,
    Conflict,
    ConflictStatus,
    Designation,
    Grade,
    Half,
    Horizon,
    Specialist,
    SpecialistSkill,
)

PAST_WEEKS = 8  # of load so far, all within the rolling weeks of the policy
_SKILL = re.compile(r"^(\w+?)(\d)$")


def person_of(rng: Random, post: Mapping[str, str], name: str) -> Specialist:
    """The specialist on a post; a load of 55 to 85 in a hundred over the weeks before."""
    capacity = int(post["weekly_blocks"]) * PAST_WEEKS
    return Specialist(
        specialist=post["specialist"],
        name=name,
        agency=post["specialist"].partition("-")[0],
        title=post["title"],
        station=post["station"],
        clearance=Grade(post["clearance"]),
        weekly_blocks=int(post["weekly_blocks"]),
        max_cases=rng.choice((2, 3, 3, 4)),
        past_blocks=capacity * rng.randint(55, 85) // 100,
        past_capacity=capacity,
        designations=tuple(Designation(authority=a) for a in post["powers"].split()),
        fields=tuple(post["fields"].split()),
    )


def skills_of(post: Mapping[str, str]) -> list[SpecialistSkill]:
    """The skills of a post, written ``skill3`` for level 3."""
    rows = []
    for text in post["skills"].split():
        if (match := _SKILL.match(text)) is None:
            raise ValueError(f"{text!r} is no skill with a level")
        skill, level = match.groups()
        rows.append(SpecialistSkill(specialist=post["specialist"], skill=skill, level=int(level)))
    return rows


def leave(
    rng: Random, people: Sequence[Specialist], grid: Horizon, keep: Collection[str] = ()
) -> list[Availability]:
    """A week's leave, week by week: 7 in a hundred fully away, 9 a day, 12 a half-day.

    Nobody of ``keep`` is ever away.
    """
    rows: dict[tuple[str, date, Half], Availability] = {}
    free = [s.specialist for s in people if s.specialist not in keep]
    for week in grid.week_list:
        days = [d for i in range(5) if grid.is_working_day(d := week.monday + timedelta(days=i))]
        if not days:
            continue
        order = rng.sample(free, len(free))
        count = len(people)
        full, day, half = (round(count * share / 100) for share in (7, 9, 12))
        away = [(s, d, Half.DAY) for s in order[:full] for d in days]
        away += [(s, rng.choice(days), Half.DAY) for s in order[full : full + day]]
        away += [
            (s, rng.choice(days), rng.choice((Half.AM, Half.PM)))
            for s in order[full + day : full + day + half]
        ]
        for key in away:
            rows[key] = absence(*key)
    return list(rows.values())


def absence(specialist: str, day: date, half: Half = Half.DAY) -> Availability:
    """A row that says someone is away; why is never stored."""
    return Availability(
        specialist=specialist, date=day, half=half, status=AvailabilityStatus.UNAVAILABLE
    )


def conflicts(
    rng: Random,
    people: Sequence[Specialist],
    cases: Sequence[Case],
    *,
    count: int,
    keep: Collection[tuple[str, str]] = (),
) -> list[Conflict]:
    """So many conflicts with parties of the cases, none of a (specialist, party) of ``keep``.

    Four in five are recusals; one in four lapses within the next two years.
    """
    parties = sorted({p for c in cases for p in c.parties if p != c.matter})
    rows: dict[tuple[str, str], Conflict] = {}
    usual = (*(ConflictStatus.RECUSED,) * 4, ConflictStatus.PERMITTED_WITH_OVERSIGHT)
    while len(rows) < count:
        key = rng.choice(people).specialist, rng.choice(parties)
        if key in keep or key in rows:
            continue
        until = date(2026, 12, 31) + timedelta(days=rng.randint(0, 700))
        rows[key] = Conflict(
            specialist=key[0],
            party=key[1],
            status=rng.choice(usual),
            until=until if rng.random() < 0.25 else None,
        )
    return list(rows.values())
