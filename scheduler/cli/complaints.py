"""Complaints about a pool, as a table for people and as records for machines."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from scheduler.cli.tables import plain_table
from scheduler.model import Complaint, Language, say

MOST_SHOWN = 200
WIDEST_PLACE = 30
_STYLE = {"error": "red", "warning": "yellow"}


def complaint_table(complaints: Sequence[Complaint], language: Language) -> Table:
    """Where, what, and the way out; errors first, at most 200 rows."""
    ordered = sorted(complaints, key=lambda c: c.severity)
    heads = ("severity", "where", "what", "hint")
    table = plain_table(*(say(f"cli.complaint.{h}", language) for h in heads))
    table.columns[0].no_wrap = True
    table.columns[1].max_width = WIDEST_PLACE
    for complaint in ordered[:MOST_SHOWN]:
        severity = say(f"cli.severity.{complaint.severity}", language)
        table.add_row(
            Text(severity, style=_STYLE[complaint.severity]),
            place(complaint),
            complaint.text(language),
            complaint.hint(language),
        )
    if len(ordered) > MOST_SHOWN:
        more = say("cli.complaint.more", language, count=len(ordered) - MOST_SHOWN)
        table.add_row("", "", more, "")
    return table


def place(complaint: Complaint) -> str:
    """``cases.csv:12:priority``; ``demands[C-01-D1] from`` where only the row's key is known."""
    key = complaint.facts.get("key")
    if complaint.row is not None or not key:
        return complaint.where()
    return f"{complaint.file}[{key}]" + (f" {complaint.column}" if complaint.column else "")


def complaint_record(complaint: Complaint, language: Language) -> dict[str, Any]:
    """A complaint with its sentence, for ``--json``."""
    texts = {"text": complaint.text(language), "hint": complaint.hint(language)}
    return {**complaint.model_dump(mode="json"), **texts}


def split(complaints: Iterable[Complaint]) -> tuple[list[Complaint], list[Complaint]]:
    """Errors and warnings, each once and in the order given."""
    errors: dict[str, Complaint] = {}
    warnings: dict[str, Complaint] = {}
    for complaint in complaints:
        kept = errors if complaint.severity == "error" else warnings
        kept.setdefault(complaint.model_dump_json(), complaint)
    return list(errors.values()), list(warnings.values())
