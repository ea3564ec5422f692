"""Prices are worked out from everybody's facts: who sees the whole plan sees them, nobody else."""

import io
from typing import Any, get_args

import pytest
from openpyxl import load_workbook

from scheduler.access import Principal, Role, plan_for, pool_for
from scheduler.exchange import plan_to_csv, plan_to_ics, plan_to_json, plan_to_xlsx
from scheduler.model import Language, Plan, TierName, Witness, label
from tests.world import solve, world_pool

PLANNER = Principal("1", "p", Role.PLANNER)
ANALYST = Principal("2", "a", Role.ANALYST)
HOMES = ("MSS", "KNPA", "NIS")
IDS = {"demand", "agency", "skill", "instrument", "specialist", "case", "tier"}
TOLD = {"proven", "feasible"}
"""What a registrar reads of a tier: its status, and not what the proof is."""
STANDINGS = ("checkable", "by_solver", "bound_checkable")
WORDS = [label("tier_standing", s, language) for s in STANDINGS for language in ("ko", "en")]


def registrar(home: str) -> Principal:
    return Principal("3", "r", Role.REGISTRAR, home)


def whole() -> Plan:
    plan = solve(world_pool()).plan
    assert plan is not None
    assert {plan.standing(t.tier) for t in plan.tiers} - TOLD
    return plan


def texts(value: Any) -> set[str]:
    """Every text within a value of JSON."""
    if isinstance(value, dict):
        return {text for part in value.values() for text in texts(part)}
    if isinstance(value, list):
        return {text for part in value for text in texts(part)}
    return {value} if isinstance(value, str) else set()


def test_a_witness_can_hold_ids_and_numbers_and_nothing_else() -> None:
    """No field of a price is a free text; whoever may see ids may see all of it."""
    rows = [get_args(f.annotation)[0] for f in Witness.model_fields.values() if f.default == ()]
    fields = [field for row in rows for field in row.model_fields.items()]

    assert len(rows) == len(Witness.model_fields) - len(("tier", "scale"))
    assert {name for name, field in fields if field.annotation is not int} == IDS


def test_an_analyst_reads_in_a_witness_only_ids_that_the_pool_tells_them() -> None:
    """People, demands, agencies: all of them stand in the analyst's own view of the pool."""
    it, plan = world_pool(), whole()
    told = plan_for(ANALYST, plan, it).witnesses
    seen = pool_for(ANALYST, it, plan)
    ids = {*seen.agency_of_id, *seen.specialist_of_id, *seen.case_of_id, *seen.demand_of_id}

    assert told == plan.witnesses != ()
    assert plan_for(PLANNER, plan, it).witnesses == told
    assert texts([w.model_dump(mode="json") for w in told]) <= ids | {*map(str, TierName)}


@pytest.mark.parametrize("home", HOMES)
def test_a_registrar_cannot_tell_a_plan_with_witnesses_from_one_without(home: str) -> None:
    """Not by their rows, not by what is said of a tier."""
    it, plan = world_pool(), whole()
    cut = plan_for(registrar(home), plan, it)

    assert cut.witnesses == ()
    assert {cut.standing(t.tier) for t in cut.tiers} <= TOLD
    assert [t.status for t in cut.tiers] == [t.status for t in plan.tiers]
    bare = plan.model_copy(update={"witnesses": ()})
    assert plan_for(registrar(home), bare, it) == cut


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("home", HOMES)
def test_no_file_of_a_registrar_says_what_a_proof_rests_on(home: str, language: Language) -> None:
    """Neither "checkable" nor its contrary; the planner's workbook does."""
    it, plan = world_pool(), whole()
    cut, pool = plan_for(registrar(home), plan, it), pool_for(registrar(home), it, plan)
    cells = sheet_texts(plan_to_xlsx(cut, pool, language))
    files = (plan_to_json(cut), plan_to_csv(cut, pool, language), plan_to_ics(cut, pool))
    told = "\n".join([cells, *(file.decode("utf-8-sig") for file in files)])

    assert label("tier_standing", "proven", language) in cells
    assert [word for word in (*WORDS, '"scale"') if word in told] == []
    assert any(word in sheet_texts(plan_to_xlsx(plan, it, language)) for word in WORDS)


def sheet_texts(content: bytes) -> str:
    """Every cell of a workbook."""
    book = load_workbook(io.BytesIO(content))
    cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
    return "\n".join(str(value) for value in cells if value is not None)
