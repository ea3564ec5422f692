"""A request that arrives several times at once is carried out once, and all get its answer."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from pydantic import BaseModel

from scheduler.model import ConflictError
from scheduler.service.desk import Desk, once
from scheduler.service.people import NewSpecialist, SpecialistReply
from scheduler.store import Store, Transaction
from scheduler.store.scope import System
from tests.world import OWN, PLANNER, World

COPIES = 4


class Told(BaseModel):
    """The answer to an act."""

    number: int


def test_a_copy_waits_for_the_first_and_gets_its_answer(store: Store) -> None:
    """The act could not be carried out again: it would be refused, and the copy with it."""
    world, acts, is_under_way = World.over(store), list[int](), threading.Event()
    planner, mark = world.caller(PLANNER), once("k", "act")
    assert planner is not None

    def act(_: Transaction) -> Told:
        acts.append(1)
        if len(acts) > 1:
            raise ConflictError("run.ended")
        is_under_way.set()
        time.sleep(0.5)  # so that the copy comes in between
        return Told(number=7)

    def sent() -> Told:
        return Desk(store).effect(planner, mark, Told, act)

    with ThreadPoolExecutor(2) as senders:
        first = senders.submit(sent)
        assert is_under_way.wait(30)
        copy = senders.submit(sent)
        assert (first.result(), copy.result()) == (Told(number=7), Told(number=7))
    assert len(acts) == 1


def test_keys_of_others_and_other_keys_are_not_waited_for(store: Store) -> None:
    if store.is_sqlite:
        return  # one writer at a time anyway
    world = World.over(store)
    with store.write(System.OPERATOR) as one, store.write(System.OPERATOR) as other:
        one.answers.take_turn(PLANNER, "k")
        other.answers.take_turn(PLANNER, "l")
        other.answers.take_turn(f"{PLANNER}k", "")
    assert world.caller(PLANNER) is not None


def test_all_copies_of_a_registration_sent_at_once_are_told_the_same(world: World) -> None:
    """The second of them would have found the person registered already."""
    new = NewSpecialist(specialist="MSS-900", station="here", weekly_blocks=4, max_cases=1)
    registrar, together = world.caller(OWN), threading.Barrier(COPIES)

    def sent(_: int) -> SpecialistReply:
        together.wait(30)
        return world.services.specialists.register_specialist(registrar, new, key="k")

    with ThreadPoolExecutor(COPIES) as senders:
        told = list(senders.map(sent, range(COPIES)))
    assert told == [told[0]] * COPIES
