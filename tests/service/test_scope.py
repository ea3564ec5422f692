"""Nobody reaches the store: who has not signed in is refused before it is asked for anything."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from scheduler.access import NotSignedInError, Principal, Role
from scheduler.service import Services
from scheduler.store import Store, Transaction, UnavailableError
from scheduler.store.scope import System

BY_NOBODY = {"accounts", "sign_in", "jobs"}
"""What is done for no principal: by commands, at the sign-in, and by workers."""


def _use_cases(services: Services) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public method over the store, of all rooms but those."""
    for room in {field.name for field in fields(services)} - {"store", *BY_NOBODY}:
        for name, method in inspect.getmembers(getattr(services, room), inspect.ismethod):
            if not name.startswith("_"):
                yield f"{room}.{name}", method


def _called(method: Callable[..., Any], principal: Principal | None) -> None:
    """It is called with whatever else it wants."""
    wanted = [p for p in inspect.signature(method).parameters.values() if p.default is p.empty]
    given = {p.name: "x" for p in wanted} | {"principal": principal}
    method(**given)


def test_nobody_is_refused_before_the_store_is_opened(tmp_path: Path) -> None:
    """The database is not there, so whoever asks it for anything learns that first."""
    services = Services.over(Store.open(f"sqlite:///{tmp_path}/none/x.sqlite3"))
    planner = Principal("a", "a", Role.PLANNER, principal="p")
    with pytest.raises(UnavailableError):
        services.audit.entries(planner)

    asked = dict(_use_cases(services))
    of_nobodys_data = {"weeks.now", "weeks.today"}
    for name, method in asked.items():
        if name not in of_nobodys_data:
            with pytest.raises(NotSignedInError):
                _called(method, None)
    assert len(asked) > 30
    services.store.close()


def test_a_transaction_is_for_somebody_and_says_for_whom(store: Store) -> None:
    registrar = Principal("a", "a", Role.REGISTRAR, "MSS", "p")
    for scope in (registrar, System.WORKER):
        with store.read(scope) as tx:
            assert tx.scope == scope
        with store.write(scope) as tx:
            assert tx.scope == scope

    def work(tx: Transaction) -> None:
        raise AssertionError(f"{tx} is for nobody")

    with pytest.raises(NotSignedInError), store.read(None) as tx:
        work(tx)
    with pytest.raises(NotSignedInError), store.write(None) as tx:
        work(tx)
    with pytest.raises(NotSignedInError):
        store.retrying(None, work)
