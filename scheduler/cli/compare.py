"""``scheduler compare``: what has changed from one plan to another, and why each row has moved."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.look import read_plan
from scheduler.cli.options import JsonOption, LanguageOption, PoolPath
from scheduler.cli.pools import read_or_fail
from scheduler.cli.progress import counted
from scheduler.cli.terminal import Terminal
from scheduler.model import RequestError


def compare(
    context: typer.Context,
    pool_path: PoolPath,
    before_path: Annotated[Path, typer.Argument(metavar="BEFORE.json", help="cli.compare.before")],
    after_path: Annotated[Path, typer.Argument(metavar="AFTER.json", help="cli.compare.after")],
    before_pool: Annotated[
        Path | None,
        typer.Option("--before-pool", metavar="POOL", help="cli.compare.before_pool"),
    ] = None,
    causes: Annotated[
        bool, typer.Option("--causes/--no-causes", metavar=" ", help="cli.compare.causes")
    ] = True,
    about: Annotated[
        list[str] | None, typer.Option("--about", metavar="ID", help="cli.compare.about")
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two plans: what moves, why, and the fewest moves that were possible."""
    from scheduler.explain import ComparedWords, Inquiry
    from scheduler.explain import compare as compared

    terminal = Terminal(language or context.obj, as_json=as_json, ends_with_reader=True)
    sides = list[Inquiry]()
    for plan_path, path in ((before_path, before_pool or pool_path), (after_path, pool_path)):
        plan = read_plan(plan_path)
        pool, _ = read_or_fail(terminal, path, str(plan.start), plan.weeks)
        if before_pool is None and not sides and plan.provenance.pool_sha256 != pool.sha256:
            raise RequestError("cli.compare.needs_before_pool", path=plan_path)
        sides.append(Inquiry(pool, plan))
    before, after = sides

    def work(told: Callable[[int, int], None], is_stopping: Callable[[], bool]) -> Any:
        return compared(
            before,
            after,
            is_asked=causes,
            about=about or (),
            on_answer=told,
            is_cancelled=is_stopping,
        )

    found = counted(terminal, "cli.compare.progress", work)
    lines = ComparedWords(before, after, terminal.language).compared(found, about or ())
    terminal.show(*lines)
    terminal.answer({"answer": found.model_dump(mode="json"), "text": lines})
    raise typer.Exit(Exit.OK if found.is_complete else Exit.CANCELLED)
