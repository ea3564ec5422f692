"""Lending flows: how many half-days each agency's people work for another's cases."""

from typing import Any

import altair as alt
import pandas as pd

from scheduler.exchange.plan_view import PlanView
from scheduler.model import say
from scheduler.whatif.charts.drawing import DARK, INK, LIGHT, LINE, MIDDLE, PAPER, finished
from scheduler.whatif.planned import PlannedWeek

CELL = 54
DEEP = 2 / 3
"""Share of the largest number from which a field is dark and its words are white."""


def lending_flows(planned: PlannedWeek) -> Any:
    """A row a lender, with what it lends of its cap; a column a lead agency; half-days between."""
    language = planned.language
    view = PlanView(planned.plan, planned.pool, language)
    table = flows(planned)
    if table.empty:
        shown = pd.DataFrame({"text": [say("chart.flows.none", language)]})
        nothing = alt.Chart(shown, width=300, height=30).mark_text(align="left", x=0)
        return finished(nothing.encode(text="text:N"), _title(view))
    lenders = [a for a in view.agencies if a in set(table["lender"])]
    takers = [a for a in view.agencies if a in set(table["taker"])]
    names = {a: _lender(planned, view, table, a) for a in lenders}
    shown = table.assign(lender=table["lender"].map(names), taker=table["taker"].map(view.agency))
    largest = int(table["half_days"].max())
    y = alt.Y(
        "lender:N",
        title=say("chart.flows.lender", language),
        sort=[names[a] for a in lenders],
        axis=alt.Axis(labelLimit=320, ticks=False, domain=False),
    )
    x = alt.X(
        "taker:N",
        title=say("chart.flows.taker", language),
        sort=[view.agency(a) for a in takers],
        axis=alt.Axis(
            orient="top", labelAngle=-30, labelAlign="left", labelLimit=220, ticks=False,
            domain=False,
        ),
    )  # fmt: skip
    base = alt.Chart(shown, width=CELL * len(takers), height=30 * len(lenders))
    # three steps: between them no shade on which neither dark nor white words are legible
    fill = alt.Scale(type="quantize", domain=[0, largest], range=[LIGHT, MIDDLE, DARK])
    fields = base.mark_rect(stroke=LINE).encode(
        x=x, y=y, fill=alt.Fill("half_days:Q", scale=fill, legend=None)
    )
    is_deep = f"datum.half_days >= {DEEP * largest}"
    words = base.mark_text().encode(
        x=x,
        y=y,
        text="half_days:Q",
        color=alt.condition(is_deep, alt.value(PAPER), alt.value(INK)),
    )
    total = say("chart.flows.total", language, half_days=int(table["half_days"].sum()))
    return finished(alt.layer(fields, words), _title(view), total)


def flows(planned: PlannedWeek) -> pd.DataFrame:
    """One row a lender and a lead agency between which half-days are lent."""
    rows = planned.assignments.query("lent")
    leads = planned.pool.case_of_id
    frame = pd.DataFrame(
        {
            "lender": rows["agency"].astype("string"),
            "taker": [leads[case].lead_agency for case in rows["case"]],
            "half_days": rows["blocks"],
        }
    )
    summed = frame.groupby(["lender", "taker"])[["half_days"]].sum().reset_index()
    return summed.astype({"lender": "string", "taker": "string", "half_days": "int64"})


def _title(view: PlanView) -> str:
    return say("chart.flows.title", view.language, week=view.period)


def _lender(planned: PlannedWeek, view: PlanView, table: pd.DataFrame, agency: str) -> str:
    """An agency with what it lends, and of how many half-days it may."""
    lent = int(table.loc[table["lender"] == agency, "half_days"].sum())
    cap = planned.pool.agency_of_id[agency].max_lent_blocks
    code = "chart.flows.free" if cap is None else "chart.flows.capped"
    most = None if cap is None else cap * planned.plan.weeks
    return say(code, view.language, agency=view.agency(agency), lent=lent, cap=most)
