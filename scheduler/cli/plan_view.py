"""A plan as tables for the terminal. Computes nothing: counts and sorts what the plan says."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from scheduler.cli.names import Names
from scheduler.cli.progress import gap_text
from scheduler.cli.tables import plain_table
from scheduler.exchange.seat_reason import seat_reason
from scheduler.model import (
    Half,
    Horizon,
    Moment,
    Plan,
    PlannedAssignment,
    Pool,
    RowStatus,
    TierResult,
    label,
    say,
)
from scheduler.model.plan import Source

Cell = dict[Half, str]
Open = Mapping[tuple[str, str], Collection[str]]
"""(specialist, demand) to the half-days that the row could stand in instead."""


def open_rows(plan: Plan, pool: Pool | None) -> Open:
    """What could stand elsewhere in a whole plan; of a plan without its pool nothing is known."""
    from scheduler.exchange.elsewhere import open_half_days

    return {} if pool is None else open_half_days(plan, pool)


def horizon_of(plan: Plan, pool: Pool | None) -> Horizon:
    """The plan's grid; without a pool only the Korean calendar's holidays are known."""
    if pool is not None:
        return pool.horizon(plan.start, plan.weeks)
    return Horizon(start=plan.start, weeks=plan.weeks)


def headline(plan: Plan, names: Names) -> Text:
    """The weeks, and how much is assigned and empty."""
    weeks = horizon_of(plan, names.pool).week_list
    title = " – ".join(names.week(w) for w in dict.fromkeys((weeks[0], weeks[-1])))
    facts = {
        "assignments": len(plan.assignments),
        "people": len({a.specialist for a in plan.assignments}),
        "cases": len({a.case for a in plan.assignments}),
        "seats": sum(e.seats for e in plan.empty_seats),
    }
    text = Text(title, style="bold")
    text.append("\n" + say("cli.headline", names.language, **facts), style="not bold")
    return text


def tier_table(plan: Plan, names: Names, source: Source) -> Table:
    """Each tier in order: value, bound, gap, and in words what the claim rests on."""
    bound = "bound" if source == "solved" else "claimed_bound"
    heads = ("tier", "value", bound, "gap", "status")
    table = _table(names, "cli.tiers", heads)
    for column in table.columns[1:4]:
        column.justify = "right"
    for rank, tier in enumerate(plan.tiers, start=1):
        table.add_row(
            f"{rank}. {label('tier', tier.tier, names.language)}",
            *_numbers(tier, names),
            label("tier_standing", plan.standing(tier.tier, source), names.language),
        )
    if any(plan.is_checkable(tier.tier) for tier in plan.tiers):
        # a table ends in an empty line, its caption does not
        legend = say("cli.tiers.legend", names.language)
        table.caption = Text(f"{legend}\n", style="not italic")
        table.caption_justify = "left"
    return table


def standings(plan: Plan, source: Source) -> dict[str, str]:
    """What the claim of each tier rests on, for machines."""
    return {tier.tier.value: plan.standing(tier.tier, source) for tier in plan.tiers}


def _numbers(tier: TierResult, names: Names) -> tuple[str, str, str]:
    """Value, bound and gap; leximin shows its largest load in the value's place."""
    if tier.value is None or tier.bound is None:
        ratios = tier.ratios[:1]  # a plan that was cut for a reader has none
        told = [say("cli.tiers.leximin", names.language, largest=largest) for largest in ratios]
        return "".join(told) or "–", "–", "–"
    return f"{tier.value:,}", f"{tier.bound:,}", gap_text(tier.value, tier.bound)


def agency_table(plan: Plan, names: Names) -> Table:
    """Each agency: people at work, half-days worked, and those of them lent to others."""
    from scheduler.exchange.plan_view import agency_rank

    table = _table(names, "cli.agencies", ("agency", "people", "blocks", "lent"))
    for column in table.columns[1:]:
        column.justify = "right"
    blocks: Counter[str] = Counter()
    lent: Counter[str] = Counter()
    people: dict[str, set[str]] = defaultdict(set)
    for row in plan.assignments:
        blocks[row.agency] += len(row.blocks)
        people[row.agency].add(row.specialist)
        if names.pool and names.pool.case_of_id[row.case].lead_agency != row.agency:
            lent[row.agency] += len(row.blocks)
    known = {a.agency for a in names.pool.agencies} if names.pool else set(blocks)
    for agency in sorted(known, key=agency_rank):
        table.add_row(
            names.agency(agency),
            str(len(people[agency])),
            str(blocks[agency]),
            str(lent[agency]) if names.pool else "–",
        )
    return table


def empty_seat_table(plan: Plan, names: Names) -> Table:
    """Each demand with empty seats and the first reasons."""
    table = _table(names, "cli.seats", ("case", "demand", "role", "seats", "reason"))
    table.columns[3].justify = "right"
    for seat in plan.empty_seats:
        reason = seat_reason(seat, names.language)
        table.add_row(seat.case, seat.demand, names.role(seat.demand), str(seat.seats), reason)
    return table


def assignment_table(rows: Sequence[PlannedAssignment], names: Names, opened: Open) -> Table:
    """Rows of a plan in full: when, when else, and on what legal ground."""
    heads = ("case", "role", "specialist", "mode", "when", "ground", "fit")
    table = _table(names, "cli.rows", heads)
    table.columns[-1].justify = "right"
    for row in rows:
        ground = [row.legal_basis, row.document_no or row.instrument or ""]
        marks = [label("row_status", row.pin, names.language)] if row.pin else []
        if row.with_oversight:
            marks.append(label("conflict_status", "permitted_with_oversight", names.language))
        table.add_row(
            names.case(row.case),
            names.role(row.demand),
            f"{names.specialist(row.specialist)} ({names.agency(row.agency)})",
            "\n".join([label("mode", row.mode, names.language), *marks]),
            "\n".join((when(row.blocks, names), *_when_else(row, names, opened))),
            "\n".join(g for g in ground if g),
            str(row.fit),
        )
    return table


def when(blocks: Iterable[str], names: Names) -> str:
    """Half-days in words, a day a line."""
    halves: dict[date, list[Half]] = defaultdict(list)
    for text in blocks:
        moment = Moment.model_validate(text)
        halves[moment.day].append(moment.half)
    lines = []
    for day, parts in sorted(halves.items()):
        part = Half.DAY if len(parts) == 2 else parts[0]
        lines.append(f"{names.day(day)} {label('half', part, names.language)}")
    return "\n".join(lines)


def _when_else(row: PlannedAssignment, names: Names, opened: Open) -> Iterable[str]:
    """In how many other half-days a row could stand, and from which day to which."""
    if half_days := opened.get((row.specialist, row.demand)):
        days = [Moment.model_validate(text).day for text in half_days]
        ends = " – ".join(names.day(day) for day in dict.fromkeys((min(days), max(days))))
        yield say("cli.rows.elsewhere", names.language, count=len(half_days), days=ends)


# -- the week as a grid ---------------------------------------------------------------------------


def week_grids(
    plan: Plan,
    names: Names,
    rows: Sequence[PlannedAssignment],
    opened: Open,
    console: Console,
) -> list[Table]:
    """A grid a week: people by agency, days across, the case of each half-day in the cells.

    ``>`` before a case is travel, ``*`` after it a pin, ``~`` work that could stand elsewhere;
    ``/`` stands between the halves of a day.
    Where the console is too narrow for names, ids stand alone.
    """
    from scheduler.exchange.plan_view import agency_rank

    horizon = horizon_of(plan, names.pool)
    cells = _cells(rows, opened)
    people = sorted({(agency_rank(a.agency), a.agency, a.specialist) for a in rows})
    who = [(agency, specialist) for _, agency, specialist in people]
    grids = []
    anywhere = console.options.update_width(10_000)
    for week, numbers in zip(horizon.week_list, horizon.week_ranges, strict=True):
        days = list(dict.fromkeys(horizon.blocks[n].day for n in numbers))
        if days:
            grid = _grid(names, names.week(week), days, who, cells)
            if Measurement.get(console, anywhere, grid).maximum > console.width:
                grid = _grid(names, names.week(week), days, who, cells, is_narrow=True)
            grids.append(grid)
    return grids


def grid_legend(names: Names) -> list[str]:
    """What the marks of a grid mean; what could stand elsewhere is told beside a pool only."""
    codes = ("cli.grid.legend", *(("cli.grid.elsewhere",) if names.pool else ()))
    return [say(code, names.language) for code in codes]


def _cells(rows: Sequence[PlannedAssignment], opened: Open) -> dict[tuple[str, date], Cell]:
    cells: dict[tuple[str, date], Cell] = defaultdict(dict)
    for row in rows:
        mark = "*" if row.pin in (RowStatus.PINNED, RowStatus.NOTIFIED) else ""
        mark += "~" if (row.specialist, row.demand) in opened else ""
        for text in row.blocks:
            moment = Moment.model_validate(text)
            travel = ">" if text in row.travel_blocks else ""
            cells[row.specialist, moment.day][moment.half] = f"{travel}{row.case}{mark}"
    return cells


def _grid(
    names: Names,
    title: str,
    days: Sequence[date],
    people: Sequence[tuple[str, str]],
    cells: dict[tuple[str, date], Cell],
    *,
    is_narrow: bool = False,
) -> Table:
    heads = [names.short_day(d) if is_narrow else names.day(d) for d in days]
    total = say("cli.grid.total" if is_narrow else "cli.grid.blocks", names.language)
    table = plain_table(say("cli.grid.specialist", names.language), *heads, total, title=title)
    for column in table.columns[1:]:
        column.no_wrap = True
    table.columns[-1].justify = "right"
    seen = ""
    for agency, specialist in people:
        if agency != seen:
            table.add_section()
            table.add_row(Text(agency if is_narrow else names.agency(agency), style="bold"))
            seen = agency
        halves = [cells.get((specialist, day), {}) for day in days]
        worked = sum(len(cell) for cell in halves)
        shown = [_cell_text(cell) for cell in halves]
        name = specialist if is_narrow else names.specialist(specialist)
        table.add_row(f" {name}", *shown, str(worked))
    return table


def _cell_text(cell: Cell) -> str:
    """One case for a whole day; morning/afternoon where they differ."""
    if not cell:
        return ""
    morning, afternoon = cell.get(Half.AM, "–"), cell.get(Half.PM, "–")
    if morning.strip(">") == afternoon.strip(">"):
        return max(morning, afternoon, key=len)
    if "–" in (morning, afternoon):
        return f"{morning}/{afternoon}"
    return f"{morning}/\n{afternoon}"


def _table(names: Names, room: str, heads: Sequence[str]) -> Table:
    texts = (say(f"{room}.{head}", names.language) for head in heads)
    return plain_table(*texts, title=say(f"{room}.title", names.language))
