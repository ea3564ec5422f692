"""``scheduler keys``: whose absence costs most, and what one more would add."""

import os
from collections.abc import Callable
from typing import Annotated, Any, Literal

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.explain import MOST_WORKERS, read_both
from scheduler.cli.options import JsonOption, LanguageOption, PlanPath, PoolPath
from scheduler.cli.progress import counted
from scheduler.cli.tables import plain_table
from scheduler.cli.terminal import Terminal

SHOWN = 20
"""Rows that are shown unless told otherwise."""

Of = Literal["persons", "gaps", "permissions"]


def keys(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    of: Annotated[Of, typer.Option("--of", help="cli.keys.of")] = "persons",
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=MOST_WORKERS, metavar="N", help="cli.keys.workers"),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="cli.keys.limit")
    ] = SHOWN,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Rank key persons, gaps, or permissions of a plan."""
    from scheduler.explain import Gaps, MarginalWords, gaps, key_persons, permissions

    terminal = Terminal(language or context.obj, as_json=as_json, ends_with_reader=True)
    pool, plan = read_both(terminal, pool_path, plan_path)
    ask = {"persons": key_persons, "gaps": gaps, "permissions": permissions}[of]
    count = workers or min(os.cpu_count() or 1, MOST_WORKERS)

    def work(told: Callable[[int, int], None], is_stopping: Callable[[], bool]) -> Any:
        return ask(pool, plan, workers=count, on_answer=told, is_cancelled=is_stopping)

    found = counted(terminal, "cli.keys.progress", work)
    if isinstance(found, Gaps):
        found = found.told(pool)
    words = MarginalWords(pool, plan, terminal.language)
    heads = ("place", of, "difference", "seats", "certainty")
    table = plain_table(*(terminal.text(f"cli.keys.head.{head}") for head in heads))
    table.columns[0].justify = "right"
    for place, row in enumerate(words.rows(found, limit), start=1):
        table.add_row(str(place), *row)
    terminal.show(words.title(found))
    if table.rows:
        terminal.show(table)
    terminal.show(*words.rest(found, limit))
    answer = found.model_dump(mode="json")
    terminal.answer({"of": of, "answer": answer, "text": words.lines(found, limit)})
    raise typer.Exit(Exit.OK if found.is_complete else Exit.CANCELLED)
