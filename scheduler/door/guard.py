"""Every route names its action, and nobody gets past it before the access table has spoken.

Token or session are looked up and the table asked before a single byte of the body is read. A route
without an action, or with one the table does not know, cannot be created.

A browser sends its cookie along with whatever another site has it send. So a change that rests on a
cookie has to come from a page of this very address and bear that page's mark: a hash of the cookie,
which nobody else can read. A token in a header is sent by nobody but its holder, and needs no mark.
"""

import hashlib
import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from scheduler.access import Principal, actions, decide_any, enforce
from scheduler.door.errors import StrangeFormError
from scheduler.service import Services, SignedIn

ACTION = "x-action"
SESSION, VISIT = "__Host-session", "__Host-visit"
"""Cookies: of who has signed in, and of who has not yet."""
FORM, FORM_HEADER = "form_token", "x-form-token"
SAFE = {"GET", "HEAD"}


def names(action: str) -> dict[str, Any]:
    """What a route passes as ``openapi_extra`` to name its action."""
    return {ACTION: action}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who sends a request, by a token or by a session; neither: nobody we know.

    ``principal`` is None, too, where a session has yet to choose its role or change its password.
    """

    principal: Principal | None
    session: SignedIn | None = None


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
            visitor = await run_in_threadpool(_visitor, services, request)
            request.state.visitor = visitor
            enforce(decide_any(visitor.principal, action))
            if request.method not in SAFE and _token(request) is None:
                await demand_own_form(request)
            return await handle(request)

        return guarded


def _visitor(services: Services, request: Request) -> Visitor:
    token = _token(request)
    if token is not None:
        return Visitor(services.accounts.principal(token))
    signed = services.sign_in.session(request.cookies.get(SESSION))
    if signed is None:
        return Visitor(None)
    return Visitor(None if signed.has_one_time else signed.principal, signed)


def _token(request: Request) -> str | None:
    """The bearer token of a request; any other way of signing in is none."""
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def form_token(request: Request) -> str | None:
    """The mark of this browser's forms; None where it has no cookie of ours yet."""
    cookie = request.cookies.get(SESSION) or request.cookies.get(VISIT)
    return None if not cookie else mark_of(cookie)


def mark_of(cookie: str) -> str:
    """The mark of the forms of a browser with this cookie."""
    return hashlib.sha256(f"form:{cookie}".encode(errors="replace")).hexdigest()


async def demand_own_form(request: Request) -> None:
    """Pass a change that a page of ours, in this very session, has sent.

    Raises:
        StrangeFormError: it comes from another site, or bears another mark or none.
    """
    url = request.url
    is_ours = request.headers.get("origin", "") == f"{url.scheme}://{url.netloc}"
    wanted, sent = form_token(request), request.headers.get(FORM_HEADER)
    if sent is None and _is_form(request):
        sent = str((await request.form()).get(FORM, ""))
    if not is_ours or not wanted or not hmac.compare_digest(wanted, sent or ""):
        raise StrangeFormError("form.strange")


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded"


def refuse_unguarded(app: FastAPI) -> None:
    """Return when every route of the app stands behind the access table.

    Raises:
        RuntimeError: one does not.
    """
    for route in app.router.routes:
        if not isinstance(route, GuardedRoute):
            path = route.path if isinstance(route, Route) else type(route).__name__
            raise RuntimeError(f"{path}: a route outside the access table")


def visitor_of(request: Request) -> Visitor:
    """Who sends this request; nobody we know where the guard has not been passed."""
    visitor: Visitor = getattr(request.state, "visitor", None) or Visitor(None)
    return visitor


def _caller(request: Request) -> Principal | None:
    return visitor_of(request).principal


Caller = Annotated[Principal | None, Depends(_caller)]
