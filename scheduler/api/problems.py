"""Errors as RFC 9457 problems, in Korean and English, with every row to correct.

A problem never repeats the request's path, nor an id that the caller may not see, so that a foreign
object and a missing one are answered with the same bytes.
"""

import json
import logging
import traceback
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from scheduler.door import language_of
from scheduler.model import Language, PoolError, SchedulerError
from scheduler.service import BrokenPlanError
from scheduler.service.expectations import expectation
from scheduler.service.replies import Reply, RowComplaint, Text
from scheduler.store import UnavailableError

MEDIA_TYPE = "application/problem+json"
MAX_COMPLAINTS = 1_000
# that there are more than were looked for is told whatever else is cut off
_ABOUT_THE_REST = frozenset({"exchange.and_more", "exchange.more_findings"})
_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "5"}}
log = logging.getLogger(__name__)


class ProblemResponse(JSONResponse):
    """A problem's bytes; half a character that a caller sent is told as ``?``."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:
        """The content as JSON, whatever texts are in it."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


class BrokenRule(Reply):
    """One rule that a plan breaks, and where."""

    code: str = Field(examples=["CLEARANCE"])
    subject: str = Field(examples=["MSS-101/d1"])
    text: Text


class Problem(Reply):
    """A problem as RFC 9457 has it, with our code, both languages and the rows to correct."""

    type: str = Field(examples=["urn:problem:access.not_found"])
    title: str = Field(examples=["요청한 대상이 없습니다."])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["목록에서 다시 확인해 주십시오."])
    code: str = Field(examples=["access.not_found"])
    text: Text
    hint: Text
    complaints: tuple[RowComplaint, ...] = ()
    complaints_left_off: int = 0
    violations: tuple[BrokenRule, ...] = ()


def problem(
    language: Language,
    code: str,
    status: int,
    facts: Mapping[str, Any] | None = None,
    *,
    complaints: tuple[RowComplaint, ...] = (),
    violations: tuple[BrokenRule, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The response of a problem."""
    text, hint = Text.of(code, facts or {}), Text.hint_of(code, facts or {})
    rest = complaints[MAX_COMPLAINTS:]
    shown = (*complaints[:MAX_COMPLAINTS], *(c for c in rest if c.code in _ABOUT_THE_REST))
    body = Problem(
        type=f"urn:problem:{code}",
        title=getattr(text, language),
        status=status,
        detail=getattr(hint, language),
        code=code,
        text=text,
        hint=hint,
        complaints=shown,
        complaints_left_off=len(complaints) - len(shown),
        violations=violations,
    )
    return ProblemResponse(body.model_dump(), status, headers=dict(headers or {}))


def _on_purpose(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, SchedulerError):
        raise error
    complaints: tuple[RowComplaint, ...] = ()
    violations: tuple[BrokenRule, ...] = ()
    if isinstance(error, UnavailableError):  # the caller can only wait: the log is to know
        number, kind = request.state.request_id, error.facts["kind"]
        log.error("request %s: %s (%s)", number, error.code, kind)
    if isinstance(error, PoolError):
        complaints = tuple(RowComplaint.of(c) for c in error.complaints)
    if isinstance(error, BrokenPlanError):
        violations = tuple(
            BrokenRule(code=v.code, subject=v.subject, text=Text(ko=v.text("ko"), en=v.text("en")))
            for v in error.violations
        )
    return problem(
        language_of(request),
        error.code,
        error.http_status,
        error.facts,
        complaints=complaints,
        violations=violations,
        headers=_HEADERS.get(error.http_status),
    )


def _invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    complaints = tuple(_field_complaint(e) for e in error.errors())
    facts = {"count": len(complaints)}
    return problem(language_of(request), "request.invalid", 422, facts, complaints=complaints)


def _field_complaint(error: Mapping[str, Any]) -> RowComplaint:
    """One error of a request's shape; the value itself is not repeated."""
    place: tuple[str | int, ...] = tuple(error["loc"]) or ("body",)
    where, path = place[0], place[1:]
    numbers = [p for p in path if isinstance(p, int)]
    column = ".".join(map(str, path))
    wanted = expectation(error)
    facts = {"where": column or str(where), "expected_ko": wanted.ko, "expected_en": wanted.en}
    return RowComplaint(
        code="request.field",
        severity="error",
        file=str(where),
        row=numbers[0] + 1 if numbers else None,
        column=column,
        value="",
        expected=wanted.en,
        nearest="",
        text=Text.of("request.field", facts),
        hint=Text(ko="", en=""),
    )


def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    code, facts = "request.http", {"status": status}
    if status == 404:
        code, facts = "access.not_found", {}
    return problem(language_of(request), code, status, facts, headers=error.headers)


def defect(request: Request, error: Exception) -> JSONResponse:
    """The answer to an error nobody raised on purpose; the log has its place and its number."""
    number = request.state.request_id
    # where and what kind, but not the message: it may hold what a log must not
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("request %s failed: %s\n%s", number, type(error).__name__, place)
    facts = {"request": number}
    return problem(language_of(request), "request.internal", 500, facts)


def too_large(request: Request, limit_mb: float) -> JSONResponse:
    """The answer to more bytes than are taken."""
    return problem(language_of(request), "request.too_large", 413, {"limit": limit_mb})


def install(app: FastAPI) -> None:
    """Every error the app raises on purpose leaves as a problem; the shell sees to the others."""
    app.add_exception_handler(SchedulerError, _on_purpose)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
