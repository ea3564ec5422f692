"""What a pool probably did not mean to say: allowed, but worth a look."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from scheduler.model.complaint import Complaint
from scheduler.model.entities import Fact, Instrument
from scheduler.model.finding import found
from scheduler.model.integrity_spellings import plain_firm
from scheduler.model.ledger import of_agency, past_of
from scheduler.model.nearness import nearest
from scheduler.model.pool import Pool


def warnings(pool: Pool) -> Iterator[Complaint]:
    """Every warning that holds whatever the horizon."""
    yield from _masked_names(pool)
    yield from _lead_agencies(pool)
    yield from _idle_deadlines(pool)
    yield from _matter_names(pool)
    yield from _instruments(pool)
    yield from _unknown_words(pool)
    yield from _ledger_sums(pool)


def _masked_names(pool: Pool) -> Iterator[Complaint]:
    named = Counter(s.agency for s in pool.specialists if s.name or s.title)
    for agency in pool.agencies:
        if agency.masked and named[agency.agency]:
            yield found(
                "masked_names", "agencies", agency, "masked", "yes", severity="warning",
                people=named[agency.agency],
            )  # fmt: skip


def _lead_agencies(pool: Pool) -> Iterator[Complaint]:
    staffed = {s.agency for s in pool.specialists}
    for case in pool.cases:
        if case.lead_agency in staffed or case.lead_agency not in pool.agency_of_id:
            continue
        if case.outside_share < 100:
            yield found(
                "lead_without_people", "cases", case, "outside_share", case.outside_share,
                severity="warning", agency=case.lead_agency, share=case.outside_share,
            )  # fmt: skip
        elif case.lead_present:
            yield found(
                "lead_present_without_people", "cases", case, "lead_present", "yes",
                severity="warning", agency=case.lead_agency,
            )  # fmt: skip


def _idle_deadlines(pool: Pool) -> Iterator[Complaint]:
    critical = {d.case for d in pool.demands if d.critical}
    for case in pool.cases:
        if case.statutory_deadline is not None and case.case not in critical:
            yield found(
                "deadline_without_critical", "cases", case, "statutory_deadline",
                case.statutory_deadline, severity="warning",
            )  # fmt: skip


def _matter_names(pool: Pool) -> Iterator[Complaint]:
    for case in pool.cases:
        if case.matter != case.case and case.matter in pool.case_of_id:
            yield found(
                "matter_is_case", "cases", case, "matter", case.matter, severity="warning",
            )  # fmt: skip


def _instruments(pool: Pool) -> Iterator[Complaint]:
    people: dict[str, set[str]] = defaultdict(set)
    for person in pool.specialists:
        people[person.agency].add(person.specialist)
    led: dict[str, set[str]] = defaultdict(set)
    for case in pool.cases:
        led[case.lead_agency].add(case.case)
    for row in pool.instruments:
        column = _empty_scope(row, people[row.from_agency], led[row.to_agency])
        if column:
            yield found(
                "covers_nothing", "instruments", row, column, severity="warning",
                from_agency=row.from_agency, to_agency=row.to_agency,
            )  # fmt: skip
        if row.max_blocks is not None and row.blocks_left == 0:
            yield found(
                "instrument_used_up", "instruments", row, "used_blocks", row.used_blocks,
                severity="warning", used=row.used_blocks, ceiling=row.max_blocks,
            )  # fmt: skip
        if row.kind.is_personal and row.specialists == "*":
            yield found(
                "personal_for_all", "instruments", row, "specialists", "*", severity="warning",
                kind=row.kind,
            )  # fmt: skip


def _empty_scope(row: Instrument, people: set[str], led: set[str]) -> str:
    """The column because of which an instrument covers nothing; empty when it covers something."""
    if row.from_agency == row.to_agency:
        return "to_agency"
    if not row.modes:
        return "modes"
    if not people if row.specialists == "*" else people.isdisjoint(row.specialists):
        return "specialists"
    if row.cases != "*" and led.isdisjoint(row.cases):
        return "cases"
    return ""


def _unknown_words(pool: Pool) -> Iterator[Complaint]:
    """Skills, parties and places are open vocabularies: an unmatched one is a likely slip."""
    held = {r.skill for r in pool.specialist_skills}
    for demand in pool.demands:
        for need in demand.skills:
            if need.skill not in held:
                yield _unmatched("unknown_skill", "demands", demand, "skills", need.skill, held)
    for reserve in pool.home_reserve:
        if reserve.skill not in held:
            yield _unmatched("unknown_skill", "home_reserve", reserve, "skill", reserve.skill, held)
    parties = {p for c in pool.cases for p in c.parties}
    firms = {plain_firm(party) for party in parties}
    for conflict in pool.conflicts:
        # one that is only spelt otherwise is an error, told elsewhere
        if conflict.party not in parties and plain_firm(conflict.party) not in firms:
            at_its_start = {p for p in parties if conflict.party.startswith(f"{p} ")}
            yield _unmatched(
                "unknown_party",
                "conflicts",
                conflict,
                "party",
                conflict.party,
                parties,
                near=max(at_its_start, key=len, default=""),
            )
    yield from _unknown_places(pool)


def _unknown_places(pool: Pool) -> Iterator[Complaint]:
    stations = {s.station for s in pool.specialists}
    sites = {c.site for c in pool.cases}
    for row in pool.travel:
        if row.station not in stations:
            yield _unmatched("unknown_station", "travel", row, "station", row.station, stations)
        if row.site not in sites:
            yield _unmatched("unknown_site", "travel", row, "site", row.site, sites)


def _unmatched(
    code: str, table: str, row: Fact, column: str, value: str, known: set[str], near: str = ""
) -> Complaint:
    # a quick look only: long open vocabularies are common and a wrong hint is worse than none
    if not near and len(known) <= 200:
        near = nearest(value, known)
    return found(code, table, row, column, value, severity="warning", nearest=near)


def _ledger_sums(pool: Pool) -> Iterator[Complaint]:
    """Past columns that are not the sums of the ledger over the weeks before the policy's start.

    Without a start they are those after the ledger's last week.
    """
    if not pool.ledger:
        return
    start = pool.policy.start or max(row.week for row in pool.ledger).shifted(1)
    sums = past_of(pool.ledger, start, pool.policy.rolling_weeks)
    for table, fact, subject, columns in _counted(pool):
        for column, summed in zip(columns, sums.get(subject, ()), strict=False):
            if (told := getattr(fact, column)) != summed:
                yield found(
                    "not_the_ledgers", table, fact, column, told, severity="warning",
                    nearest=str(summed), subject=subject.lstrip(":"), told=told, summed=summed,
                )  # fmt: skip


def _counted(pool: Pool) -> Iterator[tuple[str, Fact, str, tuple[str, str]]]:
    """Whoever has past columns: table, row, subject in the ledger, names of the two columns."""
    for s in pool.specialists:
        yield "specialists", s, s.specialist, ("past_blocks", "past_capacity")
    for a in pool.agencies:
        yield "agencies", a, of_agency(a.agency), ("past_lent_blocks", "past_pool_blocks")
