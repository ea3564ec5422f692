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
# # 공백과 병가 · Gaps and illness
#
# 어떤 전문성이 모자랍니까? 그리고 몇 사람이 앓으면 이 한 주는 어떻게 됩니까? 전문성마다 한 사람이
# 더 있을 때의 최선을 풀어 보고, 같은 한 주를 매번 다른 사람이 앓는 것으로 하여 여러 번 다시 짜
# 봅니다. 자료는 모두 지어낸 것입니다.
#
# *Which skills are short? And what becomes of this week when a few fall ill? The best plan with one
# more of each skill is found, and then the same week is planned again and again, each time with
# others ill. All data are invented.*

# %%
import pandas as pd

import scheduler

pd.set_option("display.max_colwidth", None)
charts = scheduler.charts
charts.show()  # 그림은 이 컴퓨터에서 그립니다 · charts are drawn on this machine

# %%
pool = scheduler.load("../sample_data/demo")
planned = scheduler.plan(pool)
planned

# %% [markdown]
# ## 1. 어떤 전문성이 모자라는가 · Which skills are short
#
# 기관과 전문성과 비밀취급등급마다, 그런 사람이 한 사람 더 있을 때의 최선입니다. 더해지는 것이
# 같으면 등급이 가장 낮은 줄만 봅니다.
#
# *For each agency, skills and grade the best plan with one more such person. Of rows that add the
# same only the one with the lowest grade is shown.*

# %%
gaps = planned.gaps(workers=2)
short = gaps.query("coverage_change > 0").drop_duplicates(["agency", "skills", "coverage_change"])
short[["agency", "skills", "clearance", "statutory_change", "coverage_change", "more"]].head(8)

# %% [markdown]
# 두 가지 전문성을 함께 갖춘 사람이 가장 모자랍니다. 대부분의 전문성은 한 사람이 더 있어도 이 주에는
# 달라지는 것이 없습니다.
#
# *What is shortest is somebody with two skills at once. Of most skills one more person would change
# nothing in this week.*

# %%
added = gaps.groupby(["agency", "skills"])["coverage_change"].max()
pd.Series({"더해짐 · something": int((added > 0).sum()), "없음 · nothing": int((added <= 0).sum())})

# %% [markdown]
# ## 2. 같은 한 주를 여덟 번 · The same week, eight times
#
# 사람마다 10%의 확률로 하루에서 닷새까지 앓습니다. 배정안은 이미 시행중이므로, 앓지 않는 사람은
# 되도록 제자리에 남습니다. 모두 난수 시작값 하나에서 나옵니다.
#
# *Each person falls ill with a probability of a tenth, for one to five days. The plan is in force,
# so whoever is well stays if at all possible. All of it comes from one seed.*

# %%
WEEKS = 8
found = scheduler.stress(planned, 0.1, repetitions=WEEKS, workers=2, bar=False)
print(found.summary())
found.weeks[["seed", "ill", "kept", "covered"]]

# %% [markdown]
# ## 3. 흔들리는 팀 · The teams that are shaken
#
# `well`은 팀에 앓는 사람이 없는 주, `kept`는 같은 사람이 같은 일을 하는 주, `covered`는 인원이 줄지
# 않는 주의 비율입니다. `kept`가 `well`보다 작은 팀은 다른 사건을 도우러 사람을 내준 팀입니다.
#
# *`well`: nobody of the team is ill; `kept`: the same people do the same work; `covered`: no fewer
# people than before. A team with `kept` below `well` gave somebody away to help another case.*

# %%
found.cases[["case", "title", "people", "well", "kept", "covered"]].head(8).round(2)

# %% [markdown]
# 팀은 바뀌어도 일은 대개 됩니다. 인원이 줄어드는 소요는 대부분 한 사람이 맡은 것입니다.
#
# *Teams change, and the work is mostly done all the same. Where people are missing, it is mostly a
# demand that one person serves.*

# %%
found.demands.query("covered < 1")[["demand", "role", "people", "fewest", "covered"]].round(2)

# %% [markdown]
# ## 4. 가장 어려운 주 · The hardest week
#
# 팀이 가장 많이 바뀐 주에 누구의 부담이 늘고 줄었는지 봅니다.
#
# *In the week in which most teams change: whose load grows, and whose falls.*

# %%
hardest = int(found.weeks.sort_values(["kept", "covered"])["repetition"].iloc[0])
charts.load_chart(found.sweep.base, found.sweep["illness", hardest])
