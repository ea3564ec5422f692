"""Every page, every reader: opened, sent to the sign-in, or refused, as the table says."""

from typing import NamedTuple

import pytest

from scheduler.access import Decision, Role, actions, table
from scheduler.access.decide import ANONYMOUS
from scheduler.door import GuardedRoute
from tests.builders import WEEK
from tests.web.conftest import House

HOMES = {Role.REGISTRAR: "MSS", Role.HEAD: "KNPA", Role.SERVICE: "NIS"}
ASK, ASK_AGAIN = "/sign-in?next=", "/sign-in?ended=1"


class Try(NamedTuple):
    """A request of a route: what is answered to who has signed in, and to who has not.

    A word is the address that somebody is sent to.
    """

    route: str
    path: str
    signed: int | str
    nobody: int | str
    method: str = "GET"


TRIES = [
    Try("/", "/", "/w", "/sign-in"),
    Try("/static/{path:path}", "/static/app.js", 200, 200),
    Try("/sign-in", "/sign-in", "/", 200),
    Try("/sign-in", "/sign-in", 401, 401, "POST"),
    Try("/password", "/password", 200, f"{ASK}/password"),
    Try("/password", "/password", 401, ASK_AGAIN, "POST"),
    Try("/role", "/role", 200, f"{ASK}/role"),
    Try("/role", "/role", 404, ASK_AGAIN, "POST"),
    Try("/me", "/me", 200, f"{ASK}/me"),
    Try("/looks", "/looks", "/", "/", "POST"),
    Try("/w", "/w", f"/w/{WEEK}", f"{ASK}/w"),
    Try("/w/board", "/w/board", f"/w/{WEEK}/board", f"{ASK}/w/board"),
    Try("/w/{week}", f"/w/{WEEK}", 200, f"{ASK}/w/{WEEK}"),
    Try("/w/{week}/board", f"/w/{WEEK}/board", 200, f"{ASK}/w/{WEEK}/board"),
    Try("/docs", "/docs", "/api", "/api"),
    Try("/api", "/api", 200, 200),
    Try("/sign-out", "/sign-out", "/sign-in", "/sign-in", "POST"),  # the last: it ends the session
]


def routes(house: House) -> dict[tuple[str, str], str]:
    """Method and route of every page to its action."""
    return {
        (method, route.path): route.action
        for route in house.app.web.router.routes
        if isinstance(route, GuardedRoute)
        for method in route.methods or ()
    }


def may(role: str, action: str) -> bool:
    cells = {(act, column): answer for (act, _, column), answer in table().items()}
    return cells[action, role] is Decision.ALLOW


def wanted(action: str, role: str, it: Try) -> int | str:
    if role == ANONYMOUS:
        return it.nobody
    if it.path == "/" and not may(role, "week.read"):
        return "/me"
    return it.signed if may(role, action) else 403


@pytest.mark.parametrize("role", [ANONYMOUS, *Role])
def test_every_page_answers_what_the_table_says(house: House, role: str) -> None:
    if role != ANONYMOUS:
        home = HOMES.get(Role(role))
        house.world.services.accounts.create_account(f"the {role}", role, home)
    browser = house.browser("" if role == ANONYMOUS else f"the {role}")
    found = []
    for it in TRIES:
        send = browser.get if it.method == "GET" else browser.post
        told = send(it.path)
        answer = told.headers["location"] if told.status_code == 303 else told.status_code
        action = routes(house)[it.method, it.route]
        if answer != wanted(action, role, it):
            found.append((it.method, it.path, answer, wanted(action, role, it)))
        if told.status_code >= 400:
            assert told.headers["content-type"].startswith("text/html")
    assert found == []


def test_the_tries_above_are_all_pages_and_api_and_pages_use_the_whole_table(house: House) -> None:
    of_pages = routes(house)
    assert {(it.method, it.route) for it in TRIES} == of_pages.keys()
    assert len(of_pages) == len(house.app.web.router.routes)
    of_api = {r.action for r in house.app.api.router.routes if isinstance(r, GuardedRoute)}
    # a calendar is a plan's export, narrowed: the same route asks for it
    assert {*of_pages.values(), *of_api, "calendar.read"} == actions()


def test_pages_that_hold_data_are_read_by_a_token_as_by_a_session(house: House) -> None:
    """A token opens what its role may read; who it is, no page about a session will say."""
    browser = house.browser()
    for caller, text in house.world.tokens.items():
        headers = {"Authorization": f"Bearer {text}"}
        status = browser.get(f"/w/{WEEK}", headers=headers).status_code
        assert status == (303 if caller == "revoked token" else 200), caller
        assert browser.get("/me", headers=headers).headers["location"] == f"{ASK}/me"
