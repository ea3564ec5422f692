"""Import a pool, read it back, make it the current facts."""

import json
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from scheduler.access import HIDDEN_STATION
from scheduler.api.documented import problems
from scheduler.api.guard import Caller, names
from scheduler.api.versions import IdempotencyKey, SeenVersion, etag
from scheduler.model import Pool
from scheduler.service import Services
from scheduler.service.replies import FactsReply, FactsRequest, PoolReply
from scheduler.service.uploads import named

POOL_EXAMPLE = {
    "agencies": [{"agency": "MSS", "name_ko": "중소벤처기업부", "name_en": "MSS"}],
    "specialists": [{"specialist": "MSS-001", "agency": "MSS", "station": "sejong"}],
}


def add_pools(router: APIRouter, services: Services) -> None:
    """The routes are on the router."""

    @router.post(
        "/pools",
        tags=["pools"],
        status_code=201,
        openapi_extra=names("pool.import"),
        responses=problems(403, 413),
    )
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

    @router.get("/pools", tags=["pools"], openapi_extra=names("pool.list"), responses=problems(403))
    def list_pools(caller: Caller) -> tuple[PoolReply, ...]:
        """Every frozen pool, newest first."""
        return services.pools.pools(caller)

    @router.get(
        "/pools/{pool}",
        tags=["pools"],
        openapi_extra=names("pool.read"),
        responses={
            200: {"content": {"application/json": {"example": POOL_EXAMPLE}}},
            **problems(403, 404),
        },
        response_class=Response,
    )
    def read_pool(caller: Caller, pool: str) -> Response:
        """The rows of a frozen pool, by table; identities the caller may not see are empty."""
        found = services.pools.read_pool(caller, pool)
        return Response(told(found), media_type="application/json")

    @router.get(
        "/facts", tags=["facts"], openapi_extra=names("facts.read"), responses=problems(403)
    )
    def read_facts(caller: Caller, response: Response) -> FactsReply:
        """Version and size of the current facts; the ETag is for replacing them."""
        facts = services.pools.facts(caller)
        response.headers.update(etag(facts.version))
        return facts

    @router.put(
        "/facts",
        tags=["facts"],
        openapi_extra=names("facts.replace"),
        responses=problems(403, 412, 428),
    )
    def replace_facts(
        caller: Caller, request: FactsRequest, seen: SeenVersion, response: Response
    ) -> FactsReply:
        """Make a frozen pool the current facts, which agencies then keep up to date."""
        facts = services.pools.replace_facts(caller, request, seen=seen)
        response.headers.update(etag(facts.version))
        return facts


def told(pool: Pool) -> str:
    """The pool's JSON; a hidden station is empty, so that nobody mistakes it for a place."""
    text = pool.canonical_json()
    if not any(s.station == HIDDEN_STATION for s in pool.specialists):
        return text
    rows = json.loads(text)
    for person in rows["specialists"]:
        if person["station"] == HIDDEN_STATION:
            person["station"] = ""
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
