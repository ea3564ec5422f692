"""Plain tables: Markdown that also reads well in a terminal, and the words for a machine."""

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.records.rows import Machine


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table, columns as wide as their widest cell, all but the first to the right."""
    widths = [max(3, *map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * width if i == 0 else "-" * (width - 1) + ":" for i, width in enumerate(widths)]
    return "\n".join(_line(cells, widths) for cells in (head, rule, *rows))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell.ljust(width) if i == 0 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"


def paragraphs(parts: Iterable[str]) -> str:
    """The parts that are not empty, apart from each other."""
    return "\n\n".join(filter(None, parts)) + "\n"


def middle(values: Sequence[float | None]) -> float | None:
    """The median; None unless there is a value everywhere."""
    known = [value for value in values if value is not None]
    return median(known) if known and len(known) == len(values) else None


def most(values: Sequence[float | None]) -> float | None:
    """The largest; None unless there is a value everywhere."""
    known = [value for value in values if value is not None]
    return max(known) if known and len(known) == len(values) else None


def number(value: float | None, digits: int = 0) -> str:
    """A number with thousands set apart; a dash for None."""
    return "–" if value is None else f"{value:,.{digits}f}"


def percent(value: float | None, digits: int = 2) -> str:
    """A share as per cent; a dash for None."""
    return "–" if value is None else f"{100 * value:.{digits}f} %"


def machine_words(m: Machine, source: str) -> str:
    """The machine and the versions in a sentence."""
    packages = ", ".join(f"{name} {version}" for name, version in m.packages.items())
    return (
        f"{m.architecture}, {m.processor or 'processor unnamed'}, {m.cores} cores, "
        f"{m.memory_mb:,} MB, {m.system}, Python {m.python}, {packages}; source {source}."
    )
