"""Current facts: what a change writes carries the version the head moved to."""

import pytest

from scheduler.model import Fact, Pool
from scheduler.store import Store
from scheduler.store.scope import System
from tests.builders import absence, skill, specialist
from tests.world import world_pool

PEOPLE = "specialists"


def _version(store: Store, person: str) -> int:
    with store.read(System.OPERATOR) as tx:
        (row,) = tx.facts.rows(PEOPLE, subject=person)
    return row.version


def test_a_row_that_is_replaced_or_comes_back_never_has_a_former_version(store: Store) -> None:
    seen = []
    person = specialist("MSS-001", "MSS")
    for it in (world_pool(), _retold(world_pool(), "MSS-001")):
        _replace(store, it)
        seen.append(_version(store, "MSS-001"))
    with store.write(System.OPERATOR) as tx:
        tx.facts.move_on()
        assert tx.facts.change(PEOPLE, person, seen=seen[-1])
    seen.append(_version(store, "MSS-001"))
    with store.write(System.OPERATOR) as tx:
        tx.facts.move_on()
        tx.facts.remove_about("MSS-001", (PEOPLE,))
    with store.write(System.OPERATOR) as tx:
        tx.facts.move_on()
        tx.facts.add(PEOPLE, person, subject="MSS-001", owner="MSS")
    seen.append(_version(store, "MSS-001"))

    assert seen == [1, 2, 3, 5]
    with store.write(System.OPERATOR) as tx:
        tx.facts.move_on()
        assert not any(tx.facts.change(PEOPLE, person, seen=former) for former in seen[:-1])


def _retold(it: Pool, person: str) -> Pool:
    """The pool, with another title of one person."""
    told = (
        s.model_copy(update={"title": "retold"}) if s.specialist == person else s
        for s in it.specialists
    )
    return it.with_rows(specialists=tuple(told))


def _replace(store: Store, it: Pool) -> None:
    with store.write(System.OPERATOR) as tx:
        tx.facts.move_on()
        tx.facts.replace_all(it)


@pytest.mark.parametrize(
    ("table", "row", "is_about_them"),
    [
        ("specialist_skills", skill("MSS-001", "appraisal", 1), True),
        ("availability", absence("MSS-001", "2026-12-01"), True),
        ("specialist_skills", skill("KNPA-001", "appraisal", 1), False),
        ("availability", absence("KNPA-001", "2026-12-01"), False),
    ],
)
def test_new_facts_leave_the_version_of_whom_they_leave_as_they_were(
    store: Store, table: str, row: Fact, is_about_them: bool
) -> None:
    """Whether a row comes or goes; what was out of date once stays so."""
    it = world_pool()
    more = it.with_rows(**{table: (*getattr(it, table), row)})
    _replace(store, it)
    seen = []
    for pool in (it, more, more, it):
        _replace(store, pool)
        seen.append(_version(store, "MSS-001"))

    assert seen == ([1, 3, 3, 5] if is_about_them else [1, 1, 1, 1])
    assert _version(store, "NIS-S07") == 1


def test_who_is_gone_and_comes_back_with_new_facts_has_a_new_version(store: Store) -> None:
    it = world_pool()
    others = tuple(s for s in it.specialists if s.specialist != "NIS-S07")
    for pool in (it, it.with_rows(specialists=others), it):
        _replace(store, pool)

    assert (_version(store, "NIS-S07"), _version(store, "MSS-001")) == (3, 1)


def test_no_row_changes_before_the_head_has_moved(store: Store) -> None:
    with pytest.raises(RuntimeError, match="moved on"), store.write(System.OPERATOR) as tx:
        tx.facts.replace_all(world_pool())
