"""An explanation as a notebook shows it."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.explain import Answer


@dataclass(frozen=True)
class Explained:
    """An answer and its sentences; ``answer`` holds the facts, the tiers and the rows that move."""

    answer: "Answer"
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __repr__(self) -> str:
        return f"<Explained {self.lines[0]}>"

    def _repr_html_(self) -> str:
        title, *lines = map(escape, self.lines)
        return f"<p><strong>{title}</strong></p>" + "".join(f"<p>{line}</p>" for line in lines)
