"""Specialists and their availability: every agency for its own people, row by row.

A change is refused when it leaves an error in the facts that was not there before; the answer
lists the rows, and nothing has changed.
"""

from typing import Any

from scheduler.access import Principal, demand_right
from scheduler.model import Availability, ConflictError, NotFoundError, RequestError, Specialist
from scheduler.service.desk import Desk, once
from scheduler.service.errors import MissingVersionError, StaleError
from scheduler.service.people import (
    AvailabilityFacts,
    AvailabilityReply,
    NewSpecialist,
    SpecialistFacts,
    SpecialistReply,
)
from scheduler.service.people_rows import (
    DAYS,
    PEOPLE,
    SKILLS,
    availability_of,
    facts_of,
    masked_agencies,
    new_errors,
    refuse_new_errors,
    refuse_twice,
    reply_of,
    skills_by_person,
    skills_of,
)
from scheduler.store import StoredFact, Transaction

# what is known about a person goes with the person
ABOUT = (PEOPLE, SKILLS, DAYS, "conflicts", "service_history", "affinity")
NOBODYS = ""  # the owner of what does not exist: foreign to everybody


class Specialists:
    """Register, change, remove and read people."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def specialists(self, principal: Principal | None) -> tuple[SpecialistReply, ...]:
        """Everybody the caller may see, by id: a registrar's own people, or all."""
        signed = demand_right(principal, "specialist.list")
        with self._desk.store.read() as tx:
            rows = tx.facts.rows(PEOPLE, owner=signed.agency)
            skills = skills_by_person(tx.facts.rows(SKILLS, owner=signed.agency))
            masked = masked_agencies(tx)
        return tuple(reply_of(signed, row, skills, masked) for row in rows)

    def specialist(self, principal: Principal | None, specialist: str) -> SpecialistReply:
        """One person as the caller may see them.

        Raises:
            NotFoundError: there is none, or it is not the caller's to see.
        """
        with self._desk.store.read() as tx:
            signed, row = self._find(tx, principal, "specialist.read", specialist)
            return reply_of(signed, row, skills_of(tx, specialist), masked_agencies(tx))

    def availability(self, principal: Principal | None, specialist: str) -> AvailabilityReply:
        """The availability rows of one person.

        Raises:
            NotFoundError: there is none, or it is not the caller's to see.
        """
        with self._desk.store.read() as tx:
            _, row = self._find(tx, principal, "availability.read", specialist)
            return availability_of(tx, specialist, row.version)

    # -- changing ----------------------------------------------------------------------------

    def register_specialist(
        self, principal: Principal | None, new: NewSpecialist, *, key: str | None = None
    ) -> SpecialistReply:
        """The person is among the current facts, of the caller's agency.

        Raises:
            ConflictError: the id is taken.
            RequestError: the id does not begin with the agency's own.
            PoolError: the facts would contradict themselves.
        """
        agency = (None if principal is None else principal.agency) or NOBODYS
        signed = demand_right(principal, "specialist.create", agency)
        # ids of different agencies never meet, so "taken" says nothing about another agency
        if not new.specialist.startswith(f"{agency}-"):
            raise RequestError("specialist.id_prefix", prefix=f"{agency}-")
        mark = once(key, "specialist.create", new.model_dump_json())

        def act(tx: Transaction) -> SpecialistReply:
            tx.facts.move_on()
            before = tx.facts.pool()
            if new.specialist in before.specialist_of_id:
                raise ConflictError("specialist.taken", specialist=new.specialist)
            person, skills = facts_of(new.specialist, agency, new)
            tx.facts.add(PEOPLE, person, subject=person.specialist, owner=agency)
            tx.facts.set_rows(SKILLS, person.specialist, agency, skills)
            refuse_new_errors(before, tx.facts.pool())
            self._log(tx, "specialist.create", signed, person.specialist)
            (row,) = tx.facts.rows(PEOPLE, subject=person.specialist)
            return reply_of(signed, row, skills_of(tx, person.specialist), frozenset())

        return self._desk.effect(signed, mark, SpecialistReply, act)

    def update_specialist(
        self,
        principal: Principal | None,
        specialist: str,
        facts: SpecialistFacts,
        *,
        seen: int | None,
    ) -> SpecialistReply:
        """The person's facts and skills are these; ``seen`` is the version to replace.

        Raises:
            NotFoundError: there is none, or it is another agency's.
            MissingVersionError, StaleError: no version was named, or an older one.
            PoolError: the facts would contradict themselves.
        """
        with self._desk.store.write() as tx:
            signed, row = self._change(tx, principal, "specialist.update", specialist, seen)
            agency = str(row.owner)
            before = tx.facts.pool()
            person, skills = facts_of(specialist, agency, facts)
            self._next_version(tx, person, row)
            tx.facts.set_rows(SKILLS, specialist, agency, skills)
            refuse_new_errors(before, tx.facts.pool())
            self._log(tx, "specialist.update", signed, specialist)
            (row,) = tx.facts.rows(PEOPLE, subject=specialist)
            return reply_of(signed, row, skills_of(tx, specialist), frozenset())

    def delete_specialist(
        self, principal: Principal | None, specialist: str, *, seen: int | None
    ) -> None:
        """The person and what is known about them are gone from the current facts.

        Raises:
            NotFoundError: there is none, or it is another agency's.
            MissingVersionError, StaleError: no version was named, or an older one.
            ConflictError: something still names the person, e.g. an assignment in force.
        """
        with self._desk.store.write() as tx:
            signed, _ = self._change(tx, principal, "specialist.delete", specialist, seen)
            before = tx.facts.pool()
            tx.facts.remove_about(specialist, ABOUT)
            # counted and not listed: such a complaint names the nearest id, maybe of another agency
            if fresh := new_errors(before, tx.facts.pool()):
                raise ConflictError("specialist.in_use", count=len(fresh))
            self._log(tx, "specialist.delete", signed, specialist)

    def set_availability(
        self,
        principal: Principal | None,
        specialist: str,
        facts: AvailabilityFacts,
        *,
        seen: int | None,
    ) -> AvailabilityReply:
        """The person's availability rows are exactly these.

        Raises:
            NotFoundError: there is none, or it is another agency's.
            MissingVersionError, StaleError: no version was named, or an older one.
            PoolError: rows are wrong, e.g. a half-day stands twice.
        """
        with self._desk.store.write() as tx:
            signed, row = self._change(tx, principal, "availability.write", specialist, seen)
            days = [Availability(specialist=specialist, **r.model_dump()) for r in facts.rows]
            refuse_twice(days)
            before = tx.facts.pool()
            self._next_version(tx, Specialist.model_validate_json(row.body), row)
            tx.facts.set_rows(DAYS, specialist, str(row.owner), days)
            refuse_new_errors(before, tx.facts.pool())
            self._log(tx, "availability.write", signed, specialist, rows=len(days))
            return availability_of(tx, specialist, row.version + 1)

    # -- helpers -----------------------------------------------------------------------------

    def _find(
        self, tx: Transaction, principal: Principal | None, action: str, specialist: str
    ) -> tuple[Principal, StoredFact]:
        """The stored person, when the table allows it; a missing one is like a foreign one."""
        rows = tx.facts.rows(PEOPLE, subject=specialist)
        signed = demand_right(principal, action, str(rows[0].owner) if rows else NOBODYS)
        if not rows:
            raise NotFoundError("access.not_found")
        return signed, rows[0]

    def _change(
        self,
        tx: Transaction,
        principal: Principal | None,
        action: str,
        specialist: str,
        seen: int | None,
    ) -> tuple[Principal, StoredFact]:
        """The same, for a change: the facts are held, and the caller has seen this version."""
        tx.facts.hold()
        signed, row = self._find(tx, principal, action, specialist)
        if seen is None:
            raise MissingVersionError("request.no_version")
        if seen != row.version:
            raise StaleError("request.stale")
        tx.facts.move_on()
        return signed, row

    @staticmethod
    def _next_version(tx: Transaction, person: Specialist, row: StoredFact) -> None:
        if not tx.facts.change(PEOPLE, person, seen=row.version):
            raise StaleError("request.stale")

    def _log(
        self, tx: Transaction, action: str, by: Principal, specialist: str, **facts: Any
    ) -> None:
        tx.log.write(
            action, specialist, at=self._desk.now(), actor=by.name, agency=by.agency, facts=facts
        )
