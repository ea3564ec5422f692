"""No request of any shape gives a server error, on either database."""

import json
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.store import Store
from tests.api.client import Served, calls, seen
from tests.builders import WEEK
from tests.world import CALLERS, OWN, PLANNER

TEXTS = st.text(max_size=30) | st.sampled_from(["\x00", "..", "%00", "MSS-001", WEEK, "9" * 30])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=3) | st.dictionaries(TEXTS, v, max_size=3), max_leaves=6
)
FIELDS = st.sampled_from(
    [
        "station",
        "weekly_blocks",
        "max_cases",
        "specialist",
        "skills",
        "rows",
        "name",
        "fields",
        "pool",
        "start",
        "weeks",
        "options",
        "plan",
        "week",
        "designations",
        "clearance",
        "edits",
        "days",
        "case",
        "quick",
        "kind",
        "title",
        "scenario",
    ]
)
VERSIONS = st.none() | st.sampled_from(['"1"', '"' + "9" * 30 + '"', "*", "x"])


@st.composite
def _bodies(draw: st.DrawFn, good: Any) -> bytes:
    """A good body with a few fields put wrong, or anything at all."""
    if not isinstance(good, dict) or draw(st.integers(0, 4)) == 0:
        return json.dumps(draw(VALUES)).encode()
    return json.dumps({**good, **draw(st.dictionaries(FIELDS, VALUES, max_size=2))}).encode()


def test_no_request_is_a_server_error(store: Store) -> None:
    served = Served.over(store)
    made = calls(served)

    @settings(
        max_examples=300,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def fuzz(data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(made))
        path = call.path
        if "{" in call.route and data.draw(st.booleans()):
            first = path.split("/")[1]
            path = path.replace(path.split("/")[2].partition("?")[0], data.draw(_segments()), 1)
            assert path.startswith(f"/{first}/")
        options = dict(call.options)
        if "json" in options:
            options["content"] = data.draw(_bodies(options.pop("json")))
            options["headers"] = {"Content-Type": "application/json"}
        headers = dict(options.pop("headers", {}))
        if (version := data.draw(VERSIONS)) is not None:
            headers["If-Match"] = version
        caller = data.draw(st.sampled_from((PLANNER, OWN, *CALLERS)))
        told = served.send(caller, call.method, path, headers=headers, **options)

        assert told.status_code < 500, (call.method, path, told.text)

    fuzz()


def _segments() -> st.SearchStrategy[str]:
    """Path segments as a client may send them, percent-encoded."""
    return TEXTS.map(lambda text: quote(text, safe="") or "x")


def test_texts_no_database_can_hold_are_refused(store: Store) -> None:
    served = Served.over(store)
    facts = {"station": "here", "weekly_blocks": 4, "max_cases": 1}
    for bad in ("MSS-\x00", "MSS-" + "9" * 300, "MSS-\n1"):
        told = served.own("POST", "/specialists", json={"specialist": bad, **facts})
        assert told.status_code == 422, told.text
    for path in ("/specialists/%00", "/runs/%00", "/plans/%00", "/pools/%00", "/studies/%00"):
        assert served.planner("GET", path).status_code in (404, 422)
    for query in ("after=%00", f"after={served.plan}&about=%00"):
        path = f"/plans/{served.plan}/comparison?{query}"
        assert served.planner("GET", path).status_code in (404, 422)
    told = served.own(
        "PUT", "/specialists/MSS-001", json={**facts, "name": "\x00"}, headers=seen(1)
    )
    assert told.status_code in (200, 422)
    assert served.own("GET", "/specialists").status_code == 200
