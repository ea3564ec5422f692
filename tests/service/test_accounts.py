"""Accounts and tokens."""

import pytest
from sqlalchemy import create_engine, text

from scheduler.access import Role
from scheduler.model import ConflictError, NotFoundError, RequestError
from scheduler.store import Store
from tests.world import CALLERS, NOBODY, OWN, PLANNER, REVOKED, World


def test_a_token_finds_its_account(store: Store) -> None:
    world = World.over(store)
    found = world.caller(OWN)

    assert found is not None
    assert (found.name, found.role, found.agency) == (OWN, Role.REGISTRAR, "MSS")


def test_a_registrar_may_be_given_the_agency_by_its_name(store: Store) -> None:
    """Once the current facts know it; a name that they do not know is kept as it is."""
    world = World.over(store)
    accounts = world.services.accounts
    (mss,) = (a for a in world.pool.agencies if a.agency == "MSS")
    assert accounts.create_account("before", "registrar", mss.name_ko).agency == mss.name_ko
    world.make_current()

    assert accounts.create_account("ko", "registrar", mss.name_ko).agency == "MSS"
    assert accounts.create_account("en", "registrar", mss.name_en).agency == "MSS"


def test_unknown_revoked_altered_and_expired_tokens_open_nothing(store: Store) -> None:
    world = World.over(store)
    accounts = world.services.accounts
    good = world.tokens[PLANNER]
    short = accounts.create_token(PLANNER, days=1)
    world.clock.pass_seconds(24 * 3600 - 1)
    assert accounts.principal(short.text) is not None
    world.clock.pass_seconds(1)

    wrong = [None, "", "eps", "eps__", "x" * 5000, good[:-1], good + "x", good.upper(), short.text]
    wrong += [good.replace("eps_", "abc_"), world.tokens[REVOKED], "eps_000000000000_secret"]
    assert [w for w in wrong if accounts.principal(w) is not None] == []
    assert accounts.principal(good) is not None


def test_a_revoked_token_is_dead_at_the_next_request(store: Store) -> None:
    world = World.over(store)
    accounts = world.services.accounts
    made = accounts.create_token(PLANNER)
    assert accounts.principal(made.text) is not None
    accounts.revoke_token(made.prefix)

    assert accounts.principal(made.text) is None
    with pytest.raises(NotFoundError):
        accounts.revoke_token(made.prefix)
    assert made.prefix in {t.prefix for t in accounts.tokens(PLANNER)}


def test_no_secret_is_stored(store: Store, database_url: str) -> None:
    world = World.over(store)
    engine = create_engine(database_url)
    with engine.connect() as connection:
        stored = "".join(
            repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            for table in ("tokens", "audit")
        )
    engine.dispose()

    secrets = [t.split("_", 2)[2] for c, t in world.tokens.items() if c in CALLERS]
    assert len(secrets) == len(CALLERS) - 1
    assert NOBODY not in world.tokens
    assert [s for s in secrets if s in stored] == []


@pytest.mark.parametrize(
    ("name", "role", "agency", "code"),
    [
        ("", "planner", None, "account.name"),
        ("n" * 101, "planner", None, "account.name"),
        ("a", "king", None, "account.role"),
        ("a", "registrar", None, "account.agency"),
        ("a", "planner", "MSS", "account.agency"),
        ("a", "head", None, "account.agency"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(
    store: Store, name: str, role: str, agency: str | None, code: str
) -> None:
    world = World.over(store)
    before = world.services.accounts.accounts()
    with pytest.raises(RequestError) as refused:
        world.services.accounts.create_account(name, role, agency)

    assert refused.value.code == code
    assert refused.value.what("ko") != refused.value.what("en")
    assert world.services.accounts.accounts() == before


def test_a_name_is_taken_once_and_unknown_names_get_no_token(store: Store) -> None:
    world = World.over(store)
    with pytest.raises(ConflictError):
        world.services.accounts.create_account(PLANNER, Role.PLANNER)
    with pytest.raises(NotFoundError):
        world.services.accounts.create_token("stranger")
    for days in (0, 3661):
        with pytest.raises(RequestError):
            world.services.accounts.create_token(PLANNER, days=days)
