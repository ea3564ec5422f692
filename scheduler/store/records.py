"""What the store gives to the rooms above: frozen values, never rows of a table."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from scheduler.model import Progress, SolveOptions, StudyProgress, StudyQuestion, Week

RunState = Literal["queued", "running", "done", "failed", "cancelled"]
FINISHED: tuple[RunState, ...] = ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Account:
    """A stored account; a disabled one opens nothing."""

    account: str
    name: str
    created_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A stored token; the secret itself is nowhere."""

    prefix: str
    digest: str
    principal: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Password:
    """An account's password as a PHC string; ``is_one_time``: it opens only its own change."""

    account: str
    phc: str
    is_one_time: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that has signed in. ``principal``: what it acts as; None until it has chosen."""

    digest: str
    account: str
    principal: str | None
    created_at: datetime
    seen_at: datetime
    fresh_until: datetime
    expires_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PoolInfo:
    """A snapshot without its content."""

    sha256: str
    specialists: int
    cases: int
    demands: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A current row: ``body`` is its JSON, ``version`` grows with every change."""

    table: str
    key: str
    subject: str | None
    owner: str | None
    body: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(ABC):
    """What a worker carries out under a lease, as it stands; a new one waits for its first claim.

    ``fence`` grows with every claim; ``noun`` begins the codes of its texts and of its lines in
    the log.
    """

    noun: ClassVar[str]

    created_at: datetime
    created_by: str
    state: RunState = "queued"
    attempts: int = 0
    fence: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    cancel_requested: bool = False
    reason_code: str | None = None
    reason_facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    @abstractmethod
    def key(self) -> str:
        """Its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Work):
    """A solve. ``from_plan``: the earlier plan that the search starts from."""

    noun: ClassVar[str] = "run"

    run: str
    pool: str
    start: Week
    weeks: int
    options: SolveOptions
    from_facts: bool
    progress: Progress | None = None
    record: Mapping[str, Any] | None = None
    from_plan: str | None = None

    @property
    def key(self) -> str:
        """Its id."""
        return self.run


@dataclass(frozen=True, slots=True, kw_only=True)
class Study(Work):
    """A long question about a plan of a pool; the answer itself is read apart.

    ``is_complete``: whether the answer is all of it; None where there is none.
    """

    noun: ClassVar[str] = "study"

    study: str
    plan: str
    pool: str
    question: StudyQuestion
    progress: StudyProgress | None = None
    is_complete: bool | None = None

    @property
    def key(self) -> str:
        """Its id."""
        return self.study


@dataclass(frozen=True, slots=True)
class StudyAnswer:
    """What a study has found: JSON, and whether it is all."""

    text: str
    is_complete: bool


@dataclass(frozen=True, slots=True)
class PlanInfo:
    """A stored plan without its content. ``is_published``: it is or was in force for a week."""

    plan: str
    run: str
    pool: str
    start: Week
    weeks: int
    sha256: str
    created_at: datetime
    is_published: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A scenario that is proposed for a plan, without the scenario itself.

    ``pool``: hash of the frozen pool that plan and scenario belong to; ``start``: the first week.
    """

    proposal: str
    plan: str
    pool: str
    start: Week
    title: str
    reason: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A plan in force (or superseded) for one week; versions of a week count from 1."""

    publication: int
    week: Week
    scope: str
    version: int
    plan: str
    published_at: datetime
    published_by: str
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to an Idempotency-Key."""

    request_sha256: str
    body: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    agency: str | None
    facts: Mapping[str, Any]
