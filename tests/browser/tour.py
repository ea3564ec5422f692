"""The demo pool in a service: a plan in force, a draft of the same week, and an account a role."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Page

import scheduler
from scheduler.access import Role
from scheduler.model import Availability, AvailabilityStatus, Half, Pool
from scheduler.store import Store
from scheduler.web import DemoAccount
from tests.browser.office import Office, opened
from tests.world import World, nameless

DEMO = Path(__file__).resolve().parents[2] / "sample_data" / "demo"
WEEK, WITHOUT_PLAN = "2026-W49", "2026-W52"
PLANNER, MINISTRY, MASKED, ANALYST, AUDITOR, SEVERAL, NEWCOMER = (
    "planner",
    "registrar.mss",
    "registrar.nis",
    "analyst",
    "auditor",
    "several.roles",
    "newcomer",
)
CAST = (
    (PLANNER, Role.PLANNER, None),
    ("approver", Role.APPROVER, None),
    (MINISTRY, Role.REGISTRAR, "MSS"),
    (MASKED, Role.REGISTRAR, "NIS"),
    ("head.kftc", Role.HEAD, "KFTC"),
    (AUDITOR, Role.AUDITOR, None),
    (ANALYST, Role.ANALYST, None),
    ("administrator", Role.ADMINISTRATOR, None),
    (SEVERAL, Role.PLANNER, None),
)
"""The accounts that the sign-in page offers."""


@contextmanager
def toured(template: Path, folder: Path) -> Iterator[Office]:
    """The pages of the demo; ``template``: an empty database, ``folder``: where to copy it."""
    store = Store.open(f"sqlite:///{shutil.copyfile(template, folder / 'tour.sqlite3')}")
    try:
        world = filled(store)
        door = Office(world, "")
        offered = [DemoAccount(name, role, home, door.password(name)) for name, role, home in CAST]
        with opened(world, offered) as office:
            yield office
    finally:
        store.close()


def filled(store: Store) -> World:
    """The demo's facts, of which a plan is in force, and a draft made after somebody fell ill."""
    world = World.over(store)
    accounts = world.services.accounts
    known = {a.name for a in accounts.accounts()}
    for name, role, home in (*CAST, (NEWCOMER, Role.PLANNER, None)):
        if name not in known:
            accounts.create_account(name, role, home)
    accounts.add_role(SEVERAL, Role.HEAD, "KFTC")
    demo = nameless(scheduler.load(DEMO))
    world.make_current(demo)
    world.published()
    world.clock.pass_seconds(60)
    world.make_current(ill(demo))
    world.solved()
    return world


def ill(pool: Pool) -> Pool:
    """Somebody of the police is away on a day more."""
    away = Availability(
        specialist="KNPA-01",
        date=date(2026, 12, 2),
        half=Half.DAY,
        status=AvailabilityStatus.UNAVAILABLE,
    )
    return pool.with_rows(availability=(*pool.availability, away))


def enter(page: Page, account: str) -> None:
    """The demo's account of this name has signed in, by its button."""
    page.goto("/sign-in")
    page.get_by_role("button", name=f"({account})").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
