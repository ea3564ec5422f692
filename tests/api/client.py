"""Calls of the API as one of the world's callers."""

from typing import Any, NamedTuple

from fastapi.testclient import TestClient

from scheduler.api import PREFIX, create_app
from scheduler.door.guard import FORM_HEADER, SESSION, mark_of
from scheduler.exchange import pool_to_json
from scheduler.store import Store
from tests.builders import WEEK
from tests.world import ANALYST, OWN, PLANNER, World, absence_of, nameless

NOBODYS = ""
MISSING = "00000000-0000-0000-0000-000000000000"
FACTS = {"station": "here", "weekly_blocks": 4, "max_cases": 1}
EDIT = {"kind": "ban", "specialist": "NIS-S07", "demand": "d3", "reason": "on leave"}
AWAY = {"specialist": "MSS-001", "days": ["2026-12-01"]}
COME_IN = {"case": "c2"}
DAY = {"date": "2026-12-01", "half": "day", "status": "unavailable"}


class Served(NamedTuple):
    """A world behind its API, with a published plan and a draft, and two answered studies."""

    world: World
    client: TestClient
    run: str
    plan: str
    draft: str
    report: str
    gaps: str
    sent: dict[str, str]

    @classmethod
    def over(cls, store: Store) -> "Served":
        """A world with facts, a published plan and a draft; MSS-001 is in version 1.

        ``sent``: the proposal of each who may send one.
        """
        world = World.over(store)
        world.make_current()
        run, plan = world.published()
        _, draft = world.solved()
        report, gaps = (world.studied(plan, kind=kind) for kind in ("report", "gaps"))
        sent = {by: world.proposed(plan, by) for by in (PLANNER, ANALYST)}
        client = TestClient(create_app(world.services), raise_server_exceptions=False)
        return cls(world, client, run, plan, draft, report, gaps, sent)

    def send(self, caller: str, method: str, path: str, **options: Any) -> Any:
        """The response to a call."""
        headers = dict(options.pop("headers", {}))
        if token := self.world.tokens.get(caller):
            headers["Authorization"] = f"Bearer {token}"
        return self.client.request(method, PREFIX + path, headers=headers, **options)

    def send_from_page(self, caller: str, method: str, path: str, **options: Any) -> Any:
        """The response to the same call by a page of this address: with a cookie and its mark."""
        headers = dict(options.pop("headers", {}))
        if cookie := self.world.cookie(caller):
            own = {"Cookie": f"{SESSION}={cookie}", "Origin": str(self.client.base_url)}
            headers |= {**own, FORM_HEADER: mark_of(cookie)}
        return self.client.request(method, PREFIX + path, headers=headers, **options)

    def planner(self, method: str, path: str, **options: Any) -> Any:
        """The response to a call of the planner."""
        return self.send(PLANNER, method, path, **options)

    def own(self, method: str, path: str, **options: Any) -> Any:
        """The response to a call of the registrar of MSS."""
        return self.send(OWN, method, path, **options)


class Call(NamedTuple):
    """One call of a route: what the table calls it, on whose object, and how it succeeds."""

    action: str
    method: str
    route: str  # as the app names it
    path: str
    ok: int
    owner: str | None = None
    is_draft: bool = False
    options: dict[str, Any] = {}
    sender: str | None = None


def seen(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"If-Match": f'"{version}"'}


def calls(served: Served) -> list[Call]:
    """Every route at least once; reading first, then changes that build on each other."""
    pool, plan, draft = served.world.pool.sha256, served.plan, served.draft
    person, days = "/specialists/{specialist}", "/specialists/{specialist}/availability"
    export, explained = "/plans/{plan}/export", "/plans/{plan}/explanation"
    upload = {"files": ("pool.json", pool_to_json(nameless(served.world.pool)))}
    new = {"specialist": "MSS-900", **FACTS}
    home = "MSS"
    listed = [
        Call("health.read", "GET", "/health", "/health", 200),
        Call("openapi.read", "GET", "/openapi.json", "/openapi.json", 200),
        Call("me.read", "GET", "/me", "/me", 200),
        Call("pool.list", "GET", "/pools", "/pools", 200),
        Call("pool.read", "GET", "/pools/{pool}", f"/pools/{pool}", 200),
        Call("facts.read", "GET", "/facts", "/facts", 200),
        Call("specialist.list", "GET", "/specialists", "/specialists", 200),
        Call("specialist.read", "GET", person, "/specialists/MSS-001", 200, home),
        Call("availability.read", "GET", days, "/specialists/MSS-001/availability", 200, home),
        Call("run.list", "GET", "/runs", "/runs", 200),
        Call("run.read", "GET", "/runs/{run}", f"/runs/{served.run}", 200),
        Call("plan.list", "GET", "/plans", "/plans", 200),
        Call("plan.read", "GET", "/plans/{plan}", f"/plans/{plan}", 200),
        Call("plan.read", "GET", "/plans/{plan}", f"/plans/{draft}", 200, is_draft=True),
        Call("plan.pool", "GET", "/plans/{plan}/pool", f"/plans/{plan}/pool", 200),
        Call("plan.pool", "GET", "/plans/{plan}/pool", f"/plans/{draft}/pool", 200, is_draft=True),
        Call("plan.export", "GET", export, f"/plans/{draft}/export", 200, is_draft=True),
        Call("publication.list", "GET", "/publications", "/publications", 200),
        Call("audit.list", "GET", "/audit", "/audit", 200),
    ]
    whose = {"demand=d2": "KNPA", "demand=d1&specialist=MSS-001": home}
    for asked, owner in {**whose, "demand=d2&specialist=NIS-S07": NOBODYS}.items():
        path = f"/plans/{plan}/explanation?{asked}"
        listed.append(Call("plan.explain", "GET", explained, path, 200, owner))
    path = f"/plans/{draft}/explanation?demand=d2"
    listed.append(Call("plan.explain", "GET", explained, path, 200, is_draft=True))
    for name in (plan, draft):
        path = f"/plans/{name}/repairs?demand=d2"
        is_draft = name == draft
        listed.append(
            Call("plan.repair", "GET", "/plans/{plan}/repairs", path, 200, is_draft=is_draft)
        )
        path = f"/plans/{name}/comparison?after={draft}"
        listed.append(
            Call("plan.compare", "GET", "/plans/{plan}/comparison", path, 200, is_draft=is_draft)
        )
        posted = (("verdict", {"edits": [EDIT]}), ("absence", AWAY), ("urgent", COME_IN))
        for rest, body in posted:
            route, path = f"/plans/{{plan}}/{rest}", f"/plans/{name}/{rest}"
            action, how = f"plan.{rest}", {"json": body}
            listed.append(Call(action, "POST", route, path, 200, None, is_draft, how))
    for name in (plan, draft):
        route, path, is_draft = "/plans/{plan}/studies", f"/plans/{name}/studies", name == draft
        listed.append(Call("study.list", "GET", route, path, 200, is_draft=is_draft))
        asking: dict[str, Any] = {"json": {"kind": "persons"}}
        listed.append(Call("study.start", "POST", route, path, 202, None, is_draft, asking))
    scenario = absence_of("MSS-001", served.world.pool)
    sending: dict[str, Any] = {"json": {"title": "away", "scenario": scenario}}
    for name in (plan, draft):
        route, path, is_draft = "/plans/{plan}/proposals", f"/plans/{name}/proposals", name == draft
        listed.append(Call("proposal.send", "POST", route, path, 201, None, is_draft, sending))
    for asked in ("", f"?plan={plan}"):
        listed.append(Call("proposal.list", "GET", "/proposals", f"/proposals{asked}", 200))
    for sender, key in served.sent.items():
        route, path = "/proposals/{proposal}", f"/proposals/{key}"
        listed.append(Call("proposal.read", "GET", route, path, 200, sender=sender))
    read, taken = "/studies/{study}", "/studies/{study}/export"
    for study in (served.report, served.gaps):
        listed.append(Call("study.read", "GET", read, f"/studies/{study}", 200))
    for form in ("html", "text"):
        path = f"/studies/{served.report}/export?format={form}"
        listed.append(Call("study.export", "GET", taken, path, 200))
    for form in ("json", "csv", "xlsx", "ics"):
        path = f"/plans/{plan}/export?format={form}"
        listed.append(Call("plan.export", "GET", export, path, 200))
    for narrowed in ("specialist=MSS-001", "agency=MSS"):
        path = f"/plans/{plan}/export?format=ics&{narrowed}"
        listed.append(Call("calendar.read", "GET", export, path, 200, home))
    changes: list[tuple[str, str, str, str, int, str | None, dict[str, Any]]] = [
        ("pool.import", "POST", "/pools", "/pools", 201, None, {"files": upload}),
        (
            *("facts.replace", "PUT", "/facts", "/facts", 200, None),
            {"json": {"pool": pool}, "headers": seen(1)},
        ),
        (
            *("specialist.update", "PUT", person, "/specialists/MSS-001", 200, home),
            {"json": FACTS, "headers": seen(1)},
        ),
        (
            *("availability.write", "PUT", days, "/specialists/MSS-001/availability", 200, home),
            {"json": {"rows": [DAY]}, "headers": seen(2)},
        ),
        (
            *("specialist.delete", "DELETE", person, "/specialists/MSS-001", 204, home),
            {"headers": seen(3)},
        ),
        ("specialist.create", "POST", "/specialists", "/specialists", 201, home, {"json": new}),
        ("run.start", "POST", "/runs", "/runs", 202, None, {"json": {"pool": pool, "start": WEEK}}),
        # the run of the published plan has ended
        ("run.cancel", "POST", "/runs/{run}/cancel", f"/runs/{served.run}/cancel", 409, None, {}),
        # and so has the study
        (
            *("study.cancel", "POST", "/studies/{study}/cancel"),
            *(f"/studies/{served.report}/cancel", 409, None, {}),
        ),
        (
            *("publication.create", "POST", "/publications", "/publications", 201, None),
            {"json": {"plan": draft}},
        ),
    ]
    listed += [Call(a, m, r, p, ok, own, False, how) for a, m, r, p, ok, own, how in changes]
    return listed
