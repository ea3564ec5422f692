"""Explanations of stored plans: the answers of the library, without names nobody else may see."""

import pytest

from scheduler.access import NotSignedInError
from scheduler.explain import Inquiry, MaskedWords, ReadersCopy, ask, withheld
from scheduler.model import NotFoundError
from scheduler.service import explanations as module
from scheduler.store import Store
from tests.world import FOREIGN, HIDDEN, MASKED, MASKED_OWN, OWN, PLANNER, World


def published(store: Store) -> tuple[World, str]:
    """A world and its published plan."""
    world = World.over(store)
    world.make_current()
    return world, world.published()[1]


def test_it_says_what_the_library_says(store: Store) -> None:
    """The same object, but for how far masked people travel, and sentences in both languages."""
    world, plan = published(store)
    stored = world.services.plans.read_plan(world.caller(PLANNER), plan).content
    inquiry = Inquiry(world.pool, stored)
    for demand, specialist in (("d2", None), ("d3", "MSS-001"), ("d2", "NIS-S07")):
        told = world.services.explanations.explain(world.caller(PLANNER), plan, demand, specialist)
        answer = withheld(ask(inquiry, demand, specialist), {"NIS-S07"})
        assert told.kind == answer.kind
        assert told.answer == answer.model_dump(mode="json")
        assert demand in told.text.ko[0]
        assert demand in told.text.en[0]


def test_what_is_not_there_is_not_found(store: Store) -> None:
    """Plans, demands and people; and a draft is not there for a registrar."""
    world, plan = published(store)
    _, draft = world.solved()
    explain = world.services.explanations.explain
    for missing in (("nothing", "d2", None), (plan, "nothing", None), (plan, "d2", "nobody")):
        for caller in (PLANNER, OWN, FOREIGN):
            with pytest.raises(NotFoundError):
                explain(world.caller(caller), *missing)
    assert explain(world.caller(PLANNER), draft, "d2", None).kind == "why_empty"
    with pytest.raises(NotFoundError):
        explain(world.caller(FOREIGN), draft, "d2", None)
    with pytest.raises(NotSignedInError):
        explain(None, plan, "d2", None)


@pytest.mark.parametrize(
    ("caller", "demand", "specialist", "kind"),
    [
        (OWN, "d1", "MSS-001", "why"),
        (OWN, "d1", "NIS-S07", "why"),
        (FOREIGN, "d2", None, "why_empty"),
        (FOREIGN, "d2", "KNPA-001", "why_not"),
        (MASKED_OWN, "d1", "NIS-S07", "why"),
    ],
)
def test_a_registrar_is_told_what_the_library_tells_of_the_own_copy(
    store: Store, caller: str, demand: str, specialist: str | None, kind: str
) -> None:
    """In both languages, without a name that is not theirs to read, and without a solver."""
    world, plan = published(store)
    signed = world.caller(caller)
    assert signed is not None
    stored = world.services.plans.read_plan(world.caller(PLANNER), plan).content
    copy = ReadersCopy(signed, world.pool, stored)
    answer = copy.ask(demand, specialist)
    with world.services.explanations.turns.taken():  # whatever a planner asks meanwhile
        told = world.services.explanations.explain(signed, plan, demand, specialist)

    assert told.kind == answer.kind == kind
    assert told.answer == answer.model_dump(mode="json")
    assert told.text.ko == tuple(MaskedWords(copy.pool, copy.plan, "ko").answer(answer))
    assert told.text.en == tuple(MaskedWords(copy.pool, copy.plan, "en").answer(answer))
    assert not [name for name in (*HIDDEN[caller], *MASKED) if name in told.model_dump_json()]


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
