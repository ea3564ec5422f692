"""An agency that is masked by now is masked in what was frozen before, too."""

from collections.abc import Iterator
from typing import get_args

import pytest

from scheduler.model import Pool
from scheduler.service import Format
from scheduler.store import Store
from tests.builders import HERE, travel
from tests.service.test_exports import as_text
from tests.world import ANALYST, FOREIGN, FOREIGN_NAME, FOREIGN_TITLE, OWN, PLANNER, World, nameless

PLACE = "canary-later-place"
LATER = (FOREIGN_NAME, FOREIGN_TITLE, PLACE)


def elsewhere(pool: Pool) -> Pool:
    """The pool in which the people of KNPA sit where nobody else does."""
    people = (
        s.model_copy(update={"station": PLACE}) if s.agency == "KNPA" else s
        for s in pool.specialists
    )
    return pool.with_rows(specialists=tuple(people), travel=(travel(PLACE, HERE, 1),))


def masked_later(pool: Pool) -> Pool:
    """The pool in which KNPA does not say any more who its people are."""
    agencies = (
        a.model_copy(update={"masked": True}) if a.agency == "KNPA" else a for a in pool.agencies
    )
    return nameless(pool.with_rows(agencies=tuple(agencies)))


def outlets(world: World, plan: str, studies: tuple[str, ...], caller: str) -> Iterator[str]:
    """Everything that tells of a plan and its pool to somebody, as texts."""
    it, who = world.services, world.caller(caller)
    yield it.plans.read_plan(who, plan).model_dump_json()
    yield it.plans.pool_of_plan(who, plan).canonical_json()
    for form in get_args(Format):
        yield as_text(it.plans.export_plan(who, plan, form).content, form)
    yield it.explanations.explain(who, plan, "d1", "KNPA-001").model_dump_json()
    if caller == OWN:
        return
    yield it.explanations.explain(who, plan, "d2", None).model_dump_json()
    yield it.pools.read_pool(who, it.pools.pools(who)[-1].pool).canonical_json()
    yield it.explanations.comparison(who, plan, plan, causes=False).model_dump_json()
    for study in studies:
        yield it.studies.read_study(who, study).model_dump_json()
    yield it.studies.export_study(who, studies[0], "html").content.decode()


def planned(store: Store) -> tuple[World, str, tuple[str, ...]]:
    """A world in which KNPA is open, its plan in force, and what was asked about it at length."""
    world = World.over(store)
    world.make_current(elsewhere(world.pool))
    plan = world.published()[1]
    kinds = ("report", "gaps", "persons")
    return world, plan, tuple(world.studied(plan, kind=kind) for kind in kinds)


def told(world: World, plan: str, studies: tuple[str, ...], caller: str) -> set[str]:
    """What of the identities somebody is told by any outlet."""
    texts = "\n".join(outlets(world, plan, studies, caller))
    return {word for word in LATER if word in texts}


@pytest.mark.parametrize(
    ("caller", "before"), [(PLANNER, set(LATER)), (ANALYST, {PLACE}), (OWN, set())]
)
def test_no_outlet_tells_of_the_past_what_is_masked_by_now(
    store: Store, caller: str, before: set[str]
) -> None:
    world, plan, studies = planned(store)
    assert told(world, plan, studies, caller) == before
    world.make_current(masked_later(elsewhere(world.pool)))
    assert told(world, plan, studies, caller) == set()


def test_the_home_agency_reads_its_own_people_as_before(store: Store) -> None:
    world, plan, _ = planned(store)
    world.make_current(masked_later(elsewhere(world.pool)))
    seen = world.services.plans.pool_of_plan(world.caller(FOREIGN), plan)
    person = seen.specialist_of_id["KNPA-001"]
    assert (person.name, person.title, person.station) == LATER


def test_what_was_frozen_as_masked_stays_so(store: Store) -> None:
    """An agency that has opened itself meanwhile tells by new facts, and not by old ones."""
    world = World.over(store)
    world.make_current(masked_later(elsewhere(world.pool)))
    plan = world.published()[1]
    world.make_current(elsewhere(world.pool))
    seen = world.services.plans.pool_of_plan(world.caller(PLANNER), plan)
    assert seen.agency_of_id["KNPA"].masked
    assert PLACE not in seen.canonical_json()
