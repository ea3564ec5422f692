"""``scheduler absent`` and ``urgent``: who can step in, and the plan with the fewest moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.explain import read_both
from scheduler.cli.export import calendar_beside, save_plan
from scheduler.cli.folders import folder_of_ours
from scheduler.cli.options import JsonOption, LanguageOption, PlanPath, PoolPath
from scheduler.cli.outputs import run_record
from scheduler.cli.terminal import Terminal
from scheduler.model import Plan, Pool

if TYPE_CHECKING:
    from scheduler.explain import Replan

OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="cli.option.replanned")
]
QuickOption = Annotated[bool, typer.Option("--quick", metavar=" ", help="cli.option.quick")]
ProveOption = Annotated[bool, typer.Option("--prove", metavar=" ", help="cli.option.prove")]


def absent(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    specialist: Annotated[
        str, typer.Option("--specialist", metavar="ID", help="cli.absent.specialist")
    ],
    days: Annotated[
        list[str] | None, typer.Option("--day", metavar="2026-11-30", help="cli.absent.day")
    ] = None,
    quick: QuickOption = False,
    prove: ProveOption = False,
    out: OutOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who could take the seats of somebody who falls away, and the plan with the fewest moves."""
    from scheduler.explain import absent as away
    from scheduler.explain import vacated

    terminal = Terminal(language or context.obj, as_json=as_json)
    pool, plan = read_both(terminal, pool_path, plan_path)
    changed = away(pool, plan, specialist, tuple(days or ()))
    asked = vacated(changed, plan)
    with folder_of_ours(out):
        saved = Saved(terminal, out, pool_path, plan_path)
        _answer(saved, changed, plan, asked, is_quick=quick, to_prove=prove)


def urgent(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    case: Annotated[str, typer.Option("--case", metavar="ID", help="cli.urgent.case")],
    quick: QuickOption = False,
    prove: ProveOption = False,
    out: OutOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who could take the seats of a case that comes in, and the plan with the fewest moves."""
    from scheduler.explain import demands_of_case

    terminal = Terminal(language or context.obj, as_json=as_json)
    pool, plan = read_both(terminal, pool_path, plan_path)
    asked = demands_of_case(pool, plan, case)
    served = {row.demand for row in plan.assignments}
    is_staffed = served.issuperset(asked) and all(e.demand not in asked for e in plan.empty_seats)
    first = [terminal.text("cli.urgent.staffed", case=case)] if is_staffed else []
    with folder_of_ours(out):
        saved = Saved(terminal, out, pool_path, plan_path)
        _answer(saved, pool, plan, asked, first=first, is_quick=quick, to_prove=prove)


@dataclass(frozen=True)
class Saved:
    """Where an answer is written to, and what it came from."""

    terminal: Terminal
    out: Path | None
    pool_path: Path
    plan_path: Path

    def write(self, pool: Pool, plan: Plan, answer: "Replan", begun: datetime) -> None:
        """The plan, its files and its pool: before the proof too, so that who stops it has them."""
        from scheduler.exchange import write_pool
        from scheduler.explain import without_lost_pins

        if self.out is None or answer.plan is None:
            return
        changed = without_lost_pins(pool, plan)
        write_pool(changed, self.out / "pool")
        facts = {"before": str(self.plan_path), "before_sha256": plan.sha256}
        save_plan(
            self.terminal,
            self.out,
            answer.plan,
            changed,
            run_record(begun, self.pool_path, **facts),
            before=plan,
            known=calendar_beside(self.plan_path),
        )


def _answer(
    saved: Saved,
    pool: Pool,
    plan: Plan,
    demands: Sequence[str],
    *,
    first: Sequence[str] = (),
    is_quick: bool,
    to_prove: bool,
) -> None:
    """The candidates at once, then the replan; both are written where that is asked for."""
    from scheduler.explain import Words, candidates, replan

    terminal, begun = saved.terminal, datetime.now(UTC)
    words = Words(pool, plan, terminal.language)
    ranked = candidates(pool, plan, demands)
    lines = list(first) or (words.candidates(ranked) if demands else [])
    terminal.show(*lines)
    document = {"candidates": ranked.model_dump(mode="json")}
    if is_quick:
        terminal.answer({**document, "text": lines})
        return
    with terminal.working("cli.explaining"):
        answer = replan(pool, plan)
    told = words.replan(answer)
    terminal.show(*told)
    saved.write(pool, plan, answer, begun)
    if to_prove and answer.moves is not None and answer.moves.status != "optimal":
        with terminal.working("cli.proving"):
            answer = replan(pool, plan, to_prove=True)
        told = words.replan(answer)
        terminal.show(*told)
        saved.write(pool, plan, answer, begun)
    told = [*lines, *told]
    terminal.answer({"answer": answer.model_dump(mode="json"), **document, "text": told})
    raise typer.Exit(Exit.OK if answer.plan is not None else Exit.UNKNOWN)
