"""Findings that depend on the weeks of a run; the week is 30 November to 4 December 2026."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest

from scheduler.model import Complaint, Designation, Fact, Pool, SkillNeed, Week
from scheduler.model.integrity import horizon_complaints
from tests import builders as b

BASE: tuple[Fact, ...] = (b.agency("A"), b.agency("B"), b.specialist("s2", "B"), b.case("c1"))


class Finding(NamedTuple):
    """Facts that give one finding, and facts that differ a little and give none of it."""

    code: str
    severity: str
    facts: Sequence[Fact]
    beside: Sequence[Fact]
    where: tuple[str, str]
    nearest: str = ""


def _window(start: str | None, end: str | None, **fields: Any) -> Fact:
    return b.demand("d1", **{"from": start, "to": end, **fields})


def _fixed(start: str | None, end: str | None, effort: int, **fields: Any) -> Fact:
    return _window(start, end, effort=effort, fixed=True, **fields)


def _holder(**fields: Any) -> Fact:
    return b.specialist("s1", **fields)


SECRET = _window(None, None, clearance="grade_3")
POWER = b.demand("d1", mode="exercise", authority="q")

FINDINGS = [
    Finding("session_without_window", "error", [_fixed(None, None, 10)],
            [_fixed("2026-11-30", None, 10)], ("demands", "d1")),
    Finding("session_outside", "error", [_fixed("2026-12-04/pm", "2026-12-07/am", 1)],
            [_fixed("2026-12-04/pm", "2026-12-04/pm", 1)], ("demands", "d1")),
    Finding("session_outside", "error", [_fixed("2026-11-27/pm", "2026-11-30/am", 1)],
            [_fixed("2026-11-27/am", "2026-11-27/pm", 2)], ("demands", "d1")),
    Finding("session_outside", "error", [_fixed("2026-12-04/pm", "2026-12-07/am", 1)],
            [_fixed("2026-12-04/pm", "2026-12-06/pm", 1)], ("demands", "d1")),
    Finding("session_effort", "error", [_fixed("2026-12-01", "2026-12-02", 3)],
            [_fixed("2026-12-01", "2026-12-02", 4)], ("demands", "d1"), "4"),
    Finding("session_effort", "error",
            [_fixed("2026-12-01", "2026-12-03", 6), b.holiday("2026-12-02")],
            [_fixed("2026-12-01", "2026-12-03", 4), b.holiday("2026-12-02")], ("demands", "d1"),
            "4"),
    Finding("demand_outside", "warning", [_window("2026-12-07", None)],
            [_window("2026-12-04/pm", None)], ("demands", "d1")),
    Finding("demand_outside", "warning",
            [_window("2026-12-01", "2026-12-01"), b.holiday("2026-12-01")],
            [_window("2026-12-01", "2026-12-01")], ("demands", "d1")),
    Finding("effort_too_long", "warning", [_window("2026-12-04/pm", None, effort=2)],
            [_window("2026-12-04/am", None, effort=2)], ("demands", "d1"), "1"),
    Finding("row_outside", "warning",
            [_window("2026-12-07", None), b.specialist("s1"), b.current("s1", "d1")],
            [_window("2026-12-07", None), b.specialist("s1"), b.ban("s1", demand="d1")],
            ("assignments", "s1/d1//in_force")),
    Finding("idle_availability", "warning", [b.specialist("s1"), b.absence("s1", "2026-12-05")],
            [b.specialist("s1"), b.absence("s1", "2026-12-04")],
            ("availability", "s1/2026-12-05/day")),
    Finding("idle_availability", "warning", [b.specialist("s1"), b.absence("s1", "2026-12-25")],
            [b.specialist("s1"), b.absence("s1", "2026-12-24")],
            ("availability", "s1/2026-12-25/day")),
    Finding("instrument_ends_inside", "warning",
            [_window(None, None), b.instrument("i", "B", "A", to="2026-12-03")],
            [_window(None, None), b.instrument("i", "B", "A", to="2026-12-04")],
            ("instruments", "i")),
    Finding("instrument_ends_inside", "warning",
            [_window(None, None), b.instrument("i", "B", "A", to="2026-12-03")],
            [_window(None, None), b.instrument("i", "B", "A", to="2026-12-03", modes=("panel",))],
            ("instruments", "i")),
    Finding("instrument_ends_inside", "warning",
            [_window(None, None), b.instrument("i", "B", "A", to="2026-12-03")],
            [_window(None, None), b.instrument("i", "A", "B", to="2026-12-03")],
            ("instruments", "i")),
    Finding("clearance_ends_inside", "warning",
            [SECRET, _holder(clearance="grade_3", clearance_until="2026-12-03")],
            [SECRET, _holder(clearance="grade_3", clearance_until="2026-12-04")],
            ("specialists", "s1")),
    Finding("clearance_ends_inside", "warning",
            [SECRET, _holder(clearance="grade_3", clearance_until="2026-12-03")],
            [_window(None, None), _holder(clearance="grade_3", clearance_until="2026-12-03")],
            ("specialists", "s1")),
    Finding("clearance_ends_inside", "warning",
            [SECRET, _holder(clearance="grade_3", clearance_until="2026-12-03")],
            [SECRET, _holder(clearance="restricted", clearance_until="2026-12-03")],
            ("specialists", "s1")),
    Finding("clearance_ends_inside", "warning",
            [_window(None, None, clearance="grade_3", skills=(SkillNeed(skill="x"),)),
             _holder(clearance="grade_1", clearance_until="2026-11-30"), b.skill("s1", "x")],
            [_window(None, None, clearance="grade_3", skills=(SkillNeed(skill="x", level=2),)),
             _holder(clearance="grade_1", clearance_until="2026-11-30"), b.skill("s1", "x")],
            ("specialists", "s1")),
    Finding("designation_ends_inside", "warning",
            [b.authority("q", personal=True), POWER,
             _holder(designations=(Designation.model_validate(
                 {"authority": "q", "until": "2026-12-03"}),))],
            [b.authority("q", personal=False), POWER,
             _holder(designations=(Designation.model_validate(
                 {"authority": "q", "until": "2026-12-03"}),))],
            ("specialists", "s1")),
    Finding("designation_ends_inside", "warning",
            [b.authority("q", personal=True), POWER,
             _holder(designations=(Designation.model_validate(
                 {"authority": "q", "until": "2026-12-03"}),))],
            [b.authority("q", personal=True), POWER,
             _holder(designations=(
                 Designation.model_validate({"authority": "q", "until": "2026-12-03"}),
                 Designation(authority="q")))],
            ("specialists", "s1")),
]  # fmt: skip
HORIZON_CODES = {f.code for f in FINDINGS}


def _of(code: str, it: Pool) -> list[Complaint]:
    return [c for c in horizon_complaints(it, it.horizon()) if c.code == f"integrity.{code}"]


@pytest.mark.parametrize("case", FINDINGS, ids=[f"{n} {f.code}" for n, f in enumerate(FINDINGS)])
def test_findings(case: Finding) -> None:
    """Found once, at its row, in both languages with a way out; and not beside it."""
    (complaint,) = _of(case.code, b.pool(*BASE, *case.facts))

    assert (complaint.severity, complaint.nearest) == (case.severity, case.nearest)
    assert (complaint.file, complaint.facts["key"]) == case.where
    for language in ("ko", "en"):
        assert complaint.text(language)
        assert complaint.hint(language)
    assert _of(case.code, b.pool(*BASE, *case.beside)) == []


def test_a_longer_horizon_takes_the_session_in() -> None:
    """What is outside one week is inside two."""
    it = b.pool(*BASE, _fixed("2026-12-04/pm", "2026-12-07/am", 2))
    assert [c.code for c in horizon_complaints(it, it.horizon())] == ["integrity.session_outside"]
    assert horizon_complaints(it, it.horizon(weeks=2)) == ()


def test_another_week_has_nothing_to_say() -> None:
    """A session of another week is only not part of this plan."""
    it = b.pool(*BASE, _fixed("2026-12-04/pm", "2026-12-07/am", 1))
    codes = [c.code for c in horizon_complaints(it, it.horizon(Week.parse("2026-W52")))]
    assert codes == ["integrity.demand_outside"]


def test_a_broken_pool_is_looked_at_all_the_same() -> None:
    """A demand without its case, a skill of nobody, an unknown designation."""
    it = b.pool(
        b.demand("d1", "nowhere", clearance="grade_2"),
        b.specialist(
            "s1", "nowhere", clearance="grade_1", clearance_until="2026-12-01",
            designations=(Designation.model_validate({"authority": "x", "until": "2026-12-01"}),),
        ),
        b.current("s1", "gone"),
    )  # fmt: skip
    assert horizon_complaints(it, it.horizon()) == ()
