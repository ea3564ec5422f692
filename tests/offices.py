"""A service with a published plan, run as it is installed, for tests of its callers."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scheduler.model import Pool
from scheduler.store import Store
from tests.cli.conftest import COMMAND
from tests.serving import PATIENCE_S, answers, client_of, free_port, until
from tests.world import PLANNER, World


class Office(NamedTuple):
    """A running service: its process, where it is, who has which token, what is in force."""

    process: "subprocess.Popen[bytes]"
    url: str
    tokens: dict[str, str]
    plan: str
    draft: str
    pool: Pool
    log: Path


@contextmanager
def an_office(folder: Path, pool: Pool | None = None) -> Iterator[Office]:
    """A service over SQLite in a folder, with a plan in force and a draft of the same week."""
    database, log = f"sqlite:///{folder / 'office.sqlite3'}", folder / "office.log"
    store = Store.open(database)
    store.upgrade()
    world = World.over(store)
    world.make_current(pool)
    plan, draft = world.published()[1], world.solved()[1]
    store.close()
    port = free_port()
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), "--database-url", database],
            stdout=written,
            stderr=written,
        )
    try:
        with client_of(port, world.tokens[PLANNER]) as client:
            until(lambda: answers(client))
        url = f"http://127.0.0.1:{port}"
        yield Office(process, url, world.tokens, plan, draft, pool or world.pool, log)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
