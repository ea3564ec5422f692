"""Agencies register their people and say when they are there."""

from fastapi import APIRouter, Response

from scheduler.api.routing import routes
from scheduler.api.versions import IdempotencyKey, SeenVersion, tagged
from scheduler.door import Caller
from scheduler.service import Services
from scheduler.service.people import (
    AvailabilityFacts,
    AvailabilityReply,
    NewSpecialist,
    SpecialistFacts,
    SpecialistReply,
)


def add_specialists(router: APIRouter, services: Services) -> None:
    """The routes about people are on the router."""
    route = routes(router, "specialists")
    people = services.specialists

    @route("GET /specialists", "specialist.list")
    def list_specialists(caller: Caller) -> tuple[SpecialistReply, ...]:
        """An agency's own people, or everybody without the identities of masked agencies."""
        return people.specialists(caller)

    @route("POST /specialists", "specialist.create", 403, 409, status_code=201)
    def register_specialist(
        caller: Caller, new: NewSpecialist, response: Response, key: IdempotencyKey = None
    ) -> SpecialistReply:
        """Register one of your own people; the id begins with your agency's."""
        return tagged(response, people.register_specialist(caller, new, key=key))

    @route("GET /specialists/{specialist}", "specialist.read", 404)
    def read_specialist(caller: Caller, specialist: str, response: Response) -> SpecialistReply:
        """One person; the ETag is for changing."""
        return tagged(response, people.specialist(caller, specialist))

    @route("PUT /specialists/{specialist}", "specialist.update", 403, 404, 412, 428)
    def update_specialist(
        caller: Caller,
        specialist: str,
        facts: SpecialistFacts,
        seen: SeenVersion,
        response: Response,
    ) -> SpecialistReply:
        """Replace the facts and skills of one of your own people."""
        return tagged(response, people.update_specialist(caller, specialist, facts, seen=seen))

    @route(
        "DELETE /specialists/{specialist}",
        "specialist.delete",
        403,
        404,
        409,
        412,
        428,
        status_code=204,
    )
    def delete_specialist(caller: Caller, specialist: str, seen: SeenVersion) -> None:
        """Remove one of your own people, unless conflicts, history or assignments name them."""
        people.delete_specialist(caller, specialist, seen=seen)

    @route("GET /specialists/{specialist}/availability", "availability.read", 404)
    def read_availability(caller: Caller, specialist: str, response: Response) -> AvailabilityReply:
        """When one person is away; silence means there."""
        return tagged(response, people.availability(caller, specialist))

    @route("PUT /specialists/{specialist}/availability", "availability.write", 403, 404, 412, 428)
    def set_availability(
        caller: Caller,
        specialist: str,
        facts: AvailabilityFacts,
        seen: SeenVersion,
        response: Response,
    ) -> AvailabilityReply:
        """Replace all availability rows of one of your own people."""
        return tagged(response, people.set_availability(caller, specialist, facts, seen=seen))
