"""From a template to a page: words, addresses, who reads it, and the mark of its forms."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scheduler.access import Decision, Principal, decide_any
from scheduler.door import form_token, language_of, visitor_of
from scheduler.door.guard import VISIT, mark_of
from scheduler.exchange.plan_view import OFFICIAL_ORDER
from scheduler.model import Language, hint, label, say
from scheduler.web.assets import Assets
from scheduler.web.words import instant_words, week_of

LOOKS = {"contrast": ("normal", "high"), "size": ("normal", "large")}
"""What a reader may choose of a page's looks, each in a cookie of that name; the first is given."""
COOKIE = {"secure": True, "httponly": True, "samesite": "strict", "path": "/"}
Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the navigation."""

    code: str
    href: str
    is_here: bool


class Renderer:
    """The templates of the pages."""

    def __init__(self, assets: Assets, *, is_demo: bool) -> None:
        self._assets, self._is_demo = assets, is_demo
        self._environment = Environment(
            loader=PackageLoader("scheduler.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(
        self, request: Request, template: str, /, status: int = 200, **facts: Any
    ) -> HTMLResponse:
        """The page of a template in the reader's language."""
        language, visitor = language_of(request), visitor_of(request)
        visit = None
        mark = form_token(request)
        if mark is None:
            visit = secrets.token_urlsafe(32)
            mark = mark_of(visit)
        text = self._environment.get_template(template).render(
            t=_speaker(language),
            hint=lambda code, /, **given: hint(code, language, **given),
            label=lambda kind, value: label(kind, value, language),
            instant=lambda at: instant_words(at, language),
            language=language,
            looks={name: _look(request, name) for name in LOOKS},
            asset=self._assets.url,
            back_here=_back_here(request),
            gauge=gauge,
            colour=colour,
            limit=lambda most: say("web.band.no_limit", language) if most is None else str(most),
            with_query=lambda **changes: _with_query(request, changes),
            query_of_any_week=_query(request, {"plan": None}),
            visitor=visitor,
            navigation=_navigation(request, visitor.principal),
            form_token=mark,
            is_demo=self._is_demo,
            **facts,
        )
        response = HTMLResponse(text, status)
        if visit is not None:
            response.set_cookie(VISIT, visit, **COOKIE)  # type: ignore[arg-type]
        return response


def _speaker(language: Language) -> Callable[..., str]:
    def told(code: str, /, **facts: object) -> str:
        return say(f"web.{code}", language, **facts)

    return told


def _look(request: Request, name: str) -> str:
    asked = request.cookies.get(name, "")
    return asked if asked in LOOKS[name] else LOOKS[name][0]


def _back_here(request: Request) -> str:
    """This page's address; of what a form has sent, the page that it is about."""
    query = request.url.query if request.method == "GET" else ""
    return f"{request.url.path}{'?' if query else ''}{query}"


def colour(agency: str) -> str:
    """The class of an agency's colours; ``other`` for bodies that have none of their own."""
    return f"agency-{agency}" if agency in OFFICIAL_ORDER else "other"


def gauge(value: int, most: int) -> Markup:
    """A bar that says how much of the most a value is; the words stand beside it."""
    width = 0 if most <= 0 else min(100, round(100 * value / most))
    return Markup(
        '<svg class="gauge" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="fill" width="{}" height="8"></rect></svg>'
    ).format(width)


def _with_query(request: Request, changes: Mapping[str, str | None]) -> str:
    """This page's address with some parts of its query changed; None takes a part away."""
    return f"{request.url.path}{_query(request, changes)}"


def _query(request: Request, changes: Mapping[str, str | None]) -> str:
    """The query of :func:`_with_query` with its question mark, without what says nothing."""
    kept = [(k, v) for k, v in request.query_params.multi_items() if v and k not in changes]
    query = urlencode([*kept, *((k, v) for k, v in changes.items() if v is not None)])
    return f"{'?' if query else ''}{query}"


def _navigation(request: Request, principal: Principal | None) -> tuple[Entry, ...]:
    """The pages that this reader may open, in their order."""
    week = request.path_params.get("week", "")
    weekly = f"/w/{week}" if week_of(week) else "/w"
    known = (
        ("nav.overview", "week.read", weekly),
        ("nav.board", "week.read", f"{weekly}/board"),
        ("nav.api", "openapi.read", "/api"),
    )
    path = request.url.path
    return tuple(
        Entry(code, href, path == href)
        for code, action, href in known
        if principal is not None and decide_any(principal, action) is Decision.ALLOW
    )


def see_other(address: str) -> RedirectResponse:
    """The answer to a form: what to look at now. Only an address of this service is followed."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return RedirectResponse(address if is_ours else "/", 303)
