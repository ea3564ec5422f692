"""Every route names its action, and nobody gets past it before the access table has spoken.

The token is looked up and the table asked before a single byte of the body is read. A route
without an action, or with one the table does not know, cannot be created.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from scheduler.access import Principal, actions, decide_any, enforce
from scheduler.service import Services

ACTION = "x-action"


def names(action: str) -> dict[str, Any]:
    """What a route passes as ``openapi_extra`` to name its action."""
    return {ACTION: action}


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
