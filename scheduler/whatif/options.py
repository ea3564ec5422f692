"""The options of a solve as a caller writes them: checked before anything is solved."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from scheduler.model import RequestError, SolveOptions


def solve_options(given: Mapping[str, Any]) -> SolveOptions:
    """The options of a solve; what is not given has its default.

    Raises:
        RequestError: there is no such option, or it cannot have this value; what it can is told.
    """
    try:
        return SolveOptions.model_validate(given)
    except ValidationError as error:
        name = str(error.errors(include_url=False)[0]["loc"][0])
    field = SolveOptions.model_json_schema()["properties"].get(name)
    if field is None:
        names = ", ".join(SolveOptions.model_fields)
        raise RequestError("whatif.no_option", name=name, known=names) from None
    told = {"name": name, "value": repr(given[name])}
    if "enum" in field:
        raise RequestError("whatif.bad_word", **told, known=", ".join(field["enum"]))
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤"}
    known = ", ".join(f"{sign} {field[key]:,g}" for key, sign in signs.items() if key in field)
    if field["type"] == "integer":
        known = f"{field['minimum']:,}–{field['maximum']:,}"
        raise RequestError("whatif.bad_whole", **told, known=known)
    raise RequestError("whatif.bad_number", **told, known=known)
