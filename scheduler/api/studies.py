"""Ask a long question about a plan, follow it, stop it, take its report away."""

from enum import Enum
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from scheduler.api.documented import problems
from scheduler.api.guard import Caller, names
from scheduler.api.versions import IdempotencyKey
from scheduler.service import Services
from scheduler.service.studies import STUDY_MEDIA, StudyFormat
from scheduler.service.study_replies import StudyReply, StudyRequest, StudySummary

TAGS: list[str | Enum] = ["studies"]
_TEXT = {"schema": {"type": "string"}}


def add_studies(router: APIRouter, services: Services) -> None:
    """The routes about studies are on the router."""
    studies = services.studies

    @router.post(
        "/plans/{plan}/studies",
        tags=TAGS,
        status_code=202,
        openapi_extra=names("study.start"),
        responses=problems(403, 404),
    )
    def start_study(
        caller: Caller, plan: str, request: StudyRequest, key: IdempotencyKey = None
    ) -> StudySummary:
        """Queue a long question about a plan; follow it at GET /studies/{study}."""
        return studies.start_study(caller, plan, request, key=key)

    @router.get(
        "/plans/{plan}/studies",
        tags=TAGS,
        openapi_extra=names("study.list"),
        responses=problems(403, 404),
    )
    def list_studies(caller: Caller, plan: str) -> tuple[StudySummary, ...]:
        """The newest studies of a plan first, at most 200, without their answers."""
        return studies.studies(caller, plan)

    @router.get(
        "/studies/{study}",
        tags=TAGS,
        openapi_extra=names("study.read"),
        responses=problems(403, 404, 409),
    )
    def read_study(caller: Caller, study: str) -> StudyReply:
        """State and progress; the answer, and in words, as soon as there is one."""
        return studies.read_study(caller, study)

    @router.get(
        "/studies/{study}/export",
        tags=TAGS,
        openapi_extra=names("study.export"),
        response_class=Response,
        responses={
            200: {"description": "The file", "content": dict.fromkeys(STUDY_MEDIA.values(), _TEXT)},
            **problems(403, 404, 409),
        },
    )
    def export_study(
        caller: Caller,
        study: str,
        form: Annotated[StudyFormat, Query(alias="format")] = "html",
        language: Literal["ko", "en"] = "ko",
    ) -> Response:
        """A report as a page to print or as plain text."""
        file = studies.export_study(caller, study, form, language=language)
        disposition = f'attachment; filename="{file.name}"'
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"Content-Disposition": disposition},
        )

    @router.post(
        "/studies/{study}/cancel",
        tags=TAGS,
        status_code=202,
        openapi_extra=names("study.cancel"),
        responses=problems(403, 404, 409),
    )
    def cancel_study(caller: Caller, study: str, key: IdempotencyKey = None) -> StudySummary:
        """Stop a study; one that is under way keeps what it has found."""
        return studies.cancel_study(caller, study, key=key)
