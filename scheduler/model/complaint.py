"""One complaint about one cell of a pool: where it is, what was expected, what is nearest."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from scheduler.model.texts import Language, hint, say

Severity = Literal["error", "warning"]


class Complaint(BaseModel):
    """A row-level complaint.

    ``row`` counts as the reader's spreadsheet does: the header is row 1, the first record row 2;
    None when the complaint is about a whole file or the policy. ``expected`` and ``nearest`` are
    plain words or values, empty when the sentence says it all.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    severity: Severity = "error"
    file: str
    row: int | None = None
    column: str = ""
    value: str = ""
    expected: str = ""
    nearest: str = ""
    facts: dict[str, str | int] = {}

    def text(self, language: Language = "en") -> str:
        """The sentence, with the facts of this row."""
        shown = {"value": self.value, "expected": self.expected, "nearest": self.nearest}
        return say(self.code, language, **{**shown, **self.facts})

    def hint(self, language: Language = "en") -> str:
        """The way out; empty when the sentence says it all."""
        shown = {"value": self.value, "expected": self.expected, "nearest": self.nearest}
        return hint(self.code, language, **{**shown, **self.facts})

    def where(self) -> str:
        """File, row and column in one short text, e.g. ``specialists:12:clearance``."""
        return ":".join(str(p) for p in (self.file, self.row, self.column) if p not in (None, ""))

    def __str__(self) -> str:
        return f"{self.where()}: {self.text()} {self.hint()}".rstrip()
