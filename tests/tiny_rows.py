"""The cases, demands, people and rows of the tiny pools."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from scheduler.model import (
    Availability,
    AvailabilityStatus,
    Case,
    Conflict,
    ConflictStatus,
    CurrentRow,
    Demand,
    Designation,
    Grade,
    Half,
    Horizon,
    Mode,
    Moment,
    RowStatus,
    ServiceRecord,
    SkillNeed,
    Specialist,
    SpecialistSkill,
)
from tests.tiny_law import AUTHORITIES, some_day

MAX_PAIRS = 20
MAX_EASED_PAIRS = 16
SKILLS = ("x", "y")
STATIONS = ("P", "Q")
SITES = ("P", "R")
_FIELDS = ("f1", "f2")
_KINDS = ("k1", "k2")


def cases(rng: Random, grid: Horizon, agencies: Sequence[str]) -> tuple[Case, ...]:
    """1..4 cases; some share a matter, some have a deadline near the horizon."""
    rows: list[Case] = []
    # often one agency leads all, and the others lend
    leads = agencies if rng.random() < 0.5 else agencies[:1]
    for n in range(1, rng.choice((1, 2, 2, 3, 3, 4)) + 1):
        deadline = grid.last_day + timedelta(days=rng.choice((-20, 0, 7, 8, 40)))
        shares_matter = bool(rows) and rng.random() < 0.25
        rows.append(
            Case(
                case=f"c{n}",
                matter=rows[-1].matter if shares_matter else f"m{n}",
                kind=rng.choice(_KINDS),
                lead_agency=rng.choice(leads),
                victim=f"v{n}",
                respondents=tuple(f"r{k}" for k in range(rng.randint(0, 2))),
                field=rng.choice(_FIELDS),
                site=rng.choice(SITES),
                statutory_deadline=deadline if rng.random() < 0.5 else None,
                clearance=rng.choice((*(Grade.NONE,) * 3, Grade.GRADE_3)),
                priority=rng.choice((1, 1, 2, 3, 5, 100)),
                lead_present=rng.random() < 0.2,
                outside_share=rng.choice((*(100,) * 7, 66, 66, 50, 30, 0)),
            )
        )
    return tuple(rows)


def demands(
    rng: Random, grid: Horizon, all_cases: Sequence[Case], agencies: Sequence[str]
) -> tuple[Demand, ...]:
    """2..6 demands; an assist demand mostly has its exercise demand beside it."""
    rows: list[Demand] = []

    def add(case: Case, mode: Mode, authority: str) -> None:
        number = len(rows) + 1
        rows.append(
            _demand(rng, grid, case, mode, number=number, authority=authority, agencies=agencies)
        )

    total = rng.randint(max(2, len(all_cases)), 6)
    while len(rows) < total:
        case = all_cases[len(rows) % len(all_cases)]
        mode = rng.choice((Mode.EXERCISE, Mode.EXERCISE, Mode.OPINION, Mode.PANEL, Mode.ADVISE))
        authority = rng.choice(AUTHORITIES)
        add(case, mode, authority)
        if mode is Mode.EXERCISE and len(rows) < total and rng.random() < 0.6:
            add(case, Mode.ASSIST, authority)
    return tuple(rows)


def _demand(
    rng: Random,
    grid: Horizon,
    case: Case,
    mode: Mode,
    *,
    number: int,
    authority: str,
    agencies: Sequence[str],
) -> Demand:
    fixed = rng.random() < 0.35
    first, last, effort = _window(rng, grid, fixed)
    needs_authority = mode in (Mode.EXERCISE, Mode.ASSIST) or rng.random() < 0.3
    asked = rng.choice((0, 0, 1, 1, 2))
    return Demand(
        demand=f"d{number}",
        case=case.case,
        role=f"role {number}",
        skills=tuple(
            SkillNeed(skill=skill, level=rng.choice((1, 1, 2)))
            for skill in rng.sample(SKILLS, asked)
        ),
        authority=authority if needs_authority else None,
        mode=mode,
        headcount=rng.choice((1, 1, 1, 2)),
        effort=effort,
        from_=first,
        to=last,
        fixed=fixed,
        on_site=rng.random() < 0.45,
        critical=rng.random() < 0.3,
        clearance=rng.choice((Grade.NONE,) * 8 + (Grade.GRADE_2,)),
        excluded_agencies=(rng.choice(agencies),) if rng.random() < 0.1 else (),
    )


def _window(rng: Random, grid: Horizon, fixed: bool) -> tuple[Moment | None, Moment | None, int]:
    """First half-day, last half-day and effort of a demand."""
    if rng.random() < 0.04:  # a window that never meets the horizon
        away = grid.last_day + timedelta(days=rng.choice((8, 9)))
        return Moment(day=away, half=Half.AM), Moment(day=away, half=Half.PM), 2 if fixed else 1
    length = rng.randint(1, 3) if fixed else rng.randint(2, grid.size)
    start = rng.randint(0, grid.size - length)
    first, last = grid.blocks[start], grid.blocks[start + length - 1]
    if fixed:
        return first, last, length
    effort = min(length, rng.choice((1, 1, 2, 2, 3)))
    if rng.random() < 0.4:
        return None, None, effort
    return rng.choice((None, first)), last, effort


def specialists(
    rng: Random, grid: Horizon, agencies: Sequence[str], most: int
) -> tuple[Specialist, ...]:
    """2..5 specialists, at most ``most``; small weekly blocks and caseloads."""
    rows = []
    for n in range(1, rng.randint(2, max(2, min(5, most))) + 1):
        capacity = rng.choice((0, 10, 40))
        rows.append(
            Specialist(
                specialist=f"s{n}",
                name=f"표본-{n:03d}",
                agency=agencies[n % len(agencies)] if n <= len(agencies) else rng.choice(agencies),
                station=rng.choice(STATIONS),
                clearance=rng.choice((Grade.NONE, Grade.GRADE_3, *(Grade.GRADE_2,) * 4)),
                clearance_until=some_day(rng, grid) if rng.random() < 0.06 else None,
                weekly_blocks=rng.choice((1, 3, 4, 4, 5, 6, 8, 8)),
                max_cases=rng.choice((1, 1, 1, 2, 3)),
                past_blocks=rng.randint(0, capacity),
                past_capacity=capacity,
                no_long_trip=rng.random() < 0.2,
                designations=tuple(
                    Designation(
                        authority=authority,
                        until=some_day(rng, grid) if rng.random() < 0.1 else None,
                    )
                    for authority in AUTHORITIES
                    if rng.random() < 0.85
                ),
                fields=tuple(rng.sample(_FIELDS, rng.randint(0, 2))),
                preferred_kinds=tuple(rng.sample(_KINDS, rng.randint(0, 1))),
            )
        )
    return tuple(rows)


def skills(rng: Random, people: Sequence[Specialist]) -> tuple[SpecialistSkill, ...]:
    """Most people have most skills; a third of the levels is too low for a level 2 need."""
    return tuple(
        SpecialistSkill(specialist=s.specialist, skill=skill, level=rng.choice((1, 2, 2, 3, 4)))
        for s in people
        for skill in SKILLS
        if rng.random() < 0.92
    )


def absences(rng: Random, grid: Horizon, people: Sequence[Specialist]) -> tuple[Availability, ...]:
    """Some half-days and days away, and now and then a half-day back within a day away."""
    rows: dict[tuple[str, str, Half], Availability] = {}
    for s in people:
        for _ in range(rng.choice((0, 0, 0, 1, 2))):
            moment = rng.choice(grid.blocks)
            half = rng.choice((moment.half, moment.half, Half.DAY))
            marks = [(half, AvailabilityStatus.UNAVAILABLE)]
            if half is Half.DAY and rng.random() < 0.4:
                marks.append((moment.half, AvailabilityStatus.AVAILABLE))
            for part, status in marks:
                rows[s.specialist, str(moment.day), part] = Availability(
                    specialist=s.specialist, date=moment.day, half=part, status=status
                )
    return tuple(rows.values())


def conflicts(
    rng: Random, grid: Horizon, all_cases: Sequence[Case], people: Sequence[Specialist]
) -> tuple[Conflict, ...]:
    """Recusals and permissions from parties and matters; some lapse before or amid the week."""
    days = (None, None, grid.first_day - timedelta(days=1), some_day(rng, grid))
    usual = (ConflictStatus.RECUSED, ConflictStatus.PERMITTED_WITH_OVERSIGHT)
    rows: dict[tuple[str, str, ConflictStatus], Conflict] = {}
    for s in people:
        for case in all_cases:
            for status in usual:
                if rng.random() < 0.06:
                    party = rng.choice(sorted(case.parties))
                    rows[s.specialist, party, status] = Conflict(
                        specialist=s.specialist, party=party, status=status, until=rng.choice(days)
                    )
    return tuple(rows.values())


def history(
    rng: Random, all_cases: Sequence[Case], people: Sequence[Specialist]
) -> tuple[ServiceRecord, ...]:
    """Earlier service on the matters, in any mode."""
    matters = sorted({c.matter for c in all_cases})
    return tuple(
        ServiceRecord(specialist=s.specialist, matter=matter, mode=rng.choice(list(Mode)))
        for s in people
        for matter in matters
        if rng.random() < 0.18
    )


def current_rows(
    rng: Random,
    people: Sequence[Specialist],
    all_cases: Sequence[Case],
    all_demands: Sequence[Demand],
) -> tuple[CurrentRow, ...]:
    """Rows in force, some bans, and in a third of the pools one or two pins or notified names."""
    lead = {c.case: c.lead_agency for c in all_cases}
    pairs = [(s, d) for s in people for d in all_demands]
    rows: dict[tuple[str, str], CurrentRow] = {}

    def add(pair: tuple[Specialist, Demand], status: RowStatus) -> None:
        s, d = pair
        row = CurrentRow(specialist=s.specialist, demand=d.demand, status=status)
        rows.setdefault((s.specialist, d.demand), row)

    if rng.random() < 0.35:
        # the least obstructed of a few pairs, so that most pins hold and some do not
        for _ in range(rng.choice((1, 1, 2))):
            few = rng.sample(pairs, min(8, len(pairs)))
            pair = min(few, key=lambda p: _obstacles(*p, is_insider=p[0].agency == lead[p[1].case]))
            add(pair, rng.choice((RowStatus.PINNED, RowStatus.NOTIFIED)))
    if rng.random() < 0.5:
        for _ in range(rng.randint(1, 3)):
            add(rng.choice(pairs), RowStatus.IN_FORCE)
    for pair in pairs:
        if rng.random() < 0.03:
            add(pair, RowStatus.BANNED)
    bans = []
    if not rows and rng.random() < 0.3:
        s, d = rng.choice(pairs)
        bans.append(CurrentRow(specialist=s.specialist, case=d.case, status=RowStatus.BANNED))
    return (*rows.values(), *bans)


def _obstacles(s: Specialist, d: Demand, *, is_insider: bool) -> int:
    """A rough count of what may refuse a pair, to draw pins by; not eligibility."""
    shy = s.clearance is Grade.NONE or s.weekly_blocks < 3
    return (not is_insider) + len(d.skills) + d.fixed + (d.authority is not None) + 2 * shy
