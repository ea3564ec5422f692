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
# # 왜 이 사람이고, 왜 저 사람은 아닌가 · Why, and why not
#
# 배정안을 받은 부기관장이 묻습니다. 왜 우리 사람입니까? 다른 사람은 안 됩니까? 이 자리는 왜
# 비었고, 무엇을 바꾸면 채워집니까? 답은 모두 다시 풀어 얻은 것이며, 자료는 모두 지어낸 것입니다.
#
# *A deputy director reads the plan and asks: why our person? Could nobody else do it? Why is this
# seat empty, and what would fill it? Every answer was found by solving again. All data are
# invented.*

# %%
import pandas as pd

import scheduler

pd.set_option("display.max_colwidth", None)
charts = scheduler.charts
charts.show()  # 그림은 이 컴퓨터에서 그립니다 · charts are drawn on this machine

# %%
pool = scheduler.load("../sample_data/demo")
planned = scheduler.plan(pool)
charts.week_board(planned, ["KNPA"])

# %% [markdown]
# ## 1. 왜 우리 사람입니까 · Why our person?
#
# 경찰청에서 다른 기관 사건에 가장 오래 나가는 사람을 봅니다. 짙은 막대가 차출입니다.
#
# *Whoever of the police works longest for another agency's case; dark bars are lent.*

# %%
lent = planned.assignments.query("lent and agency == 'KNPA'")
row = lent.nlargest(1, "blocks").iloc[0]
lent[["specialist", "case", "demand", "role", "blocks", "legal_basis", "document_no"]]

# %% [markdown]
# 요건마다 근거가 적혀 있습니다. 차순위마다 어느 목표에서 얼마나 잃는지가 있고, '증명됨'이면 그보다
# 덜 잃는 배정안은 없습니다.
#
# *Each requirement has its ground. For each next best, the first goal that loses and by how much;
# where it says proven, no plan with that person loses less.*

# %%
why = planned.explain(row["demand"], row["specialist"])
why

# %% [markdown]
# ## 2. 다른 사람은 안 됩니까 · Could nobody else do it?
#
# 60명이 요건마다 차례로 빠지고, 몇 사람이 남습니다.
#
# *Sixty people fall away, requirement by requirement; a few remain.*

# %%
charts.candidate_waterfall(planned, row["demand"])

# %% [markdown]
# 배정되지 않은 사람도 이름을 들어 물을 수 있습니다. 자격이 없으면 그 사유를, 자격이 있으면 그
# 사람으로 바꾸었을 때 무엇을 잃는지를 답합니다.
#
# *One may ask about somebody by name. Who is not eligible is told why; for whoever is, the plan is
# made anew with them, and the loss is told.*

# %%
planned.explain(row["demand"], "KNPA-02")

# %%
planned.explain(row["demand"], "KNPA-05")

# %% [markdown]
# ## 3. 이 자리는 왜 비었습니까 · Why is this seat empty?
#
# 요청된 자리에서 채운 자리까지입니다.
#
# *From the seats asked for to those that are filled.*

# %%
charts.coverage_waterfall(planned)

# %% [markdown]
# 맡을 사람이 한 명도 없는 자리 하나를 봅니다.
#
# *One of the seats that nobody at all can take.*

# %%
nobody = planned.empty_seats.query("eligible == 0")
nobody

# %%
seat = "C26-029-D1"
charts.candidate_waterfall(planned, seat)

# %% [markdown]
# 법령에 따른 사유는 바꾸자고 제안하지 않고, 어느 법령인지만 밝힙니다. 점수가 정해진 변경 중에서는
# 부담이 가장 적은 것을 찾고, 그대로 바꾼 자료로 다시 계획하여 확인합니다.
#
# *What rests on statute is named and not for sale. Among the changes that have a price the
# cheapest are found, carried out on the pool, and tried by planning anew.*

# %%
planned.explain(seat)

# %% [markdown]
# 마지막 질문입니다. 그 지명을 연장하면 무엇이 달라집니까?
#
# *One last question: what changes if that designation is renewed?*

# %%
renewed = [
    s.model_copy(
        update={"designations": tuple(d.model_copy(update={"until": None}) for d in s.designations)}
    )
    if s.specialist == "MOIP-04"
    else s
    for s in pool.specialists
]
scheduler.compare(planned, scheduler.plan(pool.with_rows(specialists=renewed)))
