"""Read plans, put one in force, take one away as a file."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from scheduler.api.files import attached, documented_file
from scheduler.api.pools import POOL_DOCUMENTED, told
from scheduler.api.routing import routes
from scheduler.api.versions import IdempotencyKey
from scheduler.door import Caller
from scheduler.service import Format, Services
from scheduler.service.plans import MEDIA
from scheduler.service.replies import (
    PlanReply,
    PlanSummary,
    PublicationList,
    PublishRequest,
)

_FILE = documented_file(MEDIA.values(), {"type": "string", "format": "binary"})


def add_plans(router: APIRouter, services: Services) -> None:
    """The routes about plans and publications are on the router."""
    route = routes(router, "plans")
    route_publications = routes(router, "publications")
    plans = services.plans

    @route("GET /plans", "plan.list")
    def list_plans(caller: Caller) -> tuple[PlanSummary, ...]:
        """The newest plans first, at most 200; an agency sees those once published."""
        return plans.plans(caller)

    @route("GET /plans/{plan}", "plan.read", 404)
    def read_plan(caller: Caller, plan: str) -> PlanReply:
        """A plan; an agency's holds the rows of own people and own cases."""
        return plans.read_plan(caller, plan)

    @route("GET /plans/{plan}/pool", "plan.pool", 404, ok=POOL_DOCUMENTED)
    def pool_of_plan(caller: Caller, plan: str) -> Response:
        """The rows that a plan was made from; an agency's are those of the own copy."""
        return told(plans.pool_of_plan(caller, plan))

    @route("GET /plans/{plan}/export", "plan.export", 404, ok=_FILE)
    def export_plan(
        caller: Caller,
        plan: str,
        form: Annotated[Format, Query(alias="format")] = "json",
        specialist: Annotated[str | None, Query(description="ics: of one specialist")] = None,
        agency: Annotated[str | None, Query(description="ics: of one agency")] = None,
        language: Literal["ko", "en"] = "ko",
    ) -> Response:
        """A plan as JSON, CSV, Excel or calendar, cut like the plan itself."""
        return attached(
            plans.export_plan(
                caller, plan, form, specialist=specialist, agency=agency, language=language
            )
        )

    @route_publications("POST /publications", "publication.create", 403, 409, status_code=201)
    def publish_plan(
        caller: Caller, request: PublishRequest, key: IdempotencyKey = None
    ) -> PublicationList:
        """Put a plan in force for its weeks; the judge is asked again at that instant."""
        return plans.publish_plan(caller, request, key=key)

    @route_publications("GET /publications", "publication.list")
    def list_publications(caller: Caller) -> PublicationList:
        """What is in force for each week, and what was."""
        return plans.publications(caller)
