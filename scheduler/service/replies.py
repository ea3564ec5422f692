"""What the use cases answer, and what they take: the words of the API, with examples."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from scheduler.access import Role
from scheduler.model import (
    Complaint,
    Plan,
    SolveOptions,
    TierName,
    hint,
    label,
    say,
)
from scheduler.model.plan import TierStanding
from scheduler.store import RunState

POOL_SHA = "9f2c" + "0" * 60
WEEK = "^[0-9]{4}-W[0-9]{2}$"
PLAN = "0b6f3c1e-6f0e-4a53-9f0e-3f8f5f0f3d11"


class Reply(BaseModel):
    """Base of what the API says: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def of_record(cls, record: object, /, **other: Any) -> Self:
        """What is told of a record; ``other`` are the fields that differ or that it lacks."""
        names = cls.model_fields.keys() - other.keys()
        return cls(**{name: getattr(record, name) for name in names}, **other)


class Text(Reply):
    """One sentence in both languages."""

    ko: str = Field(examples=["요청한 대상이 없습니다."])
    en: str = Field(examples=["There is no such thing."])

    @classmethod
    def of(cls, code: str, facts: Mapping[str, Any]) -> "Text":
        """The sentence of a code."""
        return cls(ko=say(code, "ko", **facts), en=say(code, "en", **facts))

    @classmethod
    def labelled(cls, kind: str, value: str) -> "Text":
        """The label of an enumeration's value."""
        return cls(ko=label(kind, value, "ko"), en=label(kind, value, "en"))

    @classmethod
    def hint_of(cls, code: str, facts: Mapping[str, Any]) -> "Text":
        """The way out of a code; empty texts when there is none."""
        return cls(ko=hint(code, "ko", **facts), en=hint(code, "en", **facts))


class RowComplaint(Reply):
    """What is wrong with one cell, row or file."""

    code: str = Field(examples=["cell.not_in_list"])
    severity: Literal["error", "warning"]
    file: str = Field(examples=["specialists.csv"])
    row: int | None = Field(examples=[12])
    column: str = Field(examples=["clearance"])
    value: str = Field(examples=["Ⅳ급"])
    expected: str
    nearest: str = Field(examples=["Ⅲ급"])
    text: Text
    hint: Text

    @classmethod
    def of(cls, it: Complaint) -> "RowComplaint":
        """A complaint in both languages."""
        return cls(
            **it.model_dump(exclude={"facts"}),
            text=Text(ko=it.text("ko"), en=it.text("en")),
            hint=Text(ko=it.hint("ko"), en=it.hint("en")),
        )


class Me(Reply):
    """Whose token this is."""

    name: str = Field(examples=["mss-registrar"])
    role: Role
    agency: str | None = Field(examples=["MSS"])


class TableReply(Reply):
    """What was read of one table of an upload; ``rows`` is null where the table is not there."""

    table: str = Field(examples=["conflicts"])
    rows: int | None = Field(examples=[60])
    text: Text


class PoolReply(Reply):
    """A frozen pool. ``pool`` is the SHA-256 of its canonical text.

    ``read`` is told in answer to an upload: the rows of each table, and which are not there.
    """

    pool: str = Field(examples=[POOL_SHA])
    specialists: int
    cases: int
    demands: int
    created_at: datetime
    created_by: str
    warnings: tuple[RowComplaint, ...] = ()
    read: tuple[TableReply, ...] = ()


class FactsReply(Reply):
    """The current facts: their version and how many rows each table has."""

    version: int = Field(examples=[7])
    rows: dict[str, int] = Field(examples=[{"specialists": 60, "cases": 40}])


class FactsRequest(Reply):
    """Which frozen pool becomes the current facts."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"pool": POOL_SHA}]})

    pool: str = Field(pattern="^[0-9a-f]{64}$", examples=[POOL_SHA])


class RunRequest(Reply):
    """What to solve. Without ``pool`` the current facts are frozen and solved.

    ``from_plan``: an earlier plan, of any run or week, that the search starts from.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"start": "2026-W49", "weeks": 1, "options": {"seed": 0}}]}
    )

    pool: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    start: str | None = Field(default=None, pattern=WEEK, max_length=8, examples=["2026-W49"])
    weeks: int | None = Field(default=None, ge=1, le=13)
    options: SolveOptions = SolveOptions()
    from_plan: str | None = Field(default=None, max_length=36, examples=[PLAN])


class RunProgress(Reply):
    """How far a solve is. ``gap`` is |bound - value| / max(1, |value|, |bound|)."""

    phase: str = Field(examples=["tier"])
    tier: TierName | None
    value: int | None
    bound: int | None
    gap: float | None
    seconds: float


class RunReason(Reply):
    """Why a run has no plan, a study no answer, or why it had to be stopped."""

    code: str = Field(examples=["run.lost"])
    text: Text
    hint: Text
    facts: dict[str, Any] = {}


class RunReply(Reply):
    """A run. ``plan`` is filled as soon as there is one; a cancelled run may have one too."""

    run: str = Field(examples=["0b6f3c1e-6f0e-4a53-9f0e-3f8f5f0f3d11"])
    state: RunState
    pool: str = Field(examples=[POOL_SHA])
    start: str = Field(examples=["2026-W49"])
    weeks: int
    options: SolveOptions
    attempts: int
    created_at: datetime
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None
    cancel_requested: bool
    progress: RunProgress | None
    reason: RunReason | None
    record: dict[str, Any] | None
    from_plan: str | None
    plan: str | None


class PlanSummary(Reply):
    """A plan without its content. Registrars are not told the hashes."""

    plan: str
    run: str
    pool: str | None = Field(examples=[POOL_SHA])
    start: str = Field(examples=["2026-W49"])
    weeks: int
    sha256: str | None
    created_at: datetime
    is_published: bool


class TierClaim(Reply):
    """What the claim of a tier rests on. ``proven``: optimal, and the caller is not told why."""

    tier: TierName
    standing: TierStanding = Field(examples=["checkable"])
    text: Text = Field(
        examples=[{"ko": "최적(증명됨·검산 가능)", "en": "optimal (proven, checkable)"}]
    )

    @classmethod
    def all_of(cls, plan: Plan) -> "tuple[TierClaim, ...]":
        """One for each tier, from what this copy of the plan tells."""
        standings = [(it.tier, plan.standing(it.tier)) for it in plan.tiers]
        return tuple(
            cls(tier=tier, standing=standing, text=Text.labelled("tier_standing", standing))
            for tier, standing in standings
        )


class PlanReply(PlanSummary):
    """A plan as the caller may see it. ``claims`` says of each tier what its status rests on."""

    content: Plan
    claims: tuple[TierClaim, ...]
    is_cut: bool = Field(description="Whether rows or fields are left out for this caller.")


class PublishRequest(Reply):
    """Which plan to put in force, for one of its weeks or (without ``week``) for all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"plan": PLAN, "week": "2026-W49"}]})

    plan: str = Field(max_length=36)
    week: str | None = Field(default=None, pattern=WEEK, max_length=8, examples=["2026-W49"])


class PublicationReply(Reply):
    """A plan in force for a week, or one that was."""

    week: str = Field(examples=["2026-W49"])
    version: int
    plan: str
    published_at: datetime
    published_by: str
    superseded_at: datetime | None


class PublicationList(Reply):
    """Publications, newest week and newest version first."""

    items: tuple[PublicationReply, ...]


class AuditReply(Reply):
    """One line of the audit log."""

    seq: int
    at: datetime
    actor: str
    action: str = Field(examples=["plan.publish"])
    subject: str
    agency: str | None
    facts: dict[str, Any]
