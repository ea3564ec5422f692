"""The week board: who works for which case in which half-day, agency by agency."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import altair as alt
import pandas as pd

from scheduler.exchange.plan_view import PlanView
from scheduler.model import PlannedAssignment, label, say
from scheduler.whatif.charts.drawing import DARK, INK, LIGHT, LINE, MUTED, PAPER, finished
from scheduler.whatif.planned import PlannedWeek

CELL, ROW = 48, 18
"""Width of a half-day and height of a person, in units of the picture."""
NAMES = 150
WIDE = 20
"""Half-days up to which each gets its full width."""
READABLE = 44
"""Width from which a stretch has its case written on it."""
KINDS = ("own", "lent", "travel", "away")
# neighbours are told apart by their edge, which is white between two dark ones
EDGE = alt.condition("datum.kind == 'lent'", alt.value(PAPER), alt.value(DARK))
KIND = alt.Scale(domain=list(KINDS), range=[LIGHT, DARK, PAPER, PAPER])
WORDS = alt.Scale(domain=list(KINDS), range=[INK, PAPER, INK, MUTED])


def week_board(
    planned: PlannedWeek, agencies: Iterable[str] | None = None, *, everybody: bool = False
) -> Any:
    """A row a specialist, a column a half-day; a stretch of work says its case.

    Pale: a case of the own agency; dark: lent to another; framed: on the way; a dash: not there.
    ``agencies``: only theirs. ``everybody``: also those without any work.
    """
    view = PlanView(planned.plan, planned.pool, planned.language)
    table = stretches(planned)
    if not everybody:
        table = table[table["specialist"].isin(table.loc[table["kind"] != "away", "specialist"])]
    wanted = view.agencies if agencies is None else list(agencies)
    size = view.horizon.size
    width = CELL * size if size <= WIDE else max(CELL * WIDE, 16 * size)
    parts = [_days(view, width)]
    parts += [
        _agency(view, part, width)
        for agency in wanted
        if len(part := table[table["agency"] == agency])
    ]
    chart = alt.vconcat(*parts, _legend(planned, width), spacing=4)
    sheet = say("chart.board.title", planned.language, week=view.period)
    # the counts are of the whole plan, and would not fit a part of it
    counts = planned.summary() if agencies is None else ""
    return finished(chart, sheet, counts)


def stretches(planned: PlannedWeek) -> pd.DataFrame:
    """One row a stretch of half-days from ``start`` up to ``stop``, both block numbers.

    ``kind`` is own, lent, travel or away; ``case`` and ``demand`` are empty where somebody is
    away, which has a row a half-day.
    """
    view = PlanView(planned.plan, planned.pool, planned.language)
    rows = [row for a in planned.plan.assignments for row in _work(view, a)]
    rows += [row for s in planned.pool.specialists for row in _away(planned, view, s.specialist)]
    frame = pd.DataFrame(
        rows, columns=["specialist", "agency", "case", "demand", "kind", "start", "stop"]
    )
    frame["label"] = [" ".join((s, view.name(s))).strip() for s in frame["specialist"]]
    return frame.sort_values(["agency", "specialist", "start"], ignore_index=True)


def _work(view: PlanView, row: PlannedAssignment) -> Iterator[tuple[object, ...]]:
    number = view.horizon.block_number
    travel = {number[block] for block in row.travel_blocks}
    kind = "lent" if view.is_lent(row) else "own"
    for is_travel, start, stop in _runs((n, n in travel) for n in view.numbers(row)):
        told = "travel" if is_travel else kind
        yield row.specialist, row.agency, row.case, row.demand, told, start, stop


def _away(planned: PlannedWeek, view: PlanView, specialist: str) -> Iterator[tuple[object, ...]]:
    """Half-day by half-day: a dash in each says how long somebody is away."""
    pool = planned.pool
    agency = pool.specialist_of_id[specialist].agency
    for n, moment in enumerate(view.horizon.blocks):
        if not pool.is_available(specialist, moment):
            yield specialist, agency, "", "", "away", n, n + 1


def _runs(marked: Iterable[tuple[int, bool]]) -> Iterator[tuple[bool, int, int]]:
    """Consecutive numbers with the same mark: the mark, the first, and one after the last."""
    numbered = enumerate(marked)
    for (mark, _), run in groupby(numbered, key=lambda it: (it[1][1], it[1][0] - it[0])):
        numbers = [n for _, (n, _) in run]
        yield mark, numbers[0], numbers[-1] + 1


def _days(view: PlanView, width: int) -> Any:
    """The days and halves above the columns."""
    blocks, size = view.horizon.blocks, view.horizon.size
    days = [(d, [n for n, _ in g]) for d, g in groupby(enumerate(blocks), key=lambda b: b[1].day)]
    rows = [(view.day(day), sum(n + 0.5 for n in at) / len(at), 0) for day, at in days]
    if width >= CELL * size:
        rows += [(view.word(m.half), n + 0.5, 1) for n, m in enumerate(blocks)]
    table = pd.DataFrame(rows, columns=["text", "middle", "line"])
    return (
        alt.Chart(table, width=width, height=30)
        .mark_text(baseline="middle")
        .encode(
            x=_x(alt.X("middle:Q"), size),
            y=alt.Y("line:O", axis=None, scale=alt.Scale(domain=[0, 1])),
            text="text:N",
            color=alt.condition("datum.line == 0", alt.value(INK), alt.value(MUTED)),
        )
    )


def _x(x: Any, size: int) -> Any:
    return x.scale(domain=[0, size], nice=False).axis(None)


def _agency(view: PlanView, part: pd.DataFrame, width: int) -> Any:
    """The people of one agency."""
    agency, size = str(part["agency"].iloc[0]), view.horizon.size
    names = sorted(part["label"].unique())
    shown = part.assign(
        middle=(part["start"] + part["stop"]) / 2,
        text=[
            _text(*row, width / size)
            for row in zip(part["kind"], part["case"], part["stop"] - part["start"], strict=True)
        ],
    )
    axis = alt.Axis(
        minExtent=NAMES,
        maxExtent=NAMES,
        labelLimit=NAMES - 8,
        labelPadding=7,
        ticks=False,
        domain=False,
    )
    y = alt.Y("label:N", title=None, sort=names, axis=axis)
    base = alt.Chart(shown, width=width, height=ROW * len(names))
    starts = [n for n, m in enumerate(view.horizon.blocks) if m.half == "am"]
    rules = pd.DataFrame({"at": [*starts, size]})
    grid = alt.Chart(rules).mark_rule(color=LINE, strokeWidth=0.7).encode(x=_x(alt.X("at:Q"), size))
    bars = (
        base.transform_filter("datum.kind != 'away'")
        .mark_bar(height=ROW - 3, cornerRadius=2, strokeWidth=0.9)
        .encode(
            x=_x(alt.X("start:Q"), size),
            x2="stop:Q",
            y=y,
            fill=alt.Fill("kind:N", scale=KIND, legend=None),
            stroke=EDGE,
        )
    )
    text = base.mark_text(fontSize=10).encode(
        x=_x(alt.X("middle:Q"), size),
        y=y,
        text="text:N",
        color=alt.Color("kind:N", scale=WORDS, legend=None),
    )
    title = alt.TitleParams(
        view.agency(agency), fontSize=12, color=INK, anchor="start", frame="group", offset=2
    )
    return alt.layer(grid, bars, text).properties(title=title)


def _text(kind: str, case: str, half_days: int, cell: float) -> str:
    """What is written on a stretch."""
    if kind == "away":
        return "–"
    if half_days * cell < READABLE:
        return ""
    return "→" if kind == "travel" else case


def _legend(planned: PlannedWeek, width: int) -> Any:
    """What the stretches mean, below the board."""
    rows = [
        (kind, at, at + 34, at + 17, at + 41, label("chart_kind", kind, planned.language))
        for kind, at in zip(KINDS, (0, 150, 322, 402), strict=True)
    ]
    names = ["kind", "start", "stop", "middle", "text_at", "text"]
    table = pd.DataFrame(rows, columns=names)
    base = alt.Chart(table, width=width, height=26)
    scale = alt.Scale(domain=[0, width], nice=False)
    bars = (
        base.transform_filter("datum.kind != 'away'")
        .mark_bar(height=ROW - 3, cornerRadius=2, strokeWidth=0.9)
        .encode(
            x=alt.X("start:Q", scale=scale, axis=None),
            x2="stop:Q",
            fill=alt.Fill("kind:N", scale=KIND, legend=None),
            stroke=EDGE,
        )
    )
    words = base.mark_text(align="left").encode(
        x=alt.X("text_at:Q", scale=scale, axis=None), text="text:N"
    )
    dash = (
        base.transform_filter("datum.kind == 'away'")
        .mark_text(align="center", text="–")
        .encode(x=alt.X("middle:Q", scale=scale, axis=None))
    )
    return alt.layer(bars, words, dash)
