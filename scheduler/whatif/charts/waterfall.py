"""Waterfalls: from all seats to those filled, and from all specialists to whoever can serve."""

from collections import Counter
from typing import Any

import altair as alt
import pandas as pd

from scheduler.exchange.plan_view import PlanView
from scheduler.model import EmptySeat, Language, NotFoundError, label, say
from scheduler.whatif.charts.drawing import DARK, LINE, MIDDLE, finished
from scheduler.whatif.planned import PlannedWeek

Step = tuple[str, int]


def coverage_waterfall(planned: PlannedWeek) -> Any:
    """From the seats asked for, by the main reason of each empty one, to the seats filled."""
    language = planned.language
    view = PlanView(planned.plan, planned.pool, language)
    axis = say("chart.coverage.axis", language)
    title = say("chart.coverage.title", language, week=view.period)
    return finished(_chart(seats(planned), axis), title, planned.summary())


def candidate_waterfall(planned: PlannedWeek, demand: str) -> Any:
    """From all specialists, by the first code that refuses each, to those who can serve.

    Raises:
        NotFoundError: the plan's weeks have no such demand.
    """
    language = planned.language
    axis = say("chart.candidates.axis", language)
    view = PlanView(planned.plan, planned.pool, language)
    table = candidates(planned, demand)
    title = say("chart.candidates.title", language, demand=demand, role=view.role(demand))
    return finished(_chart(table, axis), title)


def seats(planned: PlannedWeek) -> pd.DataFrame:
    """One row a step: ``change`` in seats, and the seats left before and after it."""
    language = planned.language
    horizon = planned.horizon
    asked = sum(d.headcount for d in planned.pool.demands if horizon.cut(d.from_, d.to))
    lost: Counter[str] = Counter()
    for seat in planned.plan.empty_seats:
        lost[_reason(seat, language)] += seat.seats
    steps = [(reason, -count) for reason, count in lost.most_common()]
    first, last = (label("chart_step", name, language) for name in ("asked", "filled"))
    return _steps(first, asked, steps, last)


def candidates(planned: PlannedWeek, demand: str) -> pd.DataFrame:
    """One row a step: ``change`` in people, and the people left before and after it.

    Whoever is left is split into those who serve and those who do not, if anybody is left.

    Raises:
        NotFoundError: the plan's weeks have no such demand.
    """
    from scheduler.solver import eligibility

    language = planned.language
    judged = eligibility(planned.pool, planned.horizon)
    number = judged.frame.demand_number.get(demand)
    if number is None:
        raise NotFoundError("explain.no_demand", demand=demand)
    refused = judged.waterfall(number)
    steps = [(label("refusal", code, language), -n) for code, n in refused.items() if n]
    first, last = (label("chart_step", name, language) for name in ("everybody", "eligible"))
    here = sum(a.demand == demand for a in planned.plan.assignments)
    rest = len(judged.candidates(number)) - here
    table = _steps(first, len(planned.pool.specialists), steps, last)
    if here + rest == 0:
        return table
    names = [label("chart_step", name, language) for name in ("here", "not_here")]
    split = [(names[0], 0, here, here, "part"), (names[1], here, here + rest, rest, "part")]
    return pd.concat([table, pd.DataFrame(split, columns=table.columns)], ignore_index=True)


def _reason(seat: EmptySeat, language: Language) -> str:
    """Why a seat is empty: those who could are held elsewhere, or the code that takes most."""
    if seat.remaining:
        is_busy = all(candidate.serves for candidate in seat.remaining)
        return label("chart_step", "busy" if is_busy else "held", language)
    if not seat.waterfall:
        return label("chart_step", "nobody", language)
    most = max(seat.waterfall, key=lambda step: step.specialists)
    return label("refusal", most.code, language)


def _steps(first: str, whole: int, steps: list[Step], last: str) -> pd.DataFrame:
    rows: list[tuple[str, int, int, int, str]] = [(first, 0, whole, whole, "whole")]
    left = whole
    for name, change in steps:
        rows.append((name, left + change, left, change, "step"))
        left += change
    rows.append((last, 0, left, left, "whole"))
    return pd.DataFrame(rows, columns=["step", "low", "high", "change", "kind"])


def _chart(table: pd.DataFrame, axis: str) -> Any:
    order = table["step"].tolist()
    fill = alt.Scale(domain=["whole", "step", "part"], range=[DARK, MIDDLE, LINE])
    base = alt.Chart(table, width=430, height=alt.Step(24))
    y = alt.Y("step:N", title=None, sort=order, axis=alt.Axis(labelLimit=260, ticks=False))
    x = alt.X("low:Q", title=axis, axis=alt.Axis(tickMinStep=1))
    bars = base.mark_bar(height=16).encode(
        x=x, x2="high:Q", y=y, color=alt.Color("kind:N", scale=fill, legend=None)
    )
    signed = "datum.kind == 'step' ? '−' + abs(datum.change) : '' + datum.change"
    words = (
        base.transform_calculate(words=signed)
        .mark_text(align="left", dx=5)
        .encode(x="high:Q", y=y, text="words:N")
    )
    return alt.layer(bars, words)
