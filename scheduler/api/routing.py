"""How the API's routes are told: each in one line, with its action and its problems."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Response

from scheduler.api.documented import problems
from scheduler.door import names

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def routes(router: APIRouter, tag: str) -> Callable[..., Callable[[Endpoint], Endpoint]]:
    """What puts endpoints under this tag on the router.

    A route is told as ``"GET /runs/{run}", "run.read", 403, 404``: where, the action, and which
    problems it may answer with besides those of every route. ``ok``: what is documented of an
    answer that is no JSON model.
    """

    def route(
        where: str,
        action: str,
        *statuses: int,
        status_code: int | None = None,
        ok: dict[str, Any] | None = None,
    ) -> Callable[[Endpoint], Endpoint]:
        method, _, path = where.partition(" ")
        answers: dict[str, Any] = {"responses": problems(*statuses)}
        if ok is not None:
            answers = {"responses": {200: ok, **problems(*statuses)}, "response_class": Response}
        return router.api_route(
            path,
            methods=[method],
            tags=[tag],
            status_code=status_code,
            openapi_extra=names(action),
            **answers,
        )

    return route
