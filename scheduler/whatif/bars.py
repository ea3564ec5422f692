"""How far work is, for whoever looks: a line and a bar in a terminal or a notebook.

Nothing is shown in the first second, nor where nobody looks. Only the main thread draws.
"""

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from scheduler.model import Language, Progress, label, say
from scheduler.whatif import notebook
from scheduler.whatif.interrupts import Stop, heeded

Result = TypeVar("Result")
QUIET_SECONDS = 1.0


@dataclass(frozen=True)
class News:
    """How far work is: ``done`` of ``of`` parts (0: nobody knows), and the code of its line."""

    done: int
    of: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language, seconds: float) -> str:
        """The line of now."""
        facts = {"done": self.done, "of": self.of, "seconds": f"{seconds:.0f}", **self.facts}
        return say(self.code, language, **facts)


Tell = Callable[[News], None]


def answers(done: int, of: int) -> News:
    """So many questions are answered."""
    return News(done, of, "bar.answers")


def solve(progress: Progress, language: Language) -> News:
    """What a solve is at."""
    if progress.tier is None:
        phase = label("cli.phase", progress.phase, language)
        return News(0, 0, "cli.progress.phase", {"phase": phase})
    numbers = {"value": progress.value, "bound": progress.bound}
    told = {name: "–" if number is None else f"{number:,}" for name, number in numbers.items()}
    tier = label("tier", progress.tier, language)
    return News(0, 0, "bar.tier", {"tier": tier, **told})


def followed(
    work: Callable[[Tell, Stop], Result],
    *,
    bar: bool | None,
    language: Language,
    should_stop: Stop | None = None,
) -> Result:
    """The result of work that tells how far it is, and that an interrupt stops.

    ``bar``: whether that is shown; None: where somebody looks.

    Raises:
        KeyboardInterrupt: of a second interrupt.
        whatever the work raises.
    """
    shown = _Shown(language, _screen(bar))
    try:
        return heeded(lambda stop: work(shown.tell, stop), should_stop, shown.draw)
    finally:
        shown.end()


class _Screen(Protocol):
    def show(self, news: News, line: str) -> None:
        """Show it where it first stood."""

    def end(self) -> None:
        """Nothing moves any more."""


def _screen(bar: bool | None) -> _Screen | None:
    if bar is False:
        return None
    if notebook.is_at_work():
        return _Notebook()
    return _Terminal() if bar or (sys.stderr is not None and sys.stderr.isatty()) else None


class _Shown:
    """The last news, told by one thread and drawn by another."""

    def __init__(self, language: Language, screen: _Screen | None) -> None:
        self._language: Language = language
        self._screen, self._began = screen, time.monotonic()
        self._news: News | None = None
        self._is_drawn = False

    def tell(self, news: News) -> None:
        """Keep it until it is drawn."""
        self._news = news

    def draw(self, is_stopping: bool = False) -> None:
        """Show the last news, once there has been time for some, and that it is to stop."""
        seconds, news = time.monotonic() - self._began, self._news
        is_due = is_stopping or seconds >= QUIET_SECONDS
        if self._screen is not None and news is not None and is_due:
            line = news.text(self._language, seconds)
            if is_stopping:
                line += " " + say("cli.progress.stopping", self._language)
            self._screen.show(news, line)
            self._is_drawn = True

    def end(self) -> None:
        """Show where it has ended, if anything was shown."""
        if self._screen is not None and self._is_drawn:
            self.draw()
            self._screen.end()


class _Notebook:
    def __init__(self) -> None:
        from IPython.display import display

        self._shown = notebook.InPlace(display)

    def show(self, news: News, line: str) -> None:
        self._shown.show(notebook.bar(news.done, news.of, line), line)

    def end(self) -> None:
        """It stays as it is."""


class _Terminal:
    """A bar on the standard error, which leaves nothing behind."""

    def __init__(self) -> None:
        self._progress: Any = None
        self._task: Any = None

    def show(self, news: News, line: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        if self._progress is None:
            columns = (BarColumn(), TextColumn("{task.description}", markup=False))
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._progress.start()
            self._task = self._progress.add_task("", total=None)
        total = news.of or None
        self._progress.update(self._task, completed=news.done, total=total, description=line)

    def end(self) -> None:
        if self._progress is not None:
            self._progress.stop()
