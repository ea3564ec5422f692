"""Ask a long question about a plan, follow it, stop it, take its report away."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from scheduler.api.files import attached, documented_file
from scheduler.api.routing import routes
from scheduler.api.versions import IdempotencyKey
from scheduler.door import Caller
from scheduler.service import Services
from scheduler.service.studies import STUDY_MEDIA, StudyFormat
from scheduler.service.study_replies import StudyReply, StudyRequest, StudySummary

_FILE = documented_file(STUDY_MEDIA.values(), {"type": "string"})


def add_studies(router: APIRouter, services: Services) -> None:
    """The routes about studies are on the router."""
    route = routes(router, "studies")
    studies = services.studies

    @route("POST /plans/{plan}/studies", "study.start", 403, 404, status_code=202)
    def start_study(
        caller: Caller, plan: str, request: StudyRequest, key: IdempotencyKey = None
    ) -> StudySummary:
        """Queue a long question about a plan; follow it at GET /studies/{study}."""
        return studies.start_study(caller, plan, request, key=key)

    @route("GET /plans/{plan}/studies", "study.list", 403, 404)
    def list_studies(caller: Caller, plan: str) -> tuple[StudySummary, ...]:
        """The newest studies of a plan first, at most 200, without their answers."""
        return studies.studies(caller, plan)

    @route("GET /studies/{study}", "study.read", 403, 404, 409)
    def read_study(caller: Caller, study: str) -> StudyReply:
        """State and progress; the answer, and in words, as soon as there is one."""
        return studies.read_study(caller, study)

    @route("GET /studies/{study}/export", "study.export", 403, 404, 409, ok=_FILE)
    def export_study(
        caller: Caller,
        study: str,
        form: Annotated[StudyFormat, Query(alias="format")] = "html",
        language: Literal["ko", "en"] = "ko",
    ) -> Response:
        """A report as a page to print or as plain text."""
        return attached(studies.export_study(caller, study, form, language=language))

    @route("POST /studies/{study}/cancel", "study.cancel", 403, 404, 409, status_code=202)
    def cancel_study(caller: Caller, study: str, key: IdempotencyKey = None) -> StudySummary:
        """Stop a study; one that is under way keeps what it has found."""
        return studies.cancel_study(caller, study, key=key)
