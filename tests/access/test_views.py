"""What each role sees of a pool and a plan."""

from scheduler.access import HIDDEN_STATION, Principal, Role, plan_for, pool_for
from scheduler.model import LedgerRow, Plan, Pool, Week
from tests.builders import conflict, pin, travel
from tests.world import (
    FOREIGN_CASE,
    FOREIGN_FIRM,
    FOREIGN_NAME,
    FOREIGN_TITLE,
    MASKED,
    MASKED_STATION,
    NAMES,
    OWN_FIRM,
    OWN_NAME,
    solve,
    world_pool,
)

PLANNER = Principal("1", "p", Role.PLANNER)
ANALYST = Principal("2", "a", Role.ANALYST)
MSS = Principal("3", "r", Role.REGISTRAR, "MSS")
NIS = Principal("4", "n", Role.REGISTRAR, "NIS")


def _plan(it: Pool) -> Plan:
    plan = solve(it).plan
    assert plan is not None
    return plan


def _leaks(seen: Pool, words: tuple[str, ...]) -> list[str]:
    text = seen.canonical_json()
    return [word for word in words if word in text]


def test_a_planner_sees_all_but_the_identities_of_masked_agencies() -> None:
    seen = pool_for(PLANNER, world_pool())

    assert _leaks(seen, MASKED) == []
    assert _leaks(seen, (FOREIGN_NAME, OWN_NAME, OWN_FIRM)) == [FOREIGN_NAME, OWN_NAME, OWN_FIRM]
    slot = seen.specialist_of_id["NIS-S07"]
    assert (slot.name, slot.title, slot.station) == ("", "", HIDDEN_STATION)


def test_a_registrar_sees_of_travel_what_own_people_need_for_the_cases_told() -> None:
    """Where others sit, the masked ones above all, is no business of the agency's."""
    it = world_pool()
    site = it.cases[0].site
    places = [("city", site), ("city", "unheard-of"), ("elsewhere", site), (MASKED_STATION, site)]
    it = it.with_rows(
        specialists=tuple(
            s.model_copy(update={"station": "city"}) if s.agency == "MSS" else s
            for s in it.specialists
        ),
        travel=tuple(travel(station, place, 2) for station, place in places),
    )
    seen = pool_for(MSS, it)

    assert [(row.station, row.site) for row in seen.travel] == [("city", site)]
    assert _leaks(seen, (MASKED_STATION, "elsewhere", "unheard-of")) == []


def test_a_registrar_sees_of_the_ledger_the_agencys_own_rows() -> None:
    """What others worked and lent is told to planners and analysts, who see the past columns."""
    week = Week.parse("2026-W48")
    rows = [
        LedgerRow(week=week, agency=agency, specialist=None, blocks=1, capacity=2)
        for agency in ("MSS", "NIS")
    ]
    it = world_pool().with_rows(ledger=rows)

    assert [row.agency for row in pool_for(MSS, it).ledger] == ["MSS"]
    assert pool_for(PLANNER, it).ledger == pool_for(ANALYST, it).ledger == it.ledger


def test_planners_and_analysts_see_no_travel_from_where_only_masked_people_sit() -> None:
    """A station is an identity; one that others share with them stays, for it is theirs."""
    it = world_pool()
    site, shared = it.cases[0].site, it.specialist_of_id["MSS-001"].station
    rows = (travel(MASKED_STATION, site, 2), travel(shared, site, 1))
    for reader in (PLANNER, ANALYST):
        seen = pool_for(reader, it.with_rows(travel=rows))
        assert seen.travel == rows[1:]
        assert _leaks(seen, (MASKED_STATION,)) == []
    assert pool_for(NIS, it.with_rows(travel=rows), _plan(it)).travel == rows[:1]


def test_an_analyst_sees_no_name_of_a_person_case_or_firm() -> None:
    it = world_pool().with_rows(
        conflicts=(conflict("MSS-001", OWN_FIRM), conflict("KNPA-001", "c1"))
    )
    seen = pool_for(ANALYST, it)

    assert _leaks(seen, (*NAMES, OWN_FIRM, FOREIGN_FIRM, FOREIGN_CASE)) == []
    assert [s.specialist for s in seen.specialists] == [s.specialist for s in it.specialists]
    # a conflict still fits its case, by firm or by matter
    parties = {c.party for c in seen.conflicts}
    assert parties == {seen.case_of_id["c1"].victim, "c1"}


def test_a_registrar_without_a_plan_sees_own_people_and_own_cases() -> None:
    seen = pool_for(MSS, world_pool())

    assert [s.specialist for s in seen.specialists] == ["MSS-001"]
    assert [c.case for c in seen.cases] == ["c1"]
    assert [d.demand for d in seen.demands] == ["d1"]


def test_a_registrar_sees_helpers_as_stubs_and_foreign_cases_without_parties() -> None:
    it = world_pool()
    plan = _plan(it)
    seen = pool_for(MSS, it, plan)

    assert _leaks(seen, (FOREIGN_NAME, FOREIGN_TITLE, *MASKED, FOREIGN_FIRM, FOREIGN_CASE)) == []
    assert _leaks(seen, (OWN_NAME,)) == [OWN_NAME]
    assert {s.specialist for s in seen.specialists} == {"MSS-001", "KNPA-001", "NIS-S07"}
    assert {s.skill for s in seen.specialist_skills} == {"forensics"}
    assert {s.specialist for s in seen.specialist_skills} == {"MSS-001"}
    assert seen.case_of_id["c2"].site == it.case_of_id["c2"].site


def test_a_masked_agency_sees_its_own_people() -> None:
    seen = pool_for(NIS, world_pool())

    assert _leaks(seen, MASKED) == list(MASKED)


def test_a_registrars_plan_holds_rows_of_own_people_and_own_cases() -> None:
    it = world_pool()
    whole, seen = _plan(it), plan_for(MSS, _plan(it), it)
    rows = {(r.specialist, r.case) for r in seen.assignments}

    assert {(r.specialist, r.case) for r in whole.assignments} - rows == {
        ("KNPA-001", "c2"),
        ("NIS-S07", "c2"),
    }
    fits = {r.specialist: r.fit for r in seen.assignments if r.case == "c1"}
    assert fits["MSS-001"] > 0
    assert (fits["KNPA-001"], fits["NIS-S07"]) == (0, 0)


def test_a_registrar_is_not_told_who_of_others_is_pinned_or_under_oversight() -> None:
    """Both rest on facts of the other agency: ties of its people, and the planner's own rows."""
    it = world_pool().with_rows(
        conflicts=(
            conflict("KNPA-001", OWN_FIRM, "permitted_with_oversight"),
            conflict("MSS-001", OWN_FIRM, "permitted_with_oversight"),
        ),
        assignments=(pin("KNPA-001", "d1"), pin("MSS-001", "d1")),
    )
    rows = {
        (r.specialist, home): (r.pin is not None, r.with_oversight)
        for home in ("MSS", "KNPA")
        for r in plan_for(Principal("5", "k", Role.REGISTRAR, home), _plan(it), it).assignments
        if r.demand == "d1"
    }

    assert rows == {
        ("MSS-001", "MSS"): (True, True),
        ("KNPA-001", "MSS"): (False, False),
        ("NIS-S07", "MSS"): (False, False),
        ("KNPA-001", "KNPA"): (True, True),
    }


def test_a_registrar_is_told_no_number_or_hash_over_everybodys_facts() -> None:
    """A fact the caller may not see, a person's rank at another agency, changes no byte."""
    it = world_pool()
    whole, seen = _plan(it), plan_for(MSS, _plan(it), it)
    hidden = it.with_rows(
        specialists=tuple(
            s.model_copy(update={"past_blocks": 3, "past_capacity": 9, "title": "promoted"})
            if s.agency == "KNPA"
            else s
            for s in it.specialists
        )
    )

    assert [(t.tier, t.status) for t in seen.tiers] == [(t.tier, t.status) for t in whole.tiers]
    for tier in seen.tiers:
        assert (tier.value, tier.bound, tier.ratios, tier.agency_ratios) == (None, None, (), ())
    assert seen.provenance.pool_sha256 == ""
    assert seen.provenance.start_sha256 is None
    assert seen.provenance.options == whole.provenance.options
    assert _plan(hidden).tiers != whole.tiers
    assert plan_for(MSS, _plan(hidden), hidden) == seen


def test_empty_seats_of_foreign_cases_are_not_told() -> None:
    it = world_pool()
    whole = _plan(it)
    foreign = plan_for(MSS, whole, it)
    own = plan_for(Principal("5", "k", Role.REGISTRAR, "KNPA"), whole, it)

    assert {s.case for s in whole.empty_seats} == {"c2"}
    assert foreign.empty_seats == ()
    assert [s.demand for s in own.empty_seats] == [s.demand for s in whole.empty_seats]
    for seat in own.empty_seats:
        assert (seat.refused_by, seat.waterfall) == ((), ())
        assert {c.specialist for c in seat.remaining} <= {"KNPA-001"}
        assert {c.serves for c in seat.remaining} <= {()}


def test_planners_and_analysts_read_the_plan_itself() -> None:
    it = world_pool()
    plan = _plan(it)

    assert plan_for(PLANNER, plan, it) is plan
    assert plan_for(ANALYST, plan, it) is plan
