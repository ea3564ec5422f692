"""Patches of people: who joins and leaves, what they can and what they may do."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import Field

from scheduler.model import (
    Designation,
    Fact,
    Grade,
    Language,
    NotFoundError,
    Pool,
    RequestError,
    Specialist,
    SpecialistSkill,
    label,
    say,
)
from scheduler.model.entities import Id, Level
from scheduler.model.told import Day
from scheduler.whatif.patches.base import (
    Values,
    as_date,
    changed,
    columns_of,
    columns_text,
    known,
)

TABLES_OF_PEOPLE = (
    "specialists",
    "specialist_skills",
    "availability",
    "conflicts",
    "service_history",
    "assignments",
    "affinity",
)
"""The tables whose rows go with a specialist."""


class NewSpecialist(Fact):
    """One more specialist, with their skills."""

    kind: Literal["new_specialist"] = "new_specialist"
    person: Specialist
    skills: dict[Id, Level] = Field(default_factory=dict)

    def apply(self, pool: Pool) -> Pool:
        """The pool with the specialist in it."""
        if self.person.specialist in pool.specialist_of_id:
            raise RequestError("patch.specialist_exists", specialist=self.person.specialist)
        known(pool.agency_of_id, "agency", self.person.agency)
        held = [
            SpecialistSkill(specialist=self.person.specialist, skill=skill, level=level)
            for skill, level in self.skills.items()
        ]
        return pool.with_rows(
            specialists=(*pool.specialists, self.person),
            specialist_skills=(*pool.specialist_skills, *held),
        )

    def text(self, language: Language = "en") -> str:
        """Who joins, from where, with which skills."""
        skills = ", ".join(f"{skill}>={level}" for skill, level in sorted(self.skills.items()))
        return say(
            "patch.add_specialist",
            language,
            specialist=self.person.specialist,
            agency=self.person.agency,
            skills=skills or "-",
        )


class RemovedSpecialist(Fact):
    """A specialist is not in the pool: as if they had never been, pins and current rows included.

    Somebody whose assignments should count as dropped is absent, not removed.
    """

    kind: Literal["removed_specialist"] = "removed_specialist"
    specialist: Id

    def apply(self, pool: Pool) -> Pool:
        """The pool without the specialist and every row about them."""
        known(pool.specialist_of_id, "specialist", self.specialist)
        tables: dict[str, object] = {
            name: tuple(r for r in getattr(pool, name) if r.specialist != self.specialist)
            for name in TABLES_OF_PEOPLE
        }
        acts = tuple(
            act
            if act.specialists == "*"
            else changed(act, {"specialists": [s for s in act.specialists if s != self.specialist]})
            for act in pool.instruments
        )
        return pool.with_rows(**tables, instruments=acts)

    def text(self, language: Language = "en") -> str:
        """Who leaves."""
        return say("patch.remove_specialist", language, specialist=self.specialist)


class SpecialistChange(Fact):
    """Columns of a specialist and their new values."""

    kind: Literal["specialist"] = "specialist"
    specialist: Id
    values: Values

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the specialist has these values."""
        new = changed(known(pool.specialist_of_id, "specialist", self.specialist), self.values)
        known(pool.agency_of_id, "agency", new.agency)
        return _with_person(pool, new)

    def text(self, language: Language = "en") -> str:
        """Whose columns become what."""
        changes = columns_text("specialists", self.values, language)
        return say("patch.change_specialist", language, specialist=self.specialist, changes=changes)


class SkillLevel(Fact):
    """The level at which a specialist holds a skill; 0: not at all."""

    kind: Literal["skill"] = "skill"
    specialist: Id
    skill: Id
    level: int = Field(ge=0, le=4)

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the specialist holds the skill at this level.

        Raises:
            NotFoundError: a skill is taken away that they do not hold.
        """
        known(pool.specialist_of_id, "specialist", self.specialist)
        key = (self.specialist, self.skill)
        rest = tuple(r for r in pool.specialist_skills if (r.specialist, r.skill) != key)
        if self.level:
            held = SpecialistSkill(specialist=self.specialist, skill=self.skill, level=self.level)
            return pool.with_rows(specialist_skills=(*rest, held))
        if len(rest) == len(pool.specialist_skills):
            raise NotFoundError("patch.no_skill", specialist=self.specialist, skill=self.skill)
        return pool.with_rows(specialist_skills=rest)

    def text(self, language: Language = "en") -> str:
        """Who holds what at which level."""
        code = "patch.skill.level" if self.level else "patch.skill.none"
        return say(code, language, specialist=self.specialist, skill=self.skill, level=self.level)


class Clearance(Fact):
    """A specialist's grade, through ``until`` (None: without end)."""

    kind: Literal["clearance"] = "clearance"
    specialist: Id
    grade: Grade
    until: Day | None = None

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the specialist has the grade."""
        values = {"clearance": self.grade, "clearance_until": self.until}
        old = known(pool.specialist_of_id, "specialist", self.specialist)
        return _with_person(pool, changed(old, values))

    def text(self, language: Language = "en") -> str:
        """Who is cleared to which grade, and until when."""
        return say(
            "patch.clearance.until" if self.until else "patch.clearance.open",
            language,
            specialist=self.specialist,
            grade=label("grade", self.grade, language),
            until=self.until,
        )


class Designated(Fact):
    """A specialist holds a personal power, through ``until`` (None: without end)."""

    kind: Literal["designated"] = "designated"
    specialist: Id
    authority: Id
    until: Day | None = None

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the specialist holds the power, in place of an older designation."""
        known(pool.authority_of_id, "authority", self.authority)
        given = Designation(authority=self.authority, until=self.until)
        return _designated(pool, self.specialist, self.authority, given)

    def text(self, language: Language = "en") -> str:
        """Who holds which power, and until when."""
        return say(
            "patch.designate.until" if self.until else "patch.designate.open",
            language,
            specialist=self.specialist,
            authority=self.authority,
            until=self.until,
        )


class EndedDesignation(Fact):
    """A specialist does not hold a personal power any more."""

    kind: Literal["ended_designation"] = "ended_designation"
    specialist: Id
    authority: Id

    def apply(self, pool: Pool) -> Pool:
        """The pool in which the specialist lacks the power.

        Raises:
            NotFoundError: they never held it.
        """
        person = known(pool.specialist_of_id, "specialist", self.specialist)
        if all(d.authority != self.authority for d in person.designations):
            raise NotFoundError(
                "patch.no_designation", specialist=self.specialist, authority=self.authority
            )
        return _designated(pool, self.specialist, self.authority)

    def text(self, language: Language = "en") -> str:
        """Who loses which power."""
        return say(
            "patch.end_designation",
            language,
            specialist=self.specialist,
            authority=self.authority,
        )


def _with_person(pool: Pool, person: Specialist) -> Pool:
    rest = [s for s in pool.specialists if s.specialist != person.specialist]
    return pool.with_rows(specialists=(*rest, person))


def _designated(pool: Pool, specialist: str, authority: str, *given: Designation) -> Pool:
    person = known(pool.specialist_of_id, "specialist", specialist)
    others = [d for d in person.designations if d.authority != authority]
    return _with_person(pool, person.model_copy(update={"designations": (*others, *given)}))


# -- as one writes them ---------------------------------------------------------------------------


def add_specialist(
    specialist: str,
    agency: str,
    skills: Mapping[str, int],
    *,
    station: str,
    weekly_blocks: int,
    max_cases: int,
    **columns: Any,
) -> NewSpecialist:
    """One more specialist; ``columns`` are further columns of ``specialists.csv``."""
    person = Specialist.model_validate(
        {
            "specialist": specialist,
            "agency": agency,
            "station": station,
            "weekly_blocks": weekly_blocks,
            "max_cases": max_cases,
            **columns,
        }
    )
    return NewSpecialist(person=person, skills=dict(skills))


def remove_specialist(specialist: str) -> RemovedSpecialist:
    """A specialist is not in the pool, and nothing about them is."""
    return RemovedSpecialist(specialist=specialist)


def change_specialist(specialist: str, /, **columns: Any) -> SpecialistChange:
    """Other values in columns of ``specialists.csv``: ``change_specialist("S1", max_cases=3)``.

    Raises:
        RequestError: there is no such column.
    """
    values = columns_of("specialists", Specialist, columns, "specialist")
    return SpecialistChange(specialist=specialist, values=values)


def set_skill(specialist: str, skill: str, level: int) -> SkillLevel:
    """A specialist holds a skill at a level of 1 to 4; 0 takes it away."""
    return SkillLevel(specialist=specialist, skill=skill, level=level)


def set_clearance(
    specialist: str, grade: Grade | str, *, until: date | str | None = None
) -> Clearance:
    """A specialist is cleared to a grade, without end or until a day."""
    day = None if until is None else as_date(until)
    return Clearance(specialist=specialist, grade=Grade(grade), until=day)


def designate(specialist: str, authority: str, *, until: date | str | None = None) -> Designated:
    """A specialist holds a personal power, without end or until a day."""
    day = None if until is None else as_date(until)
    return Designated(specialist=specialist, authority=authority, until=day)


def end_designation(specialist: str, authority: str) -> EndedDesignation:
    """A specialist does not hold a personal power any more."""
    return EndedDesignation(specialist=specialist, authority=authority)
