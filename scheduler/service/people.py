"""What a registrar says about their people, and what is told about people in return."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

from scheduler.exchange import LONGEST_KEY, CellError, read_id, read_text
from scheduler.model import AvailabilityStatus, Designation, Grade, Half
from scheduler.model.entities import Count, Level
from scheduler.model.told import Day, refusal
from scheduler.service.replies import Reply

LONGEST_LIST = 100


def _as_in_files(read: Callable[[object], str]) -> Callable[[object], object]:
    """A text by the rules of a cell of a file, so that it can be written out and read again."""

    def checked(value: object) -> object:
        if not isinstance(value, str):
            return value  # the type's own check has the word
        try:
            return read(value)
        except CellError as error:
            facts = {"value": value[:80], "column": "", "expected": error.expected}
            raise refusal(error.code, **facts) from None

    return checked


# an id as in files: plain forms, visible, of a length that a column of a table can hold
Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_KEY, pattern=r"^[^;:>/*\x00-\x1f\x7f]+$"),
    BeforeValidator(_as_in_files(read_id)),
]
# one line of free text as in files
Line = Annotated[
    str, StringConstraints(max_length=LONGEST_KEY), BeforeValidator(_as_in_files(read_text))
]
Names = Annotated[
    tuple[Name, ...],
    Field(max_length=LONGEST_LIST),
    AfterValidator(lambda names: tuple(sorted(set(names)))),
]


class DesignationHeld(Designation):
    """A personal power, its authority an id as in files."""

    authority: Name


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

    name: Line = ""
    title: Line = ""
    station: Name
    clearance: Grade = Grade.NONE
    clearance_until: Day | None = None
    weekly_blocks: Annotated[int, Field(ge=0, le=10)]
    max_cases: Annotated[int, Field(ge=0, le=1_000)]
    past_blocks: Count = 0
    past_capacity: Count = 0
    no_long_trip: bool = False
    designations: tuple[DesignationHeld, ...] = Field(default=(), max_length=LONGEST_LIST)
    fields: Names = ()
    preferred_kinds: Names = ()
    skills: tuple[SkillHeld, ...] = Field(default=(), max_length=LONGEST_LIST)


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

    date: Day
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
