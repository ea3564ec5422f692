"""How far a masked agency's people travel tells where they sit; so nobody else is told it."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest

from scheduler.model import Plan, Pool
from scheduler.service import BrokenPlanError
from scheduler.service.replies import PublishRequest
from scheduler.store import Store
from tests.builders import HERE, travel
from tests.service.test_exports import as_text
from tests.world import ANALYST, MASKED_OWN, MASKED_STATION, PLANNER, World

CITY = "city"
OF_STATION = {"TRAVEL", "AVAILABILITY"}


def far(pool: Pool, blocks: int = 1, *, on_site: tuple[str, ...] = ("d1",)) -> Pool:
    """The pool in which KNPA's and NIS's people travel to some demands."""
    people = (
        s.model_copy(update={"station": CITY}) if s.agency == "KNPA" else s
        for s in pool.specialists
    )
    demands = (d.model_copy(update={"on_site": d.demand in on_site}) for d in pool.demands)
    ways = (travel(MASKED_STATION, HERE, blocks), travel(CITY, HERE, 1))
    return pool.with_rows(specialists=tuple(people), demands=tuple(demands), travel=ways)


def planned(store: Store) -> tuple[World, str]:
    """A world in which NIS-S07 travels to d1, and its plan in force."""
    world = World.over(store)
    world.make_current(far(world.pool))
    return world, world.published()[1]


def travels(plan: Plan) -> dict[str, int]:
    """The half-days of travel to d1, person by person."""
    return {a.specialist: len(a.travel_blocks) for a in plan.assignments if a.demand == "d1"}


def facts(answer: Any, specialist: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """Key and facts of the grounds that follow from a station, in an answer about somebody."""
    assert (answer.get("row") or answer)["specialist"] == specialist
    found = [g for g in answer["grounds"] if g["code"] in OF_STATION]
    return {g["code"]: (g["key"], g["facts"]) for g in found}


@pytest.mark.parametrize("caller", [PLANNER, ANALYST])
def test_a_row_of_a_masked_person_does_not_say_what_of_it_is_travel(
    store: Store, caller: str
) -> None:
    world, plan = planned(store)
    read = world.services.plans.read_plan(world.caller(caller), plan)
    assert travels(read.content) == {"MSS-001": 0, "KNPA-001": 1, "NIS-S07": 0}
    assert read.is_cut
    home = world.services.plans.read_plan(world.caller(MASKED_OWN), plan)
    assert travels(home.content) == {"NIS-S07": 1}
    # how many half-days there are is told, and documented
    rows = {a.specialist: len(a.blocks) for a in read.content.assignments if a.demand == "d1"}
    assert rows == {"MSS-001": 2, "KNPA-001": 3, "NIS-S07": 3}


def test_no_file_says_what_of_a_masked_persons_row_is_travel(store: Store) -> None:
    world, plan = planned(store)
    export = world.services.plans.export_plan
    for agency, caller, is_told in (
        ("NIS", PLANNER, False),
        ("NIS", ANALYST, False),
        ("KNPA", PLANNER, True),
        ("NIS", MASKED_OWN, True),
    ):
        calendar = export(world.caller(caller), plan, "ics", agency=agency)
        assert ("이동" in as_text(calendar.content, "ics")) == is_told, (agency, caller)
    for caller, told in ((PLANNER, "0"), (MASKED_OWN, "1")):
        table = as_text(export(world.caller(caller), plan, "csv").content, "csv")
        rows = list(csv.DictReader(io.StringIO(table)))
        (column,) = (name for name in rows[0] if name.startswith("이동"))
        assert [r[column] for r in rows if "NIS-S07" in r.values() and "d1" in r.values()] == [told]


@pytest.mark.parametrize("caller", [PLANNER, ANALYST])
def test_an_explanation_says_of_a_masked_person_only_whether_the_way_allows_it(
    store: Store, caller: str
) -> None:
    world, plan = planned(store)
    explain = world.services.explanations.explain
    masked = explain(world.caller(caller), plan, "d1", "NIS-S07")
    other = explain(world.caller(caller), plan, "d1", "KNPA-001")
    home = explain(world.caller(MASKED_OWN), plan, "d1", "NIS-S07")

    assert facts(masked.answer, "NIS-S07") == {code: ("", {}) for code in OF_STATION}
    assert facts(other.answer, "KNPA-001")["TRAVEL"][1]["travel"] == 1
    assert facts(home.answer, "NIS-S07")["TRAVEL"][1]["travel"] == 1
    assert any("The journey allows it." in line for line in masked.text.en)
    assert any("이동에 걸림이 없습니다." in line for line in masked.text.ko)


def told(world: World, plan: str, caller: str) -> Iterator[str]:
    """What somebody is told of why NIS-S07 is not on d2, by every answer."""
    it, who = world.services, world.caller(caller)
    yield it.explanations.explain(who, plan, "d2", "NIS-S07").model_dump_json()
    yield it.explanations.explain(who, plan, "d2", None).model_dump_json()
    if caller == PLANNER:
        study = world.studied(plan, kind="report")
        read = it.studies.read_study(who, study)
        yield read.model_dump_json(include={"answer", "text"})
        yield it.studies.export_study(who, study, "html").content.decode()
    yield it.plans.pool_of_plan(who, plan).canonical_json()


@pytest.mark.parametrize("caller", [PLANNER, ANALYST])
def test_the_answers_are_the_same_however_far_a_masked_person_travels(
    store: Store, caller: str
) -> None:
    """NIS-S07 lacks the skill for d2; how far it is to there must not be told beside."""
    world = World.over(store)
    answers = set[tuple[str, ...]]()
    for blocks in (0, 1, 2):
        world.make_current(far(world.pool, blocks, on_site=("d2",)))
        # the pool's hash differs with whatever the pool holds; that is said in the documents
        texts = told(world, world.published()[1], caller)
        answers.add(tuple(re.sub("[0-9a-f]{62,64}", "hash", text) for text in texts))
    assert len(answers) == 1


def test_a_refused_publication_does_not_tell_how_far_somebody_travels_by_now(store: Store) -> None:
    world, plan = planned(store)
    world.make_current(far(world.pool, 2))
    with pytest.raises(BrokenPlanError) as refused:
        world.services.plans.publish_plan(world.caller(PLANNER), PublishRequest(plan=plan))
    broken = [v for v in refused.value.violations if v.subject.startswith("NIS-S07")]
    assert {v.code for v in broken} >= {"TIME", "FIELD"}
    assert {(v.limit, v.found) for v in broken} == {("–", "–")}
