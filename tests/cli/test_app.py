"""The command line itself: help in two languages, usage errors, speed of the first word."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
from rich.cells import cell_len

from scheduler.cli.app import app, asked_language
from scheduler.cli.exits import Exit
from scheduler.model import say
from scheduler.model.errors import SchedulerError
from tests.cli.conftest import COMMAND, Run

COMMANDS = (
    *("plan", "show", "explain", "edit", "repair", "absent", "urgent", "compare", "keys", "report"),
    *("roll", "ledger", "export", "clashes", "check", "validate", "template", "merge", "synth"),
    *("serve", "worker"),
    *("db upgrade", "db restore", "account add", "token add", "token revoke"),
)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_command_has_help_with_an_example(run: Run, command: str, language: str) -> None:
    """No code is left where words belong, and each help shows how the command is used."""
    done = run(*command.split(), "--help", "--language", language)
    assert done.code == 0
    assert "cli." not in done.out
    example = done.out.rpartition("─╯")[2]
    assert f"scheduler {command}" in example
    assert ("Arguments" in done.out or "Options" in done.out) == (language == "en")
    assert not re.search(r"<(list|str|path|int)\b", done.out)


@pytest.mark.parametrize("columns", [70, 80, 81, 100, 110])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_help_loses_a_letter(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: int, language: str
) -> None:
    """Whatever the terminal's width, lines are folded between words and never cut."""
    monkeypatch.setenv("COLUMNS", str(columns))
    for command in ("", "db", "account", "token", *COMMANDS):
        help_text = run(*command.split(), "--help", "--language", language).out
        assert "…" not in help_text, command
        assert max(map(cell_len, help_text.splitlines())) == columns


@pytest.mark.parametrize(
    ("line", "ko", "en"),
    [
        ("plan", "POOL을 적지 않았습니다.", "POOL is missing."),
        ("plan x --worker 2", "비슷한 옵션: --workers", "no option --worker"),
        ("plan x --nothing", "--nothing 옵션은 없습니다.", "no option --nothing"),
        ("plan x --workers 0", "1부터 64까지", "from 1 to 64"),
        ("plan x --mode y", "certified, timed", "certified, timed"),
        ("plan x --start", "--start 다음에 값", "--start needs a value"),
        ("plann", "'plann' 명령은", "no command 'plann'"),
        ("plan x y z", "쓰이지 않는 인자가 있습니다: y z.", "Too many arguments: y z."),
        ("plan x --seed y", "0부터", "from 0 to"),
    ],
)
def test_a_refused_line_is_told_in_both_languages(run: Run, line: str, ko: str, en: str) -> None:
    """What is wrong, and where to look; no sentence of the parser's own."""
    for language, words in (("ko", ko), ("en", en)):
        done = run("--language", language, *line.split())
        assert done.code == Exit.USAGE
        assert words in done.err
        assert "--help'" in done.err


def test_the_first_help_lists_every_exit_code(run: Run) -> None:
    """A script's author finds the codes in one place."""
    done = run("--help", "--language", "en")
    for code in Exit:
        assert f" {code.value}  " in done.out


def test_the_documents_list_the_same_exit_codes_and_commands() -> None:
    """docs/terminal.md names every code and every command."""
    page = (Path(__file__).parents[2] / "docs" / "terminal.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")]
    assert {row for row in rows if row.isdecimal()} == {str(code.value) for code in Exit}
    assert not [c for c in COMMANDS if f"`{c}" not in page]


def test_exit_codes_of_errors_are_those_of_the_list() -> None:
    """The error classes and the command agree."""
    errors = [
        e for e in SchedulerError.__subclasses__() if e.__module__ == SchedulerError.__module__
    ]
    assert {e.exit_code for e in errors} == set(range(2, 9))
    assert {e.exit_code for e in errors} <= set(Exit)


def test_no_command_prints_the_help_and_counts_as_a_mistake(run: Run) -> None:
    """Exit 2, with the list of commands."""
    done = run()
    assert done.code == 2
    assert "validate" in done.out


@pytest.mark.parametrize(
    "arguments",
    [("plna",), ("plan",), ("plan", "x", "--seed", "many"), ("plan", "no-such-folder")],
)
def test_a_wrong_call_is_two_and_says_how(run: Run, arguments: tuple[str, ...]) -> None:
    """In words on stderr, or as one JSON document on stdout."""
    done = run(*arguments)
    assert done.code == 2
    assert done.err.startswith("오류:")
    assert not done.out
    done = run(*arguments, "--json")
    assert done.code == done.document["error"]["exit_code"] == 2


def test_the_version_is_the_package_version(run: Run) -> None:
    """One line."""
    assert run("--version").out == "scheduler 0.1.0\n"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ([], "ko"),
        (["plan", "--language"], "ko"),
        (["plan", "--language", "en"], "en"),
        (["--language=en", "plan"], "en"),
        (["--language=en", "plan", "--language", "ko"], "ko"),
        (["--language", "fr"], "ko"),
    ],
)
def test_the_language_is_heard_wherever_it_stands(words: list[str], language: str) -> None:
    """The last one named counts; one that is unknown does not."""
    assert asked_language(words) == language


def test_groups_of_commands_take_the_language_too(run: Run) -> None:
    """Before the help and before a command."""
    assert "Manage the database." in run("db", "--language", "en", "--help").out
    done = run("db", "--language", "en", "upgrad")
    assert (done.code, "no command 'upgrad'" in done.err) == (Exit.USAGE, True)


def test_every_help_code_has_words() -> None:
    """The codes that stand beside the options are in the text table."""
    command = typer.main.get_command(app)
    codes = set()
    waiting = [command]
    while waiting:
        current = waiting.pop()
        waiting += getattr(current, "commands", {}).values()
        for owner in (current, *current.params):
            codes |= {getattr(owner, n, None) for n in ("help", "epilog", "rich_help_panel")}
    for code in codes - {None}:
        assert say(str(code), "ko") != say(str(code), "en")


@pytest.mark.parametrize(
    "room", ["typer", "scheduler.model", "scheduler.cli.plan", "scheduler.exchange"]
)
@pytest.mark.parametrize(("language", "words"), [("ko", "중단했습니다"), ("en", "Stopped")])
def test_ctrl_c_while_the_command_is_loaded_is_one_line(
    room: str, language: str, words: str
) -> None:
    """In the middle of any import: exit 130, the words of the language asked for, no traceback."""
    script = """
import signal, sys

class Impatient:
    def find_spec(self, name, path=None, target=None):
        if name == ROOM:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Impatient())
"""
    script = script.replace("ROOM", repr(room)) + COMMAND[2]
    done = subprocess.run(
        [sys.executable, "-c", script, "plan", "no-such-pool", "--language", language],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == Exit.CANCELLED
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


def test_help_loads_nothing_heavy() -> None:
    """The solver, the tables and the web framework wait for the commands that need them."""
    script = f"{COMMAND[2].removesuffix('main()')}\nimport sys\n"
    script += "try:\n    main(['--help'])\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    heavy = {"ortools", "pandas", "numpy", "fastapi", "sqlalchemy", "openpyxl"}
    assert not heavy & set(done.stderr.split())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_stands_in_brackets_is_printed(run: Run, language: str) -> None:
    """``[prices]`` of policy.toml is no markup; the words in bold are, and show none."""
    said = run("repair", "--help", "--language", language).out
    assert "[prices]" in said
    assert "[bold]" not in said
    assert "[/]" not in said
