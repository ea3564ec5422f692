"""``scheduler export``: the files for people from a plan, whoever made it, and their writing."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler.cli.folders import folder_of_ours
from scheduler.cli.look import read_plan
from scheduler.cli.options import JsonOption, LanguageOption
from scheduler.cli.outputs import CALENDARS, FORMS, PLAN, RUN, plan_files, run_record, write_files
from scheduler.cli.pools import read_or_fail
from scheduler.cli.terminal import Terminal
from scheduler.model import Plan, Pool
from scheduler.model.plan import Source


class Kind(StrEnum):
    """A kind of files for people."""

    XLSX = "xlsx"
    CSV = "csv"
    ICS = "ics"


def export(
    context: typer.Context,
    plan_path: Annotated[Path, typer.Argument(metavar="PLAN.json", help="cli.option.plan")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="cli.export.out")],
    pool_path: Annotated[
        Path | None, typer.Option("--pool", metavar="POOL", help="cli.export.pool")
    ] = None,
    before: Annotated[
        Path | None, typer.Option("--before", metavar="OLD.json", help="cli.export.before")
    ] = None,
    forms: Annotated[
        list[Kind] | None,
        typer.Option("--format", metavar="|".join(Kind), help="cli.export.format"),
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a plan's workbook, table and calendars, and the plan itself."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    plan = read_plan(plan_path)
    earlier = None if before is None else read_plan(before)
    with folder_of_ours(out):
        pool, source = _pool_of(terminal, plan, pool_path)
        run = _run_of(out, plan) or run_record(datetime.now(UTC), pool_path, plan=str(plan_path))
        files = save_plan(
            terminal,
            out,
            plan,
            pool,
            run,
            before=earlier,
            known=None if before is None else calendar_beside(before),
            source=source,
            forms=forms or FORMS,
        )
    terminal.answer({"files": [str(path) for path in files]})


def _pool_of(terminal: Terminal, plan: Plan, path: Path | None) -> tuple[Pool, Source]:
    """The pool of a plan, or one that knows nothing; and whether the judge accepts the plan."""
    if path is None:
        return Pool(), "read"
    from scheduler.check import judge

    pool, _ = read_or_fail(terminal, path, str(plan.start), plan.weeks)
    if judge(pool, plan).is_accepted:
        return pool, "verified"
    terminal.note("cli.export.refused", "yellow")
    return pool, "read"


def _run_of(folder: Path, plan: Plan) -> dict[str, Any] | None:
    """The record of the run that has made this plan in this folder, if it was made there."""
    try:
        known = json.loads((folder / RUN).read_bytes())
        is_same = known["files"][PLAN] == plan.sha256
    except (OSError, ValueError, KeyError, TypeError):  # there is none, or it is not ours
        return None
    return known if is_same else None


def calendar_beside(plan: Path) -> bytes | None:
    """The calendar of all that stands beside a plan's file, whose numbers go on."""
    calendar = plan.parent / CALENDARS / "all.ics"
    return calendar.read_bytes() if calendar.is_file() else None


def save_plan(
    terminal: Terminal,
    out: Path,
    plan: Plan,
    pool: Pool,
    run: Mapping[str, Any],
    *,
    before: Plan | None = None,
    known: bytes | None = None,
    source: Source = "solved",
    forms: Collection[str] = FORMS,
) -> tuple[Path, ...]:
    """Write the plan and its files into a folder, and say so; returns where they are.

    ``before``: the plan in force until now, and ``known`` its calendar of all.

    Raises:
        OSError: the folder cannot be written.
    """
    with terminal.working("cli.writing", path=out):
        made = plan_files(
            plan,
            pool,
            run,
            terminal.language,
            before=before,
            known=known,
            source=source,
            forms=forms,
        )
        files = write_files(out, made)
    terminal.note("cli.written", path=out)
    return files
