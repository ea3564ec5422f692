"""Start a solve, follow it, stop it."""

from fastapi import APIRouter

from scheduler.api.routing import routes
from scheduler.api.versions import IdempotencyKey
from scheduler.door import Caller
from scheduler.service import Services
from scheduler.service.replies import RunReply, RunRequest


def add_runs(router: APIRouter, services: Services) -> None:
    """The routes about runs are on the router."""
    route = routes(router, "runs")

    @route("POST /runs", "run.start", 403, status_code=202)
    def start_run(caller: Caller, request: RunRequest, key: IdempotencyKey = None) -> RunReply:
        """Queue a solve; follow it at GET /runs/{run}."""
        return services.runs.start_run(caller, request, key=key)

    @route("GET /runs", "run.list", 403)
    def list_runs(caller: Caller) -> tuple[RunReply, ...]:
        """The newest runs first, at most 200."""
        return services.runs.runs(caller)

    @route("GET /runs/{run}", "run.read", 403, 404)
    def follow_run(caller: Caller, run: str) -> RunReply:
        """State, tier, value, bound and gap; the plan's id as soon as there is one."""
        return services.runs.follow_run(caller, run)

    @route("POST /runs/{run}/cancel", "run.cancel", 403, 404, 409, status_code=202)
    def cancel_run(caller: Caller, run: str, key: IdempotencyKey = None) -> RunReply:
        """Stop a run; one that is under way keeps the best plan it has."""
        return services.runs.cancel_run(caller, run, key=key)
