"""Agencies register their people and say when they are there."""

from enum import Enum

from fastapi import APIRouter, Response

from scheduler.api.documented import problems
from scheduler.api.guard import Caller, names
from scheduler.api.versions import IdempotencyKey, SeenVersion, etag
from scheduler.service import Services
from scheduler.service.people import (
    AvailabilityFacts,
    AvailabilityReply,
    NewSpecialist,
    SpecialistFacts,
    SpecialistReply,
)

TAGS: list[str | Enum] = ["specialists"]


def add_specialists(router: APIRouter, services: Services) -> None:
    """The routes about people are on the router."""
    people = services.specialists

    @router.get(
        "/specialists",
        tags=TAGS,
        openapi_extra=names("specialist.list"),
        responses=problems(),
    )
    def list_specialists(caller: Caller) -> tuple[SpecialistReply, ...]:
        """A registrar's own people, or everybody without the identities of masked agencies."""
        return people.specialists(caller)

    @router.post(
        "/specialists",
        tags=TAGS,
        status_code=201,
        openapi_extra=names("specialist.create"),
        responses=problems(403, 409),
    )
    def register_specialist(
        caller: Caller, new: NewSpecialist, response: Response, key: IdempotencyKey = None
    ) -> SpecialistReply:
        """Register one of your own people; the id begins with your agency's."""
        made = people.register_specialist(caller, new, key=key)
        response.headers.update(etag(made.version))
        return made

    @router.get(
        "/specialists/{specialist}",
        tags=TAGS,
        openapi_extra=names("specialist.read"),
        responses=problems(404),
    )
    def read_specialist(caller: Caller, specialist: str, response: Response) -> SpecialistReply:
        """One person; the ETag is for changing."""
        found = people.specialist(caller, specialist)
        response.headers.update(etag(found.version))
        return found

    @router.put(
        "/specialists/{specialist}",
        tags=TAGS,
        openapi_extra=names("specialist.update"),
        responses=problems(403, 404, 412, 428),
    )
    def update_specialist(
        caller: Caller,
        specialist: str,
        facts: SpecialistFacts,
        seen: SeenVersion,
        response: Response,
    ) -> SpecialistReply:
        """Replace the facts and skills of one of your own people."""
        changed = people.update_specialist(caller, specialist, facts, seen=seen)
        response.headers.update(etag(changed.version))
        return changed

    @router.delete(
        "/specialists/{specialist}",
        tags=TAGS,
        status_code=204,
        openapi_extra=names("specialist.delete"),
        responses=problems(403, 404, 409, 412, 428),
    )
    def delete_specialist(caller: Caller, specialist: str, seen: SeenVersion) -> None:
        """Remove one of your own people, unless conflicts, history or assignments name them."""
        people.delete_specialist(caller, specialist, seen=seen)

    @router.get(
        "/specialists/{specialist}/availability",
        tags=TAGS,
        openapi_extra=names("availability.read"),
        responses=problems(404),
    )
    def read_availability(caller: Caller, specialist: str, response: Response) -> AvailabilityReply:
        """When one person is away; silence means there."""
        found = people.availability(caller, specialist)
        response.headers.update(etag(found.version))
        return found

    @router.put(
        "/specialists/{specialist}/availability",
        tags=TAGS,
        openapi_extra=names("availability.write"),
        responses=problems(403, 404, 412, 428),
    )
    def set_availability(
        caller: Caller,
        specialist: str,
        facts: AvailabilityFacts,
        seen: SeenVersion,
        response: Response,
    ) -> AvailabilityReply:
        """Replace all availability rows of one of your own people."""
        changed = people.set_availability(caller, specialist, facts, seen=seen)
        response.headers.update(etag(changed.version))
        return changed
