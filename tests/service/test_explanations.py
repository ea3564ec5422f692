"""Explanations of stored plans: the answers of the library, without names nobody else may see."""

import pytest

from scheduler.explain import Inquiry, ask
from scheduler.model import NotAllowedError, NotFoundError
from scheduler.service import explanations as module
from scheduler.store import Store
from tests.world import ANALYST, FOREIGN, HIDDEN, OWN, PLANNER, World


def published(store: Store) -> tuple[World, str]:
    """A world and its published plan."""
    world = World.over(store)
    world.make_current()
    return world, world.published()[1]


def test_it_says_what_the_library_says(store: Store) -> None:
    """The same object, and sentences in both languages."""
    world, plan = published(store)
    stored = world.services.plans.read_plan(world.caller(PLANNER), plan).content
    inquiry = Inquiry(world.pool, stored)
    for demand, specialist in (("d2", None), ("d3", "MSS-001"), ("d2", "NIS-S07")):
        told = world.services.explanations.explain(world.caller(PLANNER), plan, demand, specialist)
        answer = ask(inquiry, demand, specialist)
        assert told.kind == answer.kind
        assert told.answer == answer.model_dump(mode="json")
        assert demand in told.text.ko[0]
        assert demand in told.text.en[0]


@pytest.mark.parametrize("caller", [PLANNER, ANALYST])
def test_names_stay_where_they_belong(store: Store, caller: str) -> None:
    """A planner reads no masked name, an analyst none at all."""
    world, plan = published(store)
    for demand, specialist in (("d2", None), ("d1", "NIS-S07"), ("d2", "MSS-001")):
        told = world.services.explanations.explain(world.caller(caller), plan, demand, specialist)
        text = told.model_dump_json()
        assert not [name for name in HIDDEN[caller] if name in text]


def test_who_may_not_ask(store: Store) -> None:
    """Registrars; and what is not there is not found."""
    world, plan = published(store)
    explain = world.services.explanations.explain
    for caller in (OWN, FOREIGN):
        with pytest.raises(NotAllowedError):
            explain(world.caller(caller), plan, "d2", None)
    for missing in (("nothing", "d2", None), (plan, "nothing", None), (plan, "d2", "nobody")):
        with pytest.raises(NotFoundError):
            explain(world.caller(PLANNER), *missing)


def test_what_questions_share_is_built_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the plan asked about last."""
    world, plan = published(store)
    _, other = world.solved()
    built: list[object] = []

    class Counted(Inquiry):
        def __init__(self, *both: object) -> None:
            built.append(both)
            super().__init__(*both)  # type: ignore[arg-type]

    monkeypatch.setattr("scheduler.explain.Inquiry", Counted)
    for asked in (plan, plan, other, other, plan):
        world.services.explanations.explain(world.caller(PLANNER), asked, "d2", None)
    assert len(built) == 3
    assert module.__doc__
