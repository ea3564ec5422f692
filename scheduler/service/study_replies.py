"""What is asked of a study and what it answers: the words of the API for long questions."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from scheduler.model import StudyKind, StudyPhase
from scheduler.service.answers import MOST_DAYS, AskedId, DayText, Lines
from scheduler.service.replies import PLAN, Reply, RunReason
from scheduler.store import RunState


class StudyRequest(Reply):
    """What to find out about a plan.

    ``absence`` needs ``specialist``, who is away, and may have ``days``, on which working days of
    the plan (without any, on all of them); no other kind has either.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "report"},
                {"kind": "absence", "specialist": "MSS-07", "days": ["2026-11-30"]},
            ]
        }
    )

    kind: StudyKind = Field(examples=["report"])
    specialist: AskedId | None = Field(default=None, examples=["MSS-07"])
    days: tuple[DayText, ...] = Field(default=(), max_length=MOST_DAYS, examples=[["2026-11-30"]])


class StudyCount(Reply):
    """What it is doing, and how many of its questions are answered, of how many.

    ``total`` may be null while it is ``loading``; ``seconds`` it has been at work grow at least
    once a second.
    """

    phase: StudyPhase = Field(examples=["answering"])
    done: int = Field(examples=[120])
    total: int | None = Field(examples=[733])
    seconds: float = Field(examples=[41.2])


class StudySummary(Reply):
    """A study without its answer.

    ``is_complete``: whether the answer is all of it; null as long as there is none. A cancelled
    study may have an answer: what was found until then.
    """

    study: str = Field(examples=["5d1c0a52-9a4c-4c0e-8f0e-0a1f2b3c4d5e"])
    plan: str = Field(examples=[PLAN])
    kind: StudyKind
    specialist: str | None
    days: tuple[str, ...]
    state: RunState
    attempts: int
    created_at: datetime
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None
    cancel_requested: bool
    progress: StudyCount | None
    reason: RunReason | None
    is_complete: bool | None


class StudyReply(StudySummary):
    """A study, and once there is one its answer, in words too.

    ``answer`` is what the command prints with `--json` as its answer: `scheduler report` (with
    `--format json`), `keys` and `absent`. ``candidates`` belongs to an absence.
    """

    answer: dict[str, Any] | None
    candidates: dict[str, Any] | None
    text: Lines | None
