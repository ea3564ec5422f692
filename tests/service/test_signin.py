"""Signing in with a browser: who gets in, for how long, and who has to wait."""

import threading

import pytest
from sqlalchemy import create_engine, text

from scheduler.access import NotSignedInError, Role
from scheduler.model import NotFoundError, RequestError, SchedulerError
from scheduler.service import SignedIn, WaitError, WrongPasswordError
from scheduler.service.signin import IDLE, LASTS, OF_NAME, OF_SOURCE
from scheduler.store import Store
from tests.world import OWN, PLANNER, World

NEW, DESK, CAFE = "seven quiet rivers", "10.0.0.7", "203.0.113.9"


@pytest.fixture
def world(store: Store) -> World:
    return World.over(store)


def entered(world: World, name: str = PLANNER, source: str = DESK) -> SignedIn:
    """A session of somebody who has changed the one-time password to ``NEW``."""
    first = world.services.accounts.reset_password(name)
    signed = world.services.sign_in.sign_in(name, first, source)
    return world.services.sign_in.change_password(signed.secret, first, NEW)


def refused(world: World, name: str, password: str, source: str = DESK) -> SchedulerError:
    with pytest.raises(SchedulerError) as raised:
        world.services.sign_in.sign_in(name, password, source)
    return raised.value


def test_a_first_password_opens_only_its_own_change_and_once(world: World) -> None:
    accounts, sign_in = world.services.accounts, world.services.sign_in
    first = accounts.reset_password(PLANNER)
    signed = sign_in.sign_in(f" {PLANNER} ", first, DESK)
    assert signed.has_one_time
    later = sign_in.change_password(signed.secret, first, NEW)
    assert (later.has_one_time, later.principal) == (False, signed.principal)
    assert sign_in.session(signed.secret) is None  # the one before has ended
    assert isinstance(refused(world, PLANNER, first), WrongPasswordError)
    assert sign_in.sign_in(PLANNER, NEW, DESK).principal == signed.principal

    stale = accounts.reset_password(PLANNER)
    world.clock.pass_seconds(7 * 24 * 3600)
    assert isinstance(refused(world, PLANNER, stale), WrongPasswordError)


def test_wrong_names_passwords_and_disabled_accounts_look_alike(world: World) -> None:
    session = entered(world)
    told = {str(refused(world, *tried)) for tried in ((PLANNER, "x"), ("nobody", NEW), (OWN, NEW))}
    world.services.accounts.disable(PLANNER)
    told.add(str(refused(world, PLANNER, NEW)))
    assert len(told) == 1
    assert world.services.sign_in.session(session.secret) is None  # at the very next click
    assert world.caller(PLANNER) is None  # and so is the token
    world.services.accounts.enable(PLANNER)
    assert world.services.sign_in.session(session.secret) is None
    assert world.services.sign_in.sign_in(PLANNER, NEW, DESK).principal is not None


@pytest.mark.parametrize(
    "wrong", ["short", "x" * 201, "aaaaaaaaaaaaaaaaaa", f"{PLANNER}ababababab"]
)
def test_a_password_that_is_easy_to_guess_is_not_taken(world: World, wrong: str) -> None:
    signed = entered(world)
    for password in (wrong, NEW):
        with pytest.raises(RequestError):
            world.services.sign_in.change_password(signed.secret, NEW, password)
    with pytest.raises(WrongPasswordError):
        world.services.sign_in.change_password(signed.secret, "another one", "seven loud rivers")
    assert world.services.sign_in.session(signed.secret) is not None


def test_a_session_ends_without_use_after_eight_hours_and_at_sign_out(world: World) -> None:
    sign_in, clock = world.services.sign_in, world.clock
    signed = entered(world)
    assert signed.is_fresh
    for _ in range(int(LASTS / IDLE)):
        clock.pass_seconds(IDLE.total_seconds() - 2)
        assert (found := sign_in.session(signed.secret)) is not None
        assert not found.is_fresh
    clock.pass_seconds(60)
    assert sign_in.session(signed.secret) is None  # eight hours are over

    idle = sign_in.sign_in(PLANNER, NEW, DESK)
    clock.pass_seconds(IDLE.total_seconds())
    assert sign_in.session(idle.secret) is None

    one, other, third = (sign_in.sign_in(PLANNER, NEW, DESK) for _ in range(3))
    assert len({one.secret, other.secret, third.secret}) == 3
    sign_in.sign_out(one.secret)
    assert [sign_in.session(s.secret) is None for s in (one, other)] == [True, False]
    sign_in.sign_out(other.secret, everywhere=True)
    assert [s for s in (other, third) if sign_in.session(s.secret)] == []
    sign_in.sign_out(third.secret)
    for altered in (None, "", third.secret[:-1], "\ud800"):
        assert sign_in.session(altered) is None


def test_an_account_of_several_roles_acts_as_one_at_a_time(world: World) -> None:
    sign_in = world.services.sign_in
    head = world.services.accounts.add_role(PLANNER, Role.HEAD, "KNPA")
    signed = entered(world)
    assert signed.principal is None
    assert [p.role for p in signed.choices] == [Role.PLANNER, Role.HEAD]
    assert sign_in.act_as(signed.secret, head.principal).principal == head
    assert (found := sign_in.session(signed.secret)) is not None
    assert found.principal == head
    strangers = world.caller(OWN)
    assert strangers is not None
    with pytest.raises(NotFoundError):
        sign_in.act_as(signed.secret, strangers.principal)
    with pytest.raises(NotSignedInError):
        sign_in.act_as("nothing", head.principal)
    with pytest.raises(RequestError):  # whose token is it to be?
        world.services.accounts.create_token(PLANNER)
    token = world.services.accounts.create_token(PLANNER, role="head").text
    assert world.services.accounts.principal(token) == head


def test_wrong_tries_end_in_a_wait_that_locks_out_nobody_else(world: World) -> None:
    entered(world)
    entered(world, OWN, CAFE)
    for _ in range(OF_NAME):
        assert isinstance(refused(world, PLANNER, "guess", CAFE), WrongPasswordError)
    kept = [refused(world, PLANNER, NEW, CAFE) for _ in range(50)]
    assert all(isinstance(error, WaitError) for error in kept)  # the right one, too
    assert world.services.sign_in.sign_in(PLANNER, NEW, DESK)  # who is known there is let in
    assert world.services.sign_in.sign_in(OWN, NEW, CAFE)
    assert isinstance(refused(world, "nobody", "x", CAFE), WrongPasswordError)
    wait = kept[0]
    assert isinstance(wait, WaitError)
    world.clock.pass_seconds((wait.until - world.clock()).total_seconds())
    assert isinstance(refused(world, PLANNER, "guess", CAFE), WrongPasswordError)
    longer = refused(world, PLANNER, NEW, CAFE)
    assert isinstance(longer, WaitError)
    assert longer.until - world.clock() > wait.until - world.clock()


def test_a_source_that_tries_many_names_has_to_wait_too(world: World) -> None:
    entered(world, OWN, CAFE)
    tries = [refused(world, f"name {n}", "guess", CAFE) for n in range(OF_SOURCE + 5)]
    assert [isinstance(error, WaitError) for error in tries] == [False] * OF_SOURCE + [True] * 5
    assert world.services.sign_in.sign_in(OWN, NEW, CAFE)


def test_many_tries_at_once_are_no_way_around_the_count(world: World) -> None:
    errors: list[SchedulerError] = []

    def attempt() -> None:
        errors.append(refused(world, PLANNER, "guess", CAFE))

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(error, WrongPasswordError) for error in errors) == OF_NAME
    assert sum(isinstance(error, WaitError) for error in errors) == 20 - OF_NAME


def test_neither_password_nor_secret_nor_typed_name_is_stored(
    world: World, database_url: str
) -> None:
    signed = entered(world)
    refused(world, "my-password-typed-as-name", "x")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        stored = "".join(
            repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            for table in ("passwords", "sessions", "logins", "audit")
        )
    engine.dispose()
    assert "$argon2id$" in stored
    assert [w for w in (NEW, signed.secret, "my-password-typed-as-name") if w in stored] == []
