"""Every finding across tables: it comes where it should, and not beside it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest

from scheduler.model import (
    TABLES,
    Complaint,
    CurrentRow,
    Designation,
    Fact,
    LedgerRow,
    Policy,
    Pool,
    RowStatus,
    SkillNeed,
    Term,
    Week,
)
from scheduler.model.integrity import pool_complaints
from scheduler.model.texts import table as text_table
from tests import builders as b
from tests.exchange.pools import full_pool
from tests.model.test_integrity_horizon import HORIZON_CODES

BASE: tuple[Fact, ...] = (
    b.agency("A"),
    b.agency("B"),
    b.authority("q"),
    b.specialist("s1"),
    b.specialist("s2", "B"),
    b.skill("s1", "forensics"),
    b.case("c1"),
    b.case("c2", "B"),
    b.demand("d1"),
)


_CATALOGUE = Policy(
    catalogue={
        "skills": {"forensics": Term(ko="디지털포렌식", en="Digital forensics")},
        "fields": {"battery": Term(ko="이차전지", en="Battery")},
        "kinds": {"leak": Term(ko="기술 유출", en="Leak of technology")},
        "places": {"seoul": Term(ko="서울", en="City of Seoul")},
    }
)
_OVERSIGHT = "permitted_with_oversight"


def replaced(*facts: Fact | Sequence[Fact]) -> Pool:
    """The base pool in which facts of the same first key field give way to these."""
    flat = [f for fact in facts for f in (fact if isinstance(fact, Sequence) else (fact,))]
    keys = {(type(f), next(iter(f.model_dump().values()))) for f in flat}
    kept = [f for f in BASE if (type(f), next(iter(f.model_dump().values()))) not in keys]
    named = {t.row: t.name for t in TABLES}
    tables: dict[str, list[Fact]] = {}
    for fact in (*kept, *(f for f in flat if not isinstance(f, Policy))):
        tables.setdefault(named[type(fact)], []).append(fact)
    policy = next((f for f in flat if isinstance(f, Policy)), Policy())
    rows = {name: tuple(rows) for name, rows in tables.items()}
    return Pool().with_rows(**rows, policy=policy)


class Finding(NamedTuple):
    """Facts that give one finding, and facts that differ a little and give none of it."""

    code: str
    severity: str
    facts: Any
    beside: Any
    where: tuple[str, str]
    nearest: str = ""


def _person(**fields: Any) -> Fact:
    return b.specialist("s1", **fields)


def _ledger(agency: str, blocks: int) -> Fact:
    return LedgerRow(
        week=Week.parse("2026-W48"), agency=agency, specialist="s1", blocks=blocks, capacity=9
    )


FINDINGS = [
    Finding("duplicate", "error", (b.skill("s2", "x", 1), b.skill("s2", "x", 2)),
            (b.skill("s2", "x", 1), b.skill("s2", "y", 2)), ("specialist_skills", "s2/x")),
    Finding("unknown_agency", "error", b.specialist("s1", "AA"), _person(), ("specialists", "s1")),
    Finding("unknown_agency", "error", b.right("q", "C"), b.right("q", "B"),
            ("authority_rights", "q/C/exercise///allowed")),
    Finding("unknown_agency", "error", b.instrument("i", "C", "A"), b.instrument("i", "B", "A"),
            ("instruments", "i")),
    Finding("unknown_agency", "error", b.instrument("i", "B", "C"), b.instrument("i", "A", "B"),
            ("instruments", "i")),
    Finding("unknown_agency", "error", b.case("c1", "C"), b.case("c1", "B"), ("cases", "c1")),
    Finding("unknown_agency", "error", b.demand("d1", excluded_agencies=("A", "C")),
            b.demand("d1", excluded_agencies=("A", "B")), ("demands", "d1")),
    Finding("unknown_agency", "error", b.reserve("C", "forensics"), b.reserve("A", "forensics"),
            ("home_reserve", "C/forensics/1")),
    Finding("unknown_authority", "error", b.right("p", "A"), b.right("q", "A"),
            ("authority_rights", "p/A/exercise///allowed")),
    Finding("unknown_authority", "error", b.instrument("i", "B", "A", authorities=("q", "p")),
            b.instrument("i", "B", "A", authorities=("q",)), ("instruments", "i")),
    Finding("unknown_authority", "error", _person(designations=(Designation(authority="p"),)),
            _person(designations=(Designation(authority="q"),)), ("specialists", "s1")),
    Finding("unknown_authority", "error", b.demand("d1", authority="p"),
            b.demand("d1", authority="q"), ("demands", "d1")),
    Finding("unknown_specialist", "error", b.instrument("i", "B", "A", specialists=("s2", "s9")),
            b.instrument("i", "B", "A", specialists=("s2",)), ("instruments", "i")),
    Finding("unknown_specialist", "error", b.skill("s9", "forensics"), b.skill("s2", "forensics"),
            ("specialist_skills", "s9/forensics")),
    Finding("unknown_specialist", "error", b.absence("x", "2026-12-01"),
            b.absence("s1", "2026-12-01"), ("availability", "x/2026-12-01/day")),
    Finding("unknown_specialist", "error", b.conflict("x", "c1"), b.conflict("s1", "c1"),
            ("conflicts", "x/c1/recused/")),
    Finding("unknown_specialist", "error", b.served("x", "m", "panel"),
            b.served("s1", "m", "panel"), ("service_history", "x/m/panel")),
    Finding("unknown_specialist", "error", b.current("x", "d1"), b.current("s1", "d1"),
            ("assignments", "x/d1//in_force")),
    Finding("unknown_specialist", "error", b.affinity("x", "d1", 1), b.affinity("s1", "d1", 1),
            ("affinity", "x/d1")),
    Finding("unknown_case", "error", b.demand("d1", "c11"), b.demand("d1", "c2"),
            ("demands", "d1")),
    Finding("unknown_case", "error", b.instrument("i", "B", "A", cases=("c1", "x")),
            b.instrument("i", "B", "A", cases=("c1",)), ("instruments", "i")),
    Finding("unknown_case", "error", b.ban("s1", case="x"), b.ban("s1", case="c1"),
            ("assignments", "s1//x/banned")),
    Finding("unknown_demand", "error", b.current("s1", "x"), b.current("s1", "d1"),
            ("assignments", "s1/x//in_force")),
    Finding("unknown_demand", "error", b.affinity("s1", "x", 1), b.affinity("s1", "d1", 1),
            ("affinity", "s1/x")),
    Finding("dates_reversed", "error",
            b.instrument("i", "B", "A", **{"from": "2026-12-02", "to": "2026-12-01"}),
            b.instrument("i", "B", "A", **{"from": "2026-12-01", "to": "2026-12-01"}),
            ("instruments", "i")),
    Finding("never_in_force", "warning",
            b.authority("q", in_force_from="2026-12-02", in_force_to="2026-12-01"),
            b.authority("q", in_force_from="2026-12-02", in_force_to="2026-12-02"),
            ("authorities", "q")),
    Finding("never_in_force", "warning",
            b.right("q", "A", in_force_from="2026-12-02", in_force_to="2026-12-01"),
            b.right("q", "A", in_force_to="2026-12-01"),
            ("authority_rights", "q/A/exercise/2026-12-02/2026-12-01/allowed")),
    Finding("rights_overlap", "error",
            (b.right("q", "A", in_force_to="2026-12-01"),
             b.right("q", "A", right="never", in_force_from="2026-12-01")),
            (b.right("q", "A", in_force_to="2026-11-30"),
             b.right("q", "A", right="never", in_force_from="2026-12-01")),
            ("authority_rights", "q/A/exercise/2026-12-01//never")),
    Finding("pinned_and_banned", "error", (b.pin("s1", "d1"), b.ban("s1", demand="d1")),
            (b.pin("s1", "d1"), b.ban("s2", demand="d1")), ("assignments", "s1/d1//pinned")),
    Finding("pinned_and_banned", "error",
            (CurrentRow(specialist="s1", demand="d1", status=RowStatus.NOTIFIED),
             b.ban("s1", demand="d1")),
            (b.current("s1", "d1"), b.ban("s1", demand="d1")), ("assignments", "s1/d1//notified")),
    Finding("pinned_on_banned_case", "error", (b.pin("s1", "d1"), b.ban("s1", case="c1")),
            (b.pin("s1", "d1"), b.ban("s1", case="c2")), ("assignments", "s1/d1//pinned")),
    Finding("past_without_capacity", "error", _person(past_blocks=1, past_capacity=0),
            _person(past_blocks=0, past_capacity=0), ("specialists", "s1")),
    Finding("past_above_capacity", "warning", _person(past_blocks=9, past_capacity=8),
            _person(past_blocks=8, past_capacity=8), ("specialists", "s1")),
    Finding("past_above_capacity", "warning",
            b.agency("A", past_lent_blocks=1),
            b.agency("A", past_lent_blocks=1, past_pool_blocks=1),
            ("agencies", "A")),
    Finding("masked_names", "warning", (b.agency("A", masked=True), _person(title="주무관")),
            (b.agency("A", masked=True), _person()), ("agencies", "A")),
    Finding("lead_without_people", "warning",
            (b.agency("C"), b.case("c1", "C", outside_share=99)),
            (b.agency("C"), b.case("c1", "C", outside_share=100)), ("cases", "c1")),
    Finding("lead_present_without_people", "warning",
            (b.agency("C"), b.case("c1", "C", lead_present=True)),
            b.case("c1", "B", lead_present=True), ("cases", "c1")),
    Finding("deadline_without_critical", "warning",
            b.case("c1", statutory_deadline="2026-12-04"),
            (b.case("c1", statutory_deadline="2026-12-04"), b.demand("d1", critical=True)),
            ("cases", "c1")),
    Finding("matter_is_case", "warning", b.case("c1", matter="c2"), b.case("c1", matter="c1"),
            ("cases", "c1")),
    Finding("covers_nothing", "warning", b.instrument("i", "B", "A", specialists=("s1",)),
            b.instrument("i", "B", "A", specialists=("s1", "s2")), ("instruments", "i")),
    Finding("covers_nothing", "warning", b.instrument("i", "B", "A", cases=("c2",)),
            b.instrument("i", "B", "A", cases=("c1", "c2")), ("instruments", "i")),
    Finding("covers_nothing", "warning", b.instrument("i", "A", "A"), b.instrument("i", "A", "B"),
            ("instruments", "i")),
    Finding("covers_nothing", "warning", b.instrument("i", "B", "A", modes=()),
            b.instrument("i", "B", "A", modes=("panel",)), ("instruments", "i")),
    Finding("covers_nothing", "warning", (b.agency("C"), b.instrument("i", "C", "A")),
            (b.agency("C"), b.instrument("i", "B", "A")), ("instruments", "i")),
    Finding("instrument_used_up", "warning",
            b.instrument("i", "B", "A", max_blocks=4, used_blocks=4),
            b.instrument("i", "B", "A", max_blocks=4, used_blocks=3), ("instruments", "i")),
    Finding("personal_for_all", "warning", b.instrument("i", "B", "A", kind="dispatch"),
            (b.instrument("i", "B", "A", kind="joint_investigation"),
             b.instrument("j", "B", "A", kind="dispatch", specialists=("s2",))),
            ("instruments", "i")),
    Finding("unknown_skill", "warning",
            b.demand("d1", skills=(SkillNeed(skill="forensic"),)),
            b.demand("d1", skills=(SkillNeed(skill="forensics", level=4),)), ("demands", "d1"),
            "forensics"),
    Finding("unknown_skill", "warning", b.reserve("A", "x"), b.reserve("A", "forensics"),
            ("home_reserve", "A/x/1")),
    Finding("unknown_party", "warning", b.conflict("s1", "가나전지"),
            (b.conflict("s1", "가나전자"), b.case("c1", victim="가나전자")),
            ("conflicts", "s1/가나전지/recused/")),
    Finding("unknown_party", "warning", b.conflict("s1", "x"),
            (b.conflict("s1", "x"), b.case("c1", respondents=("x",))),
            ("conflicts", "s1/x/recused/")),
    Finding("unknown_party", "warning", b.conflict("s1", "m"),
            (b.conflict("s1", "m"), b.case("c1", matter="m")), ("conflicts", "s1/m/recused/")),
    Finding("week_too_long", "warning", _person(weekly_blocks=11), _person(weekly_blocks=10),
            ("specialists", "s1")),
    Finding("heads_above_blocks", "warning",
            b.agency("A", max_lent_heads=3, max_lent_blocks=2),
            (b.agency("A", max_lent_heads=3, max_lent_blocks=3), b.agency("B", max_lent_heads=9)),
            ("agencies", "A")),
    Finding("deadline_before_opening", "warning",
            b.case("c1", opened="2026-12-02", statutory_deadline="2026-12-01"),
            b.case("c1", opened="2026-12-01", statutory_deadline="2026-12-01"), ("cases", "c1")),
    Finding("day_far_away", "warning",
            (b.case("c1", opened="2026-12-02"), b.case("c2", opened="2026-12-02"),
             b.conflict("s1", "m", until="1926-12-02")),
            (b.case("c1", opened="2026-12-02"), b.case("c2", opened="2026-12-02"),
             b.conflict("s1", "m", until="9999-12-31"),
             b.right("q", "A", in_force_from="1954-09-23")),
            ("conflicts", "s1/m/recused/1926-12-02")),
    Finding("day_far_away", "warning",
            (b.case("c1", opened="2026-12-02"), b.case("c2", opened="2026-12-02"),
             _person(designations=({"authority": "q", "until": "2062-12-31"},))),
            (b.case("c1", opened="2026-12-02"), b.case("c2", opened="2026-12-02"),
             _person(designations=({"authority": "q", "until": "2046-12-31"},))),
            ("specialists", "s1")),
    Finding("party_spelt_otherwise", "error",
            (b.conflict("s1", "가나 전자"), b.case("c1", victim="㈜가나전자")),
            (b.conflict("s1", "가나 전자"), b.conflict("s1", "㈜가나전자"),
             b.case("c1", victim="㈜가나전자")),
            ("conflicts", "s1/가나 전자/recused/"), "㈜가나전자"),
    Finding("party_spelt_otherwise", "error",
            (b.conflict("s1", "주식회사 가나"), b.case("c1", respondents=("가나(주)",))),
            (b.conflict("s1", "주식회사 가나"), b.case("c1", respondents=("가나다(주)",))),
            ("conflicts", "s1/주식회사 가나/recused/"), "가나(주)"),
    Finding("firm_spelt_otherwise", "warning",
            (b.case("c1", victim="가나"), b.case("c2", respondents=("(주)가나",))),
            (b.case("c1", victim="가나"), b.case("c2", respondents=("가나",))), ("cases", "c2"),
            "가나"),
    Finding("skill_by_label", "error",
            (b.skill("s1", "디지털 포렌식"), _CATALOGUE), (b.skill("s1", "forensics"), _CATALOGUE),
            ("specialist_skills", "s1/디지털 포렌식"), "forensics"),
    Finding("skill_by_label", "error",
            (b.demand("d1", skills=(SkillNeed(skill="Digital forensics"),)), _CATALOGUE),
            b.demand("d1", skills=(SkillNeed(skill="Digital forensics"),)),
            ("demands", "d1"), "forensics"),
    Finding("skill_by_label", "error",
            (b.reserve("A", "디지털포렌식"), _CATALOGUE), (b.reserve("A", "forensics"), _CATALOGUE),
            ("home_reserve", "A/디지털포렌식/1"), "forensics"),
    Finding("word_by_label", "error", (b.case("c1", site="서울"), _CATALOGUE),
            b.case("c1", site="서울"), ("cases", "c1"), "seoul"),
    Finding("word_by_label", "error", (b.case("c1", kind="기술유출"), _CATALOGUE),
            (b.case("c1", kind="leak"), _CATALOGUE), ("cases", "c1"), "leak"),
    Finding("word_by_label", "error", (_person(fields=("이차 전지",)), _CATALOGUE),
            (_person(fields=("이차",)), _CATALOGUE), ("specialists", "s1"), "battery"),
    Finding("several_firms", "error", b.case("c1", respondents=("가나(주), 다라(주)",)),
            b.case("c1", respondents=("가나(주)", "다라(주)")), ("cases", "c1"),
            "가나(주);다라(주)"),
    Finding("firm_with_more", "error",
            (b.case("c1", victim="가나(주)"), b.conflict("s1", "가나(주) 외 1")),
            (b.case("c1", victim="가나(주)"), b.conflict("s1", "대한가나(주)")),
            ("conflicts", "s1/가나(주) 외 1/recused/"), "가나(주)"),
    Finding("firm_with_more", "error",
            (b.case("c1", respondents=("가나, 다라",)), b.conflict("s1", "가나")),
            (b.case("c1", respondents=("가나, 다라",)), b.conflict("s1", "마바")),
            ("cases", "c1"), "가나"),
    Finding("several_ids", "error", b.instrument("i", "B", "A", cases=("c1,c2",)),
            b.instrument("i", "B", "A", cases=("c1", "c2")), ("instruments", "i"), "c1;c2"),
    Finding("specialist_by_name", "error", (_person(name="김하나"), b.conflict("김하나", "c1")),
            (_person(name="김하나"), b.conflict("s1", "c1")),
            ("conflicts", "김하나/c1/recused/"), "s1"),
    Finding("ids_alike", "warning", b.specialist("S1"), b.specialist("s11"),
            ("specialists", "s1")),
    Finding("conflict_twice", "warning",
            (b.conflict("s1", "c1"), b.conflict("s1", "c1", _OVERSIGHT)),
            (b.conflict("s1", "c1"), b.conflict("s1", "c2", _OVERSIGHT)),
            ("conflicts", f"s1/c1/{_OVERSIGHT}/")),
    Finding("party_spelt_otherwise", "error",
            (b.conflict("s1", "m-5"), b.case("c1", matter="M-5")),
            (b.conflict("s1", "M-5"), b.case("c1", matter="M-5")),
            ("conflicts", "s1/m-5/recused/"), "M-5"),
    Finding("unknown_station", "warning", b.travel("moon", b.HERE, 1),
            (b.travel("moon", b.HERE, 1), _person(station="moon")), ("travel", "moon/here")),
    Finding("unknown_site", "warning", b.travel(b.HERE, "moon", 1),
            (b.travel(b.HERE, "moon", 1), b.case("c1", site="moon")), ("travel", "here/moon")),
    Finding("unknown_agency", "error", _ledger("C", 1), _ledger("A", 1),
            ("ledger", "2026-W48/C/s1")),
    Finding("not_the_ledgers", "warning",
            (_person(past_blocks=2, past_capacity=9), _ledger("A", 3)),
            (_person(past_blocks=3, past_capacity=9), _ledger("A", 3)), ("specialists", "s1"), "3"),
]  # fmt: skip


def _of(code: str, it: Pool) -> list[Complaint]:
    return [c for c in pool_complaints(it) if c.code == f"integrity.{code}"]


def test_the_base_pool_is_clean() -> None:
    """Nothing is found where nothing is wrong."""
    assert pool_complaints(b.pool(*BASE)) == ()
    assert pool_complaints(full_pool()) == ()


@pytest.mark.parametrize(
    "case", FINDINGS, ids=[f"{n} {f.code} {f.where[0]}" for n, f in enumerate(FINDINGS)]
)
def test_findings(case: Finding) -> None:
    """Found once, at its row, in both languages with a way out; and not beside it."""
    (complaint,) = _of(case.code, replaced(case.facts))

    assert (complaint.severity, complaint.nearest) == (case.severity, case.nearest)
    assert (complaint.file, complaint.facts["key"]) == case.where
    for language in ("ko", "en"):
        assert complaint.text(language)
        assert complaint.hint(language)
    assert _of(case.code, replaced(case.beside)) == []


def test_errors_are_those_that_make_a_pool_unusable() -> None:
    """A slip in an open vocabulary is no error."""
    severities = {f.code: f.severity for f in FINDINGS}
    for finding in FINDINGS:
        found = {c.code.removeprefix("integrity."): c.severity
                 for c in pool_complaints(replaced(finding.facts))}  # fmt: skip
        assert all(severities[code] == severity for code, severity in found.items())


def test_rights_that_agree_may_overlap() -> None:
    """The same right twice, other modes, other agencies, and rows that are never in force."""
    it = replaced(
        b.right("q", "A", legal_basis="1"),
        b.right("q", "A", in_force_from="2026-01-01"),
        b.right("q", "A", "assist", right="never"),
        b.right("q", "B", right="never"),
        b.right("q", "B", "panel", in_force_from="2026-12-02", in_force_to="2026-12-01"),
        b.right("q", "B", "panel", right="never"),
    )
    assert _of("rights_overlap", it) == []


def test_a_demand_without_its_case_does_not_stop_the_rest() -> None:
    """Checks run over any pool, however broken."""
    it = b.pool(b.demand("d1", "nowhere"), b.pin("s1", "d1"), b.ban("s1", case="nowhere"))
    codes = {c.code for c in pool_complaints(it)}
    assert {"integrity.unknown_case", "integrity.pinned_on_banned_case"} <= codes


def test_many_wrong_ids_are_found_quickly() -> None:
    """The nearest id is looked for a limited number of times."""
    rows = [b.skill(f"x{n}", "forensics") for n in range(2_000)]
    found = _of("unknown_specialist", replaced(rows))
    assert len(found) == 2_000


def test_every_code_is_triggered_by_a_test() -> None:
    """The text table and the tests name the same codes."""
    codes = {c.removeprefix("integrity.") for c in text_table() if c.startswith("integrity.")}
    assert codes == {f.code for f in FINDINGS} | HORIZON_CODES


def test_of_a_party_with_more_words_behind_it_the_known_one_is_the_nearest() -> None:
    """A plant of a firm is told with the firm, of names that begin alike with the longest."""
    it = b.pool(
        b.conflict("s1", "가나전자(주) 창원공장 2동"),
        b.case("c1", victim="가나전자(주)"),
        b.case("c2", victim="가나전자(주) 창원공장", matter="m2"),
    )
    (complaint,) = [c for c in pool_complaints(it) if c.code == "integrity.unknown_party"]
    assert (complaint.severity, complaint.nearest) == ("warning", "가나전자(주) 창원공장")
