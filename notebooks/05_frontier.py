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
# # 경계 · The frontier
#
# 운영정책은 충원을 먼저, 그다음에 안정성을 봅니다. 그래서 자리를 하나라도 더 채울 수 있으면 팀을
# 여럿 바꾸기도 합니다. 그 대가가 얼마인지, 조금 덜 채우면 팀이 얼마나 그대로인지 봅니다. 자료는
# 모두 지어낸 것입니다.
#
# *The policy asks for coverage first and stability next, so that one more point of coverage may
# change several teams. What is the price, and how much calmer would a week be that covers a little
# less? All data are invented.*

# %%
import pandas as pd

import scheduler

pd.set_option("display.max_colwidth", None)
charts = scheduler.charts
charts.show()  # 그림은 이 컴퓨터에서 그립니다 · charts are drawn on this machine

# %%
pool = scheduler.load("../sample_data/demo")
planned = scheduler.plan(pool)
planned.tiers[["label", "value", "status"]]

# %% [markdown]
# ## 1. 충원과 안정성 · Coverage and stability
#
# 점 하나가 배정안 하나입니다. 두 목표 모두에서 그보다 나은 배정안이 없음을 서로 다른 엔진 2종으로
# 확인했습니다. 법정기한은 어느 점에서나 지킵니다.
#
# *Each point is a plan. No plan beats it in both goals; two engines have proven that. The
# statutory deadlines are kept at every point.*

# %%
FLOOR = 1860
curve = scheduler.frontier(planned, floor=FLOOR)
charts.frontier_chart(curve)

# %%
curve.table.drop(columns="level")

# %% [markdown]
# ## 2. 한 점을 고르면 · One of the points
#
# 충원을 1%까지만 양보할 때 팀이 가장 덜 바뀌는 점을 고릅니다.
#
# *Of the points within one per cent of the best coverage, the one that changes teams least.*

# %%
best = curve.table["coverage"].max()
within = curve.table[curve.table["coverage"] >= 0.99 * best]
chosen = curve.points[within["stability"].idxmin()]
change = scheduler.compare(planned, chosen.planned)
print(change.summary())
change.tiers[["tier", "before", "after", "difference"]]

# %% [markdown]
# 숫자 뒤에 사람이 있습니다. 이 점으로 옮기면 누가 들어오고 누가 빠집니까?
#
# *Behind the numbers are people. Who comes in and who leaves at this point?*

# %%
change.rows.query("change != 'moved'")

# %%
charts.load_chart(planned, chosen.planned)

# %% [markdown]
# 새로 비는 자리와 새로 채우는 자리입니다. 급한 사건이 그 안에 있는지 보고 정할 일입니다.
#
# *Seats that become empty, and seats that are filled instead. Whether an urgent case is among them
# is for people to weigh.*

# %%
seats = {
    name: set(it.empty_seats["demand"]) for name, it in (("now", planned), ("then", chosen.planned))
}
cases = {c.case: c.priority for c in pool.cases}
moved = pd.DataFrame(
    [(d, "empty") for d in sorted(seats["then"] - seats["now"])]
    + [(d, "filled") for d in sorted(seats["now"] - seats["then"])],
    columns=["demand", "becomes"],
)
moved.assign(priority=[cases[pool.demand_of_id[d].case] for d in moved["demand"]])

# %% [markdown]
# ## 3. 형평성까지 · And balance
#
# 안정성을 두 수준으로 묶어 두고 충원과 형평성의 경계를 그립니다. 아래쪽 선일수록 부담이 고르게
# 나뉩니다.
#
# *Coverage against balance, with stability held at two levels. The lower a line, the more evenly
# the load is shared.*

# %%
POINTS = 3
levels = (planned.plan.tier("stability").value, 60)
both = scheduler.frontier(
    planned, ("coverage", "balance", "stability"), levels=levels, step=8000, most=POINTS
)
charts.frontier_chart(both)

# %%
both.table
