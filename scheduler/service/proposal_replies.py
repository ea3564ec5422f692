"""What is proposed for a plan and what is told of it: the words of the API for proposals."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from scheduler.service.answers import Lines
from scheduler.service.replies import PLAN, POOL_SHA, Reply

SCENARIO: dict[str, Any] = {
    "schema_version": 1,
    "name": "MSS-07 away",
    "patches": [
        {
            "kind": "absence",
            "specialist": "MSS-07",
            "first": "2026-11-30",
            "last": "2026-12-01",
            "half": "day",
        }
    ],
    "factors": {},
    "pool_sha256": POOL_SHA,
}


class ProposalRequest(Reply):
    """A scenario for a plan's pool, as the library saves it, with a title and a reason in words.

    ``scenario.pool_sha256`` is the hash of the frozen pool that the plan was made from.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"title": "Plan without MSS-07 on Monday", "scenario": SCENARIO}]
        }
    )

    title: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
    ] = Field(examples=["Plan without MSS-07 on Monday"])
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=4_000)] = ""
    scenario: dict[str, Any] = Field(examples=[SCENARIO])


class ProposalSummary(Reply):
    """A proposal without its scenario. ``pool`` is the hash of the frozen pool it belongs to."""

    proposal: str = Field(examples=["c0a1b5c2-1a2b-4c3d-8e4f-5a6b7c8d9e0f"])
    plan: str = Field(examples=[PLAN])
    pool: str = Field(examples=[POOL_SHA])
    start: str = Field(examples=["2026-W49"])
    title: str
    reason: str
    created_at: datetime
    created_by: str


class ProposalReply(ProposalSummary):
    """A proposal with its scenario; ``text`` tells each of its patches in a sentence."""

    scenario: dict[str, Any]
    text: Lines
