"""Send a scenario back as a proposal for a plan; read what was proposed."""

from enum import Enum
from typing import Annotated

from fastapi import APIRouter, Query

from scheduler.api.documented import problems
from scheduler.api.guard import Caller, names
from scheduler.api.versions import IdempotencyKey
from scheduler.service import Services
from scheduler.service.proposal_replies import ProposalReply, ProposalRequest, ProposalSummary

TAGS: list[str | Enum] = ["proposals"]


def add_proposals(router: APIRouter, services: Services) -> None:
    """The routes about proposals are on the router."""
    proposals = services.proposals

    @router.post(
        "/plans/{plan}/proposals",
        tags=TAGS,
        status_code=201,
        openapi_extra=names("proposal.send"),
        responses=problems(403, 404),
    )
    def send_proposal(
        caller: Caller, plan: str, request: ProposalRequest, key: IdempotencyKey = None
    ) -> ProposalSummary:
        """Keep a scenario as a proposal for a plan, if it fits; nothing is planned or changed."""
        return proposals.send_proposal(caller, plan, request, key=key)

    @router.get(
        "/proposals", tags=TAGS, openapi_extra=names("proposal.list"), responses=problems(403)
    )
    def list_proposals(
        caller: Caller,
        plan: Annotated[str | None, Query(max_length=36, description="For this plan only")] = None,
    ) -> tuple[ProposalSummary, ...]:
        """The newest proposals first, at most 200; an analyst's own."""
        return proposals.proposals(caller, plan)

    @router.get(
        "/proposals/{proposal}",
        tags=TAGS,
        openapi_extra=names("proposal.read"),
        responses=problems(403, 404, 409),
    )
    def read_proposal(caller: Caller, proposal: str) -> ProposalReply:
        """A proposal with its scenario, ready to be applied, and in words."""
        return proposals.read_proposal(caller, proposal)
