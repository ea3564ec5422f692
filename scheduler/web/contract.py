"""The documentation of the API as a page, from its contract and the access table; no script."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from scheduler.access import Relation, Role, table
from scheduler.access.decide import ANONYMOUS
from scheduler.door import GuardedRoute, names
from scheduler.web.rendering import Renderer, see_other

READ = names("openapi.read")


def add_contract(router: APIRouter, renderer: Renderer, contract: FastAPI) -> None:
    """The page is on the router, and ``/docs`` leads there."""

    @router.get("/docs", openapi_extra=READ)
    def docs() -> Response:
        return see_other("/api")

    @router.get("/api", openapi_extra=READ)
    def api(request: Request) -> Response:
        return renderer.page(request, "api.html", groups=groups(contract), columns=COLUMNS)


COLUMNS = (ANONYMOUS, *map(str, Role))


def groups(contract: FastAPI) -> dict[str, list[dict[str, Any]]]:
    """Tag to its operations: method, path, what it does, who may, and what it may answer."""
    found: dict[str, list[dict[str, Any]]] = {}
    for route in contract.router.routes:
        if not isinstance(route, GuardedRoute) or not route.include_in_schema:
            continue
        told = {
            "methods": sorted(route.methods or ()),
            "path": route.path,
            "action": route.action,
            "summary": (route.description or "").strip(),
            "rights": rights(route.action),
            "answers": sorted({route.status_code or 200, *map(int, route.responses)}),
        }
        found.setdefault(str((route.tags or ["about"])[0]), []).append(told)
    return found


def rights(action: str) -> list[tuple[str, list[str]]]:
    """Relation to the answer for each of ``COLUMNS``, for the relations that the table has."""
    cells = table()
    return [
        (str(relation), [str(cells[action, relation, column]) for column in COLUMNS])
        for relation in Relation
        if (action, relation, ANONYMOUS) in cells
    ]
