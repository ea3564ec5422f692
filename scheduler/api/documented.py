"""What the contract says once for all routes: errors, how to sign in, and versions as ETags."""

from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from scheduler.api.problems import MEDIA_TYPE, Problem

_WHY = {
    400: "The body cannot be read at all",
    401: "No token, or one that is not valid",
    403: "The role may not do this",
    404: "No such thing for this caller",
    409: "The state does not allow it",
    412: "Another version is current; the text says which was named and which it is",
    413: "Too large",
    422: "Rows or fields to correct; nothing was changed",
    428: "If-Match is missing",
    503: "The database cannot be used, or too many questions are waiting; try again soon",
}
_BEARER = "bearer"
_ETAG = {"description": "The version, for If-Match", "schema": {"type": "string"}, "example": '"3"'}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer with; 401 always."""
    return _documented({401, 422, 503, *statuses})


def unavailable() -> dict[int | str, dict[str, Any]]:
    """The one problem of a route that anybody may ask."""
    return _documented({503})


def _documented(statuses: set[int]) -> dict[int | str, dict[str, Any]]:
    return {
        status: {
            "description": _WHY[status],
            "model": Problem,
        }
        for status in sorted(statuses)
    }


def contract(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the app.

    Every problem has the media type it is sent with; what a body can be refused for is said
    wherever there is one; an answer with a version has its ETag; an example lacks nothing.
    """
    document: dict[str, Any] = deepcopy(app.openapi())
    schemas = document["components"]["schemas"]
    document["components"]["securitySchemes"] = {_BEARER: {"type": "http", "scheme": "bearer"}}
    for schema in schemas.values():
        _complete_examples(schema)
    for operations in document["paths"].values():
        for operation in operations.values():
            _describe(operation, schemas)
    return document


def _describe(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    answers = operation["responses"]
    operation["security"] = [{_BEARER: []}] if "401" in answers else []
    if "requestBody" in operation:
        for status in (400, 413):
            answers[str(status)] = {**answers["422"], "description": _WHY[status]}
    for status, answer in answers.items():
        content = answer.get("content", {})
        if int(status) >= 400:
            answer["content"] = {MEDIA_TYPE: content["application/json"]}
        elif "version" in _schema_of(content, schemas).get("properties", {}):
            answer["headers"] = {"ETag": _ETAG}


def _schema_of(content: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    reference: str = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    found: dict[str, Any] = schemas.get(reference.rpartition("/")[2], {})
    return found


def _complete_examples(schema: dict[str, Any]) -> None:
    """An inherited example lacks what the heir requires; the fields' own examples complete it.

    One that cannot be completed is left out.
    """
    if "examples" not in schema:
        return
    properties, required = schema["properties"], schema.get("required", ())
    own = {n: properties[n]["examples"][0] for n in required if "examples" in properties[n]}
    examples = [{**own, **example} for example in schema.pop("examples")]
    if whole := [e for e in examples if e.keys() >= set(required)]:
        schema["examples"] = whole
