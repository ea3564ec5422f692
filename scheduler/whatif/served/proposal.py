"""A proposal as it was sent to a service."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from scheduler.model import Language, say
from scheduler.whatif.scenarios import Scenario

COLUMNS = ("proposal", "week", "title", "reason", "by", "at", "plan", "pool")


@dataclass(frozen=True)
class Proposal:
    """A scenario proposed for a plan: in words, by whom and when.

    ``id`` is the proposal's, ``plan`` the plan's; ``week`` the plan's first week.
    """

    id: str
    plan: str
    week: str
    title: str
    reason: str
    by: str
    at: datetime
    scenario: Scenario
    language: Language = "ko"

    def summary(self) -> str:
        """Title, week, who and when, in one line."""
        at = f"{self.at:%Y-%m-%d %H:%M} UTC"
        facts = {"title": self.title, "week": self.week, "by": self.by, "at": at}
        return say("served.proposal", self.language, **facts)

    def __repr__(self) -> str:
        return f"<Proposal {self.summary()}>"

    def _repr_html_(self) -> str:
        """The line, the reason, and a sentence for each patch."""
        items = "".join(
            f"<li>{escape(patch.text(self.language))}</li>" for patch in self.scenario.patches
        )
        reason = f"<p>{escape(self.reason)}</p>" if self.reason else ""
        return f"<p><strong>{escape(self.summary())}</strong></p>{reason}<ul>{items}</ul>"


def row(told: dict[str, Any]) -> tuple[Any, ...]:
    """A proposal that a service tells of, as a row of ``COLUMNS``."""
    return (
        *(told["proposal"], told["start"], told["title"], told["reason"], told["created_by"]),
        *(datetime.fromisoformat(told["created_at"]), told["plan"], told["pool"]),
    )
