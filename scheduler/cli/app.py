"""The command ``scheduler``: its subcommands, its help in two languages, its last resort.

Help texts are written beside the options as codes of the text table. ``run`` puts in the words
of the language named anywhere on the command line, so that ``scheduler plan --help --language en``
is English.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, get_args

import typer
import typer.main
from typer.exceptions import TyperException

import scheduler
from scheduler.cli import (
    accounts,
    compare,
    edit,
    explain,
    export,
    keys,
    look,
    merge,
    operate,
    plan,
    replan,
    roll,
    synth,
    template,
)
from scheduler.cli.exits import Exit
from scheduler.cli.help_words import put_words
from scheduler.cli.options import LanguageOption
from scheduler.cli.refusals import os_reason, refusal
from scheduler.cli.terminal import Terminal, say_to_nobody, take_all_letters
from scheduler.model import Language, SchedulerError, hint

DEFAULT_LANGUAGE: Language = "ko"
_HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="scheduler",
    help="cli.help",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings=_HELP,
)


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"scheduler {scheduler.__version__}\n")
        raise typer.Exit


@app.callback(epilog="cli.epilog")
def _root(
    context: typer.Context,
    language: LanguageOption = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", metavar=" ", callback=_print_version, is_eager=True, help="cli.version"
        ),
    ] = False,
) -> None:
    context.obj = language or context.obj or DEFAULT_LANGUAGE


def _language(context: typer.Context, language: LanguageOption = None) -> None:
    context.obj = language or context.obj


Command = Callable[..., None]


def _add(owner: typer.Typer, name: str, code: str, panel: str, function: Command) -> None:
    """Give a command its place; its help and examples follow from its code."""
    owner.command(
        name,
        help=f"{code}.help",
        epilog=f"{code}.epilog",
        rich_help_panel=f"cli.panel.{panel}",
        context_settings=_HELP,
    )(function)


def _add_group(name: str, members: Mapping[str, Command]) -> None:
    """Give a word with commands of its own its place."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", context_settings=_HELP)
    group.callback()(_language)
    for member, function in members.items():
        _add(group, member, f"cli.{name}.{member}", "commands", function)
    app.add_typer(group, name=name, help=f"cli.{name}.help", rich_help_panel="cli.panel.serve")


_add(app, "plan", "cli.plan", "plan", plan.plan)
_add(app, "show", "cli.show", "plan", look.show)
_add(app, "explain", "cli.explain", "plan", explain.explain)
_add(app, "edit", "cli.edit", "plan", edit.edit)
_add(app, "repair", "cli.repair", "plan", explain.repair)
_add(app, "absent", "cli.absent", "plan", replan.absent)
_add(app, "urgent", "cli.urgent", "plan", replan.urgent)
_add(app, "compare", "cli.compare", "plan", compare.compare)
_add(app, "keys", "cli.keys", "plan", keys.keys)
_add(app, "report", "cli.report", "plan", explain.report)
_add(app, "roll", "cli.roll", "plan", roll.roll)
_add(app, "ledger", "cli.ledger", "plan", roll.ledger)
_add(app, "export", "cli.export", "plan", export.export)
_add(app, "clashes", "cli.clashes", "check", edit.clashes)
_add(app, "check", "cli.check", "check", look.check)
_add(app, "validate", "cli.validate", "check", look.validate)
_add(app, "template", "cli.template", "check", template.template)
_add(app, "merge", "cli.merge", "check", merge.merge)
_add(app, "synth", "cli.synth", "check", synth.synth)
_add(app, "serve", "cli.serve", "serve", operate.serve)
_add(app, "worker", "cli.worker", "serve", operate.worker)
_add_group("db", {"upgrade": operate.upgrade, "restore": operate.restore})
_add_group(
    "account",
    {
        "add": accounts.add,
        "role": accounts.add_role,
        "password": accounts.reset_password,
        "disable": accounts.disable,
        "enable": accounts.enable,
    },
)
_add_group("token", {"add": accounts.add_token, "revoke": accounts.revoke_token})


def run(argv: list[str], *, is_stopped: bool = False) -> int:
    """Run a command line; returns its exit code.

    ``is_stopped``: Ctrl-C came while this module was imported.
    """
    take_all_letters()
    language = asked_language(argv)
    terminal = Terminal(language, as_json="--json" in argv)
    try:
        if is_stopped:
            raise KeyboardInterrupt
        command = typer.main.get_command(app)
        put_words(command, language)
        # not by the parser's own main, which ends Ctrl-C and a broken pipe without asking us
        with command.make_context("scheduler", argv, obj=language) as context:
            command.invoke(context)
        return Exit.OK
    except typer.Exit as done:
        return done.exit_code
    except SchedulerError as error:
        return terminal.fail(error)
    except TyperException as error:
        return _usage(terminal, error)
    except (KeyboardInterrupt, typer.Abort):
        return terminal.error("cli.stopped", terminal.text("cli.stopped"), exit_code=Exit.CANCELLED)
    except BrokenPipeError:
        say_to_nobody(sys.stdout)  # whoever read our output (head, less) has gone
        return Exit.OK
    except OSError as error:
        path = error.filename or terminal.text("cli.output_stream")
        what = terminal.text("cli.os_error", path=path, reason=os_reason(error, language))
        way_out = hint("cli.os_error", language)
        return terminal.error("cli.os_error", what, way_out, exit_code=Exit.DEFECT)


def _usage(terminal: Terminal, error: TyperException) -> int:
    """Say what is wrong with the command line."""
    if not error.format_message():  # no command was named: the help has been printed
        return Exit.USAGE
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "scheduler"
    return terminal.error(
        "cli.usage",
        refusal(error, terminal.language),
        terminal.text("cli.usage_hint", command=path),
        exit_code=error.exit_code,
    )


def asked_language(argv: Sequence[str]) -> Language:
    """The last language named on a command line, before anything else about it is understood."""
    languages: tuple[Language, ...] = get_args(Language)
    found = DEFAULT_LANGUAGE
    for word, following in pairwise([*argv, ""]):
        name, equals, value = word.partition("=")
        if name == "--language":
            asked = value if equals else following
            found = next((known for known in languages if known == asked), found)
    return found
