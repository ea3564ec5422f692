"""Curves: a frontier of tiers, and how evenly half a year was shared."""

from typing import Any

import altair as alt
import pandas as pd

from scheduler.model import Language, TierName, label, say
from scheduler.whatif.charts.drawing import DARK, INK, LINE, MIDDLE, MUTED, PAPER, finished
from scheduler.whatif.frontiers import Frontier
from scheduler.whatif.rolling_weeks import TARGET, WAYS, Rolling, times

WIDTH = 460
HIGHEST = 4.0
"""Ratio at which the picture ends; whatever lies above is drawn at its edge."""
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]


def frontier_chart(found: Frontier) -> Any:
    """The points of two tiers, the plan's marked; a third tier below, or a shape a level.

    A full point is proven, a hollow one is not.
    """
    language = found.language
    table = points(found)
    has_levels = bool(table["level"].notna().any())
    below = [] if has_levels else list(found.tiers[2:3])
    panels = [_points(found, table, tier, has_levels) for tier in (found.tiers[1], *below)]
    chart = alt.vconcat(*panels, spacing=14) if below else panels[0]
    one, other = (label("tier", tier, language) for tier in found.tiers[:2])
    title = say("chart.frontier.title", language, one=one, other=other)
    return finished(chart, title, found.summary(), say("chart.frontier.marks", language))


def points(found: Frontier) -> pd.DataFrame:
    """The table of a frontier, with ``here`` for the plan's own point."""
    plan = found.base.plan
    own = [plan.tier(tier).value for tier in found.tiers[:2]]
    here = [list(point.values[:2]) == own for point in found.points]
    return found.table.assign(here=here)


def _points(found: Frontier, table: pd.DataFrame, tier: TierName, has_levels: bool) -> Any:
    """One tier against the first."""
    language, one = found.language, found.tiers[0]
    scale, whole = alt.Scale(zero=False, nice=True), alt.Axis(format=",d", tickMinStep=1)
    x = alt.X(f"{one}:Q", title=_axis(one, language), scale=scale, axis=whole)
    y = alt.Y(f"{tier}:Q", title=_axis(tier, language), scale=scale, axis=whole)
    base = alt.Chart(table, width=WIDTH, height=240 if tier == found.tiers[1] else 130)
    line = base.mark_line(color=LINE, strokeWidth=1.2, strokeDash=[3, 3])
    marks = base.mark_point(size=46, opacity=1, stroke=DARK, strokeWidth=1.2)
    fill = alt.condition("datum.proven", alt.value(DARK), alt.value(PAPER))
    shape: dict[str, Any] = {}
    if has_levels:
        sign = "≥" if found.tiers[2].is_maximised else "≤"
        title = f"{label('tier', found.tiers[2], language)} {sign}"
        shapes = alt.Scale(range=SHAPES)
        shape = {"shape": alt.Shape("level:N", title=title, scale=shapes)}
        line = line.encode(detail="level:N")
    own = base.transform_filter("datum.here").mark_point(
        size=220, shape="diamond", stroke=INK, strokeWidth=1.4, filled=False, opacity=1
    )
    # the curve goes on to the left, down from a minimum and up from a maximum
    dy = 10 if tier.is_maximised else -10
    word = base.transform_filter("datum.here").mark_text(align="right", dx=-12, dy=dy, color=INK)
    return alt.layer(
        line.encode(x=x, y=y),
        marks.encode(x=x, y=y, fill=fill, **shape),
        own.encode(x=x, y=y),
        word.encode(x=x, y=y, text=alt.value(say("chart.frontier.here", language))),
    )


def _axis(tier: TierName, language: Language) -> str:
    sense = label("plan_word", "max" if tier.is_maximised else "min", language)
    return f"{label('tier', tier, language)} ({sense})"


def fairness_chart(found: Rolling) -> Any:
    """Largest over smallest load of comparable people, week by week, in all ways.

    Hollow squares: each week in itself; half-dark triangles: with the ledger carried on; full
    circles: with balance before stability, too. The dashed line is the target.
    """
    language, weeks = found.language, found.docket.weeks
    table = fairness(found)
    top = max(TARGET + 0.2, float(table["shown"].max()))
    scale = alt.Scale(domain=[1, top], nice=False, zero=False)
    x = alt.X(
        "week:Q",
        title=say("chart.fairness.week", language),
        axis=alt.Axis(tickMinStep=1, grid=False),
        scale=alt.Scale(domain=[1, max(2, weeks)], nice=False),
    )
    y = alt.Y(
        "shown:Q",
        title=say("chart.fairness.axis", language),
        axis=alt.Axis(format=".2f"),
        scale=scale,
    )
    base = alt.Chart(table, width=WIDTH, height=240)
    ends = table[table["week"] == weeks].sort_values("largest")
    words = [
        base.transform_filter(f"datum.week == {weeks} && datum.way == '{way}'")
        .mark_text(align="left", dx=10, dy=dy)
        .encode(x=x, y=y, text="words:N")
        for way, dy in zip(ends["way"], (14, 0, -14), strict=True)
    ]
    chart = alt.layer(*_goal(scale, language), *_ways(base, x, y), *words)
    return finished(chart, say("chart.fairness.title", language, weeks=weeks), found.summary())


def _ways(base: alt.Chart, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """A line and its marks for each way."""
    colors = alt.Scale(domain=list(WAYS), range=[MIDDLE, MIDDLE, DARK])
    dashes = alt.Scale(domain=list(WAYS), range=[[5, 3], [2, 2], [1, 0]])
    shapes = alt.Scale(domain=list(WAYS), range=["square", "triangle-up", "circle"])
    fills = alt.Scale(domain=list(WAYS), range=[PAPER, MIDDLE, DARK])
    color = alt.Color("way:N", scale=colors, legend=None)
    filled = alt.Fill("way:N", scale=fills, legend=None)
    line = base.mark_line(strokeWidth=1.6).encode(
        x=x, y=y, color=color, strokeDash=alt.StrokeDash("way:N", scale=dashes, legend=None)
    )
    marks = base.mark_point(size=42, opacity=1).encode(
        x=x, y=y, stroke=color, fill=filled, shape=alt.Shape("way:N", scale=shapes, legend=None)
    )
    return [line, marks]


def _goal(scale: alt.Scale, language: Language) -> list[alt.Chart]:
    """The ratio that is aimed at."""
    aim = pd.DataFrame({"at": [TARGET], "text": [say("chart.fairness.target", language)]})
    at, base = alt.Y("at:Q", scale=scale), alt.Chart(aim)
    rule = base.mark_rule(strokeDash=[2, 4], color=MUTED).encode(y=at)
    word = base.mark_text(align="left", x=4, dy=-7, color=MUTED).encode(y=at, text="text:N")
    return [rule, word]


def fairness(found: Rolling) -> pd.DataFrame:
    """The ratios of rolling weeks, ``week`` counted from 1, ``shown`` cut off where the picture is.

    ``words`` names the way and its ratio.
    """
    table = found.ratios.copy()
    table["way"] = table["way"].astype("string")
    table["week"] += 1
    table["shown"] = table["largest"].clip(upper=HIGHEST)
    table["words"] = [
        f"{label('chart_way', way, found.language)} {times(ratio)}"
        for way, ratio in zip(table["way"], table["largest"], strict=True)
    ]
    # JSON has no infinity
    table["largest"] = table["largest"].clip(upper=1e6)
    return table.drop(columns="median")
