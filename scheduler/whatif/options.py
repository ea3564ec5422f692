"""The options of a solve as a caller writes them: checked before anything is solved."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from scheduler.model import Give, Near, Plan, RequestError, SolveOptions

if TYPE_CHECKING:
    from scheduler.whatif.planned import PlannedWeek


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


def wish(near: "PlannedWeek | Plan | None", give: Give | None) -> Near | None:
    """The wish to be near to a base, as a caller writes it.

    Raises:
        RequestError: something is to be given up and there is no base, or not by that amount.
    """
    if near is None:
        if give:
            raise RequestError("near.no_base")
        return None
    return Near.of(near if isinstance(near, Plan) else near.plan, give)
