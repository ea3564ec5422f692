# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 첫 주간 배정안 · The first weekly plan
#
# 여러 기관의 전문인력을 한 주의 사건에 배정하고, 한 사람이 빠지면 무엇이 달라지는지 봅니다.
# 자료는 모두 지어낸 것입니다.
#
# *We assign the specialists of several agencies to one week's cases, and see what changes when one
# of them is away. Every person and case here is invented.*

# %%
import altair as alt
import pandas as pd

import scheduler

pd.set_option("display.max_colwidth", None)

# %% [markdown]
# ## 1. 자료에서 표까지 세 줄 · Three lines from a folder to a table
#
# 같은 자료는 언제나 같은 배정안이 되고, 모든 배정안은 독립된 심사를 거쳐 나옵니다.
#
# *The same pool always gives the same plan, and an independent judge has accepted every plan that
# comes out.*

# %%
pool = scheduler.load("../sample_data/demo")
planned = scheduler.plan(pool)
planned.assignments[["specialist", "agency", "case", "role", "first", "blocks", "lent"]].head(8)

# %% [markdown]
# ## 2. 얼마나 좋은 배정안인가 · How good is it?
#
# 목표는 앞의 것이 언제나 먼저입니다. 값과 증명된 한계가 같으면, 더 좋은 배정안은 없습니다.
# '검산 가능'이면 배정안에 든 검산표로 누구나 그 한계를 최적화 엔진 없이 다시 계산할 수 있습니다.
#
# *An earlier goal always comes first. Where value and proven bound agree, no better plan exists.
# Where it says "checkable", anybody can work the bound out again from the plan's witness, without a
# solver.*

# %%
planned.tiers

# %% [markdown]
# 채우지 못한 자리에는 사유가 적혀 있습니다. *Each empty seat comes with its reason.*

# %%
planned.empty_seats

# %% [markdown]
# ## 3. 누가 얼마나 맡았나 · Who carries how much?
#
# 기관마다 자기 사건에 쓴 반일과 다른 기관에 빌려준 반일입니다.
#
# *Half-days each agency spends on its own cases, and those it lends to others.*

# %%
# 그림은 이 컴퓨터에서 그립니다 · charts are drawn on this machine, without a network
scheduler.charts.show()
FONT = "Pretendard GOV, 'Malgun Gothic', 'Apple SD Gothic Neo', sans-serif"
AXIS = {"domain": False, "labelFlush": False, "titleFontWeight": "normal"}
LOOK = {"config": {"font": FONT, "padding": 12, "view": {"stroke": None}, "axis": AXIS}}

# %%
load = planned.load.assign(own=lambda t: t["planned"] - t["lent"])
by_agency = load.groupby("agency", as_index=False, observed=True)[["own", "lent"]].sum()
names = {a.agency: f"{a.name_ko} {a.agency}" for a in pool.agencies}
words = {"own": "자기 사건 · own cases", "lent": "차출 · lent"}
bars = by_agency.assign(agency=by_agency["agency"].map(names)).melt("agency", var_name="use")
bars["use"] = bars["use"].map(words)

# %%
chart = (
    alt.Chart(bars)
    .mark_bar()
    .encode(
        x=alt.X("value:Q", title="반일 · half-days"),
        y=alt.Y("agency:N", title=None, sort="-x", axis=alt.Axis(labelLimit=280)),
        color=alt.Color("use:N", title=None, scale=alt.Scale(range=["#1c3f86", "#b9c6dd"])),
    )
    .properties(width=420, height=alt.Step(20))
)
alt.Chart.from_dict({**chart.to_dict(), **LOOK})

# %% [markdown]
# ## 4. 핵심 분석관이 빠진다면 · What if a key examiner is away?
#
# 이번 주에 가장 많은 일을 맡은 디지털포렌식 분석관을 찾습니다.
#
# *Find the digital forensics examiner with the most work this week.*

# %%
examiners = {
    s.specialist for s in pool.specialist_skills if s.skill == "digital_forensics" and s.level >= 3
}
busiest = load[load["specialist"].isin(examiners)].nlargest(1, "planned")
busiest[["specialist", "name", "agency", "planned"]]

# %% [markdown]
# 한 주 동안 자리를 비우게 하고 다시 배정합니다. 원래 자료는 그대로입니다.
#
# *Let them be away for the week, and plan again. The pool itself stays as it is.*

# %%
days = planned.horizon
away = scheduler.absence(busiest["specialist"].item(), days.first_day, until=days.last_day)
print(away.text("ko"))
print(away.text("en"))

# %%
without = scheduler.plan(scheduler.patch(pool, away))
change = scheduler.compare(planned, without)
change.tiers

# %% [markdown]
# 들어온 사람, 빠진 사람, 시간이 바뀐 사람입니다. *Who comes in, who leaves, who moves in time.*

# %%
change.rows

# %% [markdown]
# 맡을 수 있는 사람이 모두 다른 일을 하고 있어 새로 비는 자리입니다. *Seats that become empty:
# whoever could fill them is at other work.*

# %%
before = set(planned.empty_seats["demand"])
without.empty_seats[~without.empty_seats["demand"].isin(before)]
