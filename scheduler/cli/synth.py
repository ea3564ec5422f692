"""``scheduler synth``: fictional pools to try things on."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from scheduler.cli.folders import is_taken
from scheduler.cli.options import JsonOption, LanguageOption, SeedOption
from scheduler.cli.terminal import Terminal
from scheduler.model import Pool, RequestError

Kind = Literal["demo", "national", "ten-year", "family", "bids"]


def synth(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(metavar="SIZE", help="cli.synth.kind")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="cli.synth.out")],
    seed: SeedOption = 1,
    specialists: Annotated[
        int | None, typer.Option("--specialists", min=1, metavar="N", help="cli.synth.specialists")
    ] = None,
    cases: Annotated[
        int | None, typer.Option("--cases", min=1, metavar="N", help="cli.synth.cases")
    ] = None,
    force: Annotated[bool, typer.Option("--force", metavar=" ", help="cli.synth.force")] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a fictional pool from a seed and write it."""
    from scheduler.exchange import write_pool

    terminal = Terminal(language or context.obj, as_json=as_json)
    if not force and is_taken(out):
        raise RequestError("cli.synth.taken", path=out)
    with terminal.working("cli.synth.making", kind=kind, seed=str(seed)):
        pool = _make(kind, seed, specialists, cases)
    with terminal.working("cli.writing", path=out):
        out.parent.mkdir(parents=True, exist_ok=True)
        write_pool(pool, out, language=terminal.language)
    sizes = {
        "agencies": len(pool.agencies),
        "specialists": len(pool.specialists),
        "cases": len(pool.cases),
        "demands": len(pool.demands),
    }
    terminal.show(terminal.text("cli.synth.made", path=out, **sizes))
    terminal.answer({"path": str(out), "sha256": pool.sha256, **sizes})


def _make(kind: Kind, seed: int, specialists: int | None, cases: int | None) -> Pool:
    from scheduler import synth as maker

    if kind in ("family", "bids"):
        if specialists is None or cases is None:
            raise RequestError("cli.synth.no_size", kind=kind)
        make = maker.family_pool if kind == "family" else maker.bids_pool
        return make(specialists, cases, seed)
    if specialists is not None or cases is not None:
        raise RequestError("cli.synth.fixed_size", kind=kind)
    if kind == "demo":
        return maker.demo_pool(seed)
    return maker.national_pool(seed) if kind == "national" else maker.ten_year_pool(seed)
