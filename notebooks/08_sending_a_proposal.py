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
# # 서비스에 제안 보내기 · Sending a proposal to the service
#
# 분석가가 시행 중인 주간 배정안을 서비스에서 불러와 가정을 바꾸어 보고, 그 결과를 사무국에 제안으로
# 보냅니다. 제안은 사무국이 읽을 뿐, 배정안이나 자료를 바꾸지 않습니다. 자료는 모두 지어낸 것입니다.
#
# *An analyst loads the week in force from the service, tries a what-if, and sends it to the
# secretariat as a proposal. A proposal is there to be read; it changes neither plan nor facts. All
# data are invented.*

# %%
import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import pandas as pd

import scheduler

pd.set_option("display.max_colwidth", 60)
charts = scheduler.charts
charts.show()  # 그림은 이 컴퓨터에서 그립니다 · charts are drawn on this machine

# %% [markdown]
# ## 1. 사무국의 준비 · What the secretariat has done
#
# 실제로는 사무국의 서버가 이미 돌고 있으며, 이 절은 필요 없습니다. 여기서는 연습을 위해 임시 폴더에
# 실제 서비스를 실행하고, 계정과 토큰을 만들어 자료를 올린 뒤, 한 주를 계획하여 시행합니다.
#
# *In real life the server of the secretariat is running, and this section is not needed. For
# practice a real service is started in a temporary folder: accounts and tokens, a pool, a plan that
# is put in force.*

# %%
folder = Path(tempfile.mkdtemp())
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
url = f"http://127.0.0.1:{port}"
command = [sys.executable, "-c", "from scheduler.cli import main; main()"]
settings = {**os.environ, "SCHEDULER_DATABASE_URL": f"sqlite:///{folder / 'practice.sqlite3'}"}


def run(*words):
    """What a command of the server prints."""
    done = subprocess.run(
        [*command, *words], env=settings, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


tokens = {}
run("db", "upgrade")
for role in ("planner", "analyst"):
    run("account", "add", role, "--role", role)
    tokens[role] = run("token", "add", role, "--days", "1")
with (folder / "service.log").open("wb") as log:
    served = subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=settings, stdout=log, stderr=log
    )
_ = atexit.register(served.terminate)  # 중간에 멈추어도 남지 않게 · even if a cell below fails

# %%
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def office(path, content=None, kind="application/json"):
    """What the service answers the secretariat."""
    headers = {"Authorization": f"Bearer {tokens['planner']}", "Content-Type": kind}
    data = json.dumps(content).encode() if isinstance(content, dict) else content
    with direct.open(urllib.request.Request(f"{url}/api/v1{path}", data, headers)) as answer:
        return json.load(answer)


def until(is_true):
    """Wait, a minute at most."""
    for _ in range(300):
        if is_true():
            return
        time.sleep(0.2)
    raise TimeoutError("the practice service is not ready")


def answers():
    """Whether the service is up."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


until(answers)
packed = Path(shutil.make_archive(str(folder / "demo"), "zip", "../sample_data/demo")).read_bytes()
head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="demo.zip"\r\n\r\n'
pool = office("/pools", head + packed + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")
started = office("/runs", {"pool": pool["pool"], "start": "2026-W49"})["run"]
until(lambda: office(f"/runs/{started}")["state"] == "done")
in_force = office("/publications", {"plan": office(f"/runs/{started}")["plan"]})
pd.DataFrame(in_force["items"])[["week", "version", "published_by"]]

# %% [markdown]
# ## 2. 시행 중인 한 주를 불러오기 · Loading the week in force
#
# 분석가는 주소와 토큰만 있으면 됩니다. 토큰은 노트북에 적지 마시고 환경변수 등에 두십시오. 역할에
# 따라 볼 수 없는 것은 처음부터 오지 않으며, 그래서 할 수 없는 일은 말로 알려 줍니다.
#
# *The analyst needs an address and a token; keep the token out of notebooks. What the role may not
# see never arrives, and what cannot be done without it is said in words.*

# %%
service = scheduler.connect(url, tokens["analyst"])
service

# %%
week = service.week("2026-W49")
week

# %% [markdown]
# 사람은 번호로만, 기업은 가명으로만 보입니다. *People are ids, and firms are aliases.*

# %%
named = sum(bool(person.name) for person in week.pool.specialists)
firms = sorted({case.victim for case in week.pool.cases if case.victim.startswith("party-")})
f"이름이 있는 사람 {named}명 · people with a name: {named}; {', '.join(firms[:3])} …"

# %% [markdown]
# ## 3. 가정을 바꾸어 보기 · A what-if
#
# 경찰청이 중소벤처기업부 사건에 협조한다는 문서가 있으면 빈자리가 얼마나 줄어듭니까? 일부를 가린
# 사본이므로, 같은 사본으로 다시 계획한 배정안과 비교합니다.
#
# *How many empty seats would be filled if the police had signed to help in cases of the Ministry of
# SMEs? Since this is a copy with something left out, we compare with the week planned again from
# the same copy.*

# %%
base = week.again()
signed = week.scenario(
    "경찰청 협조요청 · KNPA helps MSS",
    scheduler.sign_instrument(
        "I26-99",
        "cooperation_request",
        "KNPA",
        "MSS",
        first=week.horizon.first_day,
        last=week.horizon.last_day,
    ),
)
tried = scheduler.plan(week.patched(signed), start=base)
change = scheduler.compare(base, tried)
change.tiers

# %%
change.rows.head(10)

# %% [markdown]
# 문서 하나로 빈자리 하나가 채워지지만, 그러자면 몇 사람의 일이 바뀝니다. 이 차이는 증명된 것입니다.
#
# *One written act fills one seat, and a few people's work changes for it. The difference is
# proven.*

# %%
charts.load_chart(base, tried)

# %% [markdown]
# ## 4. 제안 보내기 · Sending it
#
# 시나리오에는 자료의 해시가 들어 있어 다른 자료에 잘못 쓰일 수 없습니다. 서비스는 변경 하나하나가
# 자료에 맞는지 살펴 모두 받아들이거나, 고칠 곳을 알려 주고 아무것도 저장하지 않습니다.
#
# *The scenario carries the hash of its pool and cannot be used on another one by mistake. The
# service tries every patch: it keeps all of it, or names what to correct and keeps nothing.*

# %%
seats = [int(it.empty_seats["seats"].sum()) for it in (base, tried)]
reason = (
    f"빈자리가 {seats[0]}개에서 {seats[1]}개로 바뀝니다. "
    f"Empty seats: {seats[0]} before, {seats[1]} after."
)
sent = service.propose(week, signed, "경찰청과 중소벤처기업부의 협조요청 체결", reason)
sent

# %% [markdown]
# 맞지 않는 변경은 이렇게 거절됩니다. *A patch that does not fit is refused like this.*

# %%
try:
    service.propose(week.id, scheduler.absence("KNPA-99", "2026-12-01"), "없는 사람 · nobody")
except scheduler.SchedulerError as error:
    print(error.what("ko"))
    print(error.what("en"))

# %% [markdown]
# ## 5. 사무국이 읽기 · The secretariat reads it
#
# 사무국은 모든 제안을, 분석가는 자기가 보낸 제안만 봅니다.
#
# *The secretariat sees all proposals, an analyst only their own.*

# %%
secretariat = scheduler.connect(url, tokens["planner"])
secretariat.proposals()[["week", "title", "reason", "by"]]

# %% [markdown]
# 받은 시나리오를 사무국의 자료에 그대로 적용하여 다시 계획하면 같은 결과인지 확인할 수 있습니다.
#
# *The secretariat applies the scenario to its own copy, plans again, and sees whether it comes to
# the same.*

# %%
read = secretariat.proposal(sent.id)
theirs = secretariat.week(read.plan)
checked = scheduler.plan(theirs.patched(read.scenario), start=theirs)
pd.DataFrame(
    {
        "목표 · tier": tried.tiers["label"],
        "분석가 · analyst": tried.tiers["value"],
        "사무국 · secretariat": checked.tiers["value"],
    }
)

# %% [markdown]
# 연습용 서비스를 끄고 임시 폴더를 지웁니다.
#
# *The practice service is stopped and its folder removed.*

# %%
served.terminate()
served.wait(30)
shutil.rmtree(folder)
