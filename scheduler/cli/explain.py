"""``scheduler explain`` and ``report``: why a plan is as it is."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.look import read_plan
from scheduler.cli.options import JsonOption, LanguageOption, PlanPath, PoolPath
from scheduler.cli.outputs import write_file
from scheduler.cli.pools import read_or_fail
from scheduler.cli.progress import counted
from scheduler.cli.terminal import Growing, Terminal
from scheduler.model import Plan, Pool, RequestError

MOST_WORKERS = 64

Form = Literal["html", "text", "json"]


def explain(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    demand: Annotated[str, typer.Option("--demand", metavar="ID", help="cli.explain.demand")],
    specialist: Annotated[
        str | None, typer.Option("--specialist", metavar="ID", help="cli.explain.specialist")
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Why somebody serves a demand, why not, or why it has an empty seat."""
    from scheduler.explain import Answer, Inquiry, Part, Words, ask

    terminal = Terminal(language or context.obj, as_json=as_json, ends_with_reader=True)
    pool, plan = read_both(terminal, pool_path, plan_path)
    words, shown = Words(pool, plan, terminal.language), Growing(terminal)

    def on_part(answer: Answer, still_open: frozenset[Part]) -> None:
        shown.show(words.answer(answer, still_open))

    with terminal.working("cli.explaining"):
        answer = ask(Inquiry(pool, plan), demand, specialist, on_part)
    lines = words.answer(answer)
    shown.show(lines)
    terminal.answer({"answer": answer.model_dump(mode="json"), "text": lines})


def repair(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    demands: Annotated[
        list[str] | None, typer.Option("--demand", metavar="ID", help="cli.repair.demand")
    ] = None,
    cases: Annotated[
        list[str] | None, typer.Option("--case", metavar="ID", help="cli.repair.case")
    ] = None,
    priority: Annotated[
        int | None,
        typer.Option("--priority", min=1, max=100, metavar="N", help="cli.repair.priority"),
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """The cheapest changes that fill a seat of each of some demands, and run cases, at once."""
    from scheduler.explain import Inquiry, Part, Repairs, Words, repairs

    terminal = Terminal(language or context.obj, as_json=as_json, ends_with_reader=True)
    pool, plan = read_both(terminal, pool_path, plan_path)
    urgent = {c.case for c in pool.cases if priority is not None and c.priority >= priority}
    seats = [e.demand for e in plan.empty_seats if e.case in urgent]
    wanted = [*(demands or ()), *(d for d in seats if d not in (demands or ()))]
    if not wanted and not cases:
        raise RequestError("cli.repair.nothing")
    if not pool.policy.prices:
        raise RequestError("cli.repair.no_prices")
    words, shown = Words(pool, plan, terminal.language), Growing(terminal)

    def on_part(answer: Repairs, still_open: frozenset[Part]) -> None:
        shown.show(words.repairs(answer, still_open))

    with terminal.working("cli.explaining"):
        answer = repairs(Inquiry(pool, plan), wanted, cases or (), on_part=on_part)
    lines = words.repairs(answer)
    shown.show(lines)
    terminal.answer({"answer": answer.model_dump(mode="json"), "text": lines})


def report(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="cli.report.out")],
    form: Annotated[Form, typer.Option("--format", help="cli.report.format")] = "html",
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=MOST_WORKERS, metavar="N", help="cli.report.workers"),
    ] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Explain every row and every empty seat of a plan in one document."""
    from scheduler.explain import Words, as_html, as_text
    from scheduler.explain import report as explained

    terminal = Terminal(language or context.obj, as_json=as_json)
    if out.is_dir():
        raise RequestError("cli.is_folder", path=out)
    if not out.parent.is_dir():
        raise RequestError("cli.no_folder", path=out.parent)
    pool, plan = read_both(terminal, pool_path, plan_path)
    count = workers or min(os.cpu_count() or 1, MOST_WORKERS)

    def work(told: Callable[[int, int], None], is_stopping: Callable[[], bool]) -> Any:
        return explained(pool, plan, workers=count, on_answer=told, is_cancelled=is_stopping)

    found = counted(terminal, "cli.report.progress", work)
    words = Words(pool, plan, terminal.language)
    if form == "json":
        content = found.model_dump_json(indent=1) + "\n"
    else:
        content = (as_html if form == "html" else as_text)(found, words)
    write_file(out, content.encode())
    counts = {"rows": len(found.rows), "seats": len(found.seats)}
    terminal.show(terminal.text("cli.report.written", path=out, **counts))
    terminal.answer({"report": str(out), "complete": found.is_complete, **counts})
    raise typer.Exit(Exit.OK if found.is_complete else Exit.CANCELLED)


def read_both(terminal: Terminal, pool_path: Path, plan_path: Path) -> tuple[Pool, Plan]:
    """A pool and a plan; the pool is fit to plan the plan's weeks."""
    plan = read_plan(plan_path)
    pool, _ = read_or_fail(terminal, pool_path, str(plan.start), plan.weeks)
    return pool, plan
