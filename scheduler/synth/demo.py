"""The demo pool: six agencies, 60 specialists, 40 cases, two weeks from 2026-W49.

Posts and instruments are fixed tables beside this module; the seed decides names, leave, loads,
firms, dates, conflicts and last week's plan. ``demo_edges`` adds the rare situations on purpose.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random

from scheduler.model import (
    Affinity,
    Agency,
    Case,
    HomeReserve,
    Horizon,
    Instrument,
    Policy,
    Pool,
    Specialist,
    Week,
)
from scheduler.synth import agencies, cases, demo_edges, history, law, names, people, places
from scheduler.synth.tables import table

START = Week(year=2026, number=49)
TODAY = date(2026, 11, 24)

# agency to the most heads and half-days lent in a week, and the share of its pool lent so far
_LENDING: Mapping[str, tuple[int | None, int | None, int]] = {
    "MSS": (6, 26, 25),
    "MOTIR": (2, 8, 25),
    "KFTC": (4, 16, 35),  # KFTC and MOIP lent two fifths more than their share
    "MOIP": (8, 36, 35),
    "KNPA": (6, 24, 25),
    "NIS": (2, 6, 25),
    "WWF": (None, None, 0),
    "KIBO": (None, None, 0),
    "SCIA": (None, None, 0),
}

# kind, lead agency, cases within the agency, cases of several agencies
_CASELOAD = (
    ("sme_infringement", "MSS", 6, 3),
    ("subcontract_misuse", "KFTC", 4, 2),
    ("idea_theft", "MOIP", 4, 1),
    ("trade_secret_crime", "MOIP", 3, 1),
    ("trade_secret_crime", "KNPA", 2, 1),
    ("trade_secret_crime", "SCIA", 0, 1),
    ("patent_design_infringement", "MOIP", 4, 0),
    ("industrial_tech_leak", "KNPA", 1, 1),
    ("nct_leak_overseas", "KNPA", 0, 1),
    ("nct_leak_overseas", "NIS", 0, 1),
    ("dispute_mediation", "MSS", 1, 0),
    ("dispute_mediation", "KFTC", 1, 0),
    ("dispute_mediation", "MOIP", 1, 0),
    ("support_only", "WWF", 1, 0),
)

_RESERVES = (
    ("MSS", "trade_secret_law", 2, 1),
    ("MOTIR", "nct_review", 3, 1),
    ("KFTC", "accounting", 2, 1),
    ("MOIP", "digital_forensics", 2, 1),
    ("KNPA", "digital_forensics", 3, 1),
)


def demo_pool(seed: int = 1) -> Pool:
    """The demo pool of a seed; its policy plans the one week 2026-W49.

    Every effort is for one week. README.md of ``sample_data/demo`` lists the edges by row id.
    """
    rng = Random(f"demo/{seed}")
    grid = Horizon(start=START, weeks=2)
    posts = table("demo_posts.csv")
    named = names.people(rng)
    team = [people.person_of(rng, p, _name(p, next(named))) for p in posts]
    skills = [row for post in posts for row in people.skills_of(post)]
    briefs = list(_briefs(rng))
    field_ko = agencies.labels()["fields"]
    rows = [cases.case_of(rng, b, field_ko=field_ko[b.field]["ko"]) for b in briefs]
    demands = [d for b in briefs for d in cases.seats_of(rng, b, grid)]
    draft = Pool(
        agencies=tuple(_agencies(rng, team)),
        authorities=law.authorities(),
        authority_rights=law.authority_rights(tuple(_LENDING)),
        instruments=tuple(_instruments(rng)),
        specialists=tuple(team),
        specialist_skills=tuple(skills),
        cases=tuple(rows),
        demands=tuple(demands),
        home_reserve=tuple(
            HomeReserve(agency=a, skill=s, level=level, heads=heads)
            for a, s, level, heads in _RESERVES
        ),
        travel=places.travel_rows((s.station for s in team), (c.site for c in rows)),
        policy=_policy(team, rows),
    )
    return _with_rows_of_the_week(rng, demo_edges.with_edges(draft), grid)


def _with_rows_of_the_week(rng: Random, pool: Pool, grid: Horizon) -> Pool:
    """Leave, conflicts, last week's plan and service; none of them spoils an edge."""
    edges = demo_edges
    keep = edges.untouched_people()
    regular = [d for d in pool.demands if edges.is_regular(d)]
    current = history.last_weeks_plan(rng, pool, regular, 0.93, without=edges.named_people())
    parties = [(s, p) for s in keep for c in pool.cases for p in c.parties]
    return pool.with_rows(
        availability=(*people.leave(rng, pool.specialists, grid, keep), *edges.absences()),
        conflicts=(
            *people.conflicts(rng, pool.specialists, pool.cases, count=58, keep=parties),
            *edges.conflicts(pool),
        ),
        assignments=(*current, *edges.current_rows()),
        service_history=tuple(history.service(rng, current, pool.cases, pool.demands)),
        affinity=tuple(_affinities(rng, pool)),
    )


def _name(post: Mapping[str, str], name: str) -> str:
    """NIS people are slots without a name."""
    return "" if post["specialist"].startswith("NIS") else name


def _agencies(rng: Random, team: list[Specialist]) -> Iterator[Agency]:
    for agency, (heads, blocks, percent) in _LENDING.items():
        yield agencies.agency_row(
            rng, agency, team, heads=heads, blocks=blocks, lent_percent=percent
        )


def _briefs(rng: Random) -> Iterator[cases.Brief]:
    """The 40 cases before they have a team, numbered in the order of the caseload table."""
    firms = names.Firms(rng)
    shape = [
        (kind, lead, pooled)
        for kind, lead, single, several in _CASELOAD
        for pooled in (True,) * several + (False,) * single
    ]
    deck = [priority for priority, share in cases.TIERS for _ in range(len(shape) * share // 100)]
    rng.shuffle(deck)
    for number, (kind, lead, pooled) in enumerate(shape, start=1):
        case = f"C26-{number:03d}"
        field = demo_edges.FIELD.get(case) or cases.draw_field(rng, _fields(kind))
        opened = TODAY - timedelta(days=rng.randint(10, 200))
        yield cases.Brief(
            case=case,
            matter=demo_edges.MATTER.get(case, ""),
            kind=kind,
            lead=lead,
            field=field,
            site=places.draw_site(rng),
            victim=firms.next(field),
            respondents=tuple(firms.next(field) for _ in range(rng.choice((1, 1, 1, 2)))),
            opened=demo_edges.OPENED.get(case, opened),
            priority=deck[number - 1],
            pooled=pooled,
            deadline=cases.statutory_deadline(kind, demo_edges.OPENED.get(case, opened), TODAY),
        )


def _fields(kind: str) -> tuple[str, ...]:
    """Fields of which the demo has somebody who can judge them; leaks go for the core ones."""
    if kind in ("industrial_tech_leak", "nct_leak_overseas"):
        return ("semiconductor", "battery", "bio")
    return ("machinery", "electronics", "software", "semiconductor", "battery", "chemistry", "bio")


def _instruments(rng: Random) -> Iterator[Instrument]:
    rows = table("demo_instruments.csv")
    numbers = agencies.document_numbers(rng, [row["to_agency"] for row in rows])
    for index, (row, document_no) in enumerate(zip(rows, numbers, strict=True), start=1):
        yield Instrument.model_validate(
            {
                **row,
                "instrument": f"I26-{index:02d}",
                "authorities": _scope(row["authorities"]),
                "modes": _scope(row["modes"]),
                "specialists": _scope(row["specialists"]),
                "cases": demo_edges.INSTRUMENT_CASES.get(index, "*"),
                "max_blocks": row["max_blocks"] or None,
                "document_no": document_no,
            }
        )


def _scope(text: str) -> "str | tuple[str, ...]":
    return "*" if text == "*" else tuple(text.split())


def _affinities(rng: Random, pool: Pool) -> Iterator[Affinity]:
    """A few scores given by the agencies themselves."""
    opinions = [d for d in pool.demands if d.mode == "opinion"]
    examiners = [s.specialist for s in pool.specialists if s.title in ("심사관", "심판관")]
    for demand in rng.sample(opinions, 6):
        yield Affinity(
            specialist=rng.choice(examiners),
            demand=demand.demand,
            score=rng.randrange(60, 96, 5),
        )


def _policy(team: list[Specialist], rows: list[Case]) -> Policy:
    spots = {s.station for s in team} | {c.site for c in rows}
    return Policy(
        start=START,
        weeks=1,
        prices=demo_edges.PRICES,
        catalogue={
            "skills": agencies.terms("skills"),
            "fields": agencies.terms("fields"),
            "kinds": cases.kind_labels(),
            "places": places.place_labels(spots),
        },
    )
