"""The JSON API: parse, call one use case, answer. It holds no rule and plans no week.

There are no interactive pages, which would load scripts from another host; the contract is at
``/api/v1/openapi.json``.
"""

from fastapi import APIRouter, FastAPI

from scheduler.api.about import add_about
from scheduler.api.explanations import add_explanations
from scheduler.api.plans import add_plans
from scheduler.api.pools import add_pools
from scheduler.api.problems import defect, install, too_large
from scheduler.api.proposals import add_proposals
from scheduler.api.runs import add_runs
from scheduler.api.specialists import add_specialists
from scheduler.api.studies import add_studies
from scheduler.door import API, GuardedRoute, Kind, Shell, refuse_unguarded
from scheduler.door.shell import UNSTORED
from scheduler.service import Services

PREFIX = "/api/v1"
UPLOAD_MB = 32


def create_app(services: Services, *, upload_mb: int = UPLOAD_MB) -> FastAPI:
    """The API over these use cases.

    Raises:
        RuntimeError: a route is outside the access table.
    """
    app = FastAPI(
        title="Expert pool scheduler",
        version="1",
        summary="Weekly assignment of a shared pool of specialists across agencies",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    router = APIRouter(prefix=PREFIX, route_class=GuardedRoute)
    add_about(app, router, services)
    add_pools(router, services)
    add_specialists(router, services)
    add_runs(router, services)
    add_plans(router, services)
    add_explanations(router, services)
    add_studies(router, services)
    add_proposals(router, services)
    app.router.routes.extend(router.routes)
    refuse_unguarded(app)
    install(app)
    kind = Kind(API, UNSTORED, refuse=too_large, defect=defect)
    app.add_middleware(Shell, kind=kind, limit_mb=upload_mb)
    return app
