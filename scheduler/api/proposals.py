"""Send a scenario back as a proposal for a plan; read what was proposed."""

from typing import Annotated

from fastapi import APIRouter, Query

from scheduler.api.routing import routes
from scheduler.api.versions import IdempotencyKey
from scheduler.door import Caller
from scheduler.service import Services
from scheduler.service.proposal_replies import ProposalReply, ProposalRequest, ProposalSummary


def add_proposals(router: APIRouter, services: Services) -> None:
    """The routes about proposals are on the router."""
    route = routes(router, "proposals")
    proposals = services.proposals

    @route("POST /plans/{plan}/proposals", "proposal.send", 403, 404, status_code=201)
    def send_proposal(
        caller: Caller, plan: str, request: ProposalRequest, key: IdempotencyKey = None
    ) -> ProposalSummary:
        """Keep a scenario as a proposal for a plan, if it fits; nothing is planned or changed."""
        return proposals.send_proposal(caller, plan, request, key=key)

    @route("GET /proposals", "proposal.list", 403)
    def list_proposals(
        caller: Caller,
        plan: Annotated[str | None, Query(max_length=36, description="For this plan only")] = None,
    ) -> tuple[ProposalSummary, ...]:
        """The newest proposals first, at most 200; an analyst's own."""
        return proposals.proposals(caller, plan)

    @route("GET /proposals/{proposal}", "proposal.read", 403, 404, 409)
    def read_proposal(caller: Caller, proposal: str) -> ProposalReply:
        """A proposal with its scenario, ready to be applied, and in words."""
        return proposals.read_proposal(caller, proposal)
