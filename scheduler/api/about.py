"""The contract itself, whether the service answers, who one is, and the audit log."""

from typing import Annotated, Literal

from fastapi import APIRouter, FastAPI, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from scheduler.access import NotSignedInError
from scheduler.api.documented import contract, problems, unavailable
from scheduler.door import Caller, names
from scheduler.service import Services
from scheduler.service.replies import AuditReply, Me, Reply


class Health(Reply):
    """The service and its database answer.

    ``no_worker``: runs or studies have waited for a minute or more, so many seconds, without a word
    of a worker.
    """

    status: Literal["ok", "no_worker"] = "ok"
    unattended_s: int = Field(default=0, examples=[0])


def add_about(app: FastAPI, router: APIRouter, services: Services) -> None:
    """The remaining routes are on the router."""

    @router.get("/openapi.json", openapi_extra=names("openapi.read"), include_in_schema=False)
    def openapi() -> JSONResponse:
        """The contract."""
        return JSONResponse(contract(app))

    @router.get(
        "/health", tags=["about"], openapi_extra=names("health.read"), responses=unavailable()
    )
    def health() -> Health:
        """Whether service, database and workers answer; 503 when the database does not."""
        unattended_s = int(services.jobs.unattended_s())
        return Health(status="no_worker" if unattended_s else "ok", unattended_s=unattended_s)

    @router.get("/me", tags=["about"], openapi_extra=names("me.read"), responses=problems())
    def me(caller: Caller) -> Me:
        """Whose token this is."""
        if caller is None:
            raise NotSignedInError("access.not_signed_in")
        return Me(name=caller.name, role=caller.role, agency=caller.agency)

    @router.get(
        "/audit", tags=["about"], openapi_extra=names("audit.list"), responses=problems(403)
    )
    def audit(
        caller: Caller,
        before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    ) -> tuple[AuditReply, ...]:
        """Who changed what and when, newest first."""
        return services.audit.entries(caller, before=before, limit=limit)
