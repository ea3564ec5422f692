"""What a run puts out is frozen, and strict about what it holds."""

from collections.abc import Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Base of all facts and records: a changed copy derives its values anew."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with some fields replaced.

        What was derived from the old fields and remembered stays behind: the copy of a case without
        its victim must not know the victim as a party.
        """
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Record(Frozen):
    """Base of plans, witnesses and whatever else a run puts out."""
