"""The pages as one application: its routes, what they share, and what is shown for an error."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from scheduler.door import PAGES, GuardedRoute, Kind, Shell, refuse_unguarded
from scheduler.door.shell import UNSTORED
from scheduler.service import Services
from scheduler.web.assets import Assets, add_assets
from scheduler.web.contract import add_contract
from scheduler.web.demo import DemoAccount
from scheduler.web.faults import defect, install, too_large
from scheduler.web.rendering import Renderer
from scheduler.web.signin import add_sign_in
from scheduler.web.weeks import add_weeks

FORM_MB = 0.25


def create_web(
    services: Services, *, contract: Mapping[str, Any], demo: Sequence[DemoAccount] = ()
) -> FastAPI:
    """The pages over these use cases.

    ``contract``: the API's, an OpenAPI document, which a page shows. ``demo``: accounts that the
    sign-in page offers with their passwords.

    Raises:
        RuntimeError: a route is outside the access table.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.services = services
    assets = Assets()
    app.state.renderer = renderer = Renderer(assets, is_demo=bool(demo))
    router = APIRouter(route_class=GuardedRoute)
    add_assets(router, assets)
    add_sign_in(router, services, renderer, tuple(demo))
    add_weeks(router, services, renderer)
    add_contract(router, renderer, contract)
    app.router.routes.extend(router.routes)
    refuse_unguarded(app)
    install(app)
    # a compressed page's length tells something of what it holds; but no other site can have one
    # sent to somebody's browser in their name, since the cookie goes with this site's requests only
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)
    kind = Kind(PAGES, UNSTORED, refuse=too_large, defect=defect)
    app.add_middleware(Shell, kind=kind, limit_mb=FORM_MB)
    return app
