"""What a field of a request should have held, in both languages, by the kind of its error."""

from collections.abc import Mapping
from typing import Any, Final

from scheduler.model import say
from scheduler.model.told import TOLD
from scheduler.service.replies import Text

_WHOLE: Final = "whole"
_FLAG: Final = "flag"
_TEXT: Final = "text"
_DAY: Final = "day"
_LIST: Final = "list"
_OBJECT: Final = "object"
# our sentence by pydantic's type of error; a type that is no key here is told by its own name
_SENTENCE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("bool_type", "bool_parsing"), _FLAG),
    **dict.fromkeys(("string_type", "string_unicode", "string_sub_type"), _TEXT),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_inexact"), _DAY),
    **dict.fromkeys(("date_from_datetime_parsing", "datetime_type", "datetime_parsing"), _DAY),
    **dict.fromkeys(("tuple_type", "list_type", "set_type", "frozen_set_type"), _LIST),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _OBJECT),
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "missing": "missing",
    "extra_forbidden": "unknown",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "greater_than": "more_than",
    "less_than": "less_than",
    "string_too_short": "longer",
    "string_too_long": "shorter",
    "string_pattern_mismatch": "pattern",
    "too_long": "fewer",
    "too_short": "more",
    "enum": "one_of",
    "literal_error": "one_of",
    "union_tag_invalid": "tag",
    "union_tag_not_found": "tag_missing",
    "json_invalid": "json",
}


def expectation(error: Mapping[str, Any]) -> Text:
    """What the field should have held; never the value that it did."""
    context: Mapping[str, Any] = error.get("ctx") or {}
    if error["type"] == TOLD:
        return Text(ko=context["ko"], en=context["en"])
    sentence = _SENTENCE.get(str(error["type"]), "other")
    facts = {**context, "message": str(error["msg"])}
    code = f"request.expected.{sentence}"
    return Text(ko=say(code, "ko", **facts), en=say(code, "en", **facts))
