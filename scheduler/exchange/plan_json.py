"""A plan as its one canonical JSON text, back again, and the schema that others may check with."""

from typing import Any

from pydantic import ValidationError

from scheduler.exchange.limits import MAX_FILE_BYTES
from scheduler.model import Plan, RequestError


def plan_to_json(plan: Plan) -> bytes:
    """The plan's file: sorted keys, one space of indent, a line end at the end; UTF-8.

    Equal plans give equal bytes.
    """
    return plan.canonical_json().encode()


def plan_from_json(data: bytes) -> Plan:
    """The plan of a file.

    Raises:
        RequestError: it is no plan; ``where`` names the first key that is wrong.
    """
    if len(data) > MAX_FILE_BYTES:
        raise RequestError("exchange.plan_unreadable", where=f"{len(data)} B")
    try:
        return Plan.model_validate_json(data)
    except ValidationError as error:
        loc = error.errors(include_url=False, include_input=False)[0]["loc"]
        where = ".".join(str(part) for part in loc)[:120] or "JSON"
        raise RequestError("exchange.plan_unreadable", where=where) from None


def plan_schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of a plan file; committed beside this module."""
    schema = Plan.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
