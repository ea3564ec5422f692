"""Current facts: what a change writes carries the version the head moved to."""

import pytest

from scheduler.store import Store
from tests.builders import specialist
from tests.world import world_pool

PEOPLE = "specialists"


def _version(store: Store, person: str) -> int:
    with store.read() as tx:
        (row,) = tx.facts.rows(PEOPLE, subject=person)
    return row.version


def test_a_row_that_is_replaced_or_comes_back_never_has_a_former_version(store: Store) -> None:
    seen = []
    person = specialist("MSS-001", "MSS")
    for _ in range(2):
        with store.write() as tx:
            tx.facts.move_on()
            tx.facts.replace_all(world_pool())
        seen.append(_version(store, "MSS-001"))
    with store.write() as tx:
        tx.facts.move_on()
        assert tx.facts.change(PEOPLE, person, seen=seen[-1])
    seen.append(_version(store, "MSS-001"))
    with store.write() as tx:
        tx.facts.move_on()
        tx.facts.remove_about("MSS-001", (PEOPLE,))
    with store.write() as tx:
        tx.facts.move_on()
        tx.facts.add(PEOPLE, person, subject="MSS-001", owner="MSS")
    seen.append(_version(store, "MSS-001"))

    assert seen == [1, 2, 3, 5]
    with store.write() as tx:
        tx.facts.move_on()
        assert not any(tx.facts.change(PEOPLE, person, seen=former) for former in seen[:-1])


def test_no_row_changes_before_the_head_has_moved(store: Store) -> None:
    with pytest.raises(RuntimeError, match="moved on"), store.write() as tx:
        tx.facts.replace_all(world_pool())
