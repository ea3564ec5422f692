"""HTTP to one address: no proxy, no redirect, certificates checked, the token in no text.

The standard library is enough for a few requests of JSON, so that a notebook needs nothing more.
"""

import http.client
import ipaddress
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import quote, urlencode, urlsplit

from scheduler.access import NotSignedInError
from scheduler.model import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    RequestError,
    SchedulerError,
)

PREFIX = "/api/v1"
MOST_BYTES = 256 * 2**20
MOST_LINES = 20
_KINDS: Mapping[int, type[SchedulerError]] = {
    401: NotSignedInError,
    403: NotAllowedError,
    404: NotFoundError,
    409: ConflictError,
    413: RequestError,
    422: RequestError,
}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The service never sends anybody elsewhere, and a token must not go there."""

    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        """Follow none."""


class Wire:
    """Requests to the service at a URL, signed with a token.

    Raises:
        RequestError: the URL is no address of a service, it would send the token over a network in
            the clear, or the token cannot be one.
    """

    def __init__(self, url: str, token: str, timeout_s: float) -> None:
        self.url = _base(url)
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise RequestError("served.no_token")
        self._token = token
        self._timeout_s = timeout_s
        handlers = (
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=ssl.create_default_context()),
            _NoRedirect(),
        )
        self._opener = urllib.request.build_opener(*handlers)

    def __repr__(self) -> str:
        return f"<Wire {self.url}>"

    def __reduce__(self) -> NoReturn:
        raise RequestError("served.no_pickle")

    def get(self, *path: str, **query: str) -> Any:
        """The JSON at a path; its parts are quoted here."""
        asked = f"?{urlencode(query)}" if query else ""
        return self._ask(urllib.request.Request(self._at(path) + asked))

    def post(self, *path: str, body: object, key: str) -> Any:
        """The JSON that a body is answered with; the same key has one effect."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        data = json.dumps(body).encode()
        return self._ask(urllib.request.Request(self._at(path), data, headers, method="POST"))

    def _at(self, path: tuple[str, ...]) -> str:
        return "/".join((self.url + PREFIX, *(quote(part, safe="") for part in path)))

    def _ask(self, request: urllib.request.Request) -> Any:
        request.add_header("Accept", "application/json")
        # not among the headers that a redirect would copy
        request.add_unredirected_header("Authorization", f"Bearer {self._token}")
        # whatever goes wrong is told without its cause: a cause may hold the request
        status, content = self._answer(request)
        if status >= 400:
            raise _refusal(status, content, self.url)
        if status >= 300:
            raise RequestError("served.redirect", url=self.url)
        try:
            return json.loads(content)
        except ValueError:
            raise RequestError("served.no_service", url=self.url) from None

    def _answer(self, request: urllib.request.Request) -> tuple[int, bytes]:
        """Status and content.

        Raises:
            SchedulerError: nobody answers, not in time, not whole, or not who they should be.
        """
        try:
            with self._open(request) as answer:
                return answer.status, self._read(answer)
        except urllib.error.URLError as error:
            if isinstance(error.reason, ssl.SSLError):
                raise SchedulerError("served.tls", url=self.url) from None
            raise SchedulerError("served.away", url=self.url) from None
        except (OSError, http.client.HTTPException):
            raise SchedulerError("served.away", url=self.url) from None

    def _open(self, request: urllib.request.Request) -> Any:
        """The answer, also one that refuses."""
        try:
            return self._opener.open(request, timeout=self._timeout_s)
        except urllib.error.HTTPError as refused:
            return refused

    def _read(self, answer: Any) -> bytes:
        content: bytes = answer.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise RequestError("served.too_large", url=self.url, limit=MOST_BYTES // 2**20)
        announced = answer.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) != len(content):  # it broke off
            raise http.client.IncompleteRead(b"", int(announced) - len(content))
        return content


def _base(url: str) -> str:
    """The address without what every request adds."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise RequestError("served.url") from None
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not host or not is_plain:
        raise RequestError("served.url")
    if parts.scheme == "http" and not _is_here(host):
        raise RequestError("served.clear", host=host)
    name = f"[{host}]" if ":" in host else host
    place = name if port is None else f"{name}:{port}"
    return f"{parts.scheme}://{place}{parts.path.rstrip('/').removesuffix(PREFIX)}"


def _is_here(host: str) -> bool:
    """Whether a host is this machine itself, by an address that leaves it nowhere."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refusal(status: int, content: bytes, url: str) -> SchedulerError:
    """The error that the service answered with, in its own words of both languages."""
    if status == 401:
        return NotSignedInError("served.bad_token", url=url)
    try:
        problem = json.loads(content)
        code = str(problem["code"])
        told = {it: "\n".join(_lines(problem, it)) for it in ("ko", "en")}
        hints = {f"hint_{it}": str(problem["hint"][it]) for it in ("ko", "en")}
    except (ValueError, LookupError, TypeError):
        return SchedulerError("served.status", url=url, status=status)
    return _KINDS.get(status, SchedulerError)("served.refused", cause=code, **told, **hints)


def _lines(problem: Mapping[str, Any], language: str) -> Iterator[str]:
    """What happened, and where: each complaint and each broken rule in a line of its own."""
    yield str(problem["text"][language])
    listed = [*problem.get("complaints", ()), *problem.get("violations", ())]
    for one in listed[:MOST_LINES]:
        places = (one.get(name) for name in ("file", "row", "column", "subject"))
        place = ":".join(str(it) for it in places if it not in (None, ""))
        yield f"{place}: {one['text'][language]}"
    if len(listed) > MOST_LINES:
        yield f"… +{len(listed) - MOST_LINES}"
