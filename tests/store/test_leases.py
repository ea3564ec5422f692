"""Leases: one worker at a time, takeover after silence, and late words refused."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, select, update

from scheduler.model import Progress, SolveOptions, Week, say
from scheduler.store import MAX_ATTEMPTS, Run, Store, Study
from scheduler.store.scope import System
from scheduler.store.tables import RunRow
from tests.world import world_pool

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LEASE = timedelta(seconds=15)
LATER = NOW + LEASE + timedelta(seconds=1)


def _queued(store: Store, number: int = 1) -> str:
    run = f"run-{number}"
    with store.write(System.WORKER) as tx:
        pool = tx.pools.keep(world_pool(), now=NOW, by="tester").sha256
        tx.runs.add(
            Run(
                run=run,
                pool=pool,
                start=Week.parse("2026-W49"),
                weeks=1,
                options=SolveOptions(),
                from_facts=False,
                created_at=NOW + timedelta(seconds=number),
                created_by="tester",
            )
        )
    return run


def _claim(store: Store, owner: str, at: datetime = NOW) -> Run | None:
    with store.write(System.WORKER) as tx:
        claimed = tx.leases.claim(owner, at, LEASE)
    assert not isinstance(claimed, Study)
    return claimed


def _get(store: Store, run: str) -> Run:
    with store.read(System.WORKER) as tx:
        found = tx.runs.get(run)
    assert found is not None
    return found


def test_runs_are_claimed_once_and_oldest_first(store: Store) -> None:
    _queued(store, 2)
    _queued(store, 1)

    first, second = _claim(store, "a"), _claim(store, "b")
    assert first is not None
    assert second is not None
    assert (first.run, second.run) == ("run-1", "run-2")
    assert _claim(store, "c") is None


def test_many_workers_at_once_claim_each_run_exactly_once(store: Store) -> None:
    wanted = {_queued(store, n) for n in range(1, 9)}
    claimed: list[str] = []

    def work(name: str) -> None:
        while (run := _claim(store, name)) is not None:
            claimed.append(run.run)

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # on PostgreSQL a claimer that skips locked rows may find none and go home; the last one stays
    while (run := _claim(store, "last")) is not None:
        claimed.append(run.run)
    assert sorted(claimed) == sorted(wanted)


def test_a_kept_lease_is_not_taken_over_and_stores_progress(store: Store) -> None:
    _queued(store)
    mine = _claim(store, "a")
    assert mine is not None
    told = Progress(phase="tier", value=3, bound=4, seconds=1.5)
    with store.write(System.WORKER) as tx:
        kept = tx.leases.keep(mine, LATER, LEASE, told)

    assert kept is not None
    assert _claim(store, "b", LATER) is None
    assert _get(store, mine.run).progress == told


def test_work_is_unattended_since_a_worker_was_last_heard_of(store: Store) -> None:
    """Not what waits behind a worker's other run; but what waits behind a silent one."""

    def since() -> datetime | None:
        with store.read(System.WORKER) as tx:
            return tx.leases.unattended_since()

    assert since() is None
    for number in (2, 1):
        _queued(store, number)
    assert since() == NOW + timedelta(seconds=1)
    mine = _claim(store, "a", LATER)
    assert mine is not None
    assert since() == LATER
    with store.write(System.WORKER) as tx:
        mine = tx.leases.keep(mine, LATER + LEASE, LEASE, None)
    assert since() == LATER + LEASE
    assert mine is not None
    with store.write(System.WORKER) as tx:
        tx.leases.end(mine, LATER + LEASE, "done")
    assert since() == LATER + LEASE
    other = _claim(store, "b", LATER + LEASE)
    assert other is not None
    with store.write(System.WORKER) as tx:
        tx.leases.end(other, LATER + LEASE, "done")
    assert since() is None


def test_a_silent_worker_loses_its_run_and_its_late_words_change_nothing(store: Store) -> None:
    _queued(store)
    late = _claim(store, "a")
    taken = _claim(store, "b", LATER)
    assert late is not None
    assert taken is not None
    assert (taken.run, taken.attempts, taken.fence) == (late.run, 2, late.fence + 1)

    with store.write(System.WORKER) as tx:
        assert tx.leases.keep(late, LATER, LEASE, None) is None
        assert tx.leases.end(late, LATER, "done") is None
        assert tx.leases.give_back(late, LATER) is None
    now = _get(store, late.run)
    assert (now.state, now.lease_owner) == ("running", "b")


def test_a_clock_that_was_set_back_does_not_keep_a_lost_run_waiting(store: Store) -> None:
    """Its lease ends hours from now; nobody has kept it since, or it would say so."""
    _queued(store)
    lost = _claim(store, "a", NOW + timedelta(hours=2))
    assert lost is not None

    taken = _claim(store, "b", NOW)
    assert taken is not None
    assert (taken.run, taken.attempts, taken.lease_until) == (lost.run, 2, NOW + LEASE)
    with store.write(System.WORKER) as tx:
        assert tx.leases.keep(lost, NOW, LEASE, None) is None


def test_a_run_that_is_kept_with_the_clock_set_back_stays_where_it_is(store: Store) -> None:
    _queued(store)
    mine = _claim(store, "a", NOW + timedelta(hours=2))
    assert mine is not None
    with store.write(System.WORKER) as tx:
        assert tx.leases.keep(mine, NOW, LEASE, None) is not None

    assert _claim(store, "b", NOW) is None
    # clocks of two machines may differ by less than a lease
    assert _claim(store, "b", NOW - LEASE) is None


def test_a_run_put_back_has_not_used_up_an_attempt(store: Store) -> None:
    _queued(store)
    for _ in range(2 * MAX_ATTEMPTS):
        mine = _claim(store, "a")
        assert mine is not None
        assert mine.attempts == 1
        with store.write(System.WORKER) as tx:
            waiting = tx.leases.give_back(mine, NOW, is_attempt=False)
        assert waiting is not None
        assert (waiting.state, waiting.attempts) == ("queued", 0)


def test_a_run_lost_three_times_fails_with_a_reason(store: Store) -> None:
    _queued(store)
    at = NOW
    for _ in range(MAX_ATTEMPTS):
        assert _claim(store, "a", at) is not None
        at += LEASE + timedelta(seconds=1)

    assert _claim(store, "b", at) is None
    ended = _get(store, "run-1")
    assert (ended.state, ended.reason_code) == ("failed", "run.lost")
    assert ended.finished_at == at


def test_a_lost_run_that_was_to_be_cancelled_is_cancelled(store: Store) -> None:
    _queued(store)
    assert _claim(store, "a") is not None
    with store.write(System.WORKER) as tx:
        assert tx.runs.ask_to_cancel("run-1", NOW)

    assert _claim(store, "b", LATER) is None
    assert _get(store, "run-1").state == "cancelled"


def test_a_run_given_back_waits_unless_it_was_to_be_cancelled(store: Store) -> None:
    _queued(store)
    first = _claim(store, "a")
    assert first is not None
    with store.write(System.WORKER) as tx:
        waiting = tx.leases.give_back(first, NOW)
    assert waiting is not None
    assert (waiting.state, waiting.finished_at) == ("queued", None)
    second = _claim(store, "a")
    assert second is not None
    with store.write(System.WORKER) as tx:
        assert tx.runs.ask_to_cancel("run-1", NOW)
        ended = tx.leases.give_back(second, LATER)

    assert ended is not None
    assert (ended.state, ended.finished_at, ended.lease_owner) == ("cancelled", LATER, None)
    assert _claim(store, "b", LATER) is None


def test_a_waiting_run_is_cancelled_at_once_and_an_ended_one_is_not(store: Store) -> None:
    _queued(store)
    with store.write(System.WORKER) as tx:
        assert tx.runs.ask_to_cancel("run-1", NOW)
    assert _get(store, "run-1").state == "cancelled"
    assert _claim(store, "a") is None
    with store.write(System.WORKER) as tx:
        assert not tx.runs.ask_to_cancel("run-1", NOW)


def test_instants_come_back_in_utc(store: Store) -> None:
    _queued(store)
    created = _get(store, "run-1").created_at

    assert created == NOW + timedelta(seconds=1)
    assert created.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "broken", [{"start": "1-W01"}, {"start": "9999-W52"}, {"options": {"workers": -1}}]
)
def test_a_row_that_cannot_be_read_fails_and_the_queue_goes_on(
    store: Store, database_url: str, broken: dict[str, Any]
) -> None:
    first, good = _queued(store, 1), _queued(store, 2)
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(update(RunRow).where(RunRow.run == first).values(**broken))

    claimed = _claim(store, "a")
    assert claimed is not None
    assert claimed.run == good
    with engine.begin() as connection:
        found = select(RunRow.state, RunRow.reason_code, RunRow.lease_owner)
        row = connection.execute(found.where(RunRow.run == first)).one()
    engine.dispose()
    assert tuple(row) == ("failed", "run.unreadable", None)
    assert say("run.unreadable", "ko")


def test_a_naive_instant_is_refused(store: Store) -> None:
    _queued(store)
    with pytest.raises(Exception, match="no time zone"):
        _claim(store, "a", datetime(2026, 11, 25))
