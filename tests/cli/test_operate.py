"""Accounts and tokens from the terminal, over a real database."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
from pathlib import Path

import pytest

from scheduler.bootstrap import Settings, build
from scheduler.service import SignedIn, WrongPasswordError
from tests.cli.conftest import COMMAND, Done, Run
from tests.serving import PATIENCE_S, answers, client_of

LISTENING = "cli.serve.listening"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that is not there yet."""
    return f"sqlite:///{tmp_path / 'store.sqlite3'}"


def holder(url: str, token: str) -> str | None:
    """Whose token the service thinks this is."""
    services = build(Settings(database_url=url))
    try:
        found = services.accounts.principal(token)
        return found.name if found else None
    finally:
        services.store.close()


def test_a_token_opens_the_service_until_it_is_revoked(run: Run, url: str) -> None:
    """Account, token, revocation: what the terminal made, the service knows."""

    def at(*words: str) -> Done:
        done = run(*words, "--database-url", url, "--json")
        assert done.code == 0, done.out
        return done

    at("db", "upgrade")
    at("account", "add", "kim", "--role", "registrar", "--agency", "KNPA")
    made = at("token", "add", "kim", "--days", "30").document
    assert holder(url, made["token"]) == "kim"
    assert made["expires_at"]
    at("token", "revoke", made["id"])
    assert holder(url, made["token"]) is None


def test_a_password_opens_the_service_until_the_account_is_disabled(run: Run, url: str) -> None:
    """Printed alone, so that it can be handed over; a second role is a choice at sign-in."""

    def at(*words: str) -> Done:
        done = run(*words, "--database-url", url)
        assert done.code == 0, done.out
        return done

    def sign_in() -> SignedIn:
        services = build(Settings(database_url=url))
        try:
            return services.sign_in.sign_in("kim", password, "127.0.0.1")
        finally:
            services.store.close()

    at("account", "add", "kim", "--role", "planner")
    at("account", "role", "kim", "--role", "head", "--agency", "KNPA")
    done = at("account", "password", "kim")
    password = done.out.strip()
    assert "1회용" in done.err
    assert [p.role for p in sign_in().choices] == ["planner", "head"]
    at("account", "disable", "kim")
    with pytest.raises(WrongPasswordError):
        sign_in()
    at("account", "enable", "kim")
    assert sign_in().has_one_time


def test_the_token_stands_alone_on_stdout(run: Run, url: str) -> None:
    """So that a script can put it where it belongs; the words go to stderr."""
    assert run("account", "add", "lee", "--role", "planner", "--database-url", url).code == 0
    done = run("token", "add", "lee", "--database-url", url)
    assert done.out.strip().startswith("eps_")
    assert len(done.out.split()) == 1
    assert "다시 보이지 않으니" in done.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("account", "add", "x", "--role", "king"), 2),
        (("account", "add", "x", "--role", "registrar"), 2),
        (("account", "password", "nobody"), 7),
        (("account", "role", "nobody", "--role", "planner"), 7),
        (("account", "disable", "nobody"), 7),
        (("token", "add", "nobody"), 7),
        (("token", "revoke", "000000000000"), 7),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    run: Run, url: str, words: tuple[str, ...], code: int
) -> None:
    """Exit code and sentence come from the use case."""
    done = run(*words, "--database-url", url)
    assert done.code == code
    assert done.err.startswith("오류:")
    assert not done.out


def test_a_name_is_taken_once(run: Run, url: str) -> None:
    """The second account of a name is a conflict."""
    add = ("account", "add", "park", "--role", "analyst", "--database-url", url)
    assert run(*add).code == 0
    assert run(*add).code == 8


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_an_unreadable_address_stops_before_anything_is_started(run: Run, command: str) -> None:
    """One sentence, not the traceback of a child process."""
    done = run(command, "--database-url", "foo://x")
    assert done.code == 2
    assert "데이터베이스 주소" in done.err


@pytest.mark.parametrize("words", [("serve",), ("worker",), ("db", "upgrade")])
def test_a_database_that_cannot_be_used_is_a_sentence_with_a_way_out(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """A folder that is missing, a file that is none of ours: whoever starts it can see to it."""
    file = tmp_path / "x.sqlite3"
    file.write_bytes(b"no database" * 1_000)
    for url, code in (
        (f"sqlite:///{tmp_path}/missing/x.sqlite3", "store.unavailable"),
        (f"sqlite:///{file}", "store.damaged"),
    ):
        done = run(*words, "--database-url", url, "--json")
        error = done.document["error"]
        assert (done.code, error["code"]) == (1, code)
        assert error["hint"]
        assert "Traceback" not in done.err
        assert not any(code in done.err for code in (LISTENING, "cli.worker.waiting"))


def test_listening_is_said_once_the_service_answers(url: str) -> None:
    """The first request after these words has its answer; they name the port that was found."""
    words = [*COMMAND, "serve", "--database-url", url, "--json"]
    chosen = os.environ | {"SCHEDULER_PORT": "0"}
    process = subprocess.Popen(words, env=chosen, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        told = next(line for line in process.stderr if LISTENING in line)
        port = json.loads(told)["facts"]["port"]
        with client_of(port, "nobody") as client:
            assert answers(client)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0


def test_a_port_that_is_taken_is_not_listened_on(url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = ("serve", "--database-url", url, "--json", "--port", port)
        done = subprocess.run(
            [*COMMAND, *words], capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )

    assert done.returncode != 0
    assert LISTENING not in done.stderr
    assert "address already in use" in done.stderr


def test_a_database_of_a_newer_release_is_named(run: Run, url: str) -> None:
    """Both commands say what it is; neither offers an upgrade that could not help."""
    assert run("db", "upgrade", "--database-url", url).code == 0
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    for words in (("serve",), ("db", "upgrade")):
        done = run(*words, "--database-url", url)
        assert done.code == 8
        assert "더 새로운 버전" in done.err
        assert "db upgrade" not in done.err


def test_a_backup_is_put_back_and_told(run: Run, url: str, tmp_path: Path) -> None:
    """What came after the backup is gone; the command says what it has done."""
    file, backup = Path(url.removeprefix("sqlite:///")), tmp_path / "copy.sqlite3"
    add = ("account", "add", "--role", "planner", "--database-url", url)
    assert run(*add, "kim").code == 0
    backup.write_bytes(file.read_bytes())
    assert run(*add, "lee").code == 0
    Path(f"{file}-wal").write_bytes(b"")

    done = run("db", "restore", backup, "--database-url", url, "--json").document
    assert done == {
        "database": str(file),
        "backup": str(backup),
        "revision": done["revision"],
        "removed": ["store.sqlite3-wal"],
    }
    assert run("db", "restore", backup, "--database-url", url).code == 0
    assert run(*add, "lee").code == 0
    assert run(*add, "kim").code == 8
    refused = run("db", "restore", backup, "--database-url", "postgresql://x/y")
    assert refused.code == 2
    assert "pg_restore" in refused.err
