"""Refusals of a value inside a request or a record, told in both languages."""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from scheduler.model.texts import say

TOLD: Final = "told"
"""The type of an error whose context holds the sentence in ``ko`` and ``en``."""
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def refusal(code: str, **facts: object) -> PydanticCustomError:
    """The error of a validator whose sentence is one of our texts."""
    texts = {"en": say(code, "en", **facts), "ko": say(code, "ko", **facts)}
    return PydanticCustomError(TOLD, "{en}", texts)


def _no_number(value: object) -> object:
    """A date or ``2026-11-24``; pydantic alone would take 0 for the first of January 1970."""
    is_day = isinstance(value, date) or (isinstance(value, str) and _ISO_DAY.fullmatch(value))
    if not is_day:
        raise refusal("value.day")
    return value


Day = Annotated[date, BeforeValidator(_no_number)]
"""A day: a date, or its text in ISO form; never a number of days or seconds."""
