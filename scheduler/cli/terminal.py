"""Where a command's words go: the answer to stdout, everything else to stderr.

With ``--json`` stdout holds exactly one JSON document (the answer, or ``{"error": ...}``) and
stderr one JSON object a line.
"""

import codecs
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console, RenderableType
from rich.status import Status
from rich.text import Text

from scheduler.cli.complaints import complaint_record, complaint_table
from scheduler.model import Complaint, Language, PoolError, SchedulerError, say

PIPE_WIDTH = 110
_DASHES = frozenset("–—−")


def _rstrip_end(text: Text, size: int) -> None:
    """Remove white space beyond ``size`` cells from the end of a line.

    Rich's own counts letters, of which a Korean one takes two cells: the space behind a full line
    stayed, and the line lost its last letter to an ellipsis.
    """
    beyond = text.cell_len - size
    spaces = len(text.plain) - len(text.plain.rstrip())
    if (cut := min(beyond, spaces)) > 0:
        text.right_crop(cut)


Text.rstrip_end = _rstrip_end  # type: ignore[assignment, method-assign]


class Terminal:
    """One command's two consoles, its language, and whether it speaks JSON.

    Where a reader goes away (``| head``), only the words end: the command may still have something
    to write. One that has nothing but its words to give ``ends_with_reader``.
    """

    def __init__(
        self, language: Language, *, as_json: bool, ends_with_reader: bool = False
    ) -> None:
        self.language = language
        self.as_json = as_json
        self.out = _console(sys.stdout, ends_with_reader)
        self.err = _console(sys.stderr, ends_with_reader)
        self._spinner: Status | None = None

    @property
    def is_live(self) -> bool:
        """Whether moving bars may be drawn: stderr is a terminal, and a person reads it."""
        return self.err.is_terminal and not self.as_json

    def text(self, code: str, **facts: object) -> str:
        """The sentence behind a code in this terminal's language."""
        return say(code, self.language, **facts)

    def show(self, *parts: RenderableType) -> None:
        """Print parts of an answer for people; nothing with ``--json``."""
        if self.as_json:
            return
        with self._still():
            for part in parts:
                self.out.print(part)

    def answer(self, document: Mapping[str, Any]) -> None:
        """Print the answer for machines; nothing without ``--json``."""
        if self.as_json:
            self._json(self.out, document)

    def note(self, code: str, style: str = "", /, **facts: object) -> None:
        """Say something beside the answer, on stderr, in a style of Rich's."""
        if self.as_json:
            shown = {k: v if isinstance(v, int | float) else str(v) for k, v in facts.items()}
            text = self.text(code, **facts)
            self._json(self.err, {"note": code, "text": text, "facts": shown})
        else:
            self.err.print(Text(self.text(code, **facts), style=style))

    def line(self, record: Mapping[str, Any], text: str) -> None:
        """One line of progress on stderr: the record with ``--json``, the text without."""
        if self.as_json:
            self._json(self.err, record)
        else:
            self.err.print(Text(text))

    def _json(self, console: "_Console", document: Mapping[str, Any]) -> None:
        stream = console.file
        # programs get every letter, escaped where the stream lacks some
        text = json.dumps(document, ensure_ascii=not _is_utf(stream))
        try:
            stream.write(text + "\n")
            stream.flush()
        except BrokenPipeError:
            console.on_broken_pipe()

    @contextmanager
    def working(self, code: str, **facts: object) -> Iterator[None]:
        """Show a spinner with these words while the block runs; a plain line in a log."""
        if not self.is_live:
            self.note(code, **facts)
            yield
            return
        self._spinner = self.err.status(Text(self.text(code, **facts)))
        try:
            with self._spinner:
                yield
        finally:
            self._spinner = None

    @contextmanager
    def _still(self) -> Iterator[None]:
        """The spinner, if there is one, is gone while the block prints."""
        if self._spinner is None:
            yield
            return
        self._spinner.stop()
        yield
        self._spinner.start()

    def fail(self, error: SchedulerError) -> int:
        """Say what went wrong and the way out; returns the exit code."""
        complaints = error.complaints if isinstance(error, PoolError) else ()
        exit_code = self.error(
            error.code,
            error.what(self.language),
            error.hint(self.language),
            exit_code=error.exit_code,
            complaints=complaints,
        )
        self.show_complaints(complaints)
        return exit_code

    def error(
        self,
        code: str,
        what: str,
        hint: str = "",
        *,
        exit_code: int,
        complaints: Sequence[Complaint] = (),
    ) -> int:
        """Print an error; returns its exit code."""
        if self.as_json:
            record = {"code": code, "message": what, "hint": hint, "exit_code": int(exit_code)}
            listed = [complaint_record(c, self.language) for c in complaints]
            self._json(self.out, {"error": {**record, "complaints": listed}})
        else:
            text = Text(f"{self.text('cli.error')} ", style="bold red")
            text.append(what, style="not bold default")
            self.err.print(text)
            if hint:
                self.err.print(Text(hint))
        return int(exit_code)

    def show_complaints(self, complaints: Sequence[Complaint]) -> None:
        """Print complaints as a table on stderr; with ``--json`` they travel in the answer."""
        if complaints and not self.as_json:
            self.err.print(complaint_table(complaints, self.language))


class Growing:
    """An answer that is shown line by line as it grows: what stands there is not said again."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal, self._shown = terminal, 0

    def show(self, lines: Sequence[str]) -> None:
        """Print the lines that came since; those before are as they were."""
        self._terminal.show(*lines[self._shown :])
        self._shown = max(self._shown, len(lines))


class _Console(Console):
    """A console whose reader may go away (``| head``), which is no error of ours."""

    ends_with_reader: bool

    def on_broken_pipe(self) -> None:
        """Say the rest to nobody, or let the last resort (app.py) end the command quietly."""
        say_to_nobody(self.file)
        if self.ends_with_reader:
            raise BrokenPipeError


def say_to_nobody(stream: Any) -> None:
    """Let a stream whose reader has gone take the rest of the words without an error."""
    nobody = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nobody, stream.fileno())
    os.close(nobody)


def _console(stream: Any, ends_with_reader: bool) -> _Console:
    """A console that takes texts as they are, as wide as its terminal."""
    is_measured = stream.isatty() or "COLUMNS" in os.environ
    console = _Console(
        file=stream,
        width=None if is_measured else PIPE_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.ends_with_reader = ends_with_reader
    return console


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What stands for letters that an encoding lacks: dashes stay dashes."""
    assert isinstance(error, UnicodeEncodeError)  # a stream that is written to
    lost = error.object[error.start : error.end]
    return "".join("-" if letter in _DASHES else "?" for letter in lost), error.end


codecs.register_error("scheduler.plain", _plain)


def take_all_letters() -> None:
    """Printing never fails for a letter that the terminal's encoding lacks, as CP949 the dash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not _is_utf(stream):
            stream.reconfigure(errors="scheduler.plain")


def _is_utf(stream: Any) -> bool:
    return codecs.lookup(stream.encoding).name.startswith("utf")
