"""What the contract says about errors, once for all routes."""

from copy import deepcopy
from typing import Any

from fastapi import FastAPI

from scheduler.api.problems import MEDIA_TYPE, Problem

_WHY = {
    401: "No token, or one that is not valid",
    403: "The role may not do this",
    404: "No such thing for this caller",
    409: "The state does not allow it",
    412: "Changed since it was read",
    413: "Too large",
    422: "Rows or fields to correct; nothing was changed",
    428: "If-Match is missing",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer with; 401 always."""
    return {
        status: {
            "description": _WHY[status],
            "model": Problem,
        }
        for status in sorted({401, 422, *statuses})
    }


def contract(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, in which every problem has the media type it is sent with."""
    document: dict[str, Any] = deepcopy(app.openapi())
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
    return document
