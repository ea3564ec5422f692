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
# # 한 분기의 형평성 · Fairness over a quarter
#
# 한 주가 공평해도 반년이 공평하지는 않습니다. 홀수로 남는 일은 주마다 같은 사람에게 갈 수
# 있습니다. 지난 부담을 장부에 적어 다음 주로 이어 가면 어떻게 달라지는지 봅니다. 자료는 모두
# 지어낸 것입니다.
#
# *A week may be fair and half a year not: what is left over may go to the same person every week.
# We look at what changes when past work is kept in a ledger that goes on from week to week. All
# data are invented.*

# %%
import pandas as pd

import scheduler

pd.set_option("display.max_colwidth", None)
charts = scheduler.charts
charts.show()  # 그림은 이 컴퓨터에서 그립니다 · charts are drawn on this machine

# %% [markdown]
# ## 1. 26주를 세 번 · Twenty-six weeks, three times
#
# 사건은 평균 3주 이어지고, 3주쯤 뒤에 비슷한 사건이 다시 옵니다. 사람은 근무일의 8%쯤 자리를
# 비웁니다. 모두 난수 시작값 하나에서 나오며, 세 방식은 같은 사건과 같은 부재를 겪습니다.
#
# - `week`: 그 주만 봅니다. 지난 부담은 잊습니다.
# - `history`: 지난 부담을 장부로 이어 갑니다. 사건이 이어지는 동안 맡은 사람은 되도록 그대로입니다.
# - `turns`: 장부를 이어 가고, 형평성을 안정성보다 앞에 둡니다. 이어지는 사건도 번갈아 맡을 수
#   있습니다.
#
# *A case lasts three weeks on average, and another like it comes some three weeks later; people
# are away on eight days in a hundred. All of it comes from one seed, the same for all ways.
# `week` looks at each week alone. `history` carries the ledger on, and whoever is on a case stays
# on it if that can be. `turns` carries it on and asks for balance before stability, so that people
# may take turns.*

# %%
WEEKS = 26
pool = scheduler.load("../sample_data/demo")
found = scheduler.rolling(pool, WEEKS, workers=2)
found.weeks.groupby("way")[["assignments", "empty_seats", "stability"]].sum()

# %% [markdown]
# 장부를 이어 간다고 빈자리가 더 생기지는 않습니다. 형평성은 충원 다음이기 때문입니다. 그러나 번갈아
# 맡으면 사람이 훨씬 자주 바뀝니다(`stability`는 적을수록 좋습니다).
#
# *Carrying the ledger on empties no seats to speak of: balance comes after coverage. Taking turns
# changes people far more often (`stability`, the less the better).*

# %% [markdown]
# ## 2. 누구와 누구를 비교하는가 · Who is compared with whom
#
# 같은 기관, 같은 근무지, 같은 제공 시간이며, 맡을 수 있는 일의 절반 이상이 겹치는 두 사람만
# 견줍니다. 그리고 앞날을 모른 채 주마다 고르게 나누었다면(`unforeseen`) 1.15배 안에 들었을 쌍만
# 셉니다. 한 사람만 맡을 수 있는 일이 많으면 아무도 그렇게 나눌 수 없습니다.
#
# *Two people of one agency and station who release as much, with at least half of their work in
# common; and only if evening out each week, without knowing the next, would have brought them to
# within 1.15 (`unforeseen`). Where much of the work can be done by one of them alone, nobody
# could.*

# %%
pairs = found.pairs.query("comparable").pivot(
    index=["agency", "one", "other"], columns="way", values="ratio"
)
pairs.round(2)

# %% [markdown]
# ## 3. 한 분기 뒤, 반년 뒤 · After a quarter, after half a year
#
# 부담률은 맡은 반일을 제공한 반일로 나눈 값입니다. 비교할 수 있는 쌍 가운데 가장 벌어진 쌍을 주마다
# 봅니다.
#
# *Load is half-days worked over half-days given. The pair furthest apart, week by week.*

# %%
charts.fairness_chart(found)

# %%
at = found.ratios.query("week in (@WEEKS // 2 - 1, @WEEKS - 1)").assign(
    week=lambda t: t["week"] + 1
)
at.pivot(index="week", columns="way", values="largest").round(2)

# %% [markdown]
# 안정성이 앞이면 장부는 다음 사건을 누가 맡을지만 정하고, 이미 맡은 사람을 바꾸지 않습니다. 그래서
# 한 분기로는 모자라고 반년쯤 지나야 드러나며, 시작값에 따라서는 끝나지 않은 사건 하나만큼 벌어져
# 있습니다. 번갈아 맡으면 고르게 나눌 수 있었던 쌍은 모두 1.15배 안에 듭니다. 사람을 지킬지 몫을
# 고르게 할지는 운영정책이 정할 일이고, 위의 표가 그 값입니다.
#
# *With stability first the ledger decides who gets the next case and takes nobody off one. So a
# quarter is too short, half a year shows it, and with some seeds a pair ends as far apart as a case
# that is still open. By turns every pair that could be even is within 1.15. Whether to keep people
# or to even out is for the policy to say; the table above is the price.*

# %%
largest = found.pairs.query("comparable").groupby("way", observed=True)
largest[["ratio", "attainable", "unforeseen"]].max().round(2)

# %% [markdown]
# ## 4. 가장 벌어진 쌍의 이야기 · The pair furthest apart
#
# 그 주만 보았을 때 가장 벌어진 두 사람이, 장부를 이어 가면 어떻게 되는지 봅니다.
#
# *The two who end furthest apart without the ledger, and the same two with it.*

# %%
who = list(pairs["week"].idxmax()[1:])
end = found.load.query("week == @WEEKS - 1 and specialist in @who")
end[["way", "specialist", "worked", "given", "load"]].round(2)

# %% [markdown]
# 기관도 마찬가지입니다. 기관이 반년 동안 제공한 반일 가운데 다른 기관에 빌려준 비율입니다.
#
# *And the agencies: of the half-days given in half a year, the share that was lent.*

# %%
lent = found.load.groupby(["agency", "way"], observed=True)[["lent", "capacity"]].sum()
lent.assign(share=(lent["lent"] / lent["capacity"]).round(3))["share"].unstack("way")
