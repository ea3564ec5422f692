"""Putting a plan in force: once a week, judged again on the facts of that instant."""

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from scheduler.model import ConflictError, Grade, RequestError
from scheduler.service import BrokenPlanError
from scheduler.service.people import AvailabilityFacts, SpecialistFacts
from scheduler.service.plans import Plans
from scheduler.service.replies import PublicationList, PublishRequest
from scheduler.store import Store, Transaction
from tests.builders import DAYS, conflict
from tests.world import FOREIGN_FIRM, OWN, OWN_FIRM, PLANNER, World

FIRMS = (OWN_FIRM, FOREIGN_FIRM)


def _publish(world: World, plan: str, **request: object) -> PublicationList:
    asked = PublishRequest.model_validate({"plan": plan, **request})
    return world.services.plans.publish_plan(world.caller(PLANNER), asked)


def test_a_second_plan_supersedes_the_first_which_stays(world: World) -> None:
    _, first = world.published()
    world.clock.pass_seconds(60)
    _, second = world.published()
    newest, oldest = world.services.plans.publications(world.caller(PLANNER)).items

    assert (newest.plan, newest.version, newest.superseded_at) == (second, 2, None)
    assert (oldest.plan, oldest.version) == (first, 1)
    assert oldest.superseded_at == newest.published_at


def test_publishing_twice_changes_nothing(world: World) -> None:
    _, plan = world.published()
    before = world.services.plans.publications(world.caller(PLANNER))
    world.clock.pass_seconds(60)

    assert _publish(world, plan) == before
    assert world.services.plans.publications(world.caller(PLANNER)) == before


def test_of_many_publications_at_once_one_plan_is_in_force(world: World) -> None:
    plans = [world.solved()[1] for _ in range(3)]
    barrier, failures = threading.Barrier(3), []

    def publish(plan: str) -> None:
        barrier.wait()
        try:
            _publish(world, plan)
        except BaseException as error:  # told to the test below
            failures.append(error)

    threads = [threading.Thread(target=publish, args=(p,)) for p in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    items = world.services.plans.publications(world.caller(PLANNER)).items

    assert failures == []
    assert [p.superseded_at is None for p in items] == [True, False, False]
    assert sorted(p.version for p in items) == [1, 2, 3]


def test_two_plans_in_force_for_one_week_are_refused_by_the_database(
    world: World, database_url: str
) -> None:
    _, plan = world.published()
    row = (
        "INSERT INTO publications (week, scope, version, plan, published_at, published_by) "
        "VALUES ('2026-W49', 'all', 9, :plan, '2026-11-25', 'x')"
    )
    engine = create_engine(database_url)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(row), {"plan": plan})
    engine.dispose()


def test_a_plan_that_newer_facts_forbid_is_not_published(world: World) -> None:
    _, plan = world.solved()
    rows = [{"date": d, "half": "day", "status": "unavailable"} for d in DAYS]
    world.services.specialists.set_availability(
        world.caller(OWN), "MSS-001", AvailabilityFacts.model_validate({"rows": rows}), seen=1
    )
    with pytest.raises(BrokenPlanError) as refused:
        _publish(world, plan)

    assert {v.code for v in refused.value.violations} >= {"AVAILABILITY"}
    assert all("MSS-001" in v.subject for v in refused.value.violations)
    assert world.services.plans.publications(world.caller(PLANNER)).items == ()


def test_a_person_who_has_gone_is_not_published(world: World) -> None:
    _, plan = world.solved()
    world.services.specialists.delete_specialist(world.caller(OWN), "MSS-001", seen=1)
    with pytest.raises(BrokenPlanError) as refused:
        _publish(world, plan)

    assert "UNKNOWN" in {v.code for v in refused.value.violations}
    assert world.services.plans.publications(world.caller(PLANNER)).items == ()


def test_a_plan_of_a_named_pool_is_judged_on_the_present_facts_too(world: World) -> None:
    """The named pool says that everybody is cleared; the facts say that nobody is."""
    secret = [d.model_copy(update={"clearance": Grade.GRADE_2}) for d in world.pool.demands]
    cleared = [s.model_copy(update={"clearance": Grade.GRADE_1}) for s in world.pool.specialists]
    demanding = world.pool.with_rows(demands=secret)
    world.make_current(demanding)
    named = world.import_pool(demanding.with_rows(specialists=cleared))
    _, plan = world.solved(pool=named)
    with pytest.raises(BrokenPlanError) as refused:
        _publish(world, plan)

    assert {v.code for v in refused.value.violations} == {"CLEARANCE"}
    assert world.services.plans.publications(world.caller(PLANNER)).items == ()


def test_without_current_facts_a_plan_of_a_named_pool_is_judged_on_that_pool(store: Store) -> None:
    world = World.over(store)
    _, plan = world.solved(pool=world.import_pool())

    assert _publish(world, plan).items[0].plan == plan


def test_a_plan_that_says_what_is_no_longer_so_is_not_published(world: World) -> None:
    """A conflict is now permitted with oversight, which the plan does not show."""
    _, plan = world.solved()
    watched = [conflict("NIS-S07", firm, "permitted_with_oversight") for firm in FIRMS]
    world.make_current(world.pool.with_rows(conflicts=watched))
    with pytest.raises(BrokenPlanError) as refused:
        _publish(world, plan)

    assert {(v.code, v.subject.partition(":")[2]) for v in refused.value.violations} == {
        ("FIELD", "with_oversight")
    }


def test_a_fact_that_changes_while_the_judge_reads_is_not_overlooked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The absence is committed after the early judgement and before the publication."""
    _, plan = world.solved()
    rows = [{"date": d, "half": "day", "status": "unavailable"} for d in DAYS]
    away = AvailabilityFacts.model_validate({"rows": rows})
    judged, asked = Plans._judged, []

    def judged_and_overtaken(tx: Transaction, asked_plan: str) -> object:
        verdict = judged(tx, asked_plan)
        asked.append(verdict.broken)
        if len(asked) == 1:
            world.services.specialists.set_availability(world.caller(OWN), "MSS-001", away, seen=1)
        return verdict

    monkeypatch.setattr(Plans, "_judged", staticmethod(judged_and_overtaken))
    with pytest.raises(BrokenPlanError):
        _publish(world, plan)

    assert asked[0] == ()
    assert len(asked) == 2
    assert world.services.plans.publications(world.caller(PLANNER)).items == ()


def test_newer_facts_that_forbid_nothing_do_not_stand_in_the_way(world: World) -> None:
    _, plan = world.solved()
    people, own = world.services.specialists, world.caller(OWN)
    shown = people.specialist(own, "MSS-001").model_dump(
        exclude={"specialist", "agency", "version"}
    )
    told = {"title": "promoted", "preferred_kinds": ["leak"]}  # which is worth more points of fit
    facts = SpecialistFacts.model_validate({**shown, **told})
    people.update_specialist(own, "MSS-001", facts, seen=1)

    assert _publish(world, plan).items[0].plan == plan


@pytest.mark.parametrize(
    ("week", "code"), [("2026-W50", "publish.week"), ("2026-W54", "week.unreadable")]
)
def test_a_week_outside_the_plan_is_refused(world: World, week: str, code: str) -> None:
    _, plan = world.solved()
    with pytest.raises(RequestError) as refused:
        _publish(world, plan, week=week)

    assert refused.value.code == code
    with pytest.raises(RequestError):
        _publish(world, "none")


def test_a_publication_that_cannot_be_recorded_does_not_happen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, plan = world.solved()

    def broken(*_args: object, **_facts: object) -> None:
        raise ConflictError("plan.gone")

    monkeypatch.setattr("scheduler.store.log.Log.write", broken)
    with pytest.raises(ConflictError):
        _publish(world, plan)
    monkeypatch.undo()

    assert world.services.plans.publications(world.caller(PLANNER)).items == ()
