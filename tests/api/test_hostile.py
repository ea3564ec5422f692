"""What a hostile caller writes: half characters, tricks in names, bodies without an end."""

import json
from typing import Any

from tests.api.client import AWAY, COME_IN, EDIT, FACTS, Served
from tests.world import absence_of

HALF = "\ud800"
NEW = {"specialist": "MSS-900", **FACTS}


def _post(served: Served, path: str, body: object) -> Any:
    caller = served.own if path == "/specialists" else served.planner
    headers = {"Content-Type": "application/json"}
    return caller("POST", path, content=json.dumps(body).encode(), headers=headers)


def test_half_a_character_is_refused_wherever_it_stands(served: Served) -> None:
    verdict = f"/plans/{served.plan}/verdict"
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("/runs", {"start": HALF}),
        ("/runs", {"pool": HALF}),
        ("/runs", {"from_plan": HALF}),
        ("/runs", {HALF: 1}),
        ("/publications", {"plan": HALF}),
        ("/publications", {"plan": served.draft, "week": HALF}),
        *(("/specialists", {**NEW, name: HALF}) for name in ("specialist", "station", "name")),
        *(("/specialists", {**NEW, name: [HALF]}) for name in ("fields", "preferred_kinds")),
        ("/specialists", {**NEW, "designations": [{"authority": HALF}]}),
        ("/specialists", {**NEW, HALF: 1}),
        *((verdict, {"edits": [{**EDIT, name: HALF}]}) for name in EDIT),
        (f"/plans/{served.plan}/absence", {**AWAY, "specialist": HALF}),
        (f"/plans/{served.plan}/absence", {**AWAY, "days": [HALF]}),
        (f"/plans/{served.plan}/urgent", {"case": HALF}),
        (f"/plans/{served.plan}/proposals", {"title": HALF, "scenario": {}}),
        (f"/plans/{served.plan}/urgent", {**COME_IN, "pool": HALF}),
    ]
    for path, body in bodies:
        told = _post(served, path, body)
        assert told.status_code == 422, (path, body, told.text)
        assert told.json()["code"] == "request.invalid"
    upload = {"files": ("pool.json", b'{"agencies": [{"agency": "\\ud800"}]}')}
    assert served.planner("POST", "/pools", files=upload).status_code == 422


def test_a_hostile_scenario_is_refused_and_not_kept(served: Served) -> None:
    """Half characters, numbers that are none, nesting without an end, texts with a NUL."""
    kept = len(served.planner("GET", "/proposals").json())
    deep: Any = "x"
    for _ in range(400):
        deep = [deep]
    values: list[Any] = [HALF, float("nan"), deep, 10**400]
    good = absence_of("MSS-001", served.world.pool)
    for value in values:
        change = {"kind": "specialist", "specialist": "MSS-001", "values": {"title": value}}
        for scenario in (good | {"patches": [change]}, good | {"name": value}, {"name": value}):
            body = {"title": "x", "scenario": scenario}
            told = _post(served, f"/plans/{served.plan}/proposals", body)
            assert told.status_code == 422, (str(value)[:20], told.text)
    for title in ("", " ", "x" * 201, "\ud800"):
        body = {"title": title, "scenario": good}
        assert _post(served, f"/plans/{served.plan}/proposals", body).status_code == 422
    large = {"title": "x", "scenario": good, "reason": "x" * 300_000}
    assert _post(served, f"/plans/{served.plan}/proposals", large).status_code == 413
    assert len(served.planner("GET", "/proposals").json()) == kept


def test_weeks_beyond_the_years_are_refused(served: Served) -> None:
    for start in ("0001-W01", "9999-W52", "2026-W54"):
        assert _post(served, "/runs", {"start": start}).status_code == 422
        told = _post(served, "/publications", {"plan": served.draft, "week": start})
        assert told.status_code == 422
    assert _post(served, "/runs", {"start": "2999-W52", "weeks": 13}).status_code == 422
    assert _post(served, "/runs", {"start": "2026-W49" + "9" * 1_000}).status_code == 422


def test_only_a_stored_plan_is_a_start(served: Served) -> None:
    """A run names a plan by its id; what is none starts nothing, and is told what to write."""
    before = served.planner("GET", "/runs").json()
    starts: tuple[object, ...] = (
        "../../etc/passwd",
        "' OR 1=1 --",
        "",
        "x" * 37,
        7,
        {"assignments": []},
    )
    for start in starts:
        told = _post(served, "/runs", {"start": "2026-W49", "from_plan": start})
        assert told.status_code == 422, start
        assert told.json()["code"] in ("run.no_plan", "request.invalid")
    assert served.planner("GET", "/runs").json() == before

    for plan in (served.plan, served.draft):
        told = _post(served, "/runs", {"start": "2026-W49", "from_plan": plan})
        assert (told.status_code, told.json()["from_plan"]) == (202, plan)


def test_texts_obey_the_rules_of_files(served: Served) -> None:
    changes: list[dict[str, Any]] = [
        {"specialist": "MSS-\u200b900"},
        *({"station": text} for text in ("here\u202e", "a;b", "x" * 101)),
        *({"name": text} for text in ("a\u202eb", "a\x00b")),
        *({"title": text} for text in ("\u2066a", "x" * 101)),
        *({"fields": texts} for texts in (["a\ufeff"], ["x" * 101], [f"f{n}" for n in range(101)])),
        {"preferred_kinds": ["a/b"]},
        *({"designations": [{"authority": text}]} for text in ("a\u200fb", "x" * 101)),
        {"skills": [{"skill": "a\xadb", "level": 1}]},
    ]
    for change in changes:
        told = _post(served, "/specialists", {**NEW, **change})
        assert told.status_code == 422, (ascii(change), told.text)
        assert told.json()["code"] == "request.invalid", ascii(change)


def test_wide_letters_become_plain_ones_as_in_files(served: Served) -> None:
    body = {**NEW, "specialist": "ＭＳＳ-９０１", "fields": ["ｂ", "b", " a "]}
    told = _post(served, "/specialists", body)

    assert told.status_code == 201, told.text
    assert told.json()["specialist"] == "MSS-901"
    assert told.json()["fields"] == ["a", "b"]


def test_a_json_body_is_small_and_an_upload_may_be_large(served: Served) -> None:
    padded = {"start": "2026-W49", "options": {}, "x": "x" * 2**18}
    assert _post(served, "/runs", padded).status_code == 413

    files = {"files": ("agencies.csv", b"x" * 2**19)}
    assert served.planner("POST", "/pools", files=files).json()["code"] == "pool.invalid"


def test_a_file_sent_twice_is_refused(served: Served) -> None:
    files = [("files", ("agencies.csv", data)) for data in (b"first", b"second")]
    told = served.planner("POST", "/pools", files=files)

    assert (told.status_code, told.json()["code"]) == (422, "upload.name_twice")
