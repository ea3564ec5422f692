"""Ask about a plan: why it is so, what fills a seat, what an event comes to, what has changed.

Each answer is waited for; none is stored. The routes are plain functions, so that a solve holds a
thread and not the event loop.
"""

from typing import Annotated

from fastapi import APIRouter, Query

from scheduler.api.routing import routes
from scheduler.door import Caller
from scheduler.service import Services
from scheduler.service.answers import (
    MOST_ABOUT,
    MOST_SEATS,
    AbsenceReply,
    AbsenceRequest,
    AskedId,
    ComparisonReply,
    ExplanationReply,
    RepairsReply,
    UrgentReply,
    UrgentRequest,
    VerdictReply,
    VerdictRequest,
)


def add_explanations(router: APIRouter, services: Services) -> None:
    """The routes about the reasons of plans are on the router."""
    route = routes(router, "explanations")
    asked = services.explanations

    @route("GET /plans/{plan}/explanation", "plan.explain", 403, 404)
    def explain_plan(
        caller: Caller,
        plan: str,
        demand: Annotated[str, Query(max_length=200, examples=["C26-028-D4"])],
        specialist: Annotated[str | None, Query(max_length=200, examples=["MSS-07"])] = None,
    ) -> ExplanationReply:
        """Why a specialist serves a demand, or why not; without one, why a seat is empty."""
        return asked.explain(caller, plan, demand, specialist)

    @route("GET /plans/{plan}/repairs", "plan.repair", 403, 404)
    def repair_plan(
        caller: Caller,
        plan: str,
        demand: Annotated[
            tuple[AskedId, ...], Query(max_length=MOST_SEATS, examples=[["C26-028-D4"]])
        ] = (),
        case: Annotated[
            tuple[AskedId, ...], Query(max_length=MOST_SEATS, examples=[["C26-028"]])
        ] = (),
    ) -> RepairsReply:
        """The cheapest changes that fill a seat of each of some demands, and run cases, at once."""
        return asked.repairs(caller, plan, demand, case)

    @route("POST /plans/{plan}/verdict", "plan.verdict", 403, 404, 409)
    def judge_edits(caller: Caller, plan: str, request: VerdictRequest) -> VerdictReply:
        """What pins, bans and swaps come to together; nothing is stored."""
        return asked.verdict(caller, plan, request)

    @route("POST /plans/{plan}/absence", "plan.absence", 403, 404)
    def plan_absence(caller: Caller, plan: str, request: AbsenceRequest) -> AbsenceReply:
        """Who could step in, and the plan with few rows changed, after somebody falls away."""
        return asked.absence(caller, plan, request)

    @route("POST /plans/{plan}/urgent", "plan.urgent", 403, 404)
    def plan_urgent(caller: Caller, plan: str, request: UrgentRequest) -> UrgentReply:
        """Who could take the seats of a case that comes in, and the plan with few rows changed."""
        return asked.urgent(caller, plan, request)

    @route("GET /plans/{plan}/comparison", "plan.compare", 403, 404)
    def compare_plans(
        caller: Caller,
        plan: str,
        after: Annotated[str, Query(max_length=200, description="The other plan's id")],
        about: Annotated[
            tuple[AskedId, ...], Query(max_length=MOST_ABOUT, examples=[["C26-028"]])
        ] = (),
        causes: bool = True,
    ) -> ComparisonReply:
        """What has changed from this plan to another one: each move with its cause."""
        return asked.comparison(caller, plan, after, about, causes=causes)
