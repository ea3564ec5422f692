"""Reading a pool for a command: every complaint at once, warnings counted or shown."""

from pathlib import Path

from scheduler.cli.complaints import split
from scheduler.cli.terminal import Terminal
from scheduler.model import Complaint, Horizon, Pool, PoolError, RequestError, Week

Read = tuple[Pool | None, list[Complaint], list[Complaint]]


def read_with_complaints(
    terminal: Terminal, path: Path, week: str | None, weeks: int | None
) -> Read:
    """The pool (None when it cannot be built), the errors and the warnings, each once.

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
            found += horizon_complaints(pool, frame(pool, week, weeks))
    errors, warnings = split(found)
    return pool, errors, warnings


def read_or_fail(
    terminal: Terminal,
    path: Path,
    week: str | None = None,
    weeks: int | None = None,
    *,
    show_warnings: bool = False,
) -> tuple[Pool, list[Complaint]]:
    """The pool and its warnings, which are counted on stderr, or listed when asked for.

    Raises:
        PoolError: with every row to correct.
    """
    pool, errors, warnings = read_with_complaints(terminal, path, week, weeks)
    if pool is None or errors:
        raise PoolError(errors)
    if warnings and show_warnings:
        terminal.show_complaints(warnings)
    elif warnings:
        terminal.note("cli.warnings", "yellow", count=len(warnings))
    return pool, warnings


def frame(pool: Pool, week: str | None, weeks: int | None) -> Horizon:
    """The horizon that the options and the policy name."""
    return pool.horizon(Week.parse(week) if week else None, weeks)
