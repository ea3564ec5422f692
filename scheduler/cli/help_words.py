"""The words of the help: ours in the place of codes, and the parser's own in both languages."""

import re
from collections.abc import Callable
from typing import Any

import typer

from scheduler.model import Language, say

_NO_MARKUP = re.compile(r"\[(?!bold\]|/\])")
"""A bracket of a help text that is none of its markup: ``[prices]`` is to be read as it is."""
_USAGE = "Usage: "
"""How the parser begins the line that tells how a command is written."""


def put_words(command: Any, language: Language) -> None:
    """Replace the codes in a tree of commands, and the parser's English, by one language."""
    # the parser makes its own --help option late, and keeps it
    help_option = command.get_help_option(typer.Context(command, **command.context_settings))
    help_option.help, help_option.metavar = "cli.option.help", " "
    for parameter in (*command.params, help_option):
        if not getattr(parameter, "rich_help_panel", None):
            parameter.rich_help_panel = f"cli.panel.{parameter.param_type_name}"
    for parameter in command.params:
        if parameter.param_type_name == "argument" and not parameter.type_descriptor.is_choice:
            # its name says what belongs there; the parser would add a type of Python's
            parameter.display_type_rich = lambda ctx: None
    for owner in (command, *command.params, help_option):
        for name in ("help", "epilog", "short_help", "rich_help_panel"):
            code = getattr(owner, name, None)
            if isinstance(code, str) and code.startswith("cli."):
                setattr(owner, name, _NO_MARKUP.sub(r"\\[", say(code, language)))
    _put_usage(command, language)
    for member in getattr(command, "commands", {}).values():
        put_words(member, language)


def _put_usage(command: Any, language: Language) -> None:
    """Have the line that tells how a command is written speak the language."""
    command.options_metavar = say("cli.parser.options", language)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = say("cli.parser.subcommand", language)
    usage: Callable[[Any], str] = command.get_usage
    word = say("cli.parser.usage", language)
    command.get_usage = lambda context: usage(context).replace(_USAGE, word, 1)
    _put_marks(command, language)


def _put_marks(command: Any, language: Language) -> None:
    """Have the marks of options speak the language; what prints help is imported only then."""
    format_help: Callable[[Any, Any], None] = command.format_help

    def ours(context: Any, formatter: Any) -> None:
        from typer import rich_utils

        rich_utils.REQUIRED_LONG_STRING = say("cli.parser.required", language)
        rich_utils.DEFAULT_STRING = say("cli.parser.default", language, value="{}")
        format_help(context, formatter)

    command.format_help = ours
