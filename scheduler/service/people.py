"""What a registrar says about their people, and what is told about people in return."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from scheduler.model import AvailabilityStatus, Designation, Grade, Half
from scheduler.model.entities import Ids, Level
from scheduler.service.replies import Reply

# an id that a person can see, of a length that a column of a table can hold
Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=100,
        pattern=r"^[^;:>/*\x00-\x1f\x7f]+$",
    ),
]


class SkillHeld(Reply):
    """A skill and its level, 1 (basic) to 4 (national authority)."""

    skill: Name = Field(examples=["digital_forensics"])
    level: Level = Field(examples=[3])


class SpecialistFacts(Reply):
    """What a registrar says about one of their people. Blocks are half-days."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "표본-001",
                    "title": "주무관",
                    "station": "sejong",
                    "clearance": "grade_3",
                    "clearance_until": "2027-06-30",
                    "weekly_blocks": 4,
                    "max_cases": 2,
                    "fields": ["semiconductor"],
                    "skills": [{"skill": "digital_forensics", "level": 3}],
                }
            ]
        }
    )

    name: Annotated[str, Field(max_length=100)] = ""
    title: Annotated[str, Field(max_length=100)] = ""
    station: Name
    clearance: Grade = Grade.NONE
    clearance_until: date | None = None
    weekly_blocks: Annotated[int, Field(ge=0, le=10)]
    max_cases: Annotated[int, Field(ge=0, le=1_000)]
    past_blocks: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    past_capacity: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    no_long_trip: bool = False
    designations: tuple[Designation, ...] = Field(default=(), max_length=100)
    fields: Ids = Field(default=(), max_length=100)
    preferred_kinds: Ids = Field(default=(), max_length=100)
    skills: tuple[SkillHeld, ...] = Field(default=(), max_length=100)


class NewSpecialist(SpecialistFacts):
    """A new specialist; the home agency is the registrar's."""

    specialist: Name = Field(examples=["MSS-101"])


class SpecialistReply(Reply):
    """A specialist. What the caller may not see is empty."""

    specialist: str = Field(examples=["MSS-101"])
    agency: str = Field(examples=["MSS"])
    name: str
    title: str
    station: str
    clearance: Grade
    clearance_until: date | None
    weekly_blocks: int
    max_cases: int
    past_blocks: int
    past_capacity: int
    no_long_trip: bool
    designations: tuple[Designation, ...]
    fields: tuple[str, ...]
    preferred_kinds: tuple[str, ...]
    skills: tuple[SkillHeld, ...]
    version: int = Field(examples=[3])


class AvailabilityRow(Reply):
    """One half-day or day; silence means available. No reason is taken."""

    date: date
    half: Half
    status: AvailabilityStatus


class AvailabilityFacts(Reply):
    """All rows of one specialist; they replace the former ones."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"rows": [{"date": "2026-11-30", "half": "am", "status": "unavailable"}]}]
        }
    )

    rows: tuple[AvailabilityRow, ...] = Field(max_length=2_000)


class AvailabilityReply(AvailabilityFacts):
    """The rows of one specialist, and the specialist's version."""

    specialist: str
    version: int
