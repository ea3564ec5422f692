"""Import a pool, read it back, make it the current facts."""

import json
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from scheduler.access import HIDDEN_STATION
from scheduler.api.routing import routes
from scheduler.api.versions import IdempotencyKey, SeenVersion, tagged
from scheduler.door import Caller
from scheduler.model import Pool
from scheduler.service import Services
from scheduler.service.replies import FactsReply, FactsRequest, PoolReply
from scheduler.service.uploads import named

_EXAMPLE = {
    "agencies": [{"agency": "MSS", "name_ko": "중소벤처기업부", "name_en": "MSS"}],
    "specialists": [{"specialist": "MSS-001", "agency": "MSS", "station": "sejong"}],
}
POOL_DOCUMENTED = {"content": {"application/json": {"example": _EXAMPLE}}}


def add_pools(router: APIRouter, services: Services) -> None:
    """The routes are on the router."""
    route = routes(router, "pools")
    route_facts = routes(router, "facts")

    @route("POST /pools", "pool.import", 403, 413, status_code=201)
    def import_pool(
        caller: Caller,
        files: Annotated[
            list[UploadFile],
            File(description="One .zip of CSV files, one .xlsx, one .json, or several .csv."),
        ],
        key: IdempotencyKey = None,
    ) -> PoolReply:
        """Freeze an uploaded pool. All rows are right, or nothing is stored and all are named."""
        content = named((file.filename or "", file.file.read()) for file in files)
        return services.pools.import_pool(caller, content, key=key)

    @route("GET /pools", "pool.list", 403)
    def list_pools(caller: Caller) -> tuple[PoolReply, ...]:
        """Every frozen pool, newest first."""
        return services.pools.pools(caller)

    @route("GET /pools/{pool}", "pool.read", 403, 404, ok=POOL_DOCUMENTED)
    def read_pool(caller: Caller, pool: str) -> Response:
        """The rows of a frozen pool, by table; identities the caller may not see are empty."""
        return told(services.pools.read_pool(caller, pool))

    @route_facts("GET /facts", "facts.read", 403)
    def read_facts(caller: Caller, response: Response) -> FactsReply:
        """Version and size of the current facts; the ETag is for replacing them."""
        return tagged(response, services.pools.facts(caller))

    @route_facts("PUT /facts", "facts.replace", 403, 412, 428)
    def replace_facts(
        caller: Caller, request: FactsRequest, seen: SeenVersion, response: Response
    ) -> FactsReply:
        """Make a frozen pool the current facts, which agencies then keep up to date."""
        return tagged(response, services.pools.replace_facts(caller, request, seen=seen))


def told(pool: Pool) -> Response:
    """The pool's JSON; a hidden station is empty, so that nobody mistakes it for a place."""
    text = pool.canonical_json()
    if any(s.station == HIDDEN_STATION for s in pool.specialists):
        rows = json.loads(text)
        for person in rows["specialists"]:
            if person["station"] == HIDDEN_STATION:
                person["station"] = ""
        text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Response(text, media_type="application/json")
