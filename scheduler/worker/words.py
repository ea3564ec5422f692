"""What a worker and its child say to each other: one JSON text a line."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from scheduler.model import Horizon, Plan, Pool, Progress, SolveOptions, SolveResult

STOP = "stop"


class Task(BaseModel):
    """The first line to a child. ``memory_mb`` 0 is no limit."""

    model_config = ConfigDict(frozen=True)

    pool: Pool
    horizon: Horizon
    options: SolveOptions
    start: Plan | None = None
    memory_mb: int = 0


class Trouble(BaseModel):
    """Why a child has no result: a code of the text tables, and its facts."""

    model_config = ConfigDict(frozen=True)

    code: str
    facts: dict[str, Any] = {}


class Said(BaseModel):
    """A line from a child: one of the three. ``pins`` belong to an infeasible result."""

    model_config = ConfigDict(frozen=True)

    progress: Progress | None = None
    result: SolveResult | None = None
    trouble: Trouble | None = None
    pins: str = ""

    @property
    def is_last(self) -> bool:
        """Whether the child has nothing more to say."""
        return self.progress is None
