"""Benchmark families: oversubscribed pools of any size, alike in shape.

About 3.5 demands a case, and about 4 specialists in a hundred eligible for a demand, whatever
the size; so the number of eligible pairs grows with the product of specialists and cases. The
pools mean nothing; they have the shape of the real problem, not its words.
"""

from collections.abc import Sequence
from random import Random

from scheduler.model import (
    Agency,
    Authority,
    AuthorityRight,
    Availability,
    AvailabilityStatus,
    Case,
    CurrentRow,
    Demand,
    Designation,
    Grade,
    HomeReserve,
    Horizon,
    Instrument,
    InstrumentKind,
    Mode,
    Policy,
    Pool,
    Right,
    RowStatus,
    SkillNeed,
    Specialist,
    SpecialistSkill,
    Travel,
    Week,
)

FAMILIES = ((60, 40), (300, 150), (1_000, 700), (3_000, 2_500), (10_000, 8_000))
_START = Week(year=2026, number=49)
_SKILLS = tuple(f"skill-{n:02d}" for n in range(1, 21))
_FIELDS = tuple(f"field-{n:02d}" for n in range(1, 11))
_PLACES = tuple(f"place-{n:02d}" for n in range(1, 9))
_POWER, _OPINION = "inquiry", "opinion"


def family_pool(specialists: int, cases: int, seed: int) -> Pool:
    """A benchmark pool of so many specialists and cases for week 2026-W49.

    Demands ask for about 1.4 times the blocks the pool has. FAMILIES lists the usual sizes.
    """
    rng = Random(f"family/{specialists}/{cases}/{seed}")
    grid = Horizon(start=_START)
    agencies = [f"agency-{n:02d}" for n in range(1, max(6, min(40, specialists // 50)) + 1)]
    people = [_person(rng, n, agencies) for n in range(1, specialists + 1)]
    levels = [row for s in people for row in _skills(rng, s)]
    rows = [_case(rng, n, grid, agencies) for n in range(1, cases + 1)]
    demands = [d for c in rows for d in _demands(rng, c, grid)]
    return Pool(
        policy=Policy(start=_START),
        agencies=tuple(_agency(rng, name, people) for name in agencies),
        authorities=tuple(
            Authority(
                authority=name,
                name_ko=f"표본권한 {name}",
                name_en=f"Sample power {name}",
                legal_basis=f"표본법 제{n}조",
                personal=name == _POWER,
            )
            for n, name in enumerate((_POWER, _OPINION), start=1)
        ),
        authority_rights=tuple(
            AuthorityRight(authority=power, agency=agency, mode=mode, right=right)
            for agency in agencies
            for power, mode, right in (
                (_POWER, Mode.EXERCISE, Right.ALLOWED),
                (_POWER, Mode.ASSIST, Right.WITH_INSTRUMENT),
                (_OPINION, Mode.OPINION, Right.WITH_INSTRUMENT),
            )
        ),
        instruments=tuple(_instruments(rng, agencies)),
        specialists=tuple(people),
        specialist_skills=tuple(levels),
        availability=tuple(_absences(rng, grid, people)),
        cases=tuple(rows),
        demands=tuple(demands),
        home_reserve=tuple(
            HomeReserve(agency=agency, skill=rng.choice(_SKILLS), level=2, heads=1)
            for agency in agencies
        ),
        assignments=tuple(_current_rows(rng, people, levels, rows, demands)),
        travel=tuple(
            Travel(station=a, site=b, blocks=rng.choice((0, 1, 1, 2)))
            for a in _PLACES
            for b in _PLACES
            if a != b
        ),
    )


def _agency(rng: Random, name: str, people: Sequence[Specialist]) -> Agency:
    released = [s.weekly_blocks for s in people if s.agency == name]
    return Agency(
        agency=name,
        name_ko=f"표본기관 {name}",
        name_en=f"Sample {name}",
        max_lent_blocks=sum(released) * 45 // 100,
        max_lent_heads=max(1, len(released) // 2),
        past_lent_blocks=sum(released) * rng.randint(100, 400) // 100,
        past_pool_blocks=sum(released) * 8,
    )


def _person(rng: Random, number: int, agencies: Sequence[str]) -> Specialist:
    weekly = max(1, min(9, round(rng.gauss(4.0, 1.8))))
    return Specialist(
        specialist=f"S{number:05d}",
        name=f"표본-{number:05d}",
        # the first ones go round all agencies, so that each has somebody
        agency=agencies[number % len(agencies)] if number < 60 else rng.choice(agencies),
        station=rng.choice(_PLACES),
        clearance=rng.choice((Grade.NONE, Grade.RESTRICTED, *(Grade.GRADE_3, Grade.GRADE_2) * 2)),
        weekly_blocks=weekly,
        max_cases=rng.choice((1, 2, 2, 3)),
        past_blocks=rng.randint(0, weekly * 8),
        past_capacity=weekly * 8,
        no_long_trip=rng.random() < 0.05,
        designations=(Designation(authority=_POWER),) if rng.random() < 0.6 else (),
        fields=tuple(rng.sample(_FIELDS, rng.randint(1, 2))),
    )


def _skills(rng: Random, person: Specialist) -> list[SpecialistSkill]:
    held = rng.sample(_SKILLS, rng.choice((1, 2, 2, 3, 3)))
    return [
        SpecialistSkill(
            specialist=person.specialist,
            skill=skill,
            level=rng.choices((1, 2, 3, 4), (15, 45, 30, 10))[0],
        )
        for skill in held
    ]


def _case(rng: Random, number: int, grid: Horizon, agencies: Sequence[str]) -> Case:
    urgent = rng.random()
    deadline = rng.randint(1, 13) if urgent < 0.15 else rng.randint(14, 120)
    return Case(
        case=f"C{number:05d}",
        matter=f"M{number:05d}",
        kind=f"kind-{rng.randint(1, 8)}",
        lead_agency=rng.choice(agencies),
        field=rng.choice(_FIELDS),
        site=rng.choice(_PLACES),
        statutory_deadline=grid.first_day.fromordinal(grid.first_day.toordinal() + deadline),
        clearance=rng.choice((Grade.NONE, Grade.NONE, Grade.RESTRICTED, Grade.GRADE_3)),
        priority=rng.choices((9, 5, 2), (15, 30, 55))[0] if urgent >= 0.15 else 9,
        lead_present=rng.random() < 0.3,
        outside_share=rng.choice((100, 100, 67, 50)),
    )


def _demands(rng: Random, case: Case, grid: Horizon) -> list[Demand]:
    """A lead who exercises the power, then assistants and written opinions."""
    modes = [Mode.EXERCISE]
    modes += rng.choices((Mode.ASSIST, Mode.OPINION), (1, 2), k=rng.choice((1, 2, 2, 3, 3, 4)))
    rows = []
    for number, mode in enumerate(modes, start=1):
        fixed = mode is not Mode.OPINION and rng.random() < 0.25
        length = rng.randint(1, 3) if fixed else rng.choice((10, 10, rng.randint(4, 9)))
        first = rng.randint(0, grid.size - length)
        rows.append(
            Demand(
                demand=f"{case.case}-{number}",
                case=case.case,
                role=f"{mode} {number}",
                skills=(SkillNeed(skill=rng.choice(_SKILLS), level=rng.choice((1, 2, 2))),),
                authority=_OPINION if mode is Mode.OPINION else _POWER,
                mode=mode,
                headcount=rng.choice((1, 1, 1, 1, 2)),
                effort=length if fixed else rng.choices((1, 2, 3, 4), (3, 4, 2, 1))[0],
                from_=grid.blocks[first],
                to=grid.blocks[first + length - 1],
                fixed=fixed,
                on_site=mode is not Mode.OPINION and rng.random() < 0.4,
                critical=number == 1 or rng.random() < 0.25,
            )
        )
    return rows


def _instruments(rng: Random, agencies: Sequence[str]) -> list[Instrument]:
    """A standing cooperation request for six in ten ordered pairs of agencies."""
    pairs = [(a, b) for a in agencies for b in agencies if a != b]
    start, last = _START.monday, _START.shifted(12).sunday
    return [
        Instrument(
            instrument=f"I{number:05d}",
            kind=InstrumentKind.COOPERATION_REQUEST,
            from_agency=giver,
            to_agency=taker,
            authorities="*",
            modes="*",
            cases="*",
            specialists="*",
            from_=start,
            to=last,
            max_blocks=rng.randint(6, 40) if rng.random() < 0.5 else None,
            document_no=f"표본과-{number}",
        )
        for number, (giver, taker) in enumerate(pairs, start=1)
        if rng.random() < 0.6
    ]


def _absences(rng: Random, grid: Horizon, people: Sequence[Specialist]) -> list[Availability]:
    return [
        Availability(
            specialist=s.specialist,
            date=moment.day,
            half=moment.half,
            status=AvailabilityStatus.UNAVAILABLE,
        )
        for s in people
        for moment in grid.blocks
        if rng.random() < 0.09
    ]


def _current_rows(
    rng: Random,
    people: Sequence[Specialist],
    levels: Sequence[SpecialistSkill],
    cases: Sequence[Case],
    demands: Sequence[Demand],
) -> list[CurrentRow]:
    """Last week's plan for a third of the lead roles: an insider with the skill and the power."""
    agency = {s.specialist: s.agency for s in people if s.designations}
    holders: dict[tuple[str, str], list[str]] = {}
    for row in levels:
        if row.specialist in agency and row.level >= 2:
            holders.setdefault((agency[row.specialist], row.skill), []).append(row.specialist)
    lead = {c.case: c.lead_agency for c in cases}
    rows = []
    for d in demands:
        able = holders.get((lead[d.case], d.skills[0].skill), [])
        if d.mode is Mode.EXERCISE and able and rng.random() < 0.33:
            person = rng.choice(able)
            rows.append(CurrentRow(specialist=person, demand=d.demand, status=RowStatus.IN_FORCE))
    return rows
