"""Read plans, put one in force, take one away as a file."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from scheduler.api.documented import problems
from scheduler.api.guard import Caller, names
from scheduler.api.pools import POOL_EXAMPLE, told
from scheduler.api.versions import IdempotencyKey
from scheduler.service import Format, Services
from scheduler.service.plans import MEDIA
from scheduler.service.replies import (
    PlanReply,
    PlanSummary,
    PublicationList,
    PublishRequest,
)

_BINARY = {"schema": {"type": "string", "format": "binary"}}


def add_plans(router: APIRouter, services: Services) -> None:
    """The routes about plans and publications are on the router."""
    plans = services.plans

    @router.get("/plans", tags=["plans"], openapi_extra=names("plan.list"), responses=problems())
    def list_plans(caller: Caller) -> tuple[PlanSummary, ...]:
        """The newest plans first, at most 200; a registrar sees those once published."""
        return plans.plans(caller)

    @router.get(
        "/plans/{plan}",
        tags=["plans"],
        openapi_extra=names("plan.read"),
        responses=problems(404),
    )
    def read_plan(caller: Caller, plan: str) -> PlanReply:
        """A plan; a registrar's holds the rows of own people and own cases."""
        return plans.read_plan(caller, plan)

    @router.get(
        "/plans/{plan}/pool",
        tags=["plans"],
        openapi_extra=names("plan.pool"),
        responses={
            200: {"content": {"application/json": {"example": POOL_EXAMPLE}}},
            **problems(404),
        },
        response_class=Response,
    )
    def pool_of_plan(caller: Caller, plan: str) -> Response:
        """The rows that a plan was made from; a registrar's are those of the own copy."""
        return Response(told(plans.pool_of_plan(caller, plan)), media_type="application/json")

    @router.get(
        "/plans/{plan}/export",
        tags=["plans"],
        openapi_extra=names("plan.export"),
        response_class=Response,
        responses={
            200: {"description": "The file", "content": dict.fromkeys(MEDIA.values(), _BINARY)},
            **problems(404),
        },
    )
    def export_plan(
        caller: Caller,
        plan: str,
        form: Annotated[Format, Query(alias="format")] = "json",
        specialist: Annotated[str | None, Query(description="ics: of one specialist")] = None,
        agency: Annotated[str | None, Query(description="ics: of one agency")] = None,
        language: Literal["ko", "en"] = "ko",
    ) -> Response:
        """A plan as JSON, CSV, Excel or calendar, cut like the plan itself."""
        file = plans.export_plan(
            caller, plan, form, specialist=specialist, agency=agency, language=language
        )
        disposition = f'attachment; filename="{file.name}"'
        return Response(
            file.content,
            media_type=file.media_type,
            headers={"Content-Disposition": disposition},
        )

    @router.post(
        "/publications",
        tags=["publications"],
        status_code=201,
        openapi_extra=names("publication.create"),
        responses=problems(403, 409),
    )
    def publish_plan(
        caller: Caller, request: PublishRequest, key: IdempotencyKey = None
    ) -> PublicationList:
        """Put a plan in force for its weeks; the judge is asked again at that instant."""
        return plans.publish_plan(caller, request, key=key)

    @router.get(
        "/publications",
        tags=["publications"],
        openapi_extra=names("publication.list"),
        responses=problems(),
    )
    def list_publications(caller: Caller) -> PublicationList:
        """What is in force for each week, and what was."""
        return plans.publications(caller)
