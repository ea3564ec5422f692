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
# # 협정과 상한 · Agreements and limits
#
# 기관은 사람을 빌려주되 한도를 둡니다. 한도를 낮추면 누가 무엇을 잃습니까? 문서 한 장을 더 만들면
# 무엇이 달라집니까? 부담을 나누는 기준을 바꾸면? 자료는 모두 지어낸 것입니다.
#
# *Agencies lend people, up to a limit. Who loses what if a limit is lowered? What does one more
# written act change? And another rule for sharing the load? All data are invented.*

# %%
import pandas as pd

import scheduler

pd.set_option("display.max_colwidth", None)
charts = scheduler.charts
charts.show()  # 그림은 이 컴퓨터에서 그립니다 · charts are drawn on this machine

# %%
pool = scheduler.load("../sample_data/demo")
planned = scheduler.plan(pool)
charts.lending_flows(planned)

# %% [markdown]
# ## 1. 상한을 낮추면 · If a limit is lowered
#
# 경찰청이 한 주에 빌려주는 반일의 상한을 단계마다 낮추어 다시 풀어 봅니다.
#
# *The police lend fewer half-days a week, step by step, and the week is planned anew each time.*

# %%
cost = scheduler.lending_cost(planned, "KNPA")
cost.table

# %% [markdown]
# 잃는 것은 어느 목표에서 먼저 나타나는지와 함께 적힙니다. 조금 줄이면 거의 잃지 않고, 아예 막으면
# 많이 잃습니다. 아래는 상한이 절반일 때 달라지는 배정입니다.
#
# *The loss is told by the first goal that feels it. A little less costs almost nothing; none at
# all costs much. Below, who changes when the limit is half of what is lent.*

# %%
half = cost.study.compare(str(cost.table["cap"].iloc[2]))
half.rows

# %%
charts.load_chart(planned, cost.study[str(cost.table["cap"].iloc[0])])

# %% [markdown]
# 지식재산처는 다릅니다. 이미 고정된 배정이 있어 상한을 0으로 할 수 없고, 그 사실도 증명됩니다.
#
# *The Ministry of Intellectual Property is another matter: somebody is pinned, so its limit cannot
# be 0, which is proven too.*

# %%
scheduler.lending_cost(planned, "MOIP", [0, 11]).table[["cap", "coverage_lost", "why"]]

# %% [markdown]
# ## 2. 문서 한 장을 더 만들면 · One more written act
#
# 중대범죄수사청 사건의 감정 자리 하나가 비었습니다. 할 수 있는 사람은 있으나 근거문서가 없습니다.
#
# *A seat of an appraiser on a case of the Serious Crimes Investigation Agency is empty. There are
# people who could, but no act lets them in.*

# %%
charts.candidate_waterfall(planned, "C26-028-D3")

# %% [markdown]
# 그 문서를 만든 경우와, 경찰청 사람이 중소벤처기업부 사건에 두루 갈 수 있게 하는 문서를 만든
# 경우를 견줍니다.
#
# *That act, and another one that lets the police into cases of the Ministry of SMEs and Startups,
# side by side.*

# %%
days = {"first": "2026-11-30", "last": "2026-12-31"}
acts = {
    "MOIP > SCIA": scheduler.sign_instrument(
        "I26-98", "appraisal_commission", "MOIP", "SCIA", modes="opinion", **days
    ),
    "KNPA > MSS": scheduler.sign_instrument("I26-99", "cooperation_request", "KNPA", "MSS", **days),
}
signed = scheduler.study(planned, acts)
for act in acts.values():
    print(act.text("ko"))
signed.table[["variant", "coverage", "stability", "balance", "added", "removed"]]

# %% [markdown]
# 첫째 문서로는 아무것도 달라지지 않습니다. 모자란 것은 근거문서가 아니라 시간이었기 때문입니다.
# 둘째 문서로는 충원이 늘며, 누가 움직이는지는 아래와 같습니다.
#
# *The first changes nothing: what was missing is time, not a permission. With the second more is
# covered; who moves is below.*

# %%
signed.compare("KNPA > MSS").rows

# %% [markdown]
# ## 3. 부담을 나누는 두 기준 · Two rules for sharing the load
#
# 운영정책은 부담률의 제곱을 더한 값을 작게 합니다. 가장 많이 맡은 사람의 부담을 먼저 줄이는
# 기준(leximin)도 있습니다. 두 기준으로 푼 배정안을 나란히 놓습니다.
#
# *The policy makes the sum of squared loads small. Another rule, leximin, first makes the largest
# load as small as can be, then the next. Both plans, side by side.*

# %%
rules = scheduler.balance_cost(planned)
rules.table.round(3)

# %% [markdown]
# 이 주에는 가장 큰 부담이 같습니다. 상위 목표(충원과 안정성)가 이미 정해 놓았기 때문입니다. 그래서
# leximin은 여기서 얻는 것이 거의 없고, 제곱합과 적합도를 조금 잃습니다.
#
# *In this week the largest load is the same by both: the earlier goals have settled it. So leximin
# gains little here, and costs a little of the squares and of fit.*

# %%
scheduler.compare(rules.squares, rules.leximin).rows
