"""Load before and after: what another plan changes in everybody's share."""

from typing import Any

import altair as alt
import pandas as pd

from scheduler.exchange.plan_view import PlanView, agency_rank
from scheduler.model import RequestError, label, say
from scheduler.whatif.charts.drawing import DARK, INK, MUTED, PAPER, finished
from scheduler.whatif.planned import PlannedWeek


def load_chart(before: PlannedWeek, after: PlannedWeek, *, everybody: bool = False) -> Any:
    """One row a specialist: (past + planned) / capacity before, hollow, and after, full.

    Those whose half-days change, and if nobody's do, or with ``everybody``, all.

    Raises:
        RequestError: the plans are for different weeks.
    """
    table = loads(before, after)
    moved = table["half_days"].nunique() > 1 or bool((table["half_days"] != 0).any())
    shown = table if everybody or not moved else table[table["half_days"] != 0]
    language = after.language
    names = shown["label"].tolist()
    y = alt.Y("label:N", title=None, sort=names, axis=alt.Axis(labelLimit=220, ticks=False))
    title = say("chart.load.axis", language)
    axis = alt.Axis(format=".0%", tickMinStep=0.01)  # finer ticks would read alike
    x = alt.X("before:Q", title=title, axis=axis, scale=alt.Scale(zero=False))
    base = alt.Chart(shown, width=440, height=alt.Step(18))
    line = base.mark_rule(color=DARK, strokeWidth=1.4).encode(x=x, x2="after:Q", y=y)
    hollow = base.mark_point(size=60, filled=True, fill=PAPER, stroke=INK, opacity=1).encode(
        x=x, y=y
    )
    full = base.mark_point(size=60, filled=True, color=DARK, opacity=1).encode(x="after:Q", y=y)
    words = (
        base.transform_filter("datum.half_days != 0")
        .mark_text(align="left", dx=9, color=MUTED)
        .encode(x=alt.X("right:Q"), y=y, text="words:N")
    )
    chart = alt.layer(line, hollow, full, words)
    legend = " · ".join(label("chart_load", name, language) for name in ("before", "after"))
    view = PlanView(after.plan, after.pool, language)
    return finished(chart, say("chart.load.title", language, week=view.period), legend)


def loads(before: PlannedWeek, after: PlannedWeek) -> pd.DataFrame:
    """One row a specialist of either plan: load ``before`` and ``after``, change in half-days.

    Raises:
        RequestError: the plans are for different weeks.
    """
    if (before.plan.start, before.plan.weeks) != (after.plan.start, after.plan.weeks):
        ends = [f"{p.plan.start}+{p.plan.weeks}" for p in (before, after)]
        raise RequestError("whatif.other_horizon", before=ends[0], after=ends[1])
    columns = ["specialist", "agency", "planned", "load"]
    pair = before.load[columns].merge(
        after.load[columns], on=["specialist", "agency"], how="outer", suffixes=("_was", "_is")
    )
    view = PlanView(after.plan, after.pool, after.language)
    frame = pd.DataFrame(
        {
            "specialist": pair["specialist"],
            "agency": pair["agency"],
            "label": [" ".join((s, view.name(s))).strip() for s in pair["specialist"]],
            "before": pair["load_was"],
            "after": pair["load_is"],
            "half_days": pair["planned_is"].fillna(0) - pair["planned_was"].fillna(0),
        }
    )
    frame["half_days"] = frame["half_days"].astype("int64")
    frame["right"] = frame[["before", "after"]].max(axis=1)
    frame["words"] = [f"{n:+d}".replace("-", "−") for n in frame["half_days"]]
    frame["rank"] = [agency_rank(agency) for agency in frame["agency"]]
    ordered = frame.sort_values(["rank", "specialist"], ignore_index=True)
    return ordered.drop(columns="rank")
