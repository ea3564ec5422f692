"""``serve`` as it is run: an API process, a worker process, a solving process; killed at will."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest

from scheduler.access import Role
from scheduler.api import PREFIX
from scheduler.bootstrap import Pause, Settings, build, upgrade_database
from scheduler.exchange import pool_to_json
from scheduler.model import ConflictError, Pool
from scheduler.synth import family_pool
from tests.builders import WEEK
from tests.serving import (
    PATIENCE_S,
    answers,
    children,
    client_of,
    free_port,
    is_alive,
    kill_child,
    until,
)

LEASE_S = 4.0
SERVE = "import sys; from scheduler.bootstrap import Settings, serve; sys.exit(serve(Settings()))"


class Running(NamedTuple):
    """A running service and a planner's client."""

    process: subprocess.Popen[bytes]
    client: httpx2.Client

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The JSON answer of a call that must succeed."""
        answer = self.client.request(method, PREFIX + path, **options)
        assert answer.is_success, answer.text
        return answer.json()

    def start(self, pool: Pool, **options: object) -> str:
        """The id of a run of a pool."""
        upload = {"files": ("pool.json", pool_to_json(pool))}
        sha256 = self.call("POST", "/pools", files=upload)["pool"]
        body = {"pool": sha256, "start": WEEK, "options": options}
        return str(self.call("POST", "/runs", json=body)["run"])

    def follow(self, run: str) -> dict[str, Any]:
        """A run as it stands."""
        told: dict[str, Any] = self.call("GET", f"/runs/{run}")
        return told

    def is_solving(self, run: str) -> bool:
        """Whether a run's own process has said something."""
        progress = self.follow(run)["progress"]
        return progress is not None and progress["phase"] != "loading"


def on(kind: str) -> pytest.MarkDecorator:
    """Over one kind of database; that leases hold on both is asked of the store."""
    return pytest.mark.parametrize("database_url", [kind], indirect=True)


@pytest.fixture
def served(database_url: str) -> Iterator[Running]:
    settings = Settings(database_url=database_url, port=free_port(), lease_s=LEASE_S)
    upgrade_database(settings)
    services = build(settings)
    services.accounts.create_account("planner", Role.PLANNER)
    token = services.accounts.create_token("planner").text
    services.store.close()
    process = subprocess.Popen([sys.executable, "-c", SERVE], env=settings.environment())
    with client_of(settings.port, token) as client:
        try:
            until(lambda: answers(client))
            yield Running(process, client)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


@pytest.mark.slow
@on("postgresql")
def test_killed_processes_cost_attempts_and_nothing_else(served: Running) -> None:
    """SIGKILL first the solving process, then the worker: the run goes on within 30 seconds."""
    run = served.start(family_pool(150, 100, 1), mode="timed", time_limit_s=600)
    for attempt in (1, 2):
        until(lambda: served.is_solving(run))
        (worker,) = children(served.process.pid, "scheduler.worker")
        (solver,) = children(worker, "scheduler.worker.child")
        os.kill(solver if attempt == 1 else worker, signal.SIGKILL)
        killed = time.monotonic()
        until(lambda: served.follow(run)["attempts"] > attempt)  # noqa: B023  # asked at once
        assert time.monotonic() - killed < 30
        # nobody waits for the solver of a dead worker, so it has ended too
        until(lambda: not Path(f"/proc/{solver}").exists())  # noqa: B023  # asked at once

    served.call("POST", f"/runs/{run}/cancel")
    until(lambda: served.follow(run)["state"] == "cancelled")


@pytest.mark.slow
@on("sqlite")
def test_a_study_outlives_its_worker_and_keeps_what_it_has_when_stopped(served: Running) -> None:
    """SIGKILL the worker: another one takes the study; then somebody stops it."""
    run = served.start(family_pool(40, 25, 1))
    until(lambda: served.follow(run)["state"] not in ("queued", "running"))
    plan = served.follow(run)["plan"]
    study = served.call("POST", f"/plans/{plan}/studies", json={"kind": "report"})["study"]
    path = f"/studies/{study}"

    def is_under_way() -> bool:
        told = served.call("GET", path)
        return bool(told["state"] == "running" and told["progress"]["done"] > 0)

    until(is_under_way)
    kill_child(served.process.pid, "scheduler.worker")
    until(lambda: served.call("GET", path)["attempts"] == 2)
    until(is_under_way)
    served.call("POST", f"{path}/cancel")
    until(lambda: served.call("GET", path)["state"] == "cancelled")

    ended = served.call("GET", path)
    assert ended["is_complete"] is False
    assert 0 < ended["progress"]["done"] < ended["progress"]["total"]
    assert ended["answer"]["seats"]  # what is to be acted on is asked about first
    page = served.client.get(f"{PREFIX}{path}/export?format=html&language=en")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "stopped" in page.text


@pytest.mark.slow
@on("sqlite")
def test_a_killed_service_leaves_no_process_behind(served: Running) -> None:
    run = served.start(family_pool(150, 100, 1), mode="timed", time_limit_s=600)
    until(lambda: served.is_solving(run))
    (api,) = children(served.process.pid, "scheduler.serving")
    (worker,) = children(served.process.pid, "scheduler.worker")
    (solver,) = children(worker, "scheduler.worker.child")
    served.process.kill()
    served.process.wait()

    until(lambda: not any(is_alive(pid) for pid in (api, worker, solver)))


def test_a_worker_that_keeps_dying_is_started_ever_later() -> None:
    """Up to half a minute; one that has lived long begins with a second again."""
    pause = Pause()

    assert [pause.after(0.5) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert [pause.after(60.0), pause.after(59.9), pause.after(0.5)] == [1, 2, 4]


def test_settings_reach_the_children_and_hide_the_url() -> None:
    settings = Settings(database_url="postgresql://me:secret@db/x", port=1234)

    assert "secret" not in repr(settings)
    assert settings.environment()["SCHEDULER_DATABASE_URL"].endswith("secret@db/x")
    assert settings.environment()["SCHEDULER_PORT"] == "1234"


def test_sqlite_is_upgraded_at_start_and_postgresql_must_be_first(database_url: str) -> None:
    settings = Settings(database_url=database_url)
    if database_url.startswith("sqlite"):
        build(settings).store.close()
        return
    with pytest.raises(ConflictError) as refused:
        build(settings)
    assert refused.value.code == "store.not_current"
    upgrade_database(settings)
    build(settings).store.close()
