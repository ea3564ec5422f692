"""``scheduler template``: the workbook that an agency fills."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.names import Names
from scheduler.cli.options import JsonOption, LanguageOption, PoolPath
from scheduler.cli.outputs import write_file
from scheduler.cli.pools import read_or_fail
from scheduler.cli.terminal import Terminal
from scheduler.model.agency_names import agency_called, ids_by_name


def template(
    context: typer.Context,
    pool_path: PoolPath,
    agency: Annotated[str, typer.Option("--agency", metavar="AGENCY", help="cli.template.agency")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="cli.template.out")],
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write an agency's workbook."""
    from scheduler.exchange import agency_template
    from scheduler.forward import KEPT, own_rows

    terminal = Terminal(language or context.obj, as_json=as_json)
    pool, _ = read_or_fail(terminal, pool_path, None, None)
    agency = agency_called(agency, ids_by_name(pool.agencies))
    book = agency_template(pool, agency, terminal.language)
    with terminal.working("cli.writing", path=out):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_file(out, book)
    rows = {name: len(own_rows(pool, agency, name)) for name in KEPT}
    named = Names(pool, terminal.language).agency(agency)
    told = terminal.text("cli.template.written", agency=named, path=out, rows=sum(rows.values()))
    terminal.show(told)
    terminal.answer({"path": str(out), "agency": agency, "rows": rows})
