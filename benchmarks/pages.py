"""What the pages of a week weigh and how soon they can be used, for several pools in one run.

    python -m benchmarks.pages sample_data/demo sample_data/national --times 5

The service runs as somebody starts it: a process for API and pages, over a database of its own in
SQLite, whose plan a worker has made within ``--limit`` seconds. Told of each page are its bytes as
they travel (compressed) and as they are, the median seconds until the server has sent it, and the
median seconds until Chromium has loaded it with its style sheets and fonts from nothing. The memory
is that of the process after all pages.
"""

import argparse
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from statistics import median
from typing import NamedTuple

from benchmarks.running.arguments import existing_path
from scheduler.access import Role
from scheduler.bootstrap import Settings, build
from scheduler.exchange import load_pool, pool_to_json
from scheduler.model import Pool, SolveOptions
from scheduler.service import Services
from scheduler.service.replies import FactsRequest, RunRequest

PAGES = ("overview", "board", "board as a table")
PATHS = ("/w/{week}", "/w/{week}/board", "/w/{week}/board?view=table")
PLANNER, PASSWORD = "planner", secrets.token_urlsafe(12)
SESSION = "__Host-session"


class Measured(NamedTuple):
    """One page: bytes sent, bytes of the page itself, seconds to send, seconds to load."""

    page: str
    sent: int
    whole: int
    answered: float
    loaded: float


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pools", nargs="+", type=existing_path)
    parser.add_argument("--times", type=int, default=5, help="looks at each page")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds to plan each pool")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print("| pool | people | page | sent KB | page KB | answered s | loaded s | memory MB |")
    print("|---|---|---|---|---|---|---|---|")
    for path in options.pools:
        pool = without_masked_names(load_pool(path))
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(database_url=f"sqlite:///{folder}/x.sqlite3", port=0)
            week, session = filled(settings, pool, options.limit)
            with served(settings) as (process, port):
                rows = list(looked_at(port, week, session, options.times))
                memory = resident_mb(process.pid)
        for it in rows:
            figures = f"{it.sent / 1e3:.0f} | {it.whole / 1e3:.0f} | {it.answered:.2f}"
            size = f"{path.name} | {len(pool.specialists)}"
            print(f"| {size} | {it.page} | {figures} | {it.loaded:.2f} | {memory:.0f} |")


def without_masked_names(pool: Pool) -> Pool:
    """The pool as the service takes it."""
    masked = {a.agency for a in pool.agencies if a.masked}
    people = (
        s.model_copy(update={"name": "", "title": ""}) if s.agency in masked else s
        for s in pool.specialists
    )
    return pool.with_rows(specialists=tuple(people))


def filled(settings: Settings, pool: Pool, limit_s: float) -> tuple[str, str]:
    """The week that was planned, and a planner's session."""
    services = build(settings)
    try:
        services.accounts.create_account(PLANNER, Role.PLANNER)
        first = services.accounts.reset_password(PLANNER)
        signed = services.sign_in.sign_in(PLANNER, first, "")
        signed = services.sign_in.change_password(signed.secret, first, PASSWORD)
        principal = signed.principal
        frozen = services.pools.import_pool(principal, {"pool.json": pool_to_json(pool)})
        services.pools.replace_facts(principal, FactsRequest(pool=frozen.pool), seen=0)
        limit = SolveOptions(mode="timed", time_limit_s=limit_s, workers=2)
        run = services.runs.start_run(principal, RunRequest(options=limit)).run
        planned(services, settings, run)
        return str(services.weeks.present(principal)), signed.secret
    finally:
        services.store.close()


def planned(services: Services, settings: Settings, run: str) -> None:
    """The run has ended with a plan, carried out by a worker."""
    command = [sys.executable, "-m", "scheduler.worker"]
    worker = subprocess.Popen(command, env=settings.environment())
    try:
        principal = services.sign_in.sign_in(PLANNER, PASSWORD, "").principal
        while (told := services.runs.follow_run(principal, run)).state in ("queued", "running"):
            time.sleep(0.5)
        assert told.plan is not None, told.reason
    finally:
        worker.terminate()
        worker.wait()


@contextmanager
def served(settings: Settings) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The process that serves, and the port at which it does."""
    command = [sys.executable, "-m", "scheduler.serving", "--leashed"]
    process = subprocess.Popen(
        command, env=settings.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told = next(line for line in process.stdout if line.startswith(b"listening "))
        yield process, int(told.split()[1])
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
        if process.stdin is not None:
            process.stdin.close()


def looked_at(port: int, week: str, session: str, times: int) -> Iterator[Measured]:
    """Each page, looked at so many times by a browser that has nothing yet."""
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{port}"
    cookie = {
        **{"name": SESSION, "value": session, "url": "https://127.0.0.1"},
        **{"secure": True, "httpOnly": True},
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium") or which("chromium-browser"), args=["--no-sandbox"]
        )
        for name, path in zip(PAGES, PATHS, strict=True):
            answered, loaded, whole = list[float](), list[float](), b""
            for _ in range(times):
                context = browser.new_context(base_url=address)
                context.add_cookies([cookie])  # type: ignore[list-item]
                page = context.new_page()
                response = page.goto(path.format(week=week))
                assert response is not None
                assert response.ok, response.status
                whole = response.body()
                timing = page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
                answered.append(timing["responseEnd"] / 1e3)
                loaded.append(timing["loadEventEnd"] / 1e3)
                context.close()
            sent = len(zlib.compress(whole, 6))
            yield Measured(name, sent, len(whole), median(answered), median(loaded))
        browser.close()


def resident_mb(process: int) -> float:
    """The memory of a process that is in use, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = (it for it in status.splitlines() if it.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
