"""The lists of an exported plan, the same for CSV and Excel: headers and rows of plain values."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from scheduler.exchange.plan_view import PlanView
from scheduler.model import (
    EmptySeat,
    PlannedAssignment,
    Refusal,
    SolveOptions,
    TierResult,
    label,
    nearness_lines,
)

Value = str | int | float | None


class PlanTable(NamedTuple):
    """One list: its title, its headers, its rows; a width in characters for each column."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int]


def assignment_table(view: PlanView) -> PlanTable:
    """Every assignment with its legal basis, instrument and document number."""
    columns = {
        "agency": 17, "specialist": 10, "name": 14, "case": 10, "lead_agency": 17, "demand": 12,
        "role": 17, "mode": 14, "authority": 26, "legal_basis": 34, "instrument": 11,
        "document_no": 22, "when": 28, "blocks": 10, "travel": 10, "fit": 7, "pin": 9,
        "oversight": 10, "elsewhere": 12, "elsewhere_when": 28,
    }  # fmt: skip
    rows = [_assignment(view, row) for row in view.assignments]
    return _table(view, "assignments", columns, rows)


def _table(
    view: PlanView, name: str, columns: dict[str, int], rows: Sequence[Sequence[Value]]
) -> PlanTable:
    headers = [view.column(c) for c in columns]
    return PlanTable(view.sheet(name), headers, rows, list(columns.values()))


def _assignment(view: PlanView, row: PlannedAssignment) -> list[Value]:
    return [
        view.agency(row.agency),
        row.specialist,
        view.name(row.specialist),
        row.case,
        view.agency(view.lead(row.case)),
        row.demand,
        view.role(row.demand),
        label("mode", row.mode, view.language),
        view.authority(row.authority),
        row.legal_basis,
        row.instrument or "",
        row.document_no or "",
        view.when(row.blocks),
        len(row.blocks),
        len(row.travel_blocks),
        row.fit,
        label("row_status", row.pin, view.language) if row.pin else "",
        view.word("yes") if row.with_oversight else "",
        len(view.open_to(row)),
        view.when(view.open_to(row)),
    ]


def agency_table(view: PlanView) -> PlanTable:
    """What each agency lends and receives in each week, beside its limits."""
    columns = {
        "agency": 20, "week": 30, "people": 10, "busy": 10, "own_blocks": 14, "lent_blocks": 10,
        "lent_limit": 12, "lent_heads": 9, "heads_limit": 12, "received_blocks": 14,
        "received_heads": 12,
    }  # fmt: skip
    rows = [
        _agency(view, agency, week)
        for agency in view.agencies
        for week in range(view.horizon.weeks)
    ]
    return _table(view, "agencies", columns, rows)


def _agency(view: PlanView, agency: str, week: int) -> list[Value]:
    blocks = [(row, view.weeks_of(row).count(week)) for row in view.assignments]
    ours = [(r, n) for r, n in blocks if r.agency == agency and n]
    lent = [(r, n) for r, n in ours if view.is_lent(r)]
    received = [(r, n) for r, n in blocks if n and view.is_lent(r) and view.lead(r.case) == agency]
    limits = view.pool.agency_of_id.get(agency)
    unlimited = view.word("unlimited")
    max_blocks = limits.max_lent_blocks if limits else None
    max_heads = limits.max_lent_heads if limits else None
    return [
        view.agency(agency),
        view.week(view.horizon.week_list[week]),
        len(view.people.get(agency, ())),
        len({r.specialist for r, _ in ours}),
        sum(n for r, n in ours if not view.is_lent(r)),
        sum(n for _, n in lent),
        unlimited if max_blocks is None else max_blocks,
        len({r.specialist for r, _ in lent}),
        unlimited if max_heads is None else max_heads,
        sum(n for _, n in received),
        len({r.specialist for r, _ in received}),
    ]


def empty_seat_table(view: PlanView) -> PlanTable:
    """Every empty seat with its reason as a sentence and the waterfall in columns."""
    columns = {"case": 12, "demand": 12, "role": 17, "seats": 6, "reason": 48}
    headers = [
        *(view.column(c) for c in columns),
        *(label("refusal", code, view.language) for code in Refusal),
        view.column("remaining"),
    ]
    rows = [_empty_seat(view, seat) for seat in view.plan.empty_seats]
    # as wide as the longest word of a refusal's label
    widths = [*columns.values(), *(12 for _ in Refusal), 42]
    return PlanTable(view.sheet("empty_seats"), headers, rows, widths)


def _empty_seat(view: PlanView, seat: EmptySeat) -> list[Value]:
    counts = {c.code: c.specialists for c in seat.waterfall}
    candidates = (
        view.text("candidate", specialist=c.specialist, serves=", ".join(c.serves))
        if c.serves
        else view.text("free_candidate", specialist=c.specialist)
        for c in seat.remaining
    )
    return [
        seat.case,
        seat.demand,
        view.role(seat.demand),
        seat.seats,
        reason(view, seat),
        *(counts.get(code, 0) for code in Refusal),
        "; ".join(candidates),
    ]


def reason(view: PlanView, seat: EmptySeat) -> str:
    """Why a seat stays empty, in one sentence with the numbers of its waterfall."""
    refused = [c for c in seat.waterfall if c.specialists]
    total = sum(c.specialists for c in refused) + len(seat.remaining)
    if total == 0:
        return view.text("nobody_known")
    refusals = ", ".join(
        view.text("refused", label=label("refusal", c.code, view.language), count=c.specialists)
        for c in refused
    )
    if not seat.remaining:
        return view.text("nobody_left", total=total, refusals=refusals)
    shown = refusals or view.word("no_data")
    return view.text("all_busy", total=total, remaining=len(seat.remaining), refusals=shown)


def tier_table(view: PlanView) -> PlanTable:
    """The tiers in their order: value, proven bound, gap, and what the claim rests on."""
    columns = {
        "order": 7, "tier": 22, "sense": 18, "value": 16, "bound": 16, "gap": 10, "status": 30,
    }  # fmt: skip
    rows = [_tier(view, n, tier) for n, tier in enumerate(view.plan.tiers, start=1)]
    return _table(view, "tiers", columns, rows)


def _tier(view: PlanView, number: int, result: TierResult) -> list[Value]:
    # exact ratios have no number of their own; the largest load stands for the list
    largest = f"{float(Fraction(result.ratios[0])):.1%}" if result.ratios else ""
    gap = result.gap
    return [
        number,
        label("tier", result.tier, view.language),
        view.word("max" if result.tier.is_maximised else "min"),
        largest if result.value is None else result.value,
        "" if result.bound is None else result.bound,
        "" if gap is None else round(100 * gap, 2),
        label("tier_standing", view.plan.standing(result.tier, view.source), view.language),
    ]


def provenance_table(view: PlanView) -> PlanTable:
    """Where the plan came from: enough to make it again."""
    rows = [[key, str(value)] for key, value in _provenance(view)]
    return _table(view, "provenance", {"item": 28, "content": 72}, rows)


def _provenance(view: PlanView) -> Iterator[tuple[str, Value]]:
    made = view.plan.provenance
    yield view.word("period"), view.period
    # who may see a part of the plan only is told no hashes
    if made.pool_sha256:
        yield view.word("pool"), made.pool_sha256
    if made.start_sha256:
        yield view.word("start"), made.start_sha256
    if made.near is not None:
        yield view.word("near"), made.near.base_sha256
        for line in nearness_lines(made.near, view.language):
            yield view.word("nearness"), line
    yield view.word("software"), made.software
    for name, version in sorted(made.solvers.items()):
        yield view.word("solver").format(name=name), version
    yield from _options(view, made.options)
    yield view.word("schema"), view.plan.schema_version


def _options(view: PlanView, options: SolveOptions) -> Iterator[tuple[str, Value]]:
    """How it was solved, with the one limit that its mode obeys."""
    yield view.word("option_mode"), view.word(options.mode)
    if options.mode == "certified":
        units = view.text("work_units", units=f"{options.work_limit:,.10g}")
        yield view.word("option_work_limit"), units
    else:
        yield view.word("option_time_limit_s"), f"{options.time_limit_s:,.10g}"
    yield view.word("option_seed"), options.seed
    yield view.word("option_workers"), options.workers
