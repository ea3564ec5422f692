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
# # 핵심 인력 · Key persons
#
# 누가 자리를 비우면 가장 많이 잃습니까? 그 공백은 한 사람을 더 지명하면 메워집니까? 사람마다 없을
# 때의 최선을 다시 계산하여 비교해 봅니다. 자료는 모두 지어낸 것입니다.
#
# *Whose absence costs most? Would one more designation fill the gap? For each person the best plan
# without them is found and compared. All data are invented.*

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
# ## 1. 누가 빠지면 가장 많이 잃는가 · Whose absence costs most
#
# 모두 60명입니다. 값은 법정기한과 충원이며, 그 사람 없이 만들 수 있는 모든 배정안 가운데 최선과
# 비교한 것입니다.
#
# *All sixty people. The values are statutory deadlines and coverage, those of the best of all plans
# without the person.*

# %%
missed = planned.key_persons(workers=2)
missed[["specialist", "name", "agency", "coverage", "coverage_change", "fewer", "certainty"]].head(
    8
)

# %% [markdown]
# 앞의 세 사람은 같은 기관에서 같은 일을 합니다. 한 사람만 빠져도 두 사건이 멈춥니다. 반대로
# 아무것도 잃지 않는 사람도 많습니다.
#
# *The first three are of one agency and do the same work: without any one of them two cases stop.
# Of many others nothing at all would be lost.*

# %%
lost = missed["coverage_change"]
pd.Series(
    {"잃는 것이 있음 · something": int((lost < 0).sum()), "없음 · nothing": int((lost == 0).sum())}
).to_frame("명 · people")

# %% [markdown]
# ## 2. 그 주에는 어떻게 되는가 · What that week would be
#
# 맡을 수 있는 사람의 순위와, 바뀌는 배정이 가장 적은 배정안입니다.
#
# *Who could step in, and the plan that moves the fewest rows.*

# %%
first = missed["specialist"].iloc[0]
planned.absent(first)

# %% [markdown]
# ## 3. 한 사람을 더 지명하면 · If one more person is designated
#
# 같은 권한을 행사할 조사관을 한 사람 더 지명해 둔 경우를 풀어 봅니다. 평소의 한 주와, 핵심 인력이
# 빠진 한 주를 나란히 놓습니다.
#
# *One more investigator is designated for the same power. An ordinary week, and the week in which
# the key person is away, with and without the newcomer.*

# %%
person = pool.specialist_of_id[first]
power = person.designations[0].authority
newcomer = scheduler.add_specialist(
    "MOIP-99",
    person.agency,
    {"administrative_investigation": 2},
    station=person.station,
    weekly_blocks=person.weekly_blocks,
    max_cases=person.max_cases,
    designations=[{"authority": power}],
)
days = sorted(str(day.date()) for day in planned.schedule["day"].drop_duplicates())
away = scheduler.absence(first, days[0], until=days[-1])
study = scheduler.study(
    planned,
    {
        "한 사람 더 · one more": newcomer,
        "부재 · away": away,
        "부재와 한 사람 더 · away, one more": [away, newcomer],
    },
)
study.table[["variant", "status", "coverage", "added", "removed"]]

# %% [markdown]
# 평소의 한 주에 더해지는 것은 적습니다. 핵심 인력이 빠진 주에 지키는 것이 추가 지명의 효과입니다.
# 이 차이가 한 사람을 더 지명해 달라고 요청하는 근거가 됩니다.
#
# *In an ordinary week the newcomer adds little. What is kept in the week of the absence is what
# they are worth, and the reason to ask for the designation.*

# %%
coverage = study.table.set_index("variant")["coverage"]
saved = coverage["부재와 한 사람 더 · away, one more"] - coverage["부재 · away"]
f"한 사람을 더 지명하면 충원 {saved}점을 지킵니다 · one more designation keeps {saved} points"

# %%
charts.load_chart(planned, study["부재와 한 사람 더 · away, one more"])
