"""Around every request: a number, a limit on its size, and strict headers on the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action "
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000",
}


# a JSON body holds one person's facts at most; only an upload of files may be large
JSON_MB = 0.25


@dataclass(frozen=True, slots=True)
class Kind:
    """What is answered: the headers of every answer, and of those that name none themselves.

    ``refuse``: the answer to more bytes than are taken, the limit in MB. ``defect``: the answer to
    an error that nobody raised on purpose.
    """

    headers: Mapping[str, str]
    defaults: Mapping[str, str]
    refuse: Callable[[Request, float], ASGIApp]
    defect: Callable[[Request, Exception], ASGIApp]


def _of(**headers: str) -> Mapping[str, str]:
    return MappingProxyType(
        _EVERYWHERE | {name.replace("_", "-"): value for name, value in headers.items()}
    )


API = _of(Content_Security_Policy=f"{NOTHING}'none'", Referrer_Policy="no-referrer")
"""The headers of answers that no browser is to show as a page."""
# "no-referrer" would have a browser send forms without saying from where
PAGES = _of(
    Content_Security_Policy=f"{NOTHING}'self'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'",
    Referrer_Policy="same-origin",
)
"""The headers of pages: everything from this address, nothing inline."""
UNSTORED: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-store"})


class _TooLarge(Exception):
    """The body went past the limit."""


class Shell:
    """ASGI middleware; the outermost one."""

    def __init__(self, app: ASGIApp, *, kind: Kind, limit_mb: float) -> None:
        self._app, self._kind, self._limit_mb = app, kind, limit_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = uuid4().hex
        is_upload = scope["method"] == "POST" and scope["path"].endswith("/pools")
        limit = self._limit_mb if is_upload else min(JSON_MB, self._limit_mb)
        await _Exchange(self._app, self._kind, scope, receive, send, limit).run()


class _Exchange:
    """One request and its answer."""

    def __init__(
        self,
        app: ASGIApp,
        kind: Kind,
        scope: Scope,
        receive: Receive,
        send: Send,
        limit_mb: float,
    ) -> None:
        self._app, self._kind = app, kind
        self._scope, self._receive, self._send = scope, receive, send
        self._limit_mb = limit_mb
        self._read = 0
        self._is_too_large = False
        self._has_started = False

    async def run(self) -> None:
        announced = Headers(scope=self._scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > self._limit_mb * 2**20:
            await self._refuse()
            return
        try:
            await self._app(self._scope, self._counted, self._dressed)
        except _TooLarge:
            self._is_too_large = True
        except Exception as error:
            if self._has_started:
                raise
            await self._kind.defect(Request(self._scope), error)(
                self._scope, self._receive, self._with_headers
            )
            return
        if self._is_too_large and not self._has_started:
            await self._refuse()

    async def _counted(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._limit_mb * 2**20:
            self._is_too_large = True
            raise _TooLarge
        return message

    async def _dressed(self, message: Message) -> None:
        if self._is_too_large and not self._has_started:
            return  # whatever the app makes of a body cut short is not the answer
        self._has_started = True
        await self._with_headers(message)

    async def _with_headers(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            for name, value in self._kind.headers.items():
                headers[name] = value
            for name, value in self._kind.defaults.items():
                headers.setdefault(name, value)
            headers["X-Request-Id"] = self._scope["state"]["request_id"]
        await self._send(message)

    async def _refuse(self) -> None:
        answer = self._kind.refuse(Request(self._scope), self._limit_mb)
        await answer(self._scope, self._receive, self._with_headers)
