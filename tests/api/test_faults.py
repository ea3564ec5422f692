"""A database that cannot be used: 503 with Retry-After and a code, and a line in the log."""

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, text

from scheduler.api import PREFIX, create_app
from scheduler.exchange import pool_to_json
from scheduler.service import Services
from scheduler.store import Store
from scheduler.store.scope import System
from scheduler.synth import family_pool
from tests.api.client import Served
from tests.builders import WEEK


def _fill_disk(store: Store) -> None:
    """The file of SQLite may grow no more."""
    with store.write(System.OPERATOR) as tx:
        pages = tx.log._session.execute(text("PRAGMA page_count")).scalar()
    store.close()

    def limit(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(store._engine, "connect", limit)


def test_a_full_disk_is_told_nothing_is_stored_and_reading_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    store.upgrade()
    served = Served.over(store)
    _fill_disk(store)
    upload = {"files": ("pool.json", pool_to_json(family_pool(60, 40, 1)))}
    before = served.planner("GET", "/pools").json()
    with caplog.at_level(logging.ERROR):
        told = served.planner("POST", "/pools", files=upload)

    assert (told.status_code, told.json()["code"]) == (503, "store.full")
    assert told.headers["retry-after"] == "5"
    assert told.headers["content-type"] == "application/problem+json"
    number = told.headers["x-request-id"]
    assert f"request {number}: store.full (SQLITE_FULL)" in caplog.text
    assert served.planner("GET", "/pools").json() == before
    assert served.planner("GET", "/health").status_code == 200
    store.close()


def test_work_that_no_worker_takes_is_told(store: Store) -> None:
    """After a minute without a word; not while a worker says something, and not once it is done."""
    served = Served.over(store)
    clock = served.world.clock

    def health() -> dict[str, Any]:
        told: dict[str, Any] = served.client.get(f"{PREFIX}/health").json()
        return told

    clock.at += timedelta(hours=1)
    well = {"status": "ok", "unattended_s": 0}
    assert health() == well
    started = served.planner("POST", "/runs", json={"start": str(WEEK)})
    assert started.status_code == 202, started.text
    clock.at += timedelta(seconds=59)
    assert health() == well
    clock.at += timedelta(seconds=16)
    assert health() == {"status": "no_worker", "unattended_s": 75}
    jobs = served.world.services.jobs
    job = jobs.claim("worker")
    assert job is not None
    assert health() == well
    clock.at += timedelta(seconds=60)
    assert health()["status"] == "no_worker"
    jobs.keep(job, None)
    assert health() == well


def test_a_database_that_is_not_there_makes_the_service_unhealthy() -> None:
    store = Store.open("postgresql://me:secret@127.0.0.1:1/x")
    client = TestClient(create_app(Services.over(store)), raise_server_exceptions=False)
    signed = {"Authorization": f"Bearer eps_{'0' * 12}_x"}
    for path, headers in (("/health", {}), ("/runs", signed)):
        told = client.get(PREFIX + path, headers=headers)
        assert (told.status_code, told.json()["code"]) == (503, "store.unavailable")
        assert told.headers["retry-after"]
        assert not [word for word in ("secret", "127.0.0.1", "me@") if word in told.text]
