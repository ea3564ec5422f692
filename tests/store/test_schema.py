"""Migrations: up, down, up again, without drift; constraints hold against direct writes."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from scheduler.model import ConflictError, RequestError
from scheduler.store import Store
from scheduler.store.engine import open_engine
from scheduler.store.scope import System
from scheduler.store.tables import Base


def test_migrations_lead_exactly_to_the_tables_of_this_release(database_url: str) -> None:
    opened = Store.open(database_url)
    opened.upgrade()

    assert opened.drift() == ""
    opened.demand_current()
    opened.close()


def test_a_changed_table_is_seen_as_drift(database_url: str) -> None:
    opened = Store.open(database_url)
    opened.upgrade()
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit ADD COLUMN stray INTEGER"))
    engine.dispose()

    assert "stray" in opened.drift()
    opened.close()


def test_down_removes_every_table_and_up_brings_them_back(database_url: str) -> None:
    opened = Store.open(database_url)
    opened.upgrade()
    opened.downgrade("base")
    engine = open_engine(database_url)
    left = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    assert left == set()
    with pytest.raises(ConflictError) as refused:
        opened.demand_current()
    assert refused.value.code == "store.not_current"

    opened.upgrade()
    opened.demand_current()
    with opened.read(System.OPERATOR) as tx:
        assert tx.facts.version() == 0
    opened.close()


def test_processes_that_start_together_upgrade_once(database_url: str) -> None:
    failures: list[BaseException] = []

    def upgrade() -> None:
        try:
            opened = Store.open(database_url)
            opened.upgrade()
            opened.close()
        except BaseException as error:  # handed to the test below
            failures.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []


def test_migrated_checks_are_the_checks_of_the_tables(database_url: str) -> None:
    """Alembic does not compare CHECK constraints, so this does: by name, in every table."""
    opened = Store.open(database_url)
    opened.upgrade()
    engine = open_engine(database_url)
    found = {
        (table, check["name"])
        for table in Base.metadata.tables
        for check in inspect(engine).get_check_constraints(table)
    }
    engine.dispose()
    opened.close()
    wanted = {
        (table.name, str(constraint.name))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if str(constraint.name).startswith("ck_")
    }

    assert wanted
    assert found == wanted


def test_no_plan_without_the_judges_acceptance(store: Store, database_url: str) -> None:
    engine = create_engine(database_url)
    row = (
        "INSERT INTO plans (plan, run, pool, start, weeks, canonical, sha256, verdict, created_at)"
        " VALUES ('p', 'r', 'x', '2026-W49', 1, '', '', {verdict}, '2026-11-25')"
    )
    for verdict in ("'refused'", "NULL"):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(row.format(verdict=verdict)))
    engine.dispose()


def test_a_registrar_has_an_agency_and_nobody_else(store: Store, database_url: str) -> None:
    engine = create_engine(database_url)
    row = "INSERT INTO principals VALUES ('p', 'a', '{role}', {agency}, '2026-11-25')"
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO accounts VALUES ('a', 'n', '2026-11-25', NULL)"))
    for role, agency in (("registrar", "NULL"), ("planner", "'MSS'"), ("king", "NULL")):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(row.format(role=role, agency=agency)))
    for role, agency in (("planner", "NULL"), ("head", "'MSS'")):  # one of a kind
        made = row.format(role=role, agency=agency)
        with engine.begin() as connection:
            connection.execute(text(made.replace("'p'", f"'{role}'", 1)))
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(made))
    engine.dispose()


def test_sqlite_keeps_every_acknowledged_write(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with engine.connect() as connection:
        read = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()

    assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    "url", ["secret", "sqlite://", "sqlite:///:memory:", "mysql://me:secret@host/db"]
)
def test_an_unusable_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(RequestError) as refused:
        Store.open(url)

    assert refused.value.code == "store.url"
    assert "secret" not in str(refused.value)
