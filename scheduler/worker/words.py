"""What a worker and its child say to each other: one JSON text a line."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from scheduler.model import (
    Horizon,
    Plan,
    Pool,
    Progress,
    SolveOptions,
    SolveResult,
    StudyProgress,
    StudyQuestion,
)

STOP = "stop"


class Task(BaseModel):
    """The first line to a child that solves. ``memory_mb`` 0 is no limit."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["run"] = "run"
    pool: Pool
    horizon: Horizon
    options: SolveOptions
    start: Plan | None = None
    memory_mb: int = 0


class StudyTask(BaseModel):
    """The first line to a child that answers a long question about a plan of the pool."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["study"] = "study"
    pool: Pool
    plan: Plan
    question: StudyQuestion
    memory_mb: int = 0


TASKS: TypeAdapter[Task | StudyTask] = TypeAdapter(
    Annotated[Task | StudyTask, Field(discriminator="kind")]
)
"""Reads either of them."""


class Trouble(BaseModel):
    """Why a child has no result: a code of the text tables, and its facts."""

    model_config = ConfigDict(frozen=True)

    code: str
    facts: dict[str, Any] = {}


class Found(BaseModel):
    """What a study has found: JSON, and whether it is all."""

    model_config = ConfigDict(frozen=True)

    text: str
    is_complete: bool


class Said(BaseModel):
    """A line from a child: one of these. ``clash`` belongs to an infeasible result.

    ``so_far`` is what would be left of a study if it ended now; ``found`` is what it ends with.
    """

    model_config = ConfigDict(frozen=True)

    progress: Progress | StudyProgress | None = None
    so_far: Found | None = None
    result: SolveResult | None = None
    found: Found | None = None
    trouble: Trouble | None = None
    clash: Trouble | None = None

    @property
    def is_last(self) -> bool:
        """Whether the child has nothing more to say."""
        return self.progress is None and self.so_far is None
