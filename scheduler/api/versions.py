"""Versions as ETags: ``"7"`` out, If-Match in."""

from typing import Annotated, TypeVar

from fastapi import Depends, Header, Response

from scheduler.service import NEVER_GIVEN
from scheduler.service.people import AvailabilityReply, SpecialistReply
from scheduler.service.replies import FactsReply

Versioned = TypeVar("Versioned", AvailabilityReply, FactsReply, SpecialistReply)
MOST_DIGITS = 18  # of a version; as many fit a column of either database


def etag(version: int) -> dict[str, str]:
    """The header that names a version."""
    return {"ETag": f'"{version}"'}


def tagged(response: Response, reply: Versioned) -> Versioned:
    """The reply, with its version named in the response's header."""
    response.headers.update(etag(reply.version))
    return reply


def _seen(
    if_match: Annotated[
        str | None,
        Header(description="The ETag the change is meant for.", examples=['"3"']),
    ] = None,
) -> int | None:
    if if_match is None:
        return None
    text = if_match.strip()
    inner = text[1:-1]
    # a tag we never gave out ("01" is none of ours) is one nobody holds any more
    is_number = inner.isascii() and inner.isdigit() and len(inner) <= MOST_DIGITS
    is_ours = is_number and etag(int(inner))["ETag"] == text
    return int(inner) if is_ours else NEVER_GIVEN


SeenVersion = Annotated[int | None, Depends(_seen)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="The same key with the same request has one effect and one answer.",
        examples=["5f0c6f0e-run-2026-W49"],
    ),
]
