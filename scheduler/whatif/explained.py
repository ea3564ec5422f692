"""An explanation as a notebook shows it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from scheduler.model.record import Record
from scheduler.whatif import notebook

Told_co = TypeVar("Told_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Explained(Generic[Told_co]):
    """An answer and its sentences; ``answer`` holds the facts, the tiers and the rows that move."""

    answer: Told_co
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        return f"<Explained {self.lines[0]}>"

    def _repr_html_(self) -> str:
        title, *lines = self.lines
        return notebook.page(title, notebook.paragraphs(lines))
