"""Every route names its action, and nobody gets past it before the access table has spoken.

The token is looked up and the table asked before a single byte of the body is read. A route
without an action, or with one the table does not know, cannot be created.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from scheduler.access import Principal, actions, decide_any, enforce
from scheduler.api.documented import problems
from scheduler.service import Services

ACTION = "x-action"
Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def names(action: str) -> dict[str, Any]:
    """What a route passes as ``openapi_extra`` to name its action."""
    return {ACTION: action}


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


class GuardedRoute(APIRoute):
    """A route behind the access table."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self.action = str((options.get("openapi_extra") or {}).get(ACTION, ""))
        if self.action not in actions():
            raise RuntimeError(f"{path}: the access table has no action {self.action!r}")
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, behind the table."""
        handle = super().get_route_handler()
        action = self.action

        async def guarded(request: Request) -> Response:
            services: Services = request.app.state.services
            principal = await run_in_threadpool(services.accounts.principal, _bearer(request))
            enforce(decide_any(principal, action))
            request.state.principal = principal
            return await handle(request)

        return guarded


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else None


def _caller(request: Request) -> Principal | None:
    principal: Principal | None = request.state.principal
    return principal


Caller = Annotated[Principal | None, Depends(_caller)]
