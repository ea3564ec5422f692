"""A small pool that fills every table and every column once, and a plan made by hand for it."""

from datetime import date
from typing import Any

from scheduler.model import (
    Affinity,
    AvailabilityStatus,
    BusyCandidate,
    ConflictStatus,
    CurrentRow,
    Designation,
    EmptySeat,
    Holiday,
    LedgerRow,
    Mode,
    Plan,
    PlannedAssignment,
    Policy,
    Pool,
    Refusal,
    RefusalCount,
    RowStatus,
    Separation,
    SkillNeed,
    Specialist,
    Term,
    TierName,
    TierResult,
    Travel,
    Week,
)
from tests import builders as b

SECRET_NAME = "김비밀"


def full_pool(masked_name: str = "") -> Pool:
    """Three agencies (one masked), five people, three cases; every optional column is used.

    ``masked_name`` is the name of the masked agency's person; to have one is worth a warning.
    """
    return Pool(
        agencies=(
            b.agency(
                "MSS", name_ko="중소벤처기업부", name_en="SMEs and Startups", max_lent_blocks=20,
            ),
            b.agency(
                "KFTC", name_ko="공정거래위원회", name_en="Fair Trade", max_lent_heads=3,
                past_lent_blocks=12, past_pool_blocks=120,
            ),
            b.agency("NIS", name_ko="국가정보원", name_en="Intelligence", masked=True),
        ),
        authorities=(
            b.authority(
                "survey", name_ko="사실조사", name_en="Fact-finding",
                legal_basis="상생협력법 제40조", in_force_from="2020-01-01",
            ),
            b.authority(
                "seizure", name_ko="압수", name_en="Seizure", legal_basis="형사소송법 제215조",
                personal=True, in_force_to="2030-12-31",
            ),
        ),
        authority_rights=(
            b.right("survey", "MSS", legal_basis="직제 제5조", in_force_from="2021-01-01"),
            b.right("survey", "KFTC", "assist", right="with_instrument", in_force_to="2029-12-31"),
            b.right("seizure", "NIS", right="never"),
        ),
        instruments=(
            b.instrument("KM-1", "KFTC", "MSS", max_blocks=40, used_blocks=4),
            b.instrument(
                "NM-2", "NIS", "MSS", kind="dispatch", specialists=("NIS-S01",),
                authorities=("survey",), modes=(Mode.OPINION, Mode.ASSIST), cases=("2026-137",),
                document_no="국정원-2026-5",
            ),
        ),
        specialists=(
            _person(
                "MSS-01", "MSS", name="홍길동", title="주무관", clearance="grade_2",
                clearance_until="2027-06-30", past_blocks=30, past_capacity=80,
                no_long_trip=True, fields=("반도체", "배터리"), preferred_kinds=("leak",),
                designations=(
                    Designation(authority="seizure", until=date(2027, 1, 31)),
                    Designation(authority="survey"),
                ),
            ),
            _person("MSS-02", "MSS", name="이영희", title="사무관", weekly_blocks=6),
            _person("KFTC-01", "KFTC", name="박철수", title="조사관", station="세종"),
            _person("KFTC-02", "KFTC", name="최민지", clearance="restricted"),
            _person("NIS-S01", "NIS", name=masked_name, clearance="grade_1"),
        ),
        specialist_skills=(
            b.skill("MSS-01", "forensics", 3), b.skill("KFTC-01", "forensics", 2),
            b.skill("NIS-S01", "forensics", 4), b.skill("MSS-02", "damage", 2),
        ),
        availability=(
            b.absence("MSS-01", "2026-12-01"),
            b.absence("MSS-01", "2026-12-01", "pm", status=AvailabilityStatus.AVAILABLE),
            b.absence("KFTC-02", "2026-12-03", "am"),
        ),
        conflicts=(
            b.conflict("KFTC-02", "가나전자", until="2027-01-01"),
            b.conflict("MSS-02", "다라소재", ConflictStatus.PERMITTED_WITH_OVERSIGHT),
        ),
        service_history=(b.served("MSS-01", "2026-090", "opinion"),),
        cases=(
            b.case(
                "2026-137", "MSS", matter="M-5", title="배터리 도면 유출", victim="가나전자",
                respondents=("다라소재", "마바기술"), field="배터리", site="천안",
                opened="2026-10-01", statutory_deadline="2026-12-10", clearance="restricted",
                priority=80, lead_present=True, outside_share=60,
            ),
            b.case("2026-140", "KFTC", title="=HYPERLINK(\"http://example.org\")", priority=30),
            b.case("2026-151", "MSS", site="세종"),
        ),
        demands=(
            b.demand(
                "D-1", "2026-137", "exercise", role="포렌식", authority="survey", critical=True,
                skills=(SkillNeed(skill="forensics", level=2), SkillNeed(skill="damage")),
                headcount=2, effort=4, on_site=True, clearance="grade_3",
                excluded_agencies=("NIS",), **{"from": "2026-11-30/pm", "to": "2026-12-04"},
            ),
            b.session("D-2", "2026-140", 2, "2026-12-02/am", role="위원", mode="panel"),
            b.demand("D-3", "2026-151", "opinion", role="의견서, 손해액", effort=3),
            b.demand("D-4", "2026-137", "assist", role="보조", authority="survey", on_site=True),
        ),
        home_reserve=(b.reserve("MSS", "forensics", 2),),
        assignments=(
            b.current("MSS-01", "D-1"), b.pin("KFTC-01", "D-4"),
            CurrentRow(specialist="MSS-02", demand="D-3", status=RowStatus.NOTIFIED),
            b.ban("KFTC-02", case="2026-137"),
        ),
        affinity=(Affinity(specialist="MSS-02", demand="D-3", score=77),),
        travel=(
            Travel(station="세종", site="천안", blocks=1),
            Travel(station=b.HERE, site="천안", blocks=2),
        ),
        ledger=(
            _ledger("2026-W36", "MSS", "MSS-01", 9, 9),
            _ledger("2026-W47", "MSS", "MSS-01", 10, 40),
            _ledger("2026-W48", "MSS", "MSS-01", 20, 40),
            _ledger("2026-W48", "KFTC", None, 12, 120),
        ),
        holidays=(Holiday(date=date(2027, 1, 4), name="임시공휴일"),),
        policy=Policy(
            start=Week.parse(b.WEEK),
            tiers=(TierName.COVERAGE, TierName.STATUTORY, TierName.FLOOR, TierName.FIT),
            core_bonus=7,
            separation=(
                Separation(modes=(Mode.EXERCISE,), excludes=(Mode.PANEL,)),
                Separation(modes=(Mode.OPINION,), excludes=(Mode.PANEL, Mode.ADVISE)),
            ),
            prices={"lift_pin": 5, "another_block": 2},
            catalogue={"skills": {"forensics": Term(ko="디지털포렌식", en='Digital "forensics"')}},
        ),
    )  # fmt: skip


def _ledger(week: str, agency: str, who: str | None, blocks: int, most: int) -> LedgerRow:
    start = Week.parse(week)
    return LedgerRow(week=start, agency=agency, specialist=who, blocks=blocks, capacity=most)


def _person(specialist: str, agency: str, **fields: Any) -> Specialist:
    defaults = {"station": b.HERE, "weekly_blocks": 10, "max_cases": 5}
    return Specialist(**{"specialist": specialist, "agency": agency, **defaults, **fields})


def _row(
    it: Pool, who: str, demand: str, blocks: tuple[int, ...], travel: int = 0, **more: object
) -> PlannedAssignment:
    grid, wanted = it.horizon(), it.demand_of_id[demand]
    texts = tuple(str(grid.blocks[n]) for n in blocks)
    known: dict[str, object] = {
        "specialist": who, "demand": demand, "case": wanted.case,
        "agency": it.specialist_of_id[who].agency, "mode": wanted.mode,
        "authority": wanted.authority,
        "legal_basis": "상생협력법 제40조" if wanted.authority else "",
        "instrument": None, "document_no": None, "blocks": texts, "travel_blocks": texts[:travel],
        "fit": 60,
    }  # fmt: skip
    return PlannedAssignment.model_validate({**known, **more})


def full_plan(it: Pool) -> Plan:
    """A plan of :func:`full_pool` with travel, an instrument, a masked person and empty seats."""
    bare = b.plan(it)
    rows = (
        _row(it, "MSS-01", "D-1", (3, 4, 5, 6, 7, 8), travel=2),
        _row(it, "KFTC-01", "D-4", (5, 6), 1, instrument="KM-1", document_no="No. KM-1",
             pin=RowStatus.PINNED, with_oversight=True),
        _row(it, "KFTC-02", "D-2", (4, 5)),
        _row(it, "MSS-02", "D-3", (0, 1, 2)),
        _row(it, "NIS-S01", "D-3", (0, 4, 9)),
    )  # fmt: skip
    seats = (
        EmptySeat(
            demand="D-1", case="2026-137", seats=1,
            refused_by=(RefusalCount(code=Refusal.SKILL, specialists=3),),
            waterfall=(
                RefusalCount(code=Refusal.SKILL, specialists=3),
                RefusalCount(code=Refusal.AUTHORITY, specialists=1),
            ),
            remaining=(BusyCandidate(specialist="MSS-01", serves=("D-1",)),),
        ),
        EmptySeat(
            demand="D-4", case="2026-137", seats=1, refused_by=(),
            waterfall=(RefusalCount(code=Refusal.CLEARANCE, specialists=5),), remaining=(),
        ),
    )  # fmt: skip
    tiers = (
        TierResult(tier=TierName.COVERAGE, status="optimal", value=420, bound=420),
        TierResult(tier=TierName.STATUTORY, status="feasible", value=0, bound=1),
    )
    return bare.model_copy(update={"assignments": rows, "empty_seats": seats, "tiers": tiers})
