"""``scheduler absent`` and ``urgent``: who can step in, and the plan with the fewest moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.explain import read_both
from scheduler.cli.export import calendar_beside, save_plan
from scheduler.cli.folders import folder_of_ours
from scheduler.cli.near import amounts
from scheduler.cli.options import JsonOption, LanguageOption, PlanPath, PoolPath
from scheduler.cli.outputs import run_record
from scheduler.cli.tables import plain_table
from scheduler.cli.terminal import Terminal
from scheduler.model import Plan, Pool, RequestError

if TYPE_CHECKING:
    from scheduler.explain import Replan, Words

OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="cli.option.replanned")
]
QuickOption = Annotated[bool, typer.Option("--quick", metavar=" ", help="cli.option.quick")]
GiveServedOption = Annotated[
    list[str] | None, typer.Option("--give", metavar="GOAL=N", help="cli.option.give_served")
]
ConcessionsOption = Annotated[
    bool, typer.Option("--concessions", metavar=" ", help="cli.option.concessions")
]
ProveOption = Annotated[bool, typer.Option("--prove", metavar=" ", help="cli.option.prove")]


class How(NamedTuple):
    """How a plan is made anew, and what is told beside it."""

    is_quick: bool
    to_prove: bool
    give: dict[str, int]
    has_concessions: bool


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
    give: GiveServedOption = None,
    concessions: ConcessionsOption = False,
    out: OutOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who could take the seats of somebody who falls away, and the plan with the fewest moves."""
    from scheduler.explain import absent as away
    from scheduler.explain import vacated

    terminal = Terminal(language or context.obj, as_json=as_json, ends_with_reader=out is None)
    pool, plan = read_both(terminal, pool_path, plan_path)
    changed = away(pool, plan, specialist, tuple(map(_day, days or ())))
    asked = vacated(changed, plan)
    how = How(quick, prove, amounts(give or ()), concessions)
    with folder_of_ours(out):
        _answer(Saved(terminal, out, pool_path, plan_path), changed, plan, asked, how)


def _day(written: str) -> str:
    """A day in ISO 8601, from any form in which files may hold it.

    Raises:
        RequestError: it is no date.
    """
    from scheduler.exchange import CellError, read_date

    try:
        return str(read_date(written))
    except CellError as error:
        raise RequestError("explain.no_day", day=written) from error


def urgent(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    case: Annotated[str, typer.Option("--case", metavar="ID", help="cli.urgent.case")],
    quick: QuickOption = False,
    prove: ProveOption = False,
    give: GiveServedOption = None,
    concessions: ConcessionsOption = False,
    out: OutOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who could take the seats of a case that comes in, and the plan with the fewest moves."""
    from scheduler.explain import demands_of_case

    terminal = Terminal(language or context.obj, as_json=as_json, ends_with_reader=out is None)
    pool, plan = read_both(terminal, pool_path, plan_path)
    asked = demands_of_case(pool, plan, case)
    served = {row.demand for row in plan.assignments}
    is_staffed = served.issuperset(asked) and all(e.demand not in asked for e in plan.empty_seats)
    first = [terminal.text("cli.urgent.staffed", case=case)] if is_staffed else []
    how = How(quick, prove, amounts(give or ()), concessions)
    with folder_of_ours(out):
        _answer(Saved(terminal, out, pool_path, plan_path), pool, plan, asked, how, first=first)


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
        write_pool(changed, self.out / "pool", language=self.terminal.language)
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
    how: How,
    *,
    first: Sequence[str] = (),
) -> None:
    """The candidates at once, then the replan; both are written where that is asked for."""
    from scheduler.explain import Words, candidates, conceded, replan

    conceded(pool, plan, how.give)
    terminal, begun = saved.terminal, datetime.now(UTC)
    words = Words(pool, plan, terminal.language)
    ranked = candidates(pool, plan, demands)
    lines = list(first) or (words.candidates(ranked) if demands else [])
    terminal.show(*lines)
    document: dict[str, Any] = {"candidates": ranked.model_dump(mode="json")}
    if how.is_quick:
        terminal.answer({**document, "text": lines})
        return
    with terminal.working("cli.explaining"):
        answer = replan(pool, plan, give=how.give)
    told = words.replan(answer)
    terminal.show(*told)
    saved.write(pool, plan, answer, begun)
    if how.to_prove and answer.moves is not None and answer.moves.status != "optimal":
        with terminal.working("cli.proving"):
            answer = replan(pool, plan, to_prove=True, give=how.give)
        told = words.replan(answer)
        terminal.show(*told)
        saved.write(pool, plan, answer, begun)
    told = [*lines, *told, *_concede(terminal, words, pool, plan, answer, document, how)]
    terminal.answer({"answer": answer.model_dump(mode="json"), **document, "text": told})
    raise typer.Exit(Exit.OK if answer.plan is not None else Exit.UNKNOWN)


def _concede(
    terminal: Terminal,
    words: "Words",
    pool: Pool,
    plan: Plan,
    answer: "Replan",
    document: dict[str, Any],
    how: How,
) -> list[str]:
    """The fewest moves for each seat lost, as a table and in the answer; else that it is there."""
    from scheduler.explain import concessions

    if answer.moves is None or not answer.moves.value or how.give:
        return []
    if not how.has_concessions:
        terminal.show(terminal.text("concession.offer"))
        return []
    with terminal.working("cli.conceding"):
        found = concessions(pool, plan, answer)
    title, *lines = words.concessions(found)
    heads = ("coverage", "seats", "moves", "certainty")
    table = plain_table(*(terminal.text(f"cli.concessions.{head}") for head in heads), title=title)
    for column in table.columns[:3]:
        column.justify = "right"
    for one in found:
        table.add_row(*words.concession(one))
    terminal.show(table)
    if len(found) > 1:
        terminal.show(terminal.text("concession.how", coverage=found[1].coverage))
    document["concessions"] = [one.model_dump(mode="json") for one in found]
    return [title, *lines]
