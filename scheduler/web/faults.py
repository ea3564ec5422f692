"""What is shown for an error: what has happened, the way out, and a code to quote."""

import logging
import traceback
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from scheduler.access import NotSignedInError
from scheduler.door import language_of, visitor_of
from scheduler.model import NotFoundError, RequestError, SchedulerError
from scheduler.web.rendering import Renderer, see_other

log = logging.getLogger(__name__)


def shown(request: Request, error: SchedulerError, status: int | None = None) -> Response:
    """The page of an error; ``status``: where it is another than the error's own."""
    renderer: Renderer = request.app.state.renderer
    language = language_of(request)
    return renderer.page(
        request,
        "error.html",
        status or error.http_status,
        what=error.what(language),
        way_out=error.hint(language),
        code=error.code,
        number=request.state.request_id,
        is_unchanged=request.method == "POST",
    )


def to_sign_in(request: Request) -> Response:
    """To the page on which to sign in, and from there back here."""
    signed = visitor_of(request).session
    if signed is not None:  # something has to be settled before
        return see_other("/password" if signed.has_one_time else "/role")
    if request.method == "POST":
        return see_other("/sign-in?ended=1")
    back = quote(f"{request.url.path}?{request.url.query}".rstrip("?"))
    is_start = request.url.path == "/"
    return see_other("/sign-in" if is_start else f"/sign-in?next={back}")


def _on_purpose(request: Request, error: Exception) -> Response:
    if not isinstance(error, SchedulerError):
        raise error
    if isinstance(error, NotSignedInError):
        return to_sign_in(request)
    return shown(request, error)


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return shown(request, NotFoundError("access.not_found"))
    told = RequestError("request.http", status=error.status_code)
    return shown(request, told, error.status_code)


def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return shown(request, RequestError("web.address"))


def defect(request: Request, error: Exception) -> Response:
    """The page of an error nobody raised on purpose; the log has its place and its number."""
    number = request.state.request_id
    # where and what kind, but not the message: it may hold what a log must not
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("request %s failed: %s\n%s", number, type(error).__name__, place)
    return shown(request, RequestError("request.internal", request=number), 500)


def too_large(request: Request, limit_mb: float) -> Response:
    """The page of a form that is longer than any of ours."""
    return shown(request, RequestError("request.too_large", limit=limit_mb), 413)


def install(app: FastAPI) -> None:
    """Every error the pages raise on purpose leaves as a page; the shell sees to the others."""
    app.add_exception_handler(SchedulerError, _on_purpose)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
