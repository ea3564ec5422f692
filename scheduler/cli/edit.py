"""``scheduler edit`` and ``clashes``: what wishes about a plan come to, and which clash."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.explain import read_both
from scheduler.cli.folders import folder_of_ours
from scheduler.cli.near import wish
from scheduler.cli.options import (
    GiveOption,
    JsonOption,
    LanguageOption,
    NearOption,
    PlanPath,
    PoolPath,
    WeekOption,
    WeeksOption,
)
from scheduler.cli.outputs import write_file
from scheduler.cli.pools import frame, read_or_fail
from scheduler.cli.terminal import Terminal
from scheduler.model import RequestError

if TYPE_CHECKING:
    from scheduler.explain import Edit
    from scheduler.solver.clauses import Row

MOST_CONFLICTS = 1_000
ROW, ROWS = "SPECIALIST:DEMAND", "SPECIALIST:DEMAND/SPECIALIST:DEMAND"

ConflictsOption = Annotated[
    int,
    typer.Option(
        "--conflicts", min=1, max=MOST_CONFLICTS, metavar="N", help="cli.option.conflicts"
    ),
]


def edit(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    pins: Annotated[
        list[str] | None, typer.Option("--pin", metavar=ROW, help="cli.edit.pin")
    ] = None,
    bans: Annotated[
        list[str] | None, typer.Option("--ban", metavar=ROW, help="cli.edit.ban")
    ] = None,
    swaps: Annotated[
        list[str] | None, typer.Option("--swap", metavar=ROWS, help="cli.edit.swap")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="cli.edit.reason")] = "",
    near: NearOption = None,
    give: GiveOption = None,
    conflicts: ConflictsOption = 1,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="cli.edit.out")] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """What pins, bans and swaps by hand come to together."""
    from scheduler.exchange import write_pool
    from scheduler.explain import Draft, Inquiry, Words

    terminal = Terminal(language or context.obj, as_json=as_json)
    edits = _edits(pins or (), bans or (), swaps or (), reason)
    if not edits:
        raise RequestError("cli.edit.nothing")
    with folder_of_ours(out):
        pool, plan = read_both(terminal, pool_path, plan_path)
        base = wish(near, give, plan)
        with terminal.working("cli.explaining"):
            draft = Draft(Inquiry(pool, plan))
            for one in edits:
                draft = draft.with_edit(one)
            verdict = draft.verdict(conflicts, base)
        lines = Words(pool, plan, terminal.language).verdict(verdict)
        terminal.show(*lines)
        can_be = verdict.outcome not in ("refused", "impossible")
        if out is not None and can_be:
            write_pool(draft.edited_pool(), out / "pool", language=terminal.language)
            write_file(out / "verdict.json", (verdict.model_dump_json(indent=1) + "\n").encode())
    terminal.answer({"answer": verdict.model_dump(mode="json"), "text": lines})
    raise typer.Exit(Exit.OK if can_be else Exit.INFEASIBLE)


def clashes(
    context: typer.Context,
    pool_path: PoolPath,
    week: WeekOption = None,
    weeks: WeeksOption = None,
    conflicts: ConflictsOption = 10,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which pins of a pool cannot hold together, and which to lift."""
    from scheduler.explain import clashes as clashing

    terminal = Terminal(language or context.obj, as_json=as_json)
    pool, _ = read_or_fail(terminal, pool_path, week, weeks)
    with terminal.working("cli.finding_clash"):
        answer = clashing(pool, frame(pool, week, weeks), conflicts)
    lines = answer.lines(terminal.language)
    terminal.show(*lines)
    terminal.answer({"answer": answer.model_dump(mode="json"), "text": lines})
    raise typer.Exit(Exit.INFEASIBLE if answer.clashes else Exit.OK)


def _edits(
    pins: "list[str] | tuple[()]",
    bans: "list[str] | tuple[()]",
    swaps: "list[str] | tuple[()]",
    reason: str,
) -> "list[Edit]":
    from scheduler.explain import ban, pin, swap

    found = [pin(*_row(text), reason) for text in pins]
    found += [ban(*_row(text), reason) for text in bans]
    for text in swaps:
        one, slash, other = text.partition("/")
        if not slash:
            raise RequestError("cli.edit.no_rows", text=text)
        found.append(swap(_row(one), _row(other), reason))
    return found


def _row(text: str) -> "Row":
    """Specialist and demand; no id contains a colon or a slash."""
    specialist, _, demand = text.partition(":")
    if not specialist.strip() or not demand.strip() or ":" in demand or "/" in text:
        raise RequestError("cli.edit.no_row", text=text)
    return specialist.strip(), demand.strip()
