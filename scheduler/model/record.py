"""What a run puts out is frozen, and strict about what it holds."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """Base of plans, witnesses and whatever else a run puts out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
