"""API and pages side by side. Neither knows the other; who a caller is, both ask the same door."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from scheduler.api import PREFIX
from scheduler.api import create_app as create_api
from scheduler.api.documented import contract
from scheduler.service import Services
from scheduler.web import DemoAccount, create_web

UPLOAD_MB = 32


class Serving:
    """An ASGI application that passes each request to the API or to the pages."""

    def __init__(self, api: FastAPI, web: FastAPI) -> None:
        self.api, self.web = api, web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the start and end of the process."""
        is_api = scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/")
        app: ASGIApp = self.api if is_api else self.web
        await app(scope, receive, send)


def create_app(
    services: Services, *, upload_mb: int = UPLOAD_MB, demo: Sequence[DemoAccount] = ()
) -> Serving:
    """API and pages over these use cases.

    Raises:
        RuntimeError: a route is outside the access table.
    """
    api = create_api(services, upload_mb=upload_mb)
    return Serving(api, create_web(services, contract=contract(api), demo=demo))
