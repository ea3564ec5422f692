"""What was read: how many rows of each table, and which tables are not there.

An optional table that is not there means none of that thing, which is worth saying aloud: without a
table of conflicts nobody is recused.
"""

from collections.abc import Iterable
from typing import NamedTuple

from scheduler.model import Language, label, say


class TableRead(NamedTuple):
    """What was read of one table. ``rows`` is None where it is not there, or was not read."""

    table: str
    file: str = ""
    rows: int | None = None

    @property
    def is_there(self) -> bool:
        """Whether a file, sheet or key of that name was found."""
        return bool(self.file)

    def text(self, language: Language = "en") -> str:
        """The table by its name, with its rows, or with what it means that there are none."""
        facts = {"table": label("table", self.table, language), "rows": self.rows}
        if self.rows:
            return say("contents.rows", language, **facts)
        if self.is_there and self.rows is None:
            return say("contents.unread", language, **facts)
        meaning = say(f"contents.without.{self.table}", language)
        code = "contents.empty" if self.is_there else "contents.absent"
        return say(code, language, **facts, meaning=meaning)

    def record(self, language: Language = "en") -> dict[str, str | int | None]:
        """The same for machines: the table's name, rows, and the sentence."""
        return {
            "table": self.table,
            "file": self.file,
            "rows": self.rows,
            "text": self.text(language),
        }


def in_short(read: Iterable[TableRead], language: Language = "en") -> tuple[str, str]:
    """The rows of the tables that are there in one line, and those without rows in another."""
    read = tuple(read)
    there = ", ".join(f"{label('table', it.table, language)} {it.rows:,}" for it in read if it.rows)
    without = " ".join(it.text(language) for it in read if not it.rows)
    return say("contents.read", language, tables=there or "–"), without
