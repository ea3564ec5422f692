"""The documentation of the API as a page, from its contract and the access table; no script."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import APIRouter, Request, Response

from scheduler.access import Relation, Role, table
from scheduler.access.decide import ANONYMOUS
from scheduler.door import names
from scheduler.door.guard import ACTION
from scheduler.web.rendering import Renderer, see_other

READ = names("openapi.read")
COLUMNS = (ANONYMOUS, *map(str, Role))
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter of an operation, or a field of a body: its type in short, what it means."""

    name: str
    place: str
    kind: str
    is_required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. ``rights``: relation to the answer for each of ``COLUMNS``."""

    method: str
    path: str
    action: str
    meaning: str
    parts: tuple[Part, ...]
    answers: tuple[tuple[str, str, str], ...]
    rights: tuple[tuple[str, tuple[str, ...]], ...]


def add_contract(router: APIRouter, renderer: Renderer, contract: Json) -> None:
    """The page is on the router, and ``/docs`` leads there."""
    told = Contract(contract)

    @router.get("/docs", openapi_extra=READ)
    def docs() -> Response:
        return see_other("/api")

    @router.get("/api", openapi_extra=READ)
    def api(request: Request) -> Response:
        return renderer.page(request, "api.html", groups=told.groups, columns=COLUMNS)


class Contract:
    """The contract, an OpenAPI document, as people read it."""

    def __init__(self, document: Json) -> None:
        self._document = document

    @cached_property
    def groups(self) -> dict[str, list[Operation]]:
        """Tag to its operations, in the order of the contract."""
        found: dict[str, list[Operation]] = {}
        for path, methods in self._document["paths"].items():
            for method, told in methods.items():
                found.setdefault(told["tags"][0], []).append(self._operation(method, path, told))
        return found

    def _operation(self, method: str, path: str, told: Json) -> Operation:
        return Operation(
            method=method.upper(),
            path=path,
            action=told[ACTION],
            meaning=told.get("description", ""),
            parts=tuple(self._parts(told)),
            answers=tuple(
                (status, answer["description"], self._reply(answer))
                for status, answer in sorted(told["responses"].items())
            ),
            rights=tuple(_rights(told[ACTION])),
        )

    def _parts(self, told: Json) -> Iterator[Part]:
        for it in told.get("parameters", ()):
            meaning = it.get("description") or it["schema"].get("description", "")
            kind = self._kind(it["schema"])
            yield Part(it["name"], it["in"], kind, it.get("required", False), meaning)
        for kind, content in told.get("requestBody", {}).get("content", {}).items():
            schema = self._meant(content["schema"])
            required = schema.get("required", ())
            for name, field in schema.get("properties", {}).items():
                meaning = field.get("description", "")
                yield Part(name, kind, self._kind(field), name in required, meaning)

    def _meant(self, schema: Json) -> Json:
        """The schema itself, where it is only named."""
        reference = schema.get("$ref")
        if reference is None:
            return schema
        found: Json = self._document["components"]["schemas"][_last(reference)]
        return found

    def _kind(self, schema: Json) -> str:
        """A schema in short, such as ``string (2026-W49)``, ``array of RowEdit``."""
        if "$ref" in schema:
            return _last(schema["$ref"])
        if "anyOf" in schema or "oneOf" in schema:
            several = schema.get("anyOf") or schema["oneOf"]
            kinds = " | ".join(dict.fromkeys(self._kind(it) for it in several))
        elif "enum" in schema:
            kinds = " | ".join(map(str, schema["enum"]))
        elif "items" in schema:
            kinds = f"array of {self._kind(schema['items'])}"
        else:
            kinds = str(schema.get("const", schema.get("type", "any")))
        examples = schema.get("examples", ())
        return f"{kinds} ({examples[0]})" if examples else kinds

    def _reply(self, answer: Json) -> str:
        schemas = (it.get("schema", {}) for it in answer.get("content", {}).values())
        return ", ".join(dict.fromkeys(self._kind(schema) for schema in schemas))


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


def _rights(action: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    cells = table()
    for relation in Relation:
        if (action, relation, ANONYMOUS) in cells:
            answers = tuple(str(cells[action, relation, column]) for column in COLUMNS)
            yield str(relation), answers
