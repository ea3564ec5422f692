"""Importing, reading back, and making a pool the current facts: all of it or nothing."""

import pytest

from scheduler.exchange import pool_to_files, pool_to_json, pool_to_xlsx
from scheduler.model import ConflictError, NotFoundError, PoolError, RequestError
from scheduler.service import MissingVersionError, StaleError
from scheduler.service.replies import FactsRequest
from scheduler.store import Store
from scheduler.store.scope import System
from tests.builders import agency, case, demand, pool, specialist
from tests.world import PLANNER, World, nameless, world_pool, zipped


def test_every_form_of_upload_is_the_same_pool(store: Store) -> None:
    world = World.over(store)
    it = nameless(world.pool)
    files = pool_to_files(it)
    uploads = [
        {"pool.zip": zipped(files)},
        files,
        {"pool.json": pool_to_json(it)},
        {"pool.xlsx": pool_to_xlsx(it, "ko")},
    ]
    planner = world.caller(PLANNER)
    hashes = {world.services.pools.import_pool(planner, u).pool for u in uploads}

    assert hashes == {it.sha256}
    assert len(world.services.pools.pools(planner)) == 1


def test_an_upload_is_told_what_was_read_of_it(store: Store) -> None:
    """Rows by table; of a table that is not there, what that means; nothing of it in the list."""
    world = World.over(store)
    files = dict(pool_to_files(nameless(world.pool)))
    del files["conflicts.csv"]
    planner = world.caller(PLANNER)
    told = {it.table: it for it in world.services.pools.import_pool(planner, files).read}

    assert told["specialists"].rows == len(world.pool.specialists)
    assert told["conflicts"].rows is None
    assert "제척" in told["conflicts"].text.ko
    assert "nobody is recused" in told["conflicts"].text.en
    assert world.services.pools.pools(planner)[0].read == ()


def test_a_pool_without_masked_people_is_read_back_as_it_was(store: Store) -> None:
    world = World.over(store)
    it = pool(agency("A"), specialist("s1"), case("c1"), demand("d1"))
    sha256 = world.import_pool(it)

    assert world.services.pools.read_pool(world.caller(PLANNER), sha256) == it
    with pytest.raises(NotFoundError):
        world.services.pools.read_pool(world.caller(PLANNER), "0" * 64)


@pytest.mark.parametrize("told", [{"name": "canary"}, {"title": "canary"}])
def test_a_pool_that_names_masked_people_is_refused(store: Store, told: dict[str, str]) -> None:
    """A guess could be held against its hash; every such agency is listed, with all else."""
    world = World.over(store)
    before = _state(store)
    it = pool(
        agency("A", masked=True),
        agency("B", masked=True),
        specialist("A-1", "A", **told),
        specialist("B-1", "B", **told),
        specialist("C-1", "C", name="open"),
        case("c1", "C"),
        demand("d1", "c1"),
    )
    with pytest.raises(PoolError) as refused:
        world.services.pools.import_pool(world.caller(PLANNER), pool_to_files(it))
    found = refused.value.complaints
    assert [(c.code, c.severity, c.file, c.row) for c in found] == [
        ("integrity.masked_names", "error", "agencies.csv", row) for row in (2, 3)
    ]
    assert _state(store) == before
    taken = world.services.pools.import_pool(world.caller(PLANNER), pool_to_files(nameless(it)))
    assert (taken.pool, taken.warnings) == (nameless(it).sha256, ())


def test_facts_are_replaced_only_by_who_has_seen_them(store: Store) -> None:
    world = World.over(store)
    planner, pools = world.caller(PLANNER), world.services.pools
    request = FactsRequest(pool=world.import_pool())
    with pytest.raises(MissingVersionError) as missing:
        pools.replace_facts(planner, request, seen=None)
    assert missing.value.http_status == 428
    assert pools.replace_facts(planner, request, seen=0).version == 1
    before = _state(store)
    with pytest.raises(StaleError) as stale:
        pools.replace_facts(planner, request, seen=0)
    assert (stale.value.http_status, stale.value.facts) == (412, {"seen": 0, "current": 1})
    with pytest.raises(RequestError):
        pools.replace_facts(planner, FactsRequest(pool="0" * 64), seen=1)

    assert _state(store) == before
    with store.read(System.OPERATOR) as tx:
        assert tx.facts.pool() == world_pool()


def test_a_key_has_one_effect_and_one_answer(store: Store) -> None:
    world = World.over(store)
    planner, pools = world.caller(PLANNER), world.services.pools
    upload = {"pool.json": pool_to_json(nameless(world.pool))}
    other = pool(agency("A"), specialist("s1"), case("c1"), demand("d1"))
    first = pools.import_pool(planner, upload, key="k")
    world.clock.pass_seconds(60)
    before = _state(store)

    assert pools.import_pool(planner, upload, key="k") == first
    assert _state(store) == before
    with pytest.raises(RequestError) as reused:
        pools.import_pool(planner, {"pool.json": pool_to_json(other)}, key="k")
    assert reused.value.code == "request.key_reused"
    assert _state(store) == before
    world.clock.pass_seconds(8 * 24 * 3600)
    assert pools.import_pool(planner, {"pool.json": pool_to_json(other)}, key="k").pool


def test_a_change_that_cannot_be_recorded_does_not_happen(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.over(store)
    sha256, before = world.import_pool(), _state(store)

    def broken(*_args: object, **_facts: object) -> None:
        raise ConflictError("store.taken")

    monkeypatch.setattr("scheduler.store.log.Log.write", broken)
    with pytest.raises(ConflictError):
        world.services.pools.replace_facts(world.caller(PLANNER), FactsRequest(pool=sha256), seen=0)
    monkeypatch.undo()

    assert _state(store) == before


def _state(store: Store) -> tuple[object, ...]:
    """Everything a refused request must leave as it was."""
    with store.read(System.OPERATOR) as tx:
        return (
            tx.facts.version(),
            tx.facts.pool().sha256,
            tx.pools.all(),
            tx.runs.all(100),
            tx.log.entries(limit=1000),
        )
