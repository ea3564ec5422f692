"""Specialists and their availability: every agency for its own people, row by row.

A change is refused when it leaves an error in the facts that was not there before; the answer
lists the rows, and nothing has changed.
"""

from typing import Any

from scheduler.access import Principal, demand_right
from scheduler.model import Availability, ConflictError, NotFoundError, RequestError, Specialist
from scheduler.service.desk import Desk, once
from scheduler.service.errors import StaleError, demand_seen
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
    refuse_identity,
    refuse_new_errors,
    refuse_twice,
    refuse_unfree,
    reply_of,
    skills_by_person,
    skills_of,
)
from scheduler.store import StoredFact, Transaction

# what the agency says of a person, and wishes about them, go with the person
ABOUT = (PEOPLE, SKILLS, DAYS, "affinity")
# what keeps a person from a case, or on one, does not: who is deleted and registered again would
# be rid of it
HOLDING = ("conflicts", "service_history", "assignments")
IDENTITY = ("name", "title", "station")
NOBODYS = ""  # the owner of what does not exist: foreign to everybody


class Specialists:
    """Register, change, remove and read people."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def specialists(self, principal: Principal | None) -> tuple[SpecialistReply, ...]:
        """Everybody the caller may see, by id: a registrar's own people, or all."""
        signed = demand_right(principal, "specialist.list")
        with self._desk.store.read(signed) as tx:
            rows = tx.facts.rows(PEOPLE, owner=signed.agency)
            skills = skills_by_person(tx.facts.rows(SKILLS, owner=signed.agency))
            masked = masked_agencies(tx)
        if signed.agency is None:
            self._log_read("specialist.list", signed, "all")
        return tuple(reply_of(signed, row, skills, masked) for row in rows)

    def specialist(self, principal: Principal | None, specialist: str) -> SpecialistReply:
        """One person as the caller may see them.

        Raises:
            NotFoundError: there is none, or it is not the caller's to see.
        """
        with self._desk.store.read(principal) as tx:
            signed, row = self._find(tx, principal, "specialist.read", specialist)
            told = reply_of(signed, row, skills_of(tx, specialist), masked_agencies(tx))
        if signed.agency is None:
            self._log_read("specialist.read", signed, specialist)
        return told

    def availability(self, principal: Principal | None, specialist: str) -> AvailabilityReply:
        """The availability rows of one person.

        Raises:
            NotFoundError: there is none, or it is not the caller's to see.
        """
        with self._desk.store.read(principal) as tx:
            signed, row = self._find(tx, principal, "availability.read", specialist)
            told = availability_of(tx, specialist, row.version)
        if signed.agency is None:
            self._log_read("availability.read", signed, specialist)
        return told

    # -- changing ----------------------------------------------------------------------------

    def register_specialist(
        self, principal: Principal | None, new: NewSpecialist, *, key: str | None = None
    ) -> SpecialistReply:
        """The person is among the current facts, of the caller's agency.

        Raises:
            ConflictError: the id is taken.
            RequestError: the id does not begin with the agency's own, or is another agency's; or
                the agency is masked, and the person has a name or a title.
            PoolError: the facts would contradict themselves.
        """
        agency = (None if principal is None else principal.agency) or NOBODYS
        signed = demand_right(principal, "specialist.create", agency)
        if not new.specialist.startswith(f"{agency}-"):
            raise RequestError("specialist.id_prefix", prefix=f"{agency}-")
        mark = once(key, "specialist.create", new.model_dump_json())
        person, skills = facts_of(new.specialist, agency, new)

        def act(tx: Transaction) -> SpecialistReply:
            tx.facts.move_on()
            before = tx.facts.pool()
            refuse_unfree(before, new.specialist, agency)
            refuse_identity(tx, person)
            tx.facts.add(PEOPLE, person, subject=person.specialist, owner=agency)
            tx.facts.set_rows(SKILLS, person.specialist, agency, skills)
            refuse_new_errors(before, tx.facts.pool())
            self._log(tx, "specialist.create", signed, person.specialist)
            (row,) = tx.facts.rows(PEOPLE, subject=person.specialist)
            return reply_of(signed, row, skills_of(tx, person.specialist), frozenset())

        # a repeated request holds the identity itself, so the kept answer need not
        unkept = {field: getattr(person, field) for field in IDENTITY}
        return self._desk.effect(signed, mark, SpecialistReply, act, unkept=unkept)

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
            MissingVersionError, StaleError: no version was named, or another one.
            RequestError: the agency is masked, and the person has a name or a title.
            PoolError: the facts would contradict themselves.
        """
        with self._desk.store.write(principal) as tx:
            signed, row = self._change(tx, principal, "specialist.update", specialist, seen)
            agency = str(row.owner)
            before = tx.facts.pool()
            person, skills = facts_of(specialist, agency, facts)
            refuse_identity(tx, person)
            self._next_version(tx, person, row)
            tx.facts.set_rows(SKILLS, specialist, agency, skills)
            refuse_new_errors(before, tx.facts.pool())
            self._log(tx, "specialist.update", signed, specialist)
            (row,) = tx.facts.rows(PEOPLE, subject=specialist)
            return reply_of(signed, row, skills_of(tx, specialist), frozenset())

    def delete_specialist(
        self, principal: Principal | None, specialist: str, *, seen: int | None
    ) -> None:
        """The person and what the agency says of them are gone from the current facts.

        Raises:
            NotFoundError: there is none, or it is another agency's.
            MissingVersionError, StaleError: no version was named, or another one.
            ConflictError: something still names the person: a conflict, history, an assignment,
                an instrument.
        """
        with self._desk.store.write(principal) as tx:
            signed, _ = self._change(tx, principal, "specialist.delete", specialist, seen)
            held = {table: len(tx.facts.rows(table, subject=specialist)) for table in HOLDING}
            before = tx.facts.pool()
            tx.facts.remove_about(specialist, (*ABOUT, *HOLDING))
            # counted and not listed: such a complaint names the nearest id, maybe of another agency
            held["others"] = len(new_errors(before, tx.facts.pool()))
            if count := sum(held.values()):
                raise ConflictError("specialist.in_use", count=count, **held)
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
            MissingVersionError, StaleError: no version was named, or another one.
            PoolError: rows are wrong, e.g. a half-day stands twice.
        """
        with self._desk.store.write(principal) as tx:
            signed, row = self._change(tx, principal, "availability.write", specialist, seen)
            days = [Availability(specialist=specialist, **r.model_dump()) for r in facts.rows]
            refuse_twice(days)
            before = tx.facts.pool()
            self._next_version(tx, Specialist.model_validate_json(row.body), row)
            tx.facts.set_rows(DAYS, specialist, str(row.owner), days)
            refuse_new_errors(before, tx.facts.pool())
            self._log(tx, "availability.write", signed, specialist, rows=len(days))
            (row,) = tx.facts.rows(PEOPLE, subject=specialist)
            return availability_of(tx, specialist, row.version)

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
        demand_seen(seen, row.version)
        tx.facts.move_on()
        return signed, row

    @staticmethod
    def _next_version(tx: Transaction, person: Specialist, row: StoredFact) -> None:
        if not tx.facts.change(PEOPLE, person, seen=row.version):
            (now,) = tx.facts.rows(PEOPLE, subject=person.specialist)
            raise StaleError(seen=row.version, current=now.version)

    def _log_read(self, action: str, by: Principal, subject: str) -> None:
        """Whoever looks at people who are not their own is written down."""
        with self._desk.store.write(by) as tx:
            self._log(tx, action, by, subject)

    def _log(
        self, tx: Transaction, action: str, by: Principal, specialist: str, **facts: Any
    ) -> None:
        tx.log.write(
            action, specialist, at=self._desk.now(), actor=by.name, agency=by.agency, facts=facts
        )
