"""Agencies keep their own people up to date, and only theirs."""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.model import (
    AvailabilityStatus,
    ConflictError,
    Fact,
    Half,
    NotFoundError,
    PoolError,
    RequestError,
    SchedulerError,
)
from scheduler.service import StaleError
from scheduler.service.people import AvailabilityFacts, NewSpecialist, SpecialistFacts
from scheduler.store import Store
from scheduler.store.scope import System
from tests.builders import agency, conflict, current, served, specialist
from tests.world import (
    ANALYST,
    FOREIGN,
    FOREIGN_FIRM,
    MASKED_OWN,
    NAMES,
    OWN,
    PLANNER,
    World,
    world_pool,
)

FACTS = {"station": "here", "weekly_blocks": 4, "max_cases": 1}


def _new(key: str, **fields: object) -> NewSpecialist:
    return NewSpecialist.model_validate({"specialist": key, **FACTS, **fields})


def _facts(**fields: object) -> SpecialistFacts:
    return SpecialistFacts.model_validate({**FACTS, **fields})


def _away(*days: str) -> AvailabilityFacts:
    rows = [{"date": d, "half": "day", "status": "unavailable"} for d in days]
    return AvailabilityFacts.model_validate({"rows": rows})


def test_a_registered_person_is_in_the_facts_with_skills(world: World) -> None:
    skills = [{"skill": "forensics", "level": 4}]
    made = world.services.specialists.register_specialist(
        world.caller(OWN), _new("MSS-002", name="New", skills=skills)
    )

    assert (made.agency, made.version, made.name) == ("MSS", 2, "New")
    with world.store.read(System.OPERATOR) as tx:
        it = tx.facts.pool()
    assert it.specialist_of_id["MSS-002"].agency == "MSS"
    assert it.skill_levels["MSS-002"] == {"forensics": 4}


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (_new("KNPA-009"), RequestError),  # another agency's ids
        (_new("MSS-001"), ConflictError),  # taken
        (_new("MSS-003", designations=[{"authority": "unheard"}]), PoolError),
        (_new("MSS-003", skills=[{"skill": "a", "level": 1}] * 2), RequestError),
    ],
)
def test_a_person_who_does_not_fit_is_refused_and_nothing_changes(
    world: World, new: NewSpecialist, error: type[SchedulerError]
) -> None:
    before = _facts_of(world.store)
    with pytest.raises(error):
        world.services.specialists.register_specialist(world.caller(OWN), new)

    assert _facts_of(world.store) == before


def test_a_change_of_somebody_else_leaves_ones_version_as_it_was(world: World) -> None:
    """Neither another agency's, nor a colleague's, nor new facts that say the same of one."""
    people, own = world.services.specialists, world.caller(OWN)
    tag = people.specialist(own, "MSS-001").version
    people.register_specialist(own, _new("MSS-002"))
    people.set_availability(world.caller(FOREIGN), "KNPA-001", _away("2026-12-01"), seen=1)
    people.delete_specialist(own, "MSS-002", seen=2)
    world.make_current(world_pool().with_rows(conflicts=(conflict("MSS-001", FOREIGN_FIRM),)))
    assert people.specialist(own, "MSS-001").version == tag
    assert people.availability(own, "MSS-001").version == tag
    changed = people.update_specialist(own, "MSS-001", _facts(title="new"), seen=tag)
    world.make_current()

    assert changed.version > tag
    with pytest.raises(StaleError):
        people.update_specialist(own, "MSS-001", _facts(title="late"), seen=changed.version)


def test_of_changes_of_several_people_at_once_each_is_made(world: World) -> None:
    """They wait for each other, and none is refused for another's sake."""
    people, tags = world.services.specialists, {"MSS-001": OWN, "KNPA-001": FOREIGN}
    barrier = threading.Barrier(len(tags))
    outcomes: list[object] = []

    def change(person: str) -> None:
        barrier.wait()
        caller = world.caller(tags[person])
        try:
            for number in range(1, 6):
                seen = people.specialist(caller, person).version
                changed = people.update_specialist(
                    caller, person, _facts(weekly_blocks=number), seen=seen
                )
                assert changed.version > seen
            outcomes.append(changed.weekly_blocks)
        except SchedulerError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=change, args=(person,)) for person in tags]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == [5, 5]


def test_of_two_changes_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    own, outcomes = world.caller(OWN), []
    barrier = threading.Barrier(4)

    def change(number: int) -> None:
        barrier.wait()
        try:
            world.services.specialists.update_specialist(
                own, "MSS-001", _facts(weekly_blocks=number), seen=1
            )
            outcomes.append(("won", number))
        except StaleError:
            outcomes.append(("stale", number))

    threads = [threading.Thread(target=change, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (winner,) = (n for how, n in outcomes if how == "won")
    assert len(outcomes) == 4
    assert world.services.specialists.specialist(own, "MSS-001").weekly_blocks == winner


def test_availability_is_replaced_as_a_whole(world: World) -> None:
    people, own = world.services.specialists, world.caller(OWN)
    people.set_availability(own, "MSS-001", _away("2026-12-01", "2026-12-02"), seen=1)
    told = people.set_availability(own, "MSS-001", _away("2026-12-03"), seen=2)

    assert told == people.availability(own, "MSS-001")
    assert told.version == 3
    (row,) = told.rows
    assert (row.date.isoformat(), row.half, row.status) == (
        "2026-12-03",
        Half.DAY,
        AvailabilityStatus.UNAVAILABLE,
    )


def test_a_half_day_that_stands_twice_is_named_by_its_row(world: World) -> None:
    before = _facts_of(world.store)
    with pytest.raises(PoolError) as refused:
        world.services.specialists.set_availability(
            world.caller(OWN), "MSS-001", _away("2026-12-01", "2026-12-02", "2026-12-01"), seen=1
        )

    assert [c.row for c in refused.value.complaints] == [3]
    assert _facts_of(world.store) == before


def test_a_person_in_force_cannot_be_deleted_and_another_goes_with_all_rows(store: Store) -> None:
    world = World.over(store)
    world.make_current(world_pool().with_rows(assignments=(current("MSS-001", "d1"),)))
    people, own = world.services.specialists, world.caller(OWN)
    with pytest.raises(ConflictError) as refused:
        people.delete_specialist(own, "MSS-001", seen=1)
    assert refused.value.code == "specialist.in_use"
    made = people.register_specialist(own, _new("MSS-002", skills=[{"skill": "x", "level": 1}]))
    away = people.set_availability(own, "MSS-002", _away("2026-12-01"), seen=made.version)
    people.delete_specialist(own, "MSS-002", seen=away.version)

    with pytest.raises(NotFoundError):
        people.specialist(own, "MSS-002")
    with store.read(System.OPERATOR) as tx:
        assert "MSS-002" not in tx.facts.pool().canonical_json()


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("conflicts", conflict("MSS-001", FOREIGN_FIRM)),
        ("service_history", served("MSS-001", "m", "assist")),
        ("assignments", current("MSS-001", "d1")),
    ],
)
def test_what_keeps_a_person_from_a_case_is_not_deleted_with_the_person(
    store: Store, table: str, row: Fact
) -> None:
    world = World.over(store)
    world.make_current(world_pool().with_rows(**{table: (row,)}))
    before = _facts_of(store)
    with pytest.raises(ConflictError) as refused:
        world.services.specialists.delete_specialist(world.caller(OWN), "MSS-001", seen=1)

    facts = refused.value.facts
    assert (refused.value.code, facts["count"], facts[table]) == ("specialist.in_use", 1, 1)
    assert refused.value.hint("ko") != refused.value.hint("en")
    assert _facts_of(store) == before


def test_a_tag_from_before_a_deletion_never_fits_again(world: World) -> None:
    people, own = world.services.specialists, world.caller(OWN)
    people.delete_specialist(own, "MSS-001", seen=1)
    people.register_specialist(own, _new("MSS-001"))
    with pytest.raises(StaleError):
        people.update_specialist(own, "MSS-001", _facts(title="late"), seen=1)
    now = people.specialist(own, "MSS-001").version
    world.make_current()
    with pytest.raises(StaleError):
        people.delete_specialist(own, "MSS-001", seen=now)


def test_ids_of_an_agency_with_a_longer_id_are_refused_alike_taken_or_free(store: Store) -> None:
    """MSS-X-001 exists and MSS-X-002 does not; MSS-007 was imported as a person of KNPA."""
    it = world_pool()
    others = (specialist("MSS-X-001", "MSS-X"), specialist("MSS-007", "KNPA"))
    world = World.over(store)
    world.make_current(
        it.with_rows(
            agencies=(*it.agencies, agency("MSS-X")), specialists=(*it.specialists, *others)
        )
    )
    told = set()
    for key in ("MSS-X-001", "MSS-X-002", "MSS-007"):
        with pytest.raises(RequestError) as refused:
            world.services.specialists.register_specialist(world.caller(OWN), _new(key))
        told.add((refused.value.code, str(refused.value.facts)))

    assert told == {("specialist.id_prefix", "{'prefix': 'MSS-'}")}


def test_a_kept_answer_holds_no_identity_and_is_told_again_whole(
    world: World, database_url: str
) -> None:
    new = _new("MSS-008", name="canary-1", title="canary-2", station="canary-3")
    register = world.services.specialists.register_specialist
    first = register(world.caller(OWN), new, key="k")
    again = register(world.caller(OWN), new, key="k")

    assert again == first
    assert (again.name, again.title, again.station) == ("canary-1", "canary-2", "canary-3")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        kept = repr(connection.execute(text("SELECT * FROM answers")).all())
    engine.dispose()
    assert "MSS-008" in kept
    assert "canary" not in kept


@pytest.mark.parametrize("told", [{"name": "canary"}, {"title": "canary"}])
def test_a_masked_agency_names_nobody(world: World, told: dict[str, str]) -> None:
    """Neither a new person nor one of whom an earlier release has kept a name."""
    people, home = world.services.specialists, world.caller(MASKED_OWN)
    before = _facts_of(world.store)
    with pytest.raises(RequestError) as new:
        people.register_specialist(home, _new("NIS-S08", **told))
    seen = people.specialist(home, "NIS-S07").version
    with pytest.raises(RequestError) as changed:
        people.update_specialist(home, "NIS-S07", _facts(**told), seen=seen)
    assert {new.value.code, changed.value.code} == {"specialist.masked"}
    assert _facts_of(world.store) == before
    assert people.register_specialist(home, _new("NIS-S08")).station == "here"
    seen = people.specialist(home, "NIS-S07").version
    emptied = people.update_specialist(home, "NIS-S07", _facts(station="elsewhere"), seen=seen)
    assert (emptied.name, emptied.title, emptied.station) == ("", "", "elsewhere")


def test_who_reads_other_agencies_people_is_written_down(world: World) -> None:
    people, planner = world.services.specialists, world.caller(PLANNER)
    people.specialists(world.caller(OWN))
    people.specialist(world.caller(OWN), "MSS-001")
    people.specialists(planner)
    people.specialist(planner, "MSS-001")
    people.availability(planner, "NIS-S07")
    entries = world.services.audit.entries(planner, limit=4)

    assert [(e.actor, e.action, e.subject) for e in entries[:3]] == [
        (PLANNER, "availability.read", "NIS-S07"),
        (PLANNER, "specialist.read", "MSS-001"),
        (PLANNER, "specialist.list", "all"),
    ]
    assert entries[3].action == "facts.replace"


def test_lists_show_each_caller_their_part(world: World) -> None:
    people = world.services.specialists
    own = people.specialists(world.caller(OWN))
    planner = people.specialists(world.caller(PLANNER))
    analyst = people.specialists(world.caller(ANALYST))

    assert [s.specialist for s in own] == ["MSS-001"]
    assert [s.specialist for s in planner] == ["KNPA-001", "MSS-001", "NIS-S07"]
    assert (planner[2].name, planner[2].title, planner[2].station) == ("", "", "")
    assert [n for n in NAMES if n in repr(analyst)] == []
    assert [s.skills[0].level for s in planner[:2]] == [3, 2]


def _facts_of(store: Store) -> tuple[int, str]:
    with store.read(System.OPERATOR) as tx:
        return tx.facts.version(), tx.facts.pool().sha256
