"""What one agency may see of a plan, said once more without the views, and worlds that hide more.

``seen`` is written from the documents; it shares no line with ``scheduler.access.views``. Two
worlds whose ``seen`` is the same differ, for that agency, in hidden facts only.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random
from typing import NamedTuple

from scheduler.access import Principal, Role
from scheduler.explain import Inquiry, MaskedWords, ReadersCopy, Told, ToldWhyNot, why_not
from scheduler.model import (
    Affinity,
    Agency,
    Availability,
    AvailabilityStatus,
    Conflict,
    ConflictStatus,
    Fact,
    Grade,
    Half,
    Language,
    NotFoundError,
    Plan,
    PlannedAssignment,
    Pool,
    ServiceRecord,
    Specialist,
    covers,
)
from scheduler.solver import make_plan
from tests import builders as b
from tests.properties.pools import any_pool

NOBODY = "nobody"
NOT_FOUND = "access.not_found {}"
LANGUAGES: tuple[Language, Language] = ("ko", "en")
TABLES_OF_PEOPLE = ("specialist_skills", "availability", "conflicts", "service_history")
KINDS = (
    *("person", "time", "tie", "history", "score", "limit", "gone"),
    *("parties", "parties", "parties", "parties", "priority"),
)
"""What a hidden change is about. Where the agency sees it after all, the pair does not count."""
MOST_REASONS = 4
"""For so many answers it is worked out what is behind them."""
CHANGES = 4
"""So many hidden changes are tried for each agency of a pool."""
HIDDEN_OF_CASES = {"title", "victim", "respondents"}
HIDDEN_OF_ROWS = {"fit", "travel_blocks", "pin", "with_oversight"}


def reader(agency: str) -> Principal:
    """The registrar of an agency."""
    return Principal("1", "reader", Role.REGISTRAR, agency)


def seen(pool: Pool, plan: Plan, agency: str) -> tuple[object, ...]:
    """All that an agency may know of a plan and its pool."""
    lead = {c.case: c.lead_agency for c in pool.cases}
    own = {s.specialist for s in pool.specialists if s.agency == agency}
    rows = [a for a in plan.assignments if a.agency == agency or lead[a.case] == agency]
    served = {a.case for a in rows}
    cases = [c for c in pool.cases if c.lead_agency == agency or c.case in served]
    on = {a.demand for a in rows}
    demands = [d for d in pool.demands if lead[d.case] == agency or d.demand in on]
    return (
        (plan.start, plan.weeks, [(t.tier, t.status) for t in plan.tiers]),
        (pool.policy, pool.authorities, pool.authority_rights, pool.travel, pool.holidays),
        [s for s in pool.specialists if s.agency == agency],
        [r for name in TABLES_OF_PEOPLE for r in getattr(pool, name) if r.specialist in own],
        [r for r in pool.assignments if r.specialist in own],
        [a if a.agency == agency else a.model_dump(exclude=HIDDEN_OF_ROWS) for a in rows],
        [c if c.lead_agency == agency else c.model_dump(exclude=HIDDEN_OF_CASES) for c in cases],
        demands,
        [
            (e.demand, e.seats, [c.specialist for c in e.remaining if c.specialist in own])
            for e in plan.empty_seats
            if lead[e.case] == agency
        ],
        [
            (
                i.model_dump(exclude={"cases", "specialists"}),
                [covers(i.cases, c.case) for c in cases],
                [covers(i.specialists, s) for s in sorted(own | {a.specialist for a in rows})],
            )
            for i in pool.instruments
            if agency in (i.from_agency, i.to_agency)
        ],
        [a if a.agency == agency else (a.agency, a.name_ko, a.masked) for a in pool.agencies],
        [r for r in pool.home_reserve if r.agency == agency],
    )


class Asked(NamedTuple):
    """The answer to one question with its lines in Korean and English, or what refused it."""

    answer: Told | None
    korean: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    refusal: str = ""


def answers(
    pool: Pool, plan: Plan, agency: str, people: Iterable[str], demands: Iterable[str]
) -> Mapping[tuple[str, str | None], Asked]:
    """What a registrar is told for every question, or the refusal with all it says."""
    copy = ReadersCopy(reader(agency), pool, plan)
    korean, english = (MaskedWords(copy.pool, copy.plan, lang) for lang in LANGUAGES)
    told: dict[tuple[str, str | None], Asked] = {}
    for demand in sorted({*demands, NOBODY}):
        for who in (None, *sorted({*people, NOBODY})):
            try:
                answer = copy.ask(demand, who)
            except NotFoundError as error:
                told[demand, who] = Asked(None, refusal=f"{error.code} {error.facts}")
            else:
                lines = tuple(korean.answer(answer)), tuple(english.answer(answer))
                told[demand, who] = Asked(answer, *lines)
    return told


def lending_pool(seed: int) -> Pool:
    """Two agencies that work on each other's cases, and everybody is recused from a firm."""
    rng = Random(f"lending/{seed}")
    people = [
        b.specialist(f"{agency}{n}", agency, max_cases=rng.randint(1, 3))
        for agency in ("A", "B")
        for n in range(3)
    ]
    names = [person.specialist for person in people]
    cases = [
        b.case(f"c{n}", lead, victim="firm", priority=rng.randint(1, 3))
        for n, lead in enumerate("ABBA"[: rng.randint(3, 4)])
    ]
    demands = [b.demand(f"d{n}", f"c{n % len(cases)}", headcount=2) for n in range(5)]
    return b.pool(
        *people,
        *cases,
        *demands,
        *(b.conflict(name, f"firm of {name}") for name in names),
        *(b.affinity(n, d.demand, rng.choice((10, 50, 90))) for n in names for d in demands),
        tiers=("coverage", "fit"),
    )


def look(seed: int) -> tuple[list[str], Counter[str]]:
    """Every agency of a seed's pool, and worlds that differ for it in hidden facts only.

    ``worlds``: pairs that look the same to the agency; ``other plan``: of those, with other rows;
    ``other reason``: with another reason behind an answer.
    """
    faults, counts = list[str](), Counter[str]()
    pool = lending_pool(seed) if seed % 2 else any_pool(seed)
    plan = make_plan(pool, pool.horizon()).plan
    if plan is None:
        return faults, counts
    people, demands = pool.specialist_of_id, pool.demand_of_id
    for agency in pool.agency_of_id:
        told = answers(pool, plan, agency, people, demands)
        rng = Random(f"hidden/{seed}/{agency}")
        for _ in range(CHANGES):
            other = with_something_hidden(pool, plan, agency, rng)
            found = make_plan(other, other.horizon()).plan
            if other == pool or found is None:
                continue
            if seen(pool, plan, agency) != seen(other, found, agency):
                counts["seen"] += 1
                continue
            counts["worlds"] += 1
            counts["other plan"] += found.assignments != plan.assignments
            before, after = (_reasons(*world, told) for world in ((pool, plan), (other, found)))
            counts["other reason"] += before != after
            counts.update(f"{one} or {two}" for one, two in zip(before, after, strict=True))
            if answers(other, found, agency, people, demands) != told:
                faults.append(f"{agency} is told something else")
    return faults, counts


def _reasons(pool: Pool, plan: Plan, told: Mapping[tuple[str, str | None], Asked]) -> list[str]:
    """What is behind some of the answers that do not tell."""
    inquiry = Inquiry(pool, plan)
    pairs = [
        (one.answer.specialist, one.answer.demand)
        for one in told.values()
        if isinstance(one.answer, ToldWhyNot) and one.answer.outcome == "otherwise"
    ]
    some = Random(f"{pairs}").sample(pairs, min(MOST_REASONS, len(pairs)))
    return [why_not(inquiry, *pair).outcome for pair in some]


# -- changes that an agency must not notice -------------------------------------------------------


def with_something_hidden(pool: Pool, plan: Plan, agency: str, rng: Random) -> Pool:
    """The pool with one fact changed that the agency does not see."""
    others = [s for s in pool.specialists if s.agency != agency]
    foreign = [c for c in pool.cases if c.lead_agency != agency]
    kind = rng.choice(KINDS)
    if kind == "priority" and foreign:
        case = rng.choice(foreign)
        urgent = case.model_copy(update={"priority": rng.randint(1, 100)})
        return pool.with_rows(cases=_with(pool.cases, case, urgent))
    if kind == "parties" and foreign:
        case = rng.choice(foreign)
        own = {s.specialist for s in pool.specialists if s.agency == agency}
        known = sorted({r.party for r in pool.conflicts if r.specialist in own} | {"another firm"})
        changed = case.model_copy(update={"victim": rng.choice(known), "respondents": ()})
        return pool.with_rows(cases=_with(pool.cases, case, changed))
    if not others:
        return pool
    who = rng.choice(others)
    if kind == "time":
        days = {m.day for m in pool.horizon(plan.start, plan.weeks).blocks}
        away = [r for r in pool.availability if r.specialist != who.specialist]
        for day in sorted(days):
            if rng.random() < 0.5:
                status = AvailabilityStatus.UNAVAILABLE
                away.append(
                    Availability(specialist=who.specialist, date=day, half=Half.DAY, status=status)
                )
        return pool.with_rows(availability=away)
    if kind == "tie" and foreign:
        party = rng.choice(foreign).victim or "another firm"
        tie = Conflict(specialist=who.specialist, party=party, status=ConflictStatus.RECUSED)
        return pool.with_rows(conflicts={*pool.conflicts, tie})
    if kind == "history":
        case, mode = rng.choice(pool.cases), rng.choice(pool.demands).mode
        row = ServiceRecord(specialist=who.specialist, matter=case.matter, mode=mode)
        return pool.with_rows(service_history={*pool.service_history, row})
    if kind == "score":
        demand = rng.choice(pool.demands).demand
        kept = [a for a in pool.affinity if (a.specialist, a.demand) != (who.specialist, demand)]
        score = Affinity(specialist=who.specialist, demand=demand, score=rng.randint(0, 100))
        return pool.with_rows(affinity=(*kept, score))
    if kind == "limit":
        lender: Agency = pool.agency_of_id[who.agency]
        limit = {"max_lent_blocks": rng.choice((None, 0, 2)), "past_lent_blocks": rng.randint(0, 9)}
        limited = lender.model_copy(update=limit)
        return pool.with_rows(agencies=_with(pool.agencies, lender, limited))
    if kind == "gone":
        changed_person: dict[str, object] = {"weekly_blocks": 0, "max_cases": 0}
    else:
        changed_person = {
            "clearance": rng.choice(list(Grade)),
            "past_blocks": rng.randint(0, 20),
            "past_capacity": 20,
            "max_cases": rng.randint(0, 3),
        }
    other: Specialist = who.model_copy(update=changed_person)
    return pool.with_rows(specialists=_with(pool.specialists, who, other))


def _with(rows: Iterable[Fact], old: Fact, new: Fact) -> tuple[Fact, ...]:
    return tuple(new if row == old else row for row in rows)


def row_of(plan: Plan, specialist: str, demand: str) -> PlannedAssignment | None:
    """The row of a pair, if the plan has it."""
    rows = (a for a in plan.assignments if (a.specialist, a.demand) == (specialist, demand))
    return next(rows, None)
