"""The national pool, and the same ten years out.

A ``Scale`` says how many people each agency has and how many cases of each kind are open; posts
are drawn from the demo's posts of the same agency and from ``body_posts.csv``. Efforts are
lognormal and far more is asked than the scarce experts can give, as in life.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from random import Random

from scheduler.model import (
    Demand,
    HomeReserve,
    Horizon,
    Policy,
    Pool,
    Specialist,
    SpecialistSkill,
    Week,
)
from scheduler.synth import acts, agencies, cases, history, law, names, people, places
from scheduler.synth.demo_edges import PRICES
from scheduler.synth.tables import table


@dataclass(frozen=True)
class Scale:
    """The size and shape of a large pool. ``caseload``: kind, lead, open cases, of them pooled."""

    start: Week
    heads: Mapping[str, int]
    caseload: Sequence[tuple[str, str, int, int]]
    leads_only: tuple[str, ...]
    instruments: int
    conflicts: int


NATIONAL = Scale(
    start=Week(year=2026, number=49),
    heads={
        **{"MSS": 66, "MOTIR": 20, "KFTC": 46, "MOIP": 92, "KNPA": 122, "NIS": 18},
        **{"SCIA": 14, "WWF": 8, "KIBO": 16, "KOFAIR": 8, "KAITS": 8, "KOIPA": 8},
        **{"KOSTI": 5, "KIAT": 5, "KISA": 8, "TIPA": 3, "KEIT": 2, "KISTI": 1},
    },
    caseload=(
        ("sme_infringement", "MSS", 24, 12),
        ("subcontract_misuse", "KFTC", 28, 14),
        ("idea_theft", "MOIP", 48, 8),
        ("trade_secret_crime", "MOIP", 62, 14),
        ("trade_secret_crime", "KNPA", 104, 30),
        ("trade_secret_crime", "SCIA", 8, 6),
        ("patent_design_infringement", "MOIP", 60, 8),
        ("industrial_tech_leak", "KNPA", 32, 12),
        ("nct_leak_overseas", "KNPA", 8, 8),
        ("nct_leak_overseas", "NIS", 4, 4),
        ("dispute_mediation", "MSS", 5, 1),
        ("dispute_mediation", "KOFAIR", 5, 2),
        ("dispute_mediation", "MOIP", 4, 1),
        ("dispute_mediation", "MOTIR", 1, 0),
        ("support_only", "WWF", 7, 0),
    ),
    leads_only=(),
    instruments=400,
    conflicts=3_000,
)
TEN_YEARS = Scale(
    start=Week(year=2028, number=10),
    heads={
        **{"MSS": 250, "MOTIR": 100, "KFTC": 180, "MOIP": 380, "KNPA": 440, "NIS": 60},
        **{"MSIT": 60, "KCS": 50, "SCIA": 80, "EXPERT": 400},
    },
    caseload=(
        ("sme_infringement", "MSS", 140, 60),
        ("subcontract_misuse", "KFTC", 110, 60),
        ("idea_theft", "MOIP", 150, 30),
        ("trade_secret_crime", "MOIP", 200, 60),
        ("trade_secret_crime", "KNPA", 340, 120),
        ("trade_secret_crime", "SCIA", 50, 20),
        ("patent_design_infringement", "MOIP", 180, 30),
        ("industrial_tech_leak", "KNPA", 120, 40),
        ("nct_leak_overseas", "KNPA", 30, 30),
        ("nct_leak_overseas", "NIS", 15, 15),
        ("court_fact_finding", "COURT", 60, 25),
        ("dispute_mediation", "MSS", 40, 4),
        ("dispute_mediation", "KFTC", 30, 3),
        ("dispute_mediation", "MOIP", 30, 3),
        ("dispute_mediation", "MOTIR", 5, 0),
    ),
    leads_only=("COURT",),
    instruments=3_000,
    conflicts=40_000,
)

# no case is older than its lead agency
_FOUNDED = {"SCIA": date(2026, 10, 2), "COURT": date(2028, 2, 20)}

# where an agency's people sit; the others keep to the places of their posts
_OFFICES: Mapping[str, tuple[str, ...]] = {
    "MSS": (
        *("sejong",) * 8,
        *("seoul", "busan", "daegu", "gwangju", "suwon", "incheon", "daejeon", "ulsan"),
        *("chuncheon", "cheongju", "jeonju", "changwon", "jeju"),
    ),
    "KFTC": (*("sejong",) * 5, "gwacheon", "seoul", "busan", "gwangju", "daejeon", "daegu"),
    "MOIP": (*("daejeon",) * 3, "seoul"),
    "KNPA": (
        *("seoul",) * 5,
        *("suwon",) * 3,
        *("busan", "daegu", "incheon", "gwangju", "daejeon", "ulsan", "sejong", "chuncheon"),
        *("cheongju", "cheonan", "jeonju", "gumi", "changwon", "jeju"),
    ),
    "KCS": ("seoul", "incheon", "busan", "daegu", "gwangju"),
    "EXPERT": (*("seoul",) * 4, "suwon", "daejeon", "busan", "daegu", "gwangju"),
}


def national_pool(seed: int = 1) -> Pool:
    """18 agencies, 450 specialists, 400 open cases (120 pooled), about 1,200 seats a week."""
    return _pool(Random(f"national/{seed}"), NATIONAL)


def ten_year_pool(seed: int = 1) -> Pool:
    """10 agencies and the court, 2,000 specialists, 1,500 cases, the law of 2028."""
    return _pool(Random(f"ten years/{seed}"), TEN_YEARS)


def _pool(rng: Random, scale: Scale) -> Pool:
    grid = Horizon(start=scale.start, weeks=4)
    team, skills = _people(rng, scale)
    briefs = list(_briefs(rng, scale))
    field_ko = agencies.labels()["fields"]
    rows = [
        cases.case_of(rng, b, field_ko=field_ko[b.field]["ko"], outside_share=_share(rng, b))
        for b in briefs
    ]
    demands = [_heavier(rng, d) for b in briefs for d in cases.seats_of(rng, b, grid)]
    bodies = (*scale.heads, *scale.leads_only)
    draft = Pool(
        agencies=tuple(
            agencies.agency_row(
                rng,
                agency,
                team,
                heads=max(1, heads * 45 // 100) if heads else None,
                blocks=max(2, heads * 44 * 45 // 1000) if heads else None,
                lent_percent=rng.choice((20, 25, 30, 40)),
            )
            for agency, heads in ((a, scale.heads.get(a, 0)) for a in bodies)
        ),
        authorities=law.authorities(),
        authority_rights=law.authority_rights(bodies),
        specialists=team,
        specialist_skills=skills,
        cases=tuple(rows),
        demands=tuple(demands),
        travel=places.travel_rows((s.station for s in team), (c.site for c in rows)),
        home_reserve=tuple(_reserves(team, skills)),
        availability=tuple(people.leave(rng, team, grid)),
        policy=_policy(scale, {s.station for s in team} | {c.site for c in rows}),
    )
    pool = draft.with_rows(
        instruments=acts.instruments(rng, draft, grid.first_day, count=scale.instruments)
    )
    current = history.last_weeks_plan(rng, pool, pool.demands, 0.6)
    return pool.with_rows(
        conflicts=tuple(people.conflicts(rng, pool.specialists, rows, count=scale.conflicts)),
        assignments=tuple(current),
        service_history=tuple(history.service(rng, current, rows, demands)),
    )


def _people(
    rng: Random, scale: Scale
) -> tuple[tuple[Specialist, ...], tuple[SpecialistSkill, ...]]:
    posts: dict[str, list[dict[str, str]]] = defaultdict(list)
    for post in (*table("demo_posts.csv"), *table("body_posts.csv")):
        posts[post["specialist"].partition("-")[0]].append(post)
    named = names.people(rng)
    team: list[Specialist] = []
    skills: list[SpecialistSkill] = []
    for agency, heads in scale.heads.items():
        for number in range(1, heads + 1):
            # the first ones go round all posts, so that no power is without anybody
            known = posts[agency]
            model = known[number - 1] if number <= len(known) else rng.choice(known)
            slot = f"{agency}-S{number:03d}" if agency == "NIS" else f"{agency}-{number:03d}"
            post = {**model, "specialist": slot}
            if agency in _OFFICES:
                post["station"] = rng.choice(_OFFICES[agency])
            weekly = int(model["weekly_blocks"]) + rng.choice((-1, 0, 0, 0, 1))
            post["weekly_blocks"] = str(max(1, weekly))
            name = next(named)
            team.append(people.person_of(rng, post, "" if agency == "NIS" else name))
            skills += [_shifted(rng, row) for row in people.skills_of(post)]
    return tuple(team), tuple(skills)


def _shifted(rng: Random, row: SpecialistSkill) -> SpecialistSkill:
    """A level one up or down now and then."""
    level = max(1, min(4, row.level + rng.choice((-1, 0, 0, 0, 0, 1))))
    return row.model_copy(update={"level": level})


def _briefs(rng: Random, scale: Scale) -> Iterator[cases.Brief]:
    firms = names.Firms(rng)
    today = scale.start.monday - timedelta(days=6)
    number = 0
    for kind, lead, count, pooled in scale.caseload:
        for index in range(count):
            number += 1
            field = cases.draw_field(rng)
            opened = max(_opening(rng, today), _FOUNDED.get(lead, date.min))
            yield cases.Brief(
                case=f"C{today.year % 100}-{number:04d}",
                kind=kind,
                lead=lead,
                field=field,
                site=places.draw_site(rng),
                victim=firms.next(field),
                respondents=tuple(firms.next(field) for _ in range(rng.choice((1, 1, 1, 2, 3)))),
                opened=opened,
                priority=cases.draw_priority(rng),
                pooled=index < pooled,
                deadline=cases.statutory_deadline(kind, opened, today),
            )


def _opening(rng: Random, today: date) -> date:
    """A day up to a year back, the recent ones likelier, as cases close in time."""
    return today - timedelta(days=min(365, int(rng.expovariate(1 / 110)) + 1))


def _share(rng: Random, brief: cases.Brief) -> int:
    """Most lead agencies with people of their own cap the outsiders on a team."""
    if brief.lead in cases.NOBODY_AT_HOME:
        return 100
    return rng.choice((100, 100, 80, 75, 67))


def _heavier(rng: Random, demand: Demand) -> Demand:
    """A lognormal effort of 1..6 half-days around two, but a session keeps its own."""
    if demand.fixed:
        return demand
    effort = max(1, min(6, round(rng.lognormvariate(log(2), 0.6))))
    return demand.model_copy(update={"effort": effort})


def _reserves(
    team: Sequence[Specialist], skills: Sequence[SpecialistSkill]
) -> Iterator[HomeReserve]:
    """Every agency keeps a quarter of its holders of a scarce skill at home, at least one."""
    agency = {s.specialist: s.agency for s in team}
    holders: dict[tuple[str, str], int] = defaultdict(int)
    for row in skills:
        if row.level >= 2:
            holders[agency[row.specialist], row.skill] += 1
    scarce = ("digital_forensics", "damage_assessment", "nct_review", "translation_chinese")
    for (name, skill), count in sorted(holders.items()):
        if skill in scarce and count >= 2:
            yield HomeReserve(agency=name, skill=skill, level=2, heads=max(1, count // 4))


def _policy(scale: Scale, spots: set[str]) -> Policy:
    return Policy(
        start=scale.start,
        weeks=1,
        prices=PRICES,
        catalogue={
            "skills": agencies.terms("skills"),
            "fields": agencies.terms("fields"),
            "kinds": cases.kind_labels(),
            "places": places.place_labels(spots),
        },
    )
