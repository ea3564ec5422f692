"""``scheduler plan``: from a pool to a judged plan and its files."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler.cli.complaints import complaint_record
from scheduler.cli.exits import Exit
from scheduler.cli.export import save_plan
from scheduler.cli.folders import folder_of_ours
from scheduler.cli.look import read_plan
from scheduler.cli.names import Names
from scheduler.cli.near import wish
from scheduler.cli.options import (
    GiveOption,
    JsonOption,
    LanguageOption,
    NearOption,
    PoolPath,
    SeedOption,
    WeekOption,
    WeeksOption,
)
from scheduler.cli.outputs import run_record
from scheduler.cli.plan_view import (
    agency_table,
    empty_seat_table,
    grid_legend,
    headline,
    open_rows,
    standings,
    tier_table,
    week_grids,
)
from scheduler.cli.pools import Read, frame, read_or_fail
from scheduler.cli.progress import watched
from scheduler.cli.terminal import Terminal
from scheduler.model import (
    Horizon,
    Near,
    Plan,
    Pool,
    Progress,
    SolveOptions,
    SolveResult,
    nearness_lines,
)
from scheduler.model.plan import SolveMode

MOST_PEOPLE_IN_GRID = 60
MOST_WORKERS = 64


def plan(
    context: typer.Context,
    pool_path: PoolPath,
    week: WeekOption = None,
    weeks: WeeksOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="cli.plan.out")] = None,
    mode: Annotated[SolveMode, typer.Option("--mode", help="cli.plan.mode")] = "certified",
    limit: Annotated[
        float, typer.Option("--limit", min=0.1, max=86_400, metavar="N", help="cli.plan.limit")
    ] = 120,
    seed: SeedOption = 0,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=MOST_WORKERS, metavar="N", help="cli.plan.workers"),
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--start", metavar="PLAN.json", help="cli.plan.start")
    ] = None,
    near: NearOption = None,
    give: GiveOption = None,
    warnings: Annotated[
        bool, typer.Option("--warnings", metavar=" ", help="cli.plan.warnings")
    ] = False,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read, solve, have it judged, write the files, print the plan."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    begun = datetime.now(UTC)
    earlier = None if start is None else read_plan(start)
    base = wish(near, give)
    with folder_of_ours(out):
        pool, read = read_or_fail(
            terminal, pool_path, week, weeks, show_warnings=warnings, tell_tables=True
        )
        if base is not None:
            base.demand_fits(pool.policy)
        horizon = frame(pool, week, weeks)
        if workers is None:  # certified plans say the same on every machine
            workers = 1 if mode == "certified" else min(os.cpu_count() or 1, MOST_WORKERS)
        options = SolveOptions(
            mode=mode, work_limit=limit, time_limit_s=limit, seed=seed, workers=workers
        )
        result = _solve(terminal, pool, horizon, options, earlier, base)
        if result.plan is None:
            raise typer.Exit(_no_plan(terminal, pool, horizon, result))
        files: tuple[Path, ...] = ()
        try:  # in words first: should the disk be full by now, the plan has been seen
            _print(terminal, result, pool)
        finally:
            if out is not None:
                run = run_record(begun, pool_path, **result.run.model_dump(mode="json"))
                files = save_plan(terminal, out, result.plan, pool, run)
    terminal.answer(_record(terminal, result, read, files))


def _solve(
    terminal: Terminal,
    pool: Pool,
    horizon: Horizon,
    options: SolveOptions,
    start: Plan | None,
    near: Near | None,
) -> SolveResult:
    def work(report: Callable[[Progress], None], is_stopping: Callable[[], bool]) -> SolveResult:
        report(Progress(phase="loading"))  # in here, so that no interrupt breaks an import off
        from scheduler.solver import make_plan

        return make_plan(
            pool,
            horizon,
            options,
            start=start,
            near=near,
            on_progress=report,
            is_cancelled=is_stopping,
        )

    return watched(terminal, work)


def _no_plan(terminal: Terminal, pool: Pool, horizon: Horizon, result: SolveResult) -> int:
    """Say why there is no plan; returns the exit code."""
    if result.status == "infeasible":
        from scheduler.whatif.infeasible import infeasible

        with terminal.working("cli.finding_clash"):
            error = infeasible(pool, horizon)
        return terminal.fail(error)
    code = "cli.cancelled" if result.run.cancelled else "cli.unknown"
    exit_code = Exit.CANCELLED if result.run.cancelled else Exit.UNKNOWN
    return terminal.error(code, terminal.text(code), exit_code=exit_code)


def _print(terminal: Terminal, result: SolveResult, pool: Pool) -> None:
    assert result.plan is not None  # the caller looked
    names = Names(pool, terminal.language)
    terminal.show(headline(result.plan, names), "", tier_table(result.plan, names, "solved"))
    if result.plan.provenance.near is not None:
        terminal.show(*nearness_lines(result.plan.provenance.near, terminal.language), "")
    rows = result.plan.assignments
    if len({row.specialist for row in rows}) <= MOST_PEOPLE_IN_GRID:
        opened = open_rows(result.plan, pool)
        terminal.show(*week_grids(result.plan, names, rows, opened, terminal.out))
        terminal.show(*grid_legend(names), "")
    else:
        terminal.show(terminal.text("cli.grid.too_wide"), "")
    terminal.show(agency_table(result.plan, names))
    if result.plan.empty_seats:
        terminal.show(empty_seat_table(result.plan, names))
    if result.run.cancelled:
        terminal.note("cli.kept", "yellow")
    if result.plan.provenance.start_sha256 is not None:
        terminal.note("cli.started_from", rows=result.run.start_rows, kept=result.run.start_kept)
    terminal.note("cli.done", "green", seconds=f"{result.run.seconds:.1f}")


def _record(
    terminal: Terminal, result: SolveResult, read: Read, files: tuple[Path, ...]
) -> dict[str, Any]:
    """The answer for machines: the plan file's content, the run, the warnings, the files."""
    from scheduler.exchange import plan_to_json

    plan: Plan | None = result.plan
    assert plan is not None  # the caller looked
    return {
        "status": result.status,
        "proven": plan.is_proven,
        "standing": standings(plan, "solved"),
        "plan": json.loads(plan_to_json(plan)),
        "run": result.run.model_dump(mode="json"),
        "warnings": [complaint_record(c, terminal.language) for c in read.warnings],
        "read": [it.record(terminal.language) for it in read.tables],
        "files": [str(path) for path in files],
    }
