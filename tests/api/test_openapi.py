"""The OpenAPI document: examples that are accepted, what a call may be answered with, no host."""

import json
from typing import Any

from scheduler.api import PREFIX
from scheduler.service.replies import POOL_SHA
from tests.api.client import Served, calls
from tests.world import OWN, PLANNER

MEDIA = "application/problem+json"


def test_the_contract_has_examples_and_problems_and_names_no_host(served: Served) -> None:
    document = served.client.get(f"{PREFIX}/openapi.json").json()
    text = json.dumps(document)

    assert "http://" not in text
    assert "https://" not in text
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["x-action"], path
            answers = operation["responses"]
            if not path.endswith("/health"):
                assert list(answers["401"]["content"]) == [MEDIA], (path, method)
    for name in ("SpecialistFacts", "AvailabilityFacts", "RunRequest"):
        assert document["components"]["schemas"][name]["examples"], name


def test_every_documented_example_of_a_body_is_accepted_by_the_api(served: Served) -> None:
    """As it stands in the contract served; only ids of stored things are those of this database."""
    document = served.client.get(f"{PREFIX}/openapi.json").json()
    ids = {"pool": served.world.pool.sha256, "plan": served.draft}
    tried = set()
    # the draft first: the other examples change what it rests on
    paths = sorted(document["paths"].items(), key=lambda item: "publications" not in item[0])
    for path, operations in paths:
        for method, operation in operations.items():
            for body in _examples(document, operation):
                caller = OWN if "/specialists" in path else PLANNER
                sent = {name: ids.get(name, value) for name, value in body.items()}
                place = path.removeprefix(PREFIX).replace("{specialist}", "MSS-001")
                if "{plan}" in place:  # of which the examples name a person and a demand
                    place = place.replace("{plan}", served.plan)
                    text = json.dumps(sent).replace("MSS-07", "MSS-001")
                    text = text.replace(POOL_SHA, served.world.pool.sha256)
                    sent = json.loads(text.replace("C26-028-D4", "d3").replace("C26-028", "c2"))
                known = served.send(caller, "GET", place).headers.get("etag", "")
                told = served.send(
                    caller, method.upper(), place, json=sent, headers={"If-Match": known}
                )
                assert told.is_success, (method, path, told.text)
                tried.add(operation["x-action"])

    assert tried == {
        *("facts.replace", "specialist.create", "specialist.update", "availability.write"),
        *("run.start", "publication.create", "plan.verdict", "plan.absence", "plan.urgent"),
        *("study.start", "proposal.send"),
    }


def _examples(document: Any, operation: Any) -> list[dict[str, Any]]:
    """The examples of an operation's JSON body; every such body has one."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return []
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    examples: list[dict[str, Any]] = document["components"]["schemas"][name]["examples"]
    assert examples, name
    return examples


def test_examples_of_the_contract_hold_all_that_their_schema_requires(served: Served) -> None:
    document = served.client.get(f"{PREFIX}/openapi.json").json()
    lacking = [
        (name, field)
        for name, schema in document["components"]["schemas"].items()
        for example in schema.get("examples", ())
        for field in schema.get("required", ())
        if field not in example
    ]

    assert lacking == []


def test_the_contract_declares_how_to_sign_in_etags_and_refused_bodies(served: Served) -> None:
    document = served.client.get(f"{PREFIX}/openapi.json").json()

    schemes = document["components"]["securitySchemes"]
    assert schemes == {"bearer": {"type": "http", "scheme": "bearer"}}
    for call in calls(served):
        if call.action == "openapi.read":
            continue
        operation = document["paths"][PREFIX + call.route][call.method.lower()]
        open_to_all = call.action == "health.read"
        assert operation["security"] == ([] if open_to_all else [{"bearer": []}]), call
        has_body = "requestBody" in operation
        assert {s in operation["responses"] for s in ("400", "413")} == {has_body}, call
        owner = OWN if call.owner else PLANNER
        told = served.send(owner, call.method, call.path, **call.options)
        documented = operation["responses"][str(told.status_code)]
        has_tag = "ETag" in documented.get("headers", {})
        assert has_tag == ("etag" in told.headers), call
