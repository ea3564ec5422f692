"""``scheduler merge``: what an agency has filled, back into the pool."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from scheduler.cli.complaints import complaint_record
from scheduler.cli.differences import counts, show_rows
from scheduler.cli.folders import folder_of_ours, is_taken
from scheduler.cli.options import JsonOption, LanguageOption, PoolPath
from scheduler.cli.pools import read_or_fail
from scheduler.cli.terminal import Terminal
from scheduler.model import RequestError, label
from scheduler.model.agency_names import agency_called, ids_by_name

if TYPE_CHECKING:
    from scheduler.exchange import FilledReading
    from scheduler.forward import Merged

MOST_ROWS = 20


def merge(
    context: typer.Context,
    pool_path: PoolPath,
    workbook: Annotated[Path, typer.Argument(metavar="WORKBOOK", help="cli.merge.workbook")],
    agency: Annotated[str, typer.Option("--agency", metavar="AGENCY", help="cli.merge.agency")],
    out: Annotated[Path | None, typer.Option("--out", metavar="NEW", help="cli.merge.out")] = None,
    confirm: Annotated[
        list[str] | None, typer.Option("--confirm", metavar="TABLE", help="cli.merge.confirm")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", metavar=" ", help="cli.merge.verbose")
    ] = False,
    force: Annotated[bool, typer.Option("--force", metavar=" ", help="cli.merge.force")] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put an agency's rows into a pool, after showing what differs."""
    from scheduler.exchange import is_pool_folder, read_filled, tables_called, write_pool

    terminal = Terminal(language or context.obj, as_json=as_json)
    confirmed = tables_called(confirm or ())
    if out is not None and not force and is_taken(out):
        raise RequestError("cli.synth.taken", path=out)
    folder = out if out is not None and is_pool_folder(out) else None
    with folder_of_ours(folder):  # nobody else merges into it while this pool is read
        pool, _ = read_or_fail(terminal, pool_path)
        known = agency_called(agency, ids_by_name(pool.agencies))
        with terminal.working("cli.reading", path=workbook):
            reading = read_filled(workbook, pool.agencies)
            merged = reading.merged_into(pool, known)
        _show(terminal, merged, reading, most=None if verbose else MOST_ROWS)
        if out is not None:
            later = merged.confirmed(confirmed)
            out.parent.mkdir(parents=True, exist_ok=True)
            write_pool(later, out, language=terminal.language)
            terminal.note("cli.written", path=out)
    if out is None:
        _tell_how_to_write(terminal, merged)
    terminal.answer(_record(terminal, merged, out))


def _show(terminal: Terminal, merged: "Merged", reading: "FilledReading", most: int | None) -> None:
    """What differs, what has to be looked at before all; what was not sent; what is new to warn."""
    terminal.show(Text(merged.summary(terminal.language), style="bold"))
    if merged.losses:
        terminal.show("", Text(terminal.text("cli.merge.attention"), style="bold red"))
    for loss in merged.losses:
        where = label("table", loss.table, terminal.language)
        line = f"  {'!' if loss.needs_word else '·'} {where}: {loss.text(terminal.language)}"
        terminal.show(Text(line, style="red" if loss.needs_word else "yellow"))
    if merged.diff.tables:
        terminal.show(counts(merged.diff, terminal))
    for part in merged.diff.tables:
        show_rows(terminal, part, most)
    _tell_what_stays(terminal, merged, reading)
    if merged.warnings:
        terminal.note("cli.merge.warned", "yellow", count=len(merged.warnings))
        terminal.show_complaints(merged.warnings)


def _tell_what_stays(terminal: Terminal, merged: "Merged", reading: "FilledReading") -> None:
    from scheduler.exchange.columns import COLUMNS
    from scheduler.forward import own_rows

    stays = {name: len(own_rows(merged.pool, merged.agency, name)) for name in merged.left}
    if stays:
        told = ", ".join(f"{label('table', t, terminal.language)} {n:,}" for t, n in stays.items())
        terminal.note("cli.merge.left", "yellow", tables=told)
    for table, absent in reading.absent.items():
        heads = [c.header(terminal.language) for c in COLUMNS[table] if c.name in absent]
        if heads:
            where = label("table", table, terminal.language)
            terminal.note("cli.merge.absent", "yellow", table=where, columns=", ".join(heads))


def _tell_how_to_write(terminal: Terminal, merged: "Merged") -> None:
    terminal.note("cli.merge.only_shown")
    if merged.to_confirm:
        options = " ".join(f"--confirm {table}" for table in merged.to_confirm)
        terminal.note("cli.merge.needs", "yellow", options=options)


def _record(terminal: Terminal, merged: "Merged", out: Path | None) -> dict[str, Any]:
    losses = [
        {
            "kind": loss.kind,
            "table": loss.table,
            "needs_confirm": loss.needs_word,
            "text": loss.text(terminal.language),
        }
        for loss in merged.losses
    ]
    return {
        "agency": merged.agency,
        "path": None if out is None else str(out),
        "sha256_before": merged.before.sha256,
        "sha256": merged.pool.sha256,
        "to_confirm": list(merged.to_confirm),
        "losses": losses,
        "left": list(merged.left),
        "warnings": [complaint_record(c, terminal.language) for c in merged.warnings],
        "diff": merged.diff.record(),
    }
