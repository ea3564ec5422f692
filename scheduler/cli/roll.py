"""``scheduler roll`` and ``ledger``: next week's pool, and an agency's own count."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from scheduler.cli.complaints import split
from scheduler.cli.differences import counts, show_rows
from scheduler.cli.exits import Exit
from scheduler.cli.explain import read_both
from scheduler.cli.look import read_plan
from scheduler.cli.names import Names
from scheduler.cli.options import JsonOption, LanguageOption, PlanPath, PoolPath
from scheduler.cli.pools import read_or_fail
from scheduler.cli.tables import plain_table
from scheduler.cli.terminal import Terminal
from scheduler.forward import Recount, matched, recount
from scheduler.model import Past, RequestError
from scheduler.model.agency_names import agency_called, ids_by_name


def roll(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    out: Annotated[Path, typer.Option("--out", metavar="NEXT", help="cli.roll.out")],
    changes: Annotated[
        Path | None, typer.Option("--changes", metavar="FILE", help="cli.roll.changes")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", metavar=" ", help="cli.roll.verbose")
    ] = False,
    force: Annotated[bool, typer.Option("--force", metavar=" ", help="cli.synth.force")] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write next week's pool, and print what is different in it."""
    from scheduler.exchange import read_changes, write_pool
    from scheduler.model.integrity import horizon_complaints, pool_complaints
    from scheduler.whatif.rolled import rolled_on, summary

    terminal = Terminal(language or context.obj, as_json=as_json)
    _free(out, pool_path, force=force)
    pool, plan = read_both(terminal, pool_path, plan_path)
    reading = None if changes is None else read_changes(changes, pool)
    if reading is not None:
        terminal.show_complaints(reading.warnings)
    with terminal.working("cli.judging"):
        rolled = rolled_on(pool, plan, reading)
    later = rolled.pool
    out.parent.mkdir(parents=True, exist_ok=True)
    write_pool(later, out, language=terminal.language)
    terminal.show(summary(rolled, terminal.language), counts(rolled.diff, terminal))
    if verbose:
        for part in rolled.diff.tables:
            show_rows(terminal, part)
    else:
        terminal.show(terminal.text("cli.roll.more"))
    found = (*pool_complaints(later), *horizon_complaints(later, later.horizon()))
    errors, warnings = split(found)
    terminal.note("cli.written", path=out)
    if errors or warnings:
        terminal.note("cli.roll.next", "yellow", errors=len(errors), warnings=len(warnings))
    terminal.answer(
        {
            "path": str(out),
            "sha256": later.sha256,
            "start": str(later.policy.start),
            "errors": len(errors),
            "warnings": len(warnings),
            "diff": rolled.diff.record(),
        }
    )


def _free(out: Path, pool_path: Path, *, force: bool) -> None:
    """Return when a pool may be written there."""
    if out.resolve() == pool_path.resolve():
        raise RequestError("cli.roll.same", path=out)
    is_taken = any(out.iterdir()) if out.is_dir() else out.exists()
    if is_taken and not force:
        raise RequestError("cli.synth.taken", path=out)


def ledger(
    context: typer.Context,
    plan_paths: Annotated[list[Path], typer.Argument(metavar="PLAN.json", help="cli.ledger.plans")],
    agency: Annotated[str, typer.Option("--agency", metavar="ID", help="cli.ledger.agency")],
    pool_paths: Annotated[
        list[Path], typer.Option("--pool", metavar="POOL", help="cli.ledger.pool")
    ],
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Work an agency's half-days out again from the plans, and compare them with its pool."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    plans = [read_plan(path) for path in plan_paths]
    pools = [read_or_fail(terminal, path)[0] for path in pool_paths]
    weeks, later = matched(pools, plans)
    agency = agency_called(agency, ids_by_name(later.agencies))
    found = recount(agency, weeks, later)
    names = Names(later, terminal.language)
    heads = ("who", "plans", "ledger", "rest", "column", "agrees")
    table = plain_table(*(terminal.text(f"cli.ledger.head.{head}") for head in heads))
    for row in found:
        who = names.agency(agency) if row.specialist is None else names.specialist(row.specialist)
        pasts = map(_past, (row.plans, row.ledger, row.rest, row.column))
        said = terminal.text(f"cli.ledger.{'agrees' if row.agrees else 'differs'}")
        table.add_row(who, *pasts, Text(said, style="" if row.agrees else "red"))
    wrong = sum(not row.agrees for row in found)
    facts = {"weeks": len(weeks), "rows": len(found), "wrong": wrong}
    code = "cli.ledger.some_differ" if wrong else "cli.ledger.all_agree"
    terminal.show(table, terminal.text("cli.ledger.legend"), terminal.text(code, **facts))
    rows = [_recounted(row) for row in found]
    terminal.answer({"agency": agency, "agrees": not wrong, "weeks": len(weeks), "rows": rows})
    raise typer.Exit(Exit.REJECTED if wrong else Exit.OK)


def _past(past: Past) -> str:
    return f"{past.blocks:,}/{past.capacity:,}"


def _recounted(row: Recount) -> dict[str, Any]:
    names = ("plans", "ledger", "rest", "column")
    parts = {name: getattr(row, name)._asdict() for name in names}
    return {"specialist": row.specialist, **parts, "agrees": row.agrees}
