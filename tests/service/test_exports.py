"""Plans as files, each caller's own cut of them."""

import io
import json
from typing import get_args

import pytest
from openpyxl import load_workbook

from scheduler.exchange import plan_from_json
from scheduler.model import NotFoundError, RequestError, TierName
from scheduler.service import Format
from tests.world import ANALYST, FOREIGN, MASKED_OWN, OWN, PLANNER, World

FORMS: tuple[Format, ...] = get_args(Format)


def as_text(content: bytes, form: Format) -> str:
    """A file as text: the cells of a workbook, the unfolded lines of a calendar."""
    if form != "xlsx":
        return content.decode("utf-8-sig").replace("\r\n ", "")
    book = load_workbook(io.BytesIO(content))
    cells = (c.value for sheet in book for row in sheet.iter_rows() for c in row)
    return "\n".join(str(c) for c in cells if c is not None)


def test_a_planner_gets_the_stored_bytes_and_a_registrar_a_cut(world: World) -> None:
    _, plan = world.published()
    whole = world.services.plans.export_plan(world.caller(PLANNER), plan, "json")
    cut = world.services.plans.export_plan(world.caller(OWN), plan, "json")

    read = world.services.plans.read_plan(world.caller(PLANNER), plan)
    assert plan_from_json(whole.content) == read.content
    assert not read.is_cut
    assert {r["agency"] for r in json.loads(cut.content)["assignments"] if r["case"] == "c2"} == {
        "MSS"
    }
    assert whole.name == "plan-2026-W49.json"


def test_no_file_of_a_registrar_tells_values_of_tiers_or_hashes(world: World) -> None:
    _, plan = world.published()
    whole = world.services.plans.read_plan(world.caller(PLANNER), plan)
    assert whole.sha256 is not None
    hashes = (world.pool.sha256[:16], whole.sha256[:16])
    read = world.services.plans.read_plan(world.caller(OWN), plan)
    assert (read.pool, read.sha256) == (None, None)
    (listed,) = world.services.plans.plans(world.caller(OWN))
    assert (listed.pool, listed.sha256) == (None, None)
    for form in FORMS:
        file = world.services.plans.export_plan(world.caller(OWN), plan, form)
        assert [h for h in hashes if h in as_text(file.content, form)] == [], form
    cut = world.services.plans.export_plan(world.caller(OWN), plan, "json")
    assert {(t["value"], t["bound"]) for t in json.loads(cut.content)["tiers"]} == {(None, None)}
    assert plan_from_json(cut.content) == read.content
    workbook = world.services.plans.export_plan(world.caller(OWN), plan, "xlsx", language="en")
    sheet = load_workbook(io.BytesIO(workbook.content))["Goals"]
    assert [c.value for row in sheet.iter_rows(min_row=3) for c in row[3:6] if c.value] == []


def test_claims_say_what_a_proof_rests_on_to_those_who_see_the_whole_plan(world: World) -> None:
    _, plan = world.published()
    for caller in (PLANNER, ANALYST):
        read = world.services.plans.read_plan(world.caller(caller), plan)
        told = {claim.tier: claim for claim in read.claims}
        assert list(told) == [tier.tier for tier in read.content.tiers]
        coverage = told[TierName.COVERAGE]
        assert coverage.standing == "checkable"
        assert coverage.text.ko == "최적(증명됨·검산 가능)"
        assert coverage.text.en == "optimal (proven, checkable)"
    for caller in (OWN, FOREIGN, MASKED_OWN):
        read = world.services.plans.read_plan(world.caller(caller), plan)
        assert {claim.standing for claim in read.claims} == {"proven"}
        assert read.content.witnesses == ()


def test_a_calendar_is_of_one_specialist_or_one_agency(world: World) -> None:
    _, plan = world.published()
    export, planner = world.services.plans.export_plan, world.caller(PLANNER)
    of_all = export(planner, plan, "ics").content.count(b"BEGIN:VEVENT")
    of_one = export(planner, plan, "ics", specialist="MSS-001").content.count(b"BEGIN:VEVENT")
    of_home = export(world.caller(OWN), plan, "ics", agency="MSS").content.count(b"BEGIN:VEVENT")

    assert 0 < of_one < of_all
    assert of_home == of_one
    with pytest.raises(RequestError):
        export(planner, plan, "ics", specialist="MSS-001", agency="MSS")
    with pytest.raises(RequestError):
        export(planner, plan, "csv", specialist="MSS-001")


def test_foreign_calendars_are_like_missing_ones(world: World) -> None:
    _, plan = world.published()
    export, own = world.services.plans.export_plan, world.caller(OWN)
    for specialist, agency in (
        ("KNPA-001", None),
        ("NIS-S07", None),
        ("nobody", None),
        (None, "KNPA"),
        (None, "nowhere"),
    ):
        with pytest.raises(NotFoundError) as refused:
            export(own, plan, "ics", specialist=specialist, agency=agency)
        assert (refused.value.code, refused.value.facts) == ("access.not_found", {})


def test_a_draft_is_missing_for_registrars(world: World) -> None:
    _, plan = world.solved()
    for caller in (OWN, FOREIGN, MASKED_OWN):
        principal = world.caller(caller)
        assert world.services.plans.plans(principal) == ()
        with pytest.raises(NotFoundError):
            world.services.plans.read_plan(principal, plan)
        with pytest.raises(NotFoundError):
            world.services.plans.export_plan(principal, plan, "csv")
    assert world.services.plans.read_plan(world.caller(ANALYST), plan).plan == plan


def test_who_looks_at_identities_is_written_down(world: World) -> None:
    _, plan = world.published()
    world.services.plans.export_plan(world.caller(OWN), plan, "ics", specialist="MSS-001")
    world.services.pools.read_pool(world.caller(ANALYST), world.pool.sha256)
    read, export = world.services.audit.entries(world.caller(PLANNER), limit=2)

    assert (read.actor, read.action, read.subject) == (ANALYST, "pool.read", world.pool.sha256)
    assert (export.actor, export.agency, export.subject) == (OWN, "MSS", plan)
    assert export.facts == {"format": "ics", "specialist": "MSS-001"}
