"""The facts of a pool, one class a file of the pool on disk; frozen and normalised.

Field names are the column names. Sets inside a cell are kept as sorted tuples, so that two equal
facts are equal values whatever the order of writing; ``"*"`` stands for all.
"""

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from scheduler.model.calendar import Moment
from scheduler.model.enums import (
    AvailabilityStatus,
    ConflictStatus,
    Grade,
    Half,
    InstrumentKind,
    Mode,
    Right,
    RowStatus,
)
from scheduler.model.record import Frozen
from scheduler.model.told import Day

Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=r"^[^;:>/*]+$")]
Count = Annotated[int, Field(ge=0, le=100_000)]
Level = Annotated[int, Field(ge=1, le=4)]
Ids = Annotated[tuple[Id, ...], AfterValidator(lambda ids: tuple(sorted(set(ids))))]
Modes = Annotated[tuple[Mode, ...], AfterValidator(lambda modes: tuple(sorted(set(modes))))]
All = Literal["*"]
Scope = All | Ids
ModeScope = All | Modes


def covers(scope: All | tuple[str, ...], wanted: str) -> bool:
    """Whether a scope is all, or names the wanted one."""
    return scope == "*" or wanted in scope


class Fact(Frozen):
    """Base of all facts: frozen, no unknown fields, ``from`` written with its own name."""

    model_config = ConfigDict(str_strip_whitespace=True, populate_by_name=True)


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


class Named(Fact):
    """What has a Korean and an English name; the one that is not told is as the other."""

    @model_validator(mode="before")
    @classmethod
    def _each_name_defaults_to_the_other(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        told = {n: name for n in ("name_ko", "name_en") if not _is_blank(name := value.get(n))}
        if not told:
            raise ValueError("one of name_ko and name_en is needed")
        either = next(iter(told.values()))
        return {**value, **dict.fromkeys(("name_ko", "name_en"), either), **told}


class Agency(Named):
    """A ministry or body. Blocks per horizon week; None is no limit, 0 is none."""

    agency: Id
    name_ko: str = ""
    name_en: str = ""
    max_lent_blocks: Count | None = None
    max_lent_heads: Count | None = None
    past_lent_blocks: Count = 0
    past_pool_blocks: Count = 0
    masked: bool = False


class Authority(Named):
    """A statutory power with its statute and article and the dates it is in force."""

    authority: Id
    name_ko: str = ""
    name_en: str = ""
    legal_basis: str
    personal: bool
    in_force_from: Day | None = None
    in_force_to: Day | None = None


class AuthorityRight(Fact):
    """What an authority lets one agency's people do in one mode, and when."""

    authority: Id
    agency: Id
    mode: Mode
    right: Right
    legal_basis: str = ""
    in_force_from: Day | None = None
    in_force_to: Day | None = None


class Instrument(Fact):
    """A written act from one agency to another. Ceilings in blocks over its life."""

    instrument: Id
    kind: InstrumentKind
    from_agency: Id
    to_agency: Id
    authorities: Scope
    modes: ModeScope
    cases: Scope
    specialists: Scope
    from_: Day = Field(alias="from")
    to: Day
    max_blocks: Count | None = None
    used_blocks: Count = 0
    document_no: str

    @property
    def blocks_left(self) -> int | None:
        """Blocks still free under the ceiling, never below 0; None without a ceiling."""
        if self.max_blocks is None:
            return None
        return max(0, self.max_blocks - self.used_blocks)


class Designation(Fact):
    """A personal power that a specialist holds, through ``until`` (None: without end)."""

    authority: Id
    until: Day | None = None


class Specialist(Fact):
    """A person, or a pseudonymous slot, of one home agency. ``weekly_blocks`` are released."""

    specialist: Id
    name: str = ""
    agency: Id
    title: str = ""
    station: Id
    clearance: Grade = Grade.NONE
    clearance_until: Day | None = None
    weekly_blocks: Count
    max_cases: Count
    past_blocks: Count = 0
    past_capacity: Count = 0
    no_long_trip: bool = False
    designations: tuple[Designation, ...] = ()
    fields: Ids = ()
    preferred_kinds: Ids = ()

    @field_validator("designations", mode="after")
    @classmethod
    def _sorted(cls, value: tuple[Designation, ...]) -> tuple[Designation, ...]:
        return tuple(sorted(value, key=lambda d: (d.authority, d.until or date.max)))


class SpecialistSkill(Fact):
    """One skill of one specialist, level 1 (basic) to 4 (national authority)."""

    specialist: Id
    skill: Id
    level: Level


class Availability(Fact):
    """A half-day or day in which a specialist is away, or is there after all."""

    specialist: Id
    date: Day
    half: Half
    status: AvailabilityStatus


class Conflict(Fact):
    """A conflict of interest with a firm or a matter, through ``until`` (None: without end)."""

    specialist: Id
    party: Id
    status: ConflictStatus
    until: Day | None = None


class ServiceRecord(Fact):
    """A mode in which a specialist has served on a matter before."""

    specialist: Id
    matter: Id
    mode: Mode


class Case(Fact):
    """One proceeding with one lead agency. ``priority`` 1..100 is set by a named official."""

    case: Id
    matter: Id
    title: str = ""
    kind: Id
    lead_agency: Id
    victim: str = ""
    respondents: Ids = ()
    field: str = ""
    site: Id
    opened: Day | None = None
    statutory_deadline: Day | None = None
    clearance: Grade = Grade.NONE
    priority: int = Field(ge=1, le=100)
    lead_present: bool = False
    outside_share: int = Field(default=100, ge=0, le=100)

    @model_validator(mode="before")
    @classmethod
    def _matter_defaults_to_the_case(cls, value: Any) -> Any:
        if isinstance(value, dict) and not value.get("matter"):
            return {**value, "matter": value.get("case")}
        return value

    @cached_property
    def parties(self) -> frozenset[str]:
        """What a recusal may name: the victim, every respondent, the matter."""
        return frozenset({self.victim, *self.respondents, self.matter} - {""})


class SkillNeed(Fact):
    """A skill a demand asks for, at or above a level."""

    skill: Id
    level: Level = 1


class Demand(Fact):
    """One role that a case needs filled. ``effort`` in blocks a person in this horizon."""

    demand: Id
    case: Id
    role: str
    skills: tuple[SkillNeed, ...] = ()
    authority: Id | None = None
    mode: Mode
    headcount: int = Field(ge=1, le=10_000)
    effort: int = Field(ge=1, le=1_000)
    from_: Moment | None = Field(default=None, alias="from")
    to: Moment | None = None
    fixed: bool = False
    on_site: bool = False
    critical: bool = False
    clearance: Grade = Grade.NONE
    excluded_agencies: Ids = ()

    @model_validator(mode="before")
    @classmethod
    def _halves_default_to_the_outer_ones(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        value = dict(value)
        for names, half in ((("from", "from_"), Half.AM), (("to",), Half.PM)):
            for name in names:
                if isinstance(text := value.get(name), str) and "/" not in text:
                    value[name] = f"{text}/{half}" if text else None
        return value

    @field_validator("skills", mode="after")
    @classmethod
    def _sorted(cls, value: tuple[SkillNeed, ...]) -> tuple[SkillNeed, ...]:
        return tuple(sorted(value, key=lambda n: (n.skill, n.level)))

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.mode in (Mode.EXERCISE, Mode.ASSIST) and self.authority is None:
            raise ValueError(f"mode {self.mode} needs an authority")
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise ValueError(f"the window ends ({self.to}) before it begins ({self.from_})")
        return self


class HomeReserve(Fact):
    """Specialists of a skill that an agency keeps free of other agencies' cases each week."""

    agency: Id
    skill: Id
    level: Level
    heads: Count


class CurrentRow(Fact):
    """A row of the plan in force, a pin, a notified name, or a ban."""

    specialist: Id
    demand: Id | None = None
    case: Id | None = None
    status: RowStatus

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if (self.demand is None) == (self.case is None):
            raise ValueError("exactly one of demand and case is filled")
        if self.case is not None and self.status is not RowStatus.BANNED:
            raise ValueError("only a banned row may name a case")
        return self


class Affinity(Fact):
    """A fit score given from outside, 0..100; it replaces the computed one."""

    specialist: Id
    demand: Id
    score: int = Field(ge=0, le=100)


class Travel(Fact):
    """Blocks of travel from a station to a site, 0..2, one way and directed."""

    station: Id
    site: Id
    blocks: int = Field(ge=0, le=2)


class Holiday(Fact):
    """A temporary holiday on top of the Korean calendar."""

    date: Day
    name: str = ""
