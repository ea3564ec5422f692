"""Reading a pool for a command: every complaint at once, warnings counted or shown."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scheduler.cli.complaints import split
from scheduler.cli.terminal import Terminal
from scheduler.model import Complaint, Horizon, Pool, PoolError, RequestError, Week

if TYPE_CHECKING:
    from scheduler.exchange import TableRead


class Read(NamedTuple):
    """A pool (None when it cannot be built), what is wrong with it, and what was read."""

    pool: Pool | None
    errors: list[Complaint]
    warnings: list[Complaint]
    tables: "tuple[TableRead, ...]"


def read_with_complaints(
    terminal: Terminal, path: Path, week: str | None, weeks: int | None
) -> Read:
    """The pool, the errors and the warnings, each once, and the rows of each table.

    The rules between rows are part of reading; those of a horizon are looked at where one is
    named.

    Raises:
        RequestError: the week is no week.
    """
    from scheduler.exchange import read_pool
    from scheduler.model.integrity import horizon_complaints

    if not path.exists():
        raise RequestError("cli.no_file", path=path)
    with terminal.working("cli.reading", path=path):
        reading = read_pool(path)
        found = [*reading.complaints]
        pool = reading.pool
        if pool is not None and (week is not None or pool.policy.start is not None):
            found += reading.located(horizon_complaints(pool, frame(pool, week, weeks)))
    errors, warnings = split(found)
    return Read(pool, errors, warnings, reading.read)


def read_or_fail(
    terminal: Terminal,
    path: Path,
    week: str | None = None,
    weeks: int | None = None,
    *,
    show_warnings: bool = False,
    tell_tables: bool = False,
) -> tuple[Pool, Read]:
    """The pool and what was read with it; warnings are counted on stderr, or listed when asked for.

    ``tell_tables``: the rows of each table are told on stderr, and which tables are not there.

    Raises:
        PoolError: with every row to correct.
    """
    read = read_with_complaints(terminal, path, week, weeks)
    pool, errors, warnings, tables = read
    if tell_tables:
        tell(terminal, tables)
    if pool is None or errors:
        raise PoolError(errors)
    if warnings and show_warnings:
        terminal.show_complaints(warnings)
    elif warnings:
        terminal.note("cli.warnings", "yellow", count=len(warnings))
    return pool, read


def tell(terminal: Terminal, tables: "tuple[TableRead, ...]") -> None:
    """Say on stderr in short what was read, and what it means that a table is not there."""
    from scheduler.exchange import in_short

    there, without = in_short(tables, terminal.language)
    terminal.note("cli.read", told=there)
    if without:
        terminal.note("cli.read", "yellow", told=without)


def frame(pool: Pool, week: str | None, weeks: int | None) -> Horizon:
    """The horizon that the options and the policy name."""
    return pool.horizon(Week.parse(week) if week else None, weeks)
