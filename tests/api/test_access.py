"""Every route, every caller: the running API answers what the committed table says."""

import csv
import io
import re
import zipfile
from importlib import resources
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from scheduler.access import Role, actions
from scheduler.api import PREFIX
from scheduler.door import GuardedRoute, names, refuse_unguarded
from scheduler.model import label
from scheduler.store import Store
from tests.api.client import MISSING, Call, Served, calls, seen
from tests.world import ANALYST, CALLERS, FOREIGN, HIDDEN, MASKED_OWN, NOBODY, OWN, PLANNER

OF_PAGES = {"page.open", "session.use", "week.read"}
HOME = {OWN: "MSS", FOREIGN: "KNPA", MASKED_OWN: "NIS", Role.HEAD: "MSS", Role.SERVICE: "MSS"}
EVERY_CANARY = tuple({word for words in HIDDEN.values() for word in words})
REGISTRARS = (OWN, FOREIGN, MASKED_OWN)
OTHERS = {
    Role.APPROVER: HIDDEN[PLANNER],
    Role.HEAD: HIDDEN[OWN],
    Role.SERVICE: HIDDEN[OWN],
    Role.AUDITOR: EVERY_CANARY,
    Role.ADMINISTRATOR: EVERY_CANARY,
}
"""The roles that are no caller of the world's, and what must not reach them."""


def _table() -> dict[tuple[str, str], dict[str, str]]:
    text = resources.files("scheduler.access").joinpath("table.csv").read_text(encoding="utf-8")
    return {(r["action"], r["relation"]): r for r in csv.DictReader(text.splitlines())}


def _wanted(caller: str, call: Call) -> int:
    """The status by the table, worked out without the code under test."""
    home = HOME.get(caller)
    relation = "shared"
    if call.is_draft:
        relation = "draft"
    elif call.sender is not None:
        relation = "own" if caller == call.sender else "foreign"
    elif call.owner is not None:
        # a new specialist is always of the caller's own agency
        owner = home if call.action == "specialist.create" else call.owner
        relation = "own" if home is not None and owner == home else "foreign"
    nameless = "registrar" if home else "anonymous"
    column = caller if caller in set(Role) else nameless
    row = _table().get((call.action, relation))
    answer = row[column] if row else ("401" if column == "anonymous" else "403")
    return call.ok if answer == "allow" else int(answer)


def _bytes(response: Any) -> str:
    """Everything a response tells, with workbooks unpacked."""
    content: bytes = response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    return str(response.headers) + content.decode("utf-8", errors="replace").replace("\r\n ", "")


@pytest.mark.parametrize("caller", CALLERS)
def test_every_route_answers_what_the_table_says_and_leaks_nothing(
    store: Store, caller: str
) -> None:
    assert _faults(Served.over(store), caller, HIDDEN.get(caller, EVERY_CANARY)) == []


@pytest.mark.parametrize("caller", CALLERS)
def test_a_session_opens_what_a_token_does(served: Served, caller: str) -> None:
    assert _faults(served, caller, HIDDEN.get(caller, EVERY_CANARY), is_page=True) == []


@pytest.mark.parametrize("is_page", [False, True])
@pytest.mark.parametrize("role", OTHERS)
def test_so_it_does_for_every_other_role(served: Served, role: Role, is_page: bool) -> None:
    served.world.join(role, role, HOME.get(role))

    assert {*Role} == {*OTHERS, PLANNER, ANALYST, Role.REGISTRAR}
    assert _faults(served, role, OTHERS[role], is_page=is_page) == []


def _faults(
    served: Served, caller: str, hidden: tuple[str, ...], *, is_page: bool = False
) -> list[tuple[str, ...]]:
    """Every call that is answered otherwise than the table says, or with a hidden word."""
    found: list[tuple[str, ...]] = []
    send = served.send_from_page if is_page else served.send
    for call in calls(served):
        options = dict(call.options)
        if call.action == "specialist.create" and caller in HOME:
            options["json"] = {**options["json"], "specialist": f"{HOME[caller]}-900"}
        if call.action == "availability.write" and caller == Role.SERVICE:
            options["headers"] = seen(1)  # nobody has changed the person before
        response = send(caller, call.method, call.path, **options)
        if (status := response.status_code) != _wanted(caller, call):
            found.append((call.action, call.path, str(status), response.text[:200]))
        found += [(call.path, word) for word in hidden if word in _bytes(response)]
    return found


@pytest.mark.parametrize("caller", [*REGISTRARS, ANALYST])
def test_no_route_tells_a_registrar_of_a_witness(served: Served, caller: str) -> None:
    """No price, and not whether there are any; an analyst, who sees the whole plan, reads them."""
    told = set[str]()
    standings = ("checkable", "by_solver", "bound_checkable")
    labels = [label("tier_standing", s, language) for s in standings for language in ("ko", "en")]
    for call in calls(served):
        if call.action != "openapi.read":  # the contract explains the words and holds no data
            text = _bytes(served.send(caller, call.method, call.path, **call.options))
            told |= {word for word in (*labels, *map('"{}"'.format, standings)) if word in text}
            told |= set(re.findall(r'"scale":\s*\d+', text))

    assert bool(told) == (caller == ANALYST), told


def test_the_calls_above_are_all_routes_and_all_actions(served: Served) -> None:
    app = served.client.app
    assert isinstance(app, FastAPI)
    routes = {
        (method, route.path.removeprefix(PREFIX), route.action)
        for route in app.router.routes
        if isinstance(route, GuardedRoute)
        for method in route.methods or ()
    }
    made = {(c.method, c.route, c.action) for c in calls(served)}

    # one route serves two actions: a calendar is a plan's export, narrowed
    assert made - routes == {("GET", "/plans/{plan}/export", "calendar.read")}
    assert routes - made == set()
    assert {action for _, _, action in made} == actions() - OF_PAGES
    assert len(routes) == len(app.router.routes)


def test_a_foreign_object_and_a_missing_one_are_answered_with_the_same_bytes(
    served: Served,
) -> None:
    body = {"station": "here", "weekly_blocks": 4, "max_cases": 1}
    pairs: list[tuple[str, str, str, dict[str, Any]]] = [
        ("GET", f"/plans/{served.draft}", f"/plans/{MISSING}", {}),
        ("GET", f"/plans/{served.draft}/export", f"/plans/{MISSING}/export", {}),
    ]
    why = f"/plans/{served.plan}/explanation?demand="
    # KNPA-001 serves d1 of MSS's case, MSS-001 too; d2 and d3 are KNPA's own
    missing_why = f"{why}nothing"
    for hidden in ("d1", "d1&specialist=MSS-001", "d1&specialist=NIS-S07", "d2&specialist=MSS-001"):
        pairs.append(("GET", why + hidden, missing_why, {}))
    pairs.append(("GET", f"{why}d1&specialist=nobody", missing_why, {}))
    draft_why = f"/plans/{served.draft}/explanation?demand=d2"
    pairs.append(("GET", draft_why, draft_why.replace(served.draft, MISSING), {}))
    for foreign in ("MSS-001", "NIS-S07"):
        asked: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("GET", "", {}),
            ("PUT", "", {"json": body, "headers": seen(1)}),
            ("PUT", "", {"json": body}),
            ("DELETE", "", {"headers": seen(1)}),
            ("GET", "/availability", {}),
            ("PUT", "/availability", {"json": {"rows": []}, "headers": seen(1)}),
        )
        for method, rest, options in asked:
            path = f"/specialists/{foreign}{rest}"
            pairs.append((method, path, f"/specialists/nobody{rest}", options))
        narrowed = f"/plans/{served.plan}/export?format=ics&specialist="
        pairs.append(("GET", narrowed + foreign, narrowed + "nobody", {}))
    for method, foreign, missing, options in pairs:
        told = [served.send(FOREIGN, method, path, **options) for path in (foreign, missing)]
        assert [r.status_code for r in told] == [404, 404], foreign
        assert told[0].content == told[1].content, foreign
        heads = [{k: v for k, v in r.headers.items() if k != "x-request-id"} for r in told]
        assert heads[0] == heads[1], foreign


def test_a_route_outside_the_table_cannot_start() -> None:
    app = FastAPI(openapi_url=None)
    for extra in (None, {}, names("bomb.drop")):
        with pytest.raises(RuntimeError, match="no action"):
            GuardedRoute("/x", lambda: None, methods=["GET"], openapi_extra=extra)
    app.router.routes.append(
        GuardedRoute("/x", lambda: None, methods=["GET"], openapi_extra=names("me.read"))
    )
    refuse_unguarded(app)
    app.router.routes.append(APIRoute("/y", lambda: None, methods=["GET"]))
    with pytest.raises(RuntimeError, match="/y"):
        refuse_unguarded(app)


def test_the_table_is_asked_before_the_body_is_read(served: Served) -> None:
    broken = {"content": b"{", "headers": {"Content-Type": "application/json"}}

    assert served.send(NOBODY, "POST", "/runs", **broken).status_code == 401
    assert served.send(OWN, "POST", "/runs", **broken).status_code == 403
    assert served.planner("POST", "/runs", **broken).status_code == 422
