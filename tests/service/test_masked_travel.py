"""How far a masked agency's people travel tells where they sit: a plan alone tells it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from scheduler.check import judge
from scheduler.exchange import plan_from_json
from scheduler.model import Plan, Pool
from scheduler.service import BrokenPlanError
from scheduler.service.replies import PublishRequest
from scheduler.store import Store
from tests.builders import HERE, travel
from tests.world import ANALYST, MASKED_OWN, MASKED_STATION, OWN, PLANNER, World

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
def test_a_plan_is_whole_for_whoever_judges_it(store: Store, caller: str) -> None:
    """Its half-days say how long the way is anyhow, and it is handed out to be checked."""
    world, plan = planned(store)
    read = world.services.plans.read_plan(world.caller(caller), plan)
    assert travels(read.content) == {"MSS-001": 0, "KNPA-001": 1, "NIS-S07": 1}
    assert not read.is_cut
    file = world.services.plans.export_plan(world.caller(caller), plan, "json").content
    assert judge(far(world.pool), plan_from_json(file)).is_accepted


def test_a_lead_agency_is_not_told_what_of_others_rows_is_travel(store: Store) -> None:
    world, plan = planned(store)
    lead = world.services.plans.read_plan(world.caller(OWN), plan)
    assert travels(lead.content) == {"MSS-001": 0, "KNPA-001": 0, "NIS-S07": 0}
    home = world.services.plans.read_plan(world.caller(MASKED_OWN), plan)
    assert travels(home.content) == {"NIS-S07": 1}


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
