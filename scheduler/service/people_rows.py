"""Between the stored rows about a person and what registrars say and hear."""

from collections.abc import Iterable

from scheduler.access import Principal, specialist_for
from scheduler.model import (
    Agency,
    Availability,
    Complaint,
    ConflictError,
    Pool,
    PoolError,
    RequestError,
    Specialist,
    SpecialistSkill,
)
from scheduler.model.integrity import pool_complaints
from scheduler.service.people import (
    AvailabilityReply,
    AvailabilityRow,
    SkillHeld,
    SpecialistFacts,
    SpecialistReply,
)
from scheduler.store import StoredFact, Transaction, key_of

PEOPLE, SKILLS, DAYS = "specialists", "specialist_skills", "availability"


def facts_of(
    specialist: str, agency: str, told: SpecialistFacts
) -> tuple[Specialist, tuple[SpecialistSkill, ...]]:
    """The model's rows of what a registrar has said.

    Raises:
        RequestError: a skill stands twice.
    """
    skills = tuple(
        SpecialistSkill(specialist=specialist, skill=s.skill, level=s.level) for s in told.skills
    )
    names = [s.skill for s in skills]
    if len(set(names)) != len(names):
        raise RequestError("specialist.skill_twice")
    fields = told.model_dump(include=set(SpecialistFacts.model_fields) - {"skills"})
    return Specialist(specialist=specialist, agency=agency, **fields), skills


def refuse_identity(tx: Transaction, person: Specialist) -> None:
    """Return when nothing is told of who somebody is, or their agency is not masked.

    What is not kept cannot get out; a guess could be held against the hash of a frozen pool, which
    others are told.

    Raises:
        RequestError: the person of a masked agency has a name or a title.
    """
    if (person.name or person.title) and person.agency in masked_agencies(tx):
        raise RequestError("specialist.masked")


def refuse_twice(days: Iterable[Availability]) -> None:
    """Return when no half-day stands twice.

    Raises:
        PoolError: some do; the rows are numbered from 1.
    """
    seen: set[str] = set()
    wrong: list[Complaint] = []
    for number, day in enumerate(days, start=1):
        key = key_of(DAYS, day)
        if key in seen:
            wrong.append(
                Complaint(
                    code="availability.twice",
                    file=DAYS,
                    row=number,
                    column="date",
                    value=f"{day.date}/{day.half}",
                )
            )
        seen.add(key)
    if wrong:
        raise PoolError(wrong)


def refuse_unfree(pool: Pool, specialist: str, agency: str) -> None:
    """Return when the agency may give a new person this id.

    "Taken" is said of the agency's own people only. Ids that begin with a longer agency's id are
    that agency's, whether anybody has them or not; so nobody learns which ids others use.

    Raises:
        RequestError: the id is, or would be, another agency's.
        ConflictError: one of the agency's own people has it.
    """
    known = pool.specialist_of_id.get(specialist)
    if known is not None and known.agency == agency:
        raise ConflictError("specialist.taken", specialist=specialist)
    ids = (a.agency for a in pool.agencies if len(a.agency) > len(agency))
    if known is not None or any(specialist.startswith(f"{other}-") for other in ids):
        raise RequestError("specialist.id_prefix", prefix=f"{agency}-")


def new_errors(before: Pool, after: Pool) -> list[Complaint]:
    """The errors of the facts after a change that were not there before."""
    known = pool_complaints(before)
    return [c for c in pool_complaints(after) if c.severity == "error" and c not in known]


def refuse_new_errors(before: Pool, after: Pool) -> None:
    """Return when the change brought no error.

    Raises:
        PoolError: it did; the rows are listed.
    """
    if fresh := new_errors(before, after):
        raise PoolError(fresh)


def masked_agencies(tx: Transaction) -> frozenset[str]:
    """The agencies whose people's identities are theirs alone."""
    return frozenset(a.agency for a in agencies_of(tx) if a.masked)


def agencies_of(tx: Transaction) -> tuple[Agency, ...]:
    """The agencies of the current facts."""
    return tuple(Agency.model_validate_json(r.body) for r in tx.facts.rows("agencies"))


def skills_by_person(rows: Iterable[StoredFact]) -> dict[str, list[SkillHeld]]:
    """Skills of the stored rows by specialist."""
    found: dict[str, list[SkillHeld]] = {}
    for row in rows:
        held = SpecialistSkill.model_validate_json(row.body)
        found.setdefault(held.specialist, []).append(SkillHeld(skill=held.skill, level=held.level))
    return found


def skills_of(tx: Transaction, specialist: str) -> dict[str, list[SkillHeld]]:
    """Skills of one specialist, in the shape of :func:`skills_by_person`."""
    return skills_by_person(tx.facts.rows(SKILLS, subject=specialist))


def reply_of(
    principal: Principal,
    row: StoredFact,
    skills: dict[str, list[SkillHeld]],
    masked: frozenset[str],
) -> SpecialistReply:
    """A stored person as the caller may see them."""
    whole = Specialist.model_validate_json(row.body)
    seen = specialist_for(principal, whole, is_masked=whole.agency in masked)
    station = whole.station if seen.station == whole.station else ""
    held = tuple(skills.get(whole.specialist, ()))
    return SpecialistReply.of_record(seen, station=station, skills=held, version=row.version)


def availability_of(tx: Transaction, specialist: str, version: int) -> AvailabilityReply:
    """The stored availability rows of one person."""
    days = (
        Availability.model_validate_json(r.body) for r in tx.facts.rows(DAYS, subject=specialist)
    )
    return AvailabilityReply(
        specialist=specialist,
        version=version,
        rows=tuple(map(AvailabilityRow.of_record, days)),
    )
