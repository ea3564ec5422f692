"""Start a solve, follow it, stop it."""

from enum import Enum

from fastapi import APIRouter

from scheduler.api.documented import problems
from scheduler.api.guard import Caller, names
from scheduler.api.versions import IdempotencyKey
from scheduler.service import Services
from scheduler.service.replies import RunReply, RunRequest

TAGS: list[str | Enum] = ["runs"]


def add_runs(router: APIRouter, services: Services) -> None:
    """The routes about runs are on the router."""

    @router.post(
        "/runs",
        tags=TAGS,
        status_code=202,
        openapi_extra=names("run.start"),
        responses=problems(403),
    )
    def start_run(caller: Caller, request: RunRequest, key: IdempotencyKey = None) -> RunReply:
        """Queue a solve; follow it at GET /runs/{run}."""
        return services.runs.start_run(caller, request, key=key)

    @router.get("/runs", tags=TAGS, openapi_extra=names("run.list"), responses=problems(403))
    def list_runs(caller: Caller) -> tuple[RunReply, ...]:
        """The newest runs first, at most 200."""
        return services.runs.runs(caller)

    @router.get(
        "/runs/{run}",
        tags=TAGS,
        openapi_extra=names("run.read"),
        responses=problems(403, 404),
    )
    def follow_run(caller: Caller, run: str) -> RunReply:
        """State, tier, value, bound and gap; the plan's id as soon as there is one."""
        return services.runs.follow_run(caller, run)

    @router.post(
        "/runs/{run}/cancel",
        tags=TAGS,
        status_code=202,
        openapi_extra=names("run.cancel"),
        responses=problems(403, 404, 409),
    )
    def cancel_run(caller: Caller, run: str, key: IdempotencyKey = None) -> RunReply:
        """Stop a run; one that is under way keeps the best plan it has."""
        return services.runs.cancel_run(caller, run, key=key)
