"""Why the parser has refused a command line, in the words of both languages.

The parser tells its reasons in English sentences and as fields of its errors; the fields are what
is read here. Only an unknown command and a word too many have no field, and are found in the
sentence. A refusal of a kind that is not known is told in the parser's own words.

Why the operating system refuses a file is read from its number likewise.
"""

import errno
import re
from enum import StrEnum
from typing import Any, get_args, get_origin

from typer.exceptions import TyperException

from scheduler.model import Language, say
from scheduler.model.texts import table

_NO_COMMAND = re.compile(r"No such command '(?P<command>[^']*)'")
_TOO_MANY = re.compile(r"unexpected extra arguments?(?:\(s\))? \((?P<words>.*)\)")


def refusal(error: TyperException, language: Language) -> str:
    """What is wrong with a command line."""
    parameter = getattr(error, "param", None)
    if parameter is not None:
        return _of_parameter(error, parameter, language)
    option = getattr(error, "option_name", None)
    if option is not None:
        similar = getattr(error, "possibilities", None)
        if similar is None:
            return say("cli.usage.no_value", language, option=option)
        code = "cli.usage.no_option_similar" if similar else "cli.usage.no_option"
        return say(code, language, option=option, similar=", ".join(similar))
    message = error.format_message()
    for code, pattern in (("no_command", _NO_COMMAND), ("too_many", _TOO_MANY)):
        found = pattern.search(message)
        if found:
            return say(f"cli.usage.{code}", language, **found.groupdict())
    return message


def _of_parameter(error: TyperException, parameter: Any, language: Language) -> str:
    is_option = parameter.opts[0].startswith("-")
    name = parameter.opts[0] if is_option else parameter.metavar
    if type(error).__name__ == "MissingParameter":
        return say("cli.usage.missing", language, name=name)
    choices = _choices(parameter.type_descriptor.annotation)
    if choices:
        return say("cli.usage.not_among", language, name=name, choices=", ".join(choices))
    least, most = (getattr(parameter, side, None) for side in ("min", "max"))
    if least is None and most is None:
        return say("cli.usage.bad_value", language, name=name)
    code = "cli.usage.too_small" if most is None else "cli.usage.out_of_range"
    return say(code, language, name=name, least=least, most=most)


def _choices(annotation: Any) -> list[str]:
    """The words of a closed choice; none where anything of a kind will do."""
    annotation = get_args(annotation)[0] if get_origin(annotation) is list else annotation
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [member.value for member in annotation]
    return [word for word in get_args(annotation) if isinstance(word, str)]


def os_reason(error: OSError, language: Language) -> str:
    """Why the operating system refuses: the common reasons in either language, others its own."""
    code = f"cli.os_reason.{errno.errorcode.get(error.errno or 0, '-')}"
    return say(code, language) if code in table() else error.strerror or str(error)
