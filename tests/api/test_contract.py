"""Errors, headers, sizes, versions and keys, as a client meets them."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from scheduler.api import PREFIX, create_app
from scheduler.api.problems import Problem
from scheduler.door import API
from scheduler.door.shell import UNSTORED
from scheduler.exchange import pool_to_files, pool_to_json
from scheduler.model import Pool
from scheduler.store import Store
from scheduler.store.scope import System
from tests.api.client import AWAY, DAY, FACTS, Served, calls, seen
from tests.builders import WEEK
from tests.world import OWN, PLANNER, nameless, zipped

MEDIA = "application/problem+json"


def _state(served: Served) -> tuple[object, ...]:
    with served.world.store.read(System.OPERATOR) as tx:
        return (
            tx.facts.version(),
            tx.facts.pool().sha256,
            tx.pools.all(),
            tx.runs.all(100),
            *(
                tx.studies.of_plan(it.plan, 100)
                for it in tx.plans.all(only_published=False, limit=100)
            ),
            tx.proposals.all(100),
            tx.plans.publications(),
            tx.log.entries(limit=1000),
        )


def _problem(response: Any) -> Problem:
    assert response.headers["content-type"] == MEDIA
    return Problem.model_validate_json(response.content)


def test_a_pool_goes_in_by_any_form_and_comes_back(served: Served) -> None:
    it = nameless(served.world.pool)
    files = pool_to_files(it, "ko")
    several = [("files", (name, data)) for name, data in files.items()]
    for upload in (several, [("files", ("p.zip", zipped(files)))]):
        made = served.planner("POST", "/pools", files=upload)
        assert made.status_code == 201
        assert made.json()["pool"] == it.sha256
    back = served.planner("GET", f"/pools/{it.sha256}").json()

    assert back["demands"] == json.loads(served.world.pool.canonical_json())["demands"]
    slot = next(s for s in back["specialists"] if s["specialist"] == "NIS-S07")
    assert (slot["name"], slot["station"]) == ("", "")
    for person in back["specialists"]:
        person["station"] = person["station"] or "elsewhere"
    assert Pool.model_validate(back).case_of_id.keys() == served.world.pool.case_of_id.keys()


def test_wrong_rows_are_all_named_in_both_languages_and_nothing_changes(served: Served) -> None:
    before = _state(served)
    files = dict(pool_to_files(nameless(served.world.pool)))
    files["specialists.csv"] = files["specialists.csv"].replace(b",10,", b",ten,")
    told = served.planner("POST", "/pools", files={"files": ("p.zip", zipped(files))})
    problem = _problem(told)

    assert told.status_code == 422
    assert problem.code == "pool.invalid"
    assert [(c.file, c.row) for c in problem.complaints] == [
        ("specialists.csv", 2),
        ("specialists.csv", 3),
        ("specialists.csv", 4),
    ]
    for complaint in problem.complaints:
        assert complaint.column == "weekly_blocks"
        assert complaint.text.ko
        assert complaint.text.en
        assert complaint.text.ko != complaint.text.en
    assert _state(served) == before


def test_a_bad_body_of_the_planner_changes_nothing(served: Served) -> None:
    before = _state(served)
    studies, away = f"/plans/{served.plan}/studies", {"kind": "absence", **AWAY}
    bodies: list[tuple[str, str, object]] = [
        ("POST", "/runs", {"start": WEEK, "weeks": 0}),
        ("POST", "/runs", {"start": WEEK, "stray": 1}),
        ("POST", "/runs", {"start": WEEK, "options": {"seed": -1}}),
        ("POST", "/runs", {"start": "2026-W99"}),
        ("POST", "/runs", []),
        ("POST", studies, {"kind": "weather"}),
        ("POST", studies, {"kind": "absence"}),
        ("POST", studies, {"kind": "gaps", "specialist": "MSS-001"}),
        ("POST", studies, {"kind": "report", "stray": 1}),
        ("POST", studies, {**away, "days": ["1. 12. 2026"]}),
        ("POST", studies, {**away, "days": ["2026-12-01"] * 101}),
        ("POST", "/publications", {}),
        ("POST", "/publications", {"plan": "none"}),
        ("PUT", "/facts", {"pool": "short"}),
    ]
    for method, path, body in bodies:
        told = served.planner(method, path, json=body, headers=seen(1))
        assert told.status_code == 422, body
        assert _problem(told).text.ko, body
        assert _state(served) == before, body


def test_a_bad_body_of_a_registrar_names_the_field_and_changes_nothing(served: Served) -> None:
    before = _state(served)
    night = {"rows": [DAY, {**DAY, "half": "night"}]}
    bodies: list[tuple[str, str, object, str]] = [
        ("POST", "/specialists", {"specialist": "MSS-9"}, "station"),
        ("POST", "/specialists", {"specialist": "MSS-9;x", **FACTS}, "specialist"),
        ("PUT", "/specialists/MSS-001", {**FACTS, "weekly_blocks": -1}, "weekly_blocks"),
        ("PUT", "/specialists/MSS-001", {**FACTS, "agency": "KNPA"}, "agency"),
        ("PUT", "/specialists/MSS-001/availability", night, "rows.1.half"),
    ]
    for method, path, body, where in bodies:
        told = served.own(method, path, json=body, headers=seen(1))
        complaints = _problem(told).complaints
        assert told.status_code == 422, where
        assert where in [c.column for c in complaints], where
        assert not where.startswith("rows.") or [c.row for c in complaints] == [2]
        assert _state(served) == before, where


def test_changes_need_the_etag_they_are_meant_for(store: Store) -> None:
    served = Served.over(store)
    path = "/specialists/MSS-001"
    tag = served.own("GET", path).headers["etag"]
    assert tag == '"1"'
    assert served.own("PUT", path, json=FACTS).status_code == 428
    for other in ('"9"', "*", "1", '""', 'W/"1"', '"01"', '"+1"', '"1', f'"{"0" * 18}1"'):
        told = served.own("PUT", path, json=FACTS, headers={"If-Match": other})
        assert told.status_code == 412, other
    changed = served.own("PUT", path, json=FACTS, headers={"If-Match": tag})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')

    assert served.own("PUT", path, json=FACTS, headers={"If-Match": tag}).status_code == 412


def test_a_refused_version_is_told_with_the_current_one_and_the_way_out(served: Served) -> None:
    """Whatever else was sent as a version is not repeated."""
    path = "/specialists/MSS-001"
    assert served.own("PUT", path, json=FACTS, headers=seen(1)).status_code == 200
    told = served.own("PUT", path, json=FACTS, headers=seen(1)).json()
    assert told["code"] == "request.stale"
    assert told["text"] == {
        "ko": "버전 1을 고치는 요청인데 현재 버전은 2입니다. 저장하지 않았습니다.",
        "en": "The change is meant for version 1, but the current one is 2; nothing was stored.",
    }
    assert all(('"2"' in words) and ("If-Match" in words) for words in told["hint"].values())
    days = served.own("PUT", f"{path}/availability", json={"rows": []}, headers=seen(1))
    assert days.status_code == 412
    strange = {"If-Match": 'W/"canary"'}
    told = served.own("PUT", f"{path}/availability", json={"rows": []}, headers=strange).json()

    assert (told["code"], told["status"]) == ("request.never_given", 412)
    assert all("2" in words and "canary" not in words for words in told["text"].values())
    assert all('"2"' in words for words in told["hint"].values())


def test_every_post_has_one_effect_for_one_key(store: Store) -> None:
    served = Served.over(store)
    # nothing to cancel, and questions
    others = {"run.cancel", "study.cancel", "plan.verdict", "plan.absence", "plan.urgent"}
    posts = [c for c in calls(served) if c.method == "POST" and c.action not in others]
    assert len(posts) == 8
    for call in posts:
        caller = OWN if call.action == "specialist.create" else PLANNER
        headers = {"Idempotency-Key": call.path}
        first = served.send(caller, "POST", call.path, headers=headers, **call.options)
        assert first.status_code == call.ok, first.text
        before = _state(served)
        for _ in range(3):
            again = served.send(caller, "POST", call.path, headers=headers, **call.options)
            assert (again.status_code, again.content) == (first.status_code, first.content)
        assert _state(served) == before
    other = served.planner(
        "POST",
        "/runs",
        json={"pool": served.world.pool.sha256, "start": "2026-W50"},
        headers={"Idempotency-Key": "/runs"},
    )

    assert (other.status_code, _problem(other).code) == (422, "request.key_reused")
    assert served.planner("POST", "/runs", headers={"Idempotency-Key": ""}).status_code == 422


def test_a_plan_is_published_by_the_api_and_broken_rules_are_listed(store: Store) -> None:
    served = Served.over(store)
    days = [{**DAY, "date": f"2026-{d}"} for d in ("11-30", "12-01", "12-02", "12-03", "12-04")]
    path = "/specialists/MSS-001/availability"
    assert served.own("PUT", path, json={"rows": days}, headers=seen(1)).status_code == 200
    told = served.planner("POST", "/publications", json={"plan": served.draft})
    problem = _problem(told)

    assert (told.status_code, problem.code) == (409, "publish.broken")
    assert {v.code for v in problem.violations} >= {"AVAILABILITY"}
    assert all(v.text.ko and v.text.en for v in problem.violations)


def test_the_language_of_a_title_is_the_callers(served: Served) -> None:
    korean = served.planner("GET", "/runs/none").json()
    english = served.planner("GET", "/runs/none", headers={"Accept-Language": "en-GB"}).json()

    assert korean["title"] == korean["text"]["ko"] == "요청한 대상이 없습니다."
    assert english["title"] == english["text"]["en"]
    assert korean["text"] == english["text"]


def test_answers_carry_strict_headers_whatever_they_say(served: Served) -> None:
    answers = [
        served.planner("GET", "/me"),
        served.planner("GET", "/nowhere"),
        served.send("no token", "GET", "/me"),
        served.planner("POST", "/me"),
        served.client.get("/docs"),
    ]

    assert [a.status_code for a in answers] == [200, 404, 401, 405, 404]
    wanted = {**API, **UNSTORED}
    for answer in answers:
        assert {n: answer.headers.get(n) for n in wanted} == wanted
        assert answer.headers["x-request-id"]
    assert answers[2].headers["www-authenticate"] == "Bearer"
    for answer in answers[1:]:
        assert _problem(answer).status == answer.status_code


def test_a_body_past_the_limit_is_refused_announced_or_not(served: Served) -> None:
    world = served.world
    client = TestClient(create_app(world.services, upload_mb=1))
    headers = {"Authorization": f"Bearer {world.tokens[PLANNER]}"}
    large = b"x" * (2**20 + 1)

    def pieces() -> Any:
        for _ in range(3):
            yield large

    announced = client.post(f"{PREFIX}/runs", content=large, headers=headers)
    counted = client.post(f"{PREFIX}/runs", content=pieces(), headers=headers)
    upload = client.post(f"{PREFIX}/pools", files={"files": ("p.zip", large)}, headers=headers)
    assert [r.status_code for r in (announced, counted, upload)] == [413, 413, 413]
    assert {_problem(r).code for r in (announced, counted, upload)} == {"request.too_large"}
    fits = {"files": ("pool.json", pool_to_json(nameless(world.pool)))}
    assert client.post(f"{PREFIX}/pools", files=fits, headers=headers).status_code == 201


def test_a_defect_says_nothing_but_a_number(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:

    def broken(*_args: object, **_facts: object) -> None:
        raise ZeroDivisionError("canary-secret")

    monkeypatch.setattr("scheduler.service.runs.Runs.runs", broken)
    told = served.planner("GET", "/runs")

    assert told.status_code == 500
    assert "canary" not in told.text
    assert _problem(told).code == "request.internal"
    assert told.headers["x-request-id"] in told.text


def test_that_checking_stopped_is_told_whatever_is_cut_off(served: Served) -> None:
    """Whoever corrects a thousand rows is to know that there may be more of them."""
    files = pool_to_files(served.world.pool)
    tables = ("specialists.csv", "cases.csv")
    for name in tables:
        files[name] += b"".join(b"X-%05d,x,bad\n" % row for row in range(5_000))
    upload = {"files": ("p.zip", zipped(files))}
    told = _problem(served.planner("POST", "/pools", files=upload))

    assert told.status == 422
    stops = [c for c in told.complaints if c.code == "exchange.and_more"]
    assert [c.file for c in stops] == list(tables)
    assert 1_000 <= len(told.complaints) <= 1_002
    assert told.complaints_left_off > 900
    own = [c.code for c in told.complaints if c.file == tables[0]]
    assert own.index("exchange.and_more") == len(own) - 1


def test_a_body_that_cannot_be_read_is_refused_as_documented(served: Served) -> None:
    document = served.client.get(f"{PREFIX}/openapi.json").json()
    json_type = {"Content-Type": "application/json"}
    form_type = {"Content-Type": "multipart/form-data; boundary=x"}
    for path, content, kind in (
        ("/runs", b"\xff", json_type),
        ("/runs", b"{", json_type),
        ("/pools", b"--y", form_type),
    ):
        told = served.planner("POST", path, content=content, headers=kind)
        assert told.status_code in (400, 422), told.text
        assert str(told.status_code) in document["paths"][PREFIX + path]["post"]["responses"]
        assert _problem(told).text.ko
