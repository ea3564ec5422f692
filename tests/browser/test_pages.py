"""Every page and state of the demo: whole, in both languages, contrasts and three widths."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Office
from tests.browser.tour import (
    ANALYST,
    AUDITOR,
    MASKED,
    MINISTRY,
    NEWCOMER,
    PLANNER,
    SEVERAL,
    WEEK,
    WITHOUT_PLAN,
    enter,
    toured,
)
from tests.browser.window import WIDTHS, cut_off, photograph, violations, window
from tests.databases import sqlite_template

__all__ = ["sqlite_template"]

W = f"/w/{WEEK}"
LANGUAGES = {"ko": "ko-KR", "en": "en-GB"}


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo."""
    with toured(sqlite_template, tmp_path_factory.mktemp("tour")) as office:
        yield office


def no_step(page: Page, office: Office) -> None:
    """The page as it opens."""


def type_wrong(page: Page, office: Office, name: str = PLANNER) -> None:
    """A sign-in that is refused."""
    page.locator("#name").fill(name)
    page.locator("#password").fill("a wrong password")
    page.locator(".sign-in-door .primary").click()
    expect(page.get_by_role("alert")).to_be_visible()


def type_wrong_often(page: Page, office: Office) -> None:
    """One try more than is allowed under a name."""
    for _ in range(6):
        type_wrong(page, office, "somebody")


def type_first(page: Page, office: Office) -> None:
    """A sign-in with a password that works once."""
    page.locator("#name").fill(NEWCOMER)
    page.locator("#password").fill(office.world.services.accounts.reset_password(NEWCOMER))
    page.locator(".sign-in-door .primary").click()
    page.wait_for_url("**/password")


def type_two(page: Page, office: Office) -> None:
    """A new password that is not typed the same way twice."""
    for field, text in (("former", "x"), ("new", "seven quiet rivers"), ("again", "six")):
        page.locator(f"#{field}").fill(text)
    page.locator("main .primary").click()


def stay_away(page: Page, office: Office) -> None:
    """Half an hour passes before a form is sent."""
    office.world.clock.pass_seconds(31 * 60)
    type_two(page, office)
    page.wait_for_url("**/sign-in?ended=1")


def open_all(page: Page, office: Office) -> None:
    """Every part of the page that can be folded is open."""
    for summary in page.locator("main summary").all()[:4]:
        summary.click()


class State(NamedTuple):
    """A page as somebody may come to see it."""

    name: str
    account: str | None
    path: str
    refusals: tuple[int, ...] = ()
    step: Callable[[Page, Office], None] = no_step


STATES = (
    State("sign-in", None, "/sign-in"),
    State("sign-in-wrong", None, "/sign-in", (401,), type_wrong),
    State("sign-in-wait", None, "/sign-in", (401, 429), type_wrong_often),
    State("sign-in-ended", PLANNER, "/password", (), stay_away),
    State("password-first", None, "/sign-in", (), type_first),
    State("password-differs", PLANNER, "/password", (422,), type_two),
    State("roles", SEVERAL, "/role"),
    State("me", PLANNER, "/me"),
    State("me-ministry", MINISTRY, "/me"),
    State("overview", PLANNER, W),
    State("overview-ministry", MINISTRY, W),
    State("overview-analyst", ANALYST, W),
    State("overview-no-plan", PLANNER, f"/w/{WITHOUT_PLAN}"),
    State("board", PLANNER, f"{W}/board"),
    State("board-filtered", PLANNER, f"{W}/board?agency=KNPA&lent=1"),
    State("board-found", PLANNER, f"{W}/board?q=C26-001"),
    State("board-nothing", PLANNER, f"{W}/board?q=nobody"),
    State("board-ministry", MINISTRY, f"{W}/board"),
    State("board-masked", MASKED, f"{W}/board"),
    State("board-analyst", ANALYST, f"{W}/board"),
    State("board-no-plan", PLANNER, f"/w/{WITHOUT_PLAN}/board"),
    State("table", PLANNER, f"{W}/board?view=table"),
    State("table-filtered", PLANNER, f"{W}/board?view=table&agency=KNPA"),
    State("table-ministry", MINISTRY, f"{W}/board?view=table"),
    State("api", PLANNER, "/api", (), open_all),
    State("error-403", AUDITOR, W, (403,)),
    State("error-404", PLANNER, "/w/2026-W99", (404,)),
    State("error-422", PLANNER, f"{W}/board?view=tree", (422,)),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_is_whole(office: Office, chromium: Browser, state: State, language: str) -> None:
    """Axe finds nothing, nothing is wider than the window, and the looks are kept to look at."""
    with window(
        chromium, office.address, language=LANGUAGES[language], refusals=state.refusals
    ) as page:
        if state.account is not None:
            enter(page, state.account)
        page.goto(state.path)
        state.step(page, office)
        expect(page.locator("html")).to_have_attribute("lang", language)
        photograph(page, state.name)
        assert violations(page) == []
        assert [width for width in WIDTHS if cut_off(page, width)] == []
        page.locator(".strip button[name=contrast]").click()
        page.goto(state.path) if state.step is no_step else page.wait_for_load_state()
        expect(page.locator("html")).to_have_attribute("data-contrast", "high")
        if state.step is no_step:
            photograph(page, f"{state.name}-high")
            assert violations(page) == []
