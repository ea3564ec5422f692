"""``scheduler validate``, ``check`` and ``show``: look at a pool or a plan, change nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.complaints import complaint_record
from scheduler.cli.exits import Exit
from scheduler.cli.names import Names
from scheduler.cli.options import (
    JsonOption,
    LanguageOption,
    PlanPath,
    PoolPath,
    WeekOption,
    WeeksOption,
)
from scheduler.cli.plan_view import (
    agency_table,
    assignment_table,
    empty_seat_table,
    grid_legend,
    headline,
    open_rows,
    standings,
    tier_table,
    week_grids,
)
from scheduler.cli.pools import read_or_fail, read_with_complaints
from scheduler.cli.tables import plain_table
from scheduler.cli.terminal import Terminal
from scheduler.model import (
    NotFoundError,
    Plan,
    PlannedAssignment,
    RequestError,
    label,
    nearness_lines,
)
from scheduler.model.agency_names import agency_called, ids_by_name

MOST_OF_A_RULE = 20
"""Violations of one rule that are listed; a plan of another pool has a thousand."""


def validate(
    context: typer.Context,
    pool_path: PoolPath,
    week: WeekOption = None,
    weeks: WeeksOption = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """List every complaint about a pool."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    _, errors, warnings, tables = read_with_complaints(terminal, pool_path, week, weeks)
    exit_code = Exit.POOL if errors else Exit.OK
    terminal.show(*(it.text(terminal.language) for it in tables))
    terminal.show_complaints([*errors, *warnings])
    style = "red" if errors else "green"
    counts = {"errors": len(errors), "warnings": len(warnings)}
    if not as_json:
        terminal.note("cli.validated", style, **counts)
    found = [complaint_record(c, terminal.language) for c in (*errors, *warnings)]
    read = [it.record(terminal.language) for it in tables]
    terminal.answer({"valid": not errors, **counts, "complaints": found, "read": read})
    raise typer.Exit(exit_code)


def check(
    context: typer.Context,
    pool_path: PoolPath,
    plan_path: PlanPath,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Have the judge look at a plan."""
    from scheduler.check import judge

    terminal = Terminal(language or context.obj, as_json=as_json)
    plan = read_plan(plan_path)
    pool, _ = read_or_fail(terminal, pool_path, str(plan.start), plan.weeks)
    with terminal.working("cli.judging"):
        verdict = judge(pool, plan)
    records = [
        {
            "code": str(v.code),
            "subject": str(v.subject),
            "limit": str(v.limit),
            "found": str(v.found),
            "text": v.text(terminal.language),
        }
        for v in verdict.violations
    ]
    if records:
        _show_violations(terminal, records)
    else:
        terminal.show(terminal.text("cli.accepted", count=len(plan.assignments)))
        _show_proofs(terminal, plan)
    told = {"witnesses": len(plan.witnesses), "standing": standings(plan, "verified")}
    terminal.answer(
        {"accepted": verdict.is_accepted, "violations": records}
        | (told if verdict.is_accepted else {})
    )
    raise typer.Exit(Exit.OK if verdict.is_accepted else Exit.REJECTED)


def _show_violations(terminal: Terminal, records: Sequence[Mapping[str, str]]) -> None:
    """What is wrong, of each rule the first few, and last what to do about it."""
    texts: dict[str, list[str]] = {}
    for record in records:
        texts.setdefault(record["code"], []).append(record["text"])
    table = plain_table(*(terminal.text(f"cli.violations.{head}") for head in ("code", "text")))
    for code, found in texts.items():
        for text in found[:MOST_OF_A_RULE]:
            table.add_row(code, text)
        if beyond := len(found[MOST_OF_A_RULE:]):
            table.add_row(code, terminal.text("cli.violations.more", count=beyond))
    terminal.show(table, terminal.text("cli.refused", count=len(records)))
    if "PROVENANCE" in texts:  # by which all the others are explained
        terminal.show(terminal.text("cli.other_pool"))
    elif any(code.startswith("WITNESS") for code in texts):
        terminal.show(terminal.text("cli.unproven"))


def _show_proofs(terminal: Terminal, plan: Plan) -> None:
    """Which bounds of an accepted plan the judge has worked out again, and which it believes."""
    table = tier_table(plan, Names(None, terminal.language), "verified")
    table.caption = None  # which says that one may do what has just been done
    terminal.show(table)
    tiers = [(tier, label("tier", tier.tier, terminal.language)) for tier in plan.tiers]
    verified = [name for tier, name in tiers if plan.is_checkable(tier.tier)]
    believed = [name for tier, name in tiers if not plan.is_checkable(tier.tier)]
    for code, count, names in (
        ("cli.verified", len(plan.witnesses), verified),
        ("cli.believed", len(believed), believed),
    ):
        if names:
            terminal.show(terminal.text(code, count=count, tiers=", ".join(names)))


def show(
    context: typer.Context,
    plan_path: PlanPath,
    pool_path: Annotated[
        Path | None, typer.Option("--pool", metavar="POOL", help="cli.show.pool")
    ] = None,
    specialist: Annotated[
        str | None, typer.Option("--specialist", metavar="ID", help="cli.show.specialist")
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="ID", help="cli.show.agency")
    ] = None,
    case: Annotated[str | None, typer.Option("--case", metavar="ID", help="cli.show.case")] = None,
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a plan, or one person's, agency's or case's part of it."""
    terminal = Terminal(language or context.obj, as_json=as_json)
    plan = read_plan(plan_path)
    pool = None
    if pool_path is not None:
        pool, _ = read_or_fail(terminal, pool_path, str(plan.start), plan.weeks)
        if agency is not None:
            agency = agency_called(agency, ids_by_name(pool.agencies))
    names = Names(pool, terminal.language)
    chosen = {"specialist": specialist, "agency": agency, "case": case}
    wanted = {name: value for name, value in chosen.items() if value is not None}
    is_known = pool is not None and specialist in pool.specialist_of_id
    if specialist is not None and is_known and _is_idle(plan, specialist):
        _show_idle(terminal, plan, specialist, names)
        return
    part, opened = _part(plan, wanted), open_rows(plan, pool)
    terminal.show(headline(part, names))
    if wanted:
        terminal.show(assignment_table(part.assignments, names, opened))
    else:
        terminal.show(tier_table(part, names, "read"))
        if part.provenance.near is not None:
            terminal.show(*nearness_lines(part.provenance.near, terminal.language), "")
        terminal.show(agency_table(part, names))
    terminal.show(*week_grids(part, names, part.assignments, opened, terminal.out))
    terminal.show(*grid_legend(names), "")
    if part.empty_seats:
        terminal.show(empty_seat_table(part, names))
    terminal.answer({"standing": standings(part, "read"), "plan": part.model_dump(mode="json")})


def _is_idle(plan: Plan, specialist: str) -> bool:
    """Whether nothing in the plan is theirs."""
    return all(row.specialist != specialist for row in plan.assignments)


def _show_idle(terminal: Terminal, plan: Plan, specialist: str, names: Names) -> None:
    """That somebody of the pool has no part in the plan, and how to ask why."""
    terminal.show(
        terminal.text("cli.idle", specialist=names.specialist(specialist)),
        terminal.text("cli.idle_why", specialist=specialist),
    )
    part = plan.model_copy(update={"assignments": (), "empty_seats": ()})
    terminal.answer({"standing": standings(part, "read"), "plan": part.model_dump(mode="json")})


def _part(plan: Plan, wanted: dict[str, str]) -> Plan:
    """The plan cut down to the rows that match; the tiers stay those of the whole.

    Raises:
        NotFoundError: nothing matches.
    """
    if not wanted:
        return plan

    def matches(row: PlannedAssignment) -> bool:
        return all(getattr(row, name) == value for name, value in wanted.items())

    rows = tuple(row for row in plan.assignments if matches(row))
    seats = tuple(
        e for e in plan.empty_seats if set(wanted) == {"case"} and e.case == wanted["case"]
    )
    if not rows and not seats:
        raise NotFoundError("cli.no_rows", wanted=", ".join(wanted.values()))
    return plan.model_copy(update={"assignments": rows, "empty_seats": seats})


def read_plan(path: Path) -> Plan:
    """The plan in a file.

    Raises:
        RequestError: there is no such file, it is a folder, or it holds no plan; it is named, for
            there may be two.
    """
    from scheduler.exchange import plan_from_json

    if not path.exists():
        raise RequestError("cli.no_file", path=path)
    if path.is_dir():
        raise RequestError("cli.plan_folder", path=path)
    try:
        return plan_from_json(path.read_bytes())
    except RequestError as error:
        where = f"{path}: {error.facts['where']}"
        raise RequestError(error.code, where=where) from None
