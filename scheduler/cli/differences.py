"""What differs between the facts of two pools, as a count of rows and as the rows themselves."""

from typing import Any

from rich.text import Text

from scheduler.cli.tables import plain_table
from scheduler.cli.terminal import Terminal
from scheduler.forward import PoolDiff, TableDiff
from scheduler.model import TABLE, Fact, label, row_key


def counts(diff: PoolDiff, terminal: Terminal) -> Any:
    """How many rows of each table were added, removed and changed."""
    heads = ("table", "added", "removed", "changed")
    table = plain_table(*(terminal.text(f"cli.roll.head.{head}") for head in heads))
    for column in table.columns[1:]:
        column.justify = "right"
    for it in diff.tables:
        numbers = (len(part) for part in (it.added, it.removed, it.changed))
        table.add_row(label("table", it.table, terminal.language), *(f"{n:,}" for n in numbers))
    return table


def show_rows(terminal: Terminal, it: TableDiff, most: int | None = None) -> None:
    """The rows of one table that differ, one a line: ``+`` added, ``-`` removed, ``~`` changed.

    ``most``: so many lines at most, and then how many more there are; None is all.
    """
    lines = _lines(terminal, it)
    terminal.show("", Text(label("table", it.table, terminal.language), style="bold"))
    terminal.show(*(f"  {line}" for line in lines[:most]))
    if len(lines[most:]) and most is not None:
        terminal.show("  " + terminal.text("cli.merge.more_rows", count=len(lines) - most))


def _lines(terminal: Terminal, it: TableDiff) -> list[str]:
    from scheduler.exchange import fact_texts

    lines = []
    for sign, rows in (("+", it.added), ("-", it.removed)):
        for row in rows:
            cells = fact_texts(it.table, row, terminal.language)
            lines.append(f"{sign} " + " · ".join(text for _, text in cells if text))
    for old, new in it.changed:
        before, after = (fact_texts(it.table, row, terminal.language) for row in (old, new))
        told = (f"{h} {b or '-'} → {a or '-'}" for (h, b), (_, a) in zip(before, after, strict=True)
                if a != b)  # fmt: skip
        lines.append(f"~ {_key(it.table, new)}: " + ", ".join(told))
    return lines


def _key(table: str, row: Fact) -> str:
    return "/".join(part for part in row_key(TABLE[table], row) if part)
