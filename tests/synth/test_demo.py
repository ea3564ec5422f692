"""The demo pool has the sizes it promises, and every edge its README lists."""

from collections import Counter
from datetime import date

import pytest

from scheduler.model import (
    ConflictStatus,
    Grade,
    Half,
    InstrumentKind,
    Pool,
    Refusal,
    RowStatus,
    Week,
)
from scheduler.model.integrity import horizon_complaints, pool_complaints
from scheduler.solver import make_plan
from scheduler.solver.eligibility import eligibility
from scheduler.synth import demo_pool

HEADS = {"MSS": 12, "MOTIR": 6, "KFTC": 9, "MOIP": 16, "KNPA": 13, "NIS": 4}
RELEASED = {"MSS": 60, "MOTIR": 24, "KFTC": 36, "MOIP": 80, "KNPA": 52, "NIS": 12}
KINDS = {
    "sme_infringement": 9,
    "subcontract_misuse": 6,
    "idea_theft": 5,
    "trade_secret_crime": 8,
    "patent_design_infringement": 4,
    "industrial_tech_leak": 2,
    "nct_leak_overseas": 2,
    "dispute_mediation": 3,
    "support_only": 1,
}
# a row of an edge outside the week planned, and dates that end amid it
WARNINGS = {
    "integrity.demand_outside",
    "integrity.row_outside",
    "integrity.designation_ends_inside",
    "integrity.clearance_ends_inside",
}


@pytest.fixture(scope="module")
def pool() -> Pool:
    return demo_pool(1)


def test_the_same_seed_gives_the_same_pool_and_another_seed_another(pool: Pool) -> None:
    assert demo_pool(1) == pool
    assert demo_pool(2) != pool


def test_people_and_their_time_are_as_promised(pool: Pool) -> None:
    assert Counter(s.agency for s in pool.specialists) == HEADS
    released: Counter[str] = Counter()
    for s in pool.specialists:
        released[s.agency] += s.weekly_blocks
    assert released == RELEASED
    assert sum(a.max_lent_blocks or 0 for a in pool.agencies) == 116


def test_scarce_skills_are_scarce_and_levels_spread(pool: Pool) -> None:
    held = Counter(r.skill for r in pool.specialist_skills)
    scarce = {"digital_forensics": 5, "damage_assessment": 3, "translation_chinese": 2}
    assert {skill: held[skill] for skill in scarce} == scarce
    levels = Counter(r.level for r in pool.specialist_skills)
    shares = [round(100 * levels[n] / levels.total()) for n in (1, 2, 3, 4)]
    assert shares == pytest.approx([15, 45, 30, 10], abs=3)


def test_clearances_are_held_by_post(pool: Pool) -> None:
    held = Counter(s.clearance for s in pool.specialists)
    assert [held[grade] for grade in Grade] == [12, 9, 18, 19, 2]
    assert all(s.clearance.rank >= 3 for s in pool.specialists if s.agency == "NIS")


def test_cases_are_of_the_promised_kinds_and_priorities(pool: Pool) -> None:
    assert Counter(c.kind for c in pool.cases) == KINDS
    assert Counter(c.priority for c in pool.cases) == {9: 6, 5: 12, 2: 22}


def test_the_default_week_is_tight(pool: Pool) -> None:
    grid = pool.horizon()
    asked = [d for d in pool.demands if grid.cut(d.from_, d.to)]
    seats = sum(d.headcount for d in asked)
    blocks = sum(d.headcount * d.effort for d in asked)
    free = {
        s: sum(pool.is_available(s.specialist, m) for m in grid.blocks) for s in pool.specialists
    }
    given = sum(min(s.weekly_blocks, n) for s, n in free.items())
    assert (seats, blocks, given) == (119, 226, 245)
    assert 0.88 <= sum(free.values()) / (60 * grid.size) <= 0.92


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_demo_pool_has_no_errors_and_only_the_warnings_meant(seed: int) -> None:
    pool = demo_pool(seed)
    found = (*pool_complaints(pool), *horizon_complaints(pool, pool.horizon()))
    assert [c for c in found if c.severity == "error"] == []
    assert {c.code for c in found} <= WARNINGS


# -- edges ----------------------------------------------------------------------------------------


def test_seeded_seats_cannot_be_filled_and_for_the_reason_meant(pool: Pool) -> None:
    judged = eligibility(pool, pool.horizon())
    seats = {
        "C26-003-F1": ("KNPA-04", {Refusal.AVAILABILITY}),
        "C26-029-D1": ("MOIP-04", {Refusal.DESIGNATION}),
        "C26-030-D1": ("MOIP-07", {Refusal.DESIGNATION}),
    }
    for demand, (nearest, reason) in seats.items():
        number = judged.frame.demand_number[demand]
        assert not judged.eligible[:, number].any()
        assert set(judged.refused_by(nearest, demand)) == reason
    assert not any(
        not judged.eligible[:, n].any()
        for d, n in judged.frame.demand_number.items()
        if d not in seats
    )


def test_the_change_of_rules_shuts_the_police_out_for_that_week(pool: Pool) -> None:
    judged = eligibility(pool, pool.horizon(Week.parse("2027-W05")))
    assert judged.refused_by("KNPA-10", "C26-021-J2") == (Refusal.AUTHORITY,)


def test_nis_people_are_slots_without_name_or_place(pool: Pool) -> None:
    slots = [s for s in pool.specialists if s.agency == "NIS"]
    assert [s.specialist for s in slots] == ["NIS-S01", "NIS-S02", "NIS-S03", "NIS-S04"]
    assert {(s.name, s.title, s.station) for s in slots} == {("", "", "undisclosed")}
    assert pool.agency_of_id["NIS"].masked
    assert "undisclosed" not in {t.station for t in pool.travel}


def test_flags_and_dates_of_single_people_are_there(pool: Pool) -> None:
    who = pool.specialist_of_id
    assert who["MOIP-04"].designations[0].until == date(2026, 12, 2)
    assert who["MOTIR-06"].clearance_until == date(2026, 12, 1)
    assert [s.specialist for s in pool.specialists if s.no_long_trip] == ["KFTC-03"]
    loads = sorted(s.past_blocks / s.past_capacity for s in pool.specialists)
    above = {
        s.specialist for s in pool.specialists if s.past_blocks > 1.3 * s.past_capacity * loads[30]
    }
    assert above == {"MOIP-13", "KNPA-05"}


def test_conflicts_and_rows_of_the_edges_are_there(pool: Pool) -> None:
    assert len(pool.conflicts) == 60
    victim = pool.case_of_id["C26-001"].victim
    permitted = {(c.specialist, c.party): c.status for c in pool.conflicts}
    assert permitted["MOIP-13", victim] is ConflictStatus.PERMITTED_WITH_OVERSIGHT
    assert permitted["KNPA-03", "M26-035"] is ConflictStatus.RECUSED
    notified = {r.demand for r in pool.assignments if r.status is RowStatus.NOTIFIED}
    assert notified == {"C26-001-D2", "C26-002-D2"}
    assert {r.status for r in pool.assignments} == set(RowStatus)


def test_mediation_and_recommendation_share_a_matter_and_its_firms(pool: Pool) -> None:
    mediation, investigation = pool.case_of_id["C26-037"], pool.case_of_id["C26-009"]
    assert mediation.parties == investigation.parties
    start = pool.demand_of_id["C26-009-R1"].from_
    assert start is not None
    assert start.day > date(2026, 12, 11)


def test_acts_of_every_kind_are_there_and_a_body_outside_the_six_leads(pool: Pool) -> None:
    assert {i.kind for i in pool.instruments} == set(InstrumentKind)
    assert pool.instrument_of_id["I26-22"].specialists == ("MOIP-15",)
    assert pool.case_of_id["C26-028"].lead_agency == "SCIA"


def test_the_shift_worker_is_away_by_half_days(pool: Pool) -> None:
    halves = {a.half for a in pool.availability if a.specialist == "KNPA-08"}
    assert halves == {Half.AM, Half.DAY}


@pytest.mark.parametrize(
    ("week", "weeks", "blocks"),
    [("2026-W49", 1, 10), ("2026-W49", 2, 20), ("2026-W50", 1, 10), ("2026-W41", 1, 6)],
)
def test_every_week_of_the_demo_can_be_planned_with_its_pins(
    pool: Pool, week: str, weeks: int, blocks: int
) -> None:
    grid = pool.horizon(Week.parse(week), weeks)
    assert grid.size == blocks
    plan = make_plan(pool, grid).plan
    assert plan is not None
    chosen = {(a.specialist, a.demand) for a in plan.assignments}
    kept = {
        (r.specialist, r.demand)
        for r in pool.assignments
        if r.status in (RowStatus.PINNED, RowStatus.NOTIFIED)
        and r.demand is not None
        and grid.cut(pool.demand_of_id[r.demand].from_, pool.demand_of_id[r.demand].to)
    }
    assert kept <= chosen
    assert len(chosen) > 50
