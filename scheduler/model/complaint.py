"""One complaint about one cell of a pool: where it is, what was expected, what is nearest."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from scheduler.model.texts import Language, hint, label, say

Severity = Literal["error", "warning"]
# facts that are values of a vocabulary, of the same name
_LABELLED = frozenset({"file_kind", "stray", "table"})


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
        return say(self.code, language, **self._shown(language))

    def hint(self, language: Language = "en") -> str:
        """The way out, with the nearest right value; empty when the sentence says it all."""
        way_out = hint(self.code, language, **self._shown(language))
        if not self.nearest:
            return way_out
        return f"{way_out} {say('complaint.nearest', language, nearest=self.nearest)}".lstrip()

    def _shown(self, language: Language) -> dict[str, str | int]:
        expected = self.expected
        if expected.endswith(".."):  # a range without an end, which reads as a slip of the pen
            expected = say("complaint.at_least", language, least=expected.removesuffix(".."))
        facts = {
            name: label(name, str(fact), language) if name in _LABELLED else fact
            for name, fact in self.facts.items()
        }
        cell = {"file": self.file, "column": self.column, "value": self.value, "expected": expected}
        return {**cell, "nearest": self.nearest, **facts}

    def where(self) -> str:
        """File, row and column in one short text, e.g. ``specialists:12:clearance``."""
        return ":".join(str(p) for p in (self.file, self.row, self.column) if p not in (None, ""))

    def __str__(self) -> str:
        return f"{self.where()}: {self.text()} {self.hint()}".rstrip()
