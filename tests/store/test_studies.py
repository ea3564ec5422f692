"""Studies as rows: kept apart from runs, under the same leases, with their answers compressed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import IntegrityError

from scheduler.model import SolveOptions, StudyKind, StudyProgress, StudyQuestion, Week
from scheduler.store import MAX_ATTEMPTS, Run, Store, Study, StudyAnswer
from scheduler.store.engine import open_engine
from scheduler.store.scope import System
from scheduler.store.tables import StudyRow
from tests.world import world_pool

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LEASE = timedelta(seconds=15)
LATER = NOW + LEASE + timedelta(seconds=1)
NUMBERS: Iterator[int] = count()
WAITING = {
    "state": "queued",
    "created_by": "tester",
    "attempts": 0,
    "fence": 0,
    "lease_owner": None,
    "lease_until": None,
    "started_at": None,
    "finished_at": None,
    "cancel_requested": False,
    "progress": None,
    "reason_code": None,
    "reason_facts": {},
}


def run(store: Store, key: str, at: datetime = NOW) -> str:
    """A run that waits."""
    with store.write(System.OPERATOR) as tx:
        pool = tx.pools.keep(world_pool(), now=NOW, by="tester").sha256
        options, week = SolveOptions(), Week.parse("2026-W49")
        tx.runs.add(
            Run(
                **WAITING,  # type: ignore[arg-type]
                run=key,
                pool=pool,
                start=week,
                weeks=1,
                options=options,
                from_facts=False,
                record=None,
                created_at=at,
            )
        )
    return key


def plan(store: Store) -> str:
    """A plan of a run that has ended."""
    key = run(store, f"r{next(NUMBERS)}")
    week = Week.parse("2026-W49")
    with store.write(System.OPERATOR) as tx:
        ours = tx.leases.claim("a", NOW, LEASE)
        assert isinstance(ours, Run)
        assert tx.leases.end(ours, NOW, "done")
        sha256 = world_pool().sha256
        tx.plans.add_accepted(
            f"p-{key}", run=key, pool=sha256, start=week, weeks=1, canonical=b"", now=NOW
        )
    return f"p-{key}"


def study(store: Store, of: str, key: str, at: datetime = NOW, kind: StudyKind = "persons") -> str:
    """A study that waits."""
    with store.write(System.OPERATOR) as tx:
        tx.studies.add(
            Study(
                **WAITING,  # type: ignore[arg-type]
                study=key,
                plan=of,
                pool=world_pool().sha256,
                question=StudyQuestion(kind=kind),
                created_at=at,
            )
        )
    return key


def claimed(store: Store, at: datetime = NOW) -> Run | Study | None:
    """What a worker gets."""
    with store.write(System.OPERATOR) as tx:
        return tx.leases.claim("w", at, LEASE)


def claimed_study(store: Store, at: datetime = NOW) -> Study:
    """A study that a worker gets."""
    work = claimed(store, at)
    assert isinstance(work, Study)
    return work


def get(store: Store, key: str) -> Study:
    """A study as it stands."""
    with store.read(System.OPERATOR) as tx:
        found = tx.studies.get(key)
    assert found is not None
    return found


def test_runs_and_studies_wait_in_one_line(store: Store) -> None:
    of = plan(store)
    at = [NOW + timedelta(seconds=n) for n in range(5)]
    wanted = [
        study(store, of, "b", at[0]),
        run(store, "a", at[1]),
        study(store, of, "d", at[2]),
        study(store, of, "c", at[3]),
        run(store, "e", at[4]),
    ]
    taken = []
    while (work := claimed(store, at[4])) is not None:
        taken.append(work.key)

    assert taken == wanted


def test_a_lost_study_is_taken_over_and_late_words_change_nothing(store: Store) -> None:
    study(store, plan(store), "s")
    late, taken = claimed_study(store), claimed_study(store, LATER)
    assert (taken.attempts, taken.fence) == (2, late.fence + 1)
    answer = StudyAnswer("{}", is_complete=True)
    told = StudyProgress(done=1, total=2)
    with store.write(System.OPERATOR) as tx:
        assert tx.leases.keep(late, LATER, LEASE, told) is None
        assert tx.leases.give_back(late, LATER) is None
        assert tx.leases.end(late, LATER, "done", answer=answer) is None
        kept = tx.leases.keep(taken, LATER, LEASE, told)
    assert kept is not None
    assert (kept.state, kept.progress) == ("running", told)
    with store.read(System.OPERATOR) as tx:
        assert tx.studies.answer("s") is None


def test_a_study_lost_three_times_fails_with_its_own_reason(store: Store) -> None:
    study(store, plan(store), "s")
    at = NOW
    for _ in range(MAX_ATTEMPTS):
        claimed_study(store, at)
        at += LEASE + timedelta(seconds=1)

    assert claimed(store, at) is None
    assert (get(store, "s").state, get(store, "s").reason_code) == ("failed", "study.lost")


def test_a_study_that_cannot_be_read_does_not_hold_up_the_others(
    store: Store, database_url: str
) -> None:
    of = plan(store)
    study(store, of, "bad"), study(store, of, "good", LATER)
    engine = open_engine(database_url)
    with engine.begin() as connection:
        broken = StudyRow.__table__.update().values(question={"kind": "weather"})  # type: ignore[attr-defined]
        connection.execute(broken.where(StudyRow.study == "bad"))

    assert claimed_study(store, LATER).study == "good"
    with engine.connect() as connection:
        found = select(StudyRow.state, StudyRow.reason_code).where(StudyRow.study == "bad")
        assert tuple(connection.execute(found).one()) == ("failed", "study.unreadable")
    engine.dispose()


def test_stopping_is_that_of_runs(store: Store) -> None:
    of = plan(store)
    study(store, of, "a"), study(store, of, "b", LATER)
    ours = claimed_study(store)
    with store.write(System.OPERATOR) as tx:
        assert tx.studies.ask_to_cancel("a", NOW)
        assert tx.studies.ask_to_cancel("b", NOW)
        assert not tx.studies.ask_to_cancel("b", NOW)
        ended = tx.leases.give_back(ours, NOW)
    assert ended is not None
    assert {get(store, key).state for key in "ab"} == {"cancelled"}
    assert claimed(store, LATER) is None


def test_an_answer_comes_back_and_is_compressed(store: Store, database_url: str) -> None:
    told = '{"이름": "' + "아" * 10_000 + '"}'
    study(store, plan(store), "s")
    ours = claimed_study(store)
    with store.write(System.OPERATOR) as tx:
        assert tx.leases.end(ours, NOW, "done", answer=StudyAnswer(told, is_complete=False))
    assert get(store, "s").is_complete is False
    with store.read(System.OPERATOR) as tx:
        assert tx.studies.answer("s") == told
    engine = open_engine(database_url)
    with engine.connect() as connection:
        kept = connection.execute(select(StudyRow.answer)).scalar_one()
    engine.dispose()

    assert kept is not None
    assert len(kept) < 1_000


def test_the_studies_of_a_plan_newest_first(store: Store) -> None:
    of, other = plan(store), plan(store)
    study(store, of, "old"), study(store, other, "others"), study(store, of, "new", LATER)
    with store.read(System.OPERATOR) as tx:
        assert [it.study for it in tx.studies.of_plan(of, 100)] == ["new", "old"]
        assert [it.study for it in tx.studies.of_plan(of, 1)] == ["new"]
        assert [it.study for it in tx.studies.of_plan(other, 100)] == ["others"]


@pytest.mark.parametrize(
    "change",
    [
        "state = 'running'",
        "state = 'done', finished_at = '2026-11-25'",
        "state = 'failed', finished_at = '2026-11-25'",
        "state = 'asleep'",
        "answer = 'x'",
        "plan = 'none'",
    ],
)
def test_what_must_not_be_cannot_be_written(store: Store, database_url: str, change: str) -> None:
    study(store, plan(store), "s")
    engine = open_engine(database_url) if "sqlite" in database_url else create_engine(database_url)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(f"UPDATE studies SET {change}"))
    engine.dispose()
