"""How far a sweep is, and a bar for whoever looks: a terminal, or a notebook without widgets."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Any

from scheduler.model import Language, say


@dataclass(frozen=True)
class SweepProgress:
    """How far a sweep is.

    ``done`` of ``of`` rows are known, ``reused`` of them from the cache; ``failed`` have no plan
    through a failure; ``running`` scenarios are being solved or will be next.
    """

    done: int
    of: int
    reused: int
    failed: int
    running: int
    seconds: float

    def text(self, language: Language = "en") -> str:
        """All of it in a line."""
        return say(
            "sweep.progress",
            language,
            done=self.done,
            of=self.of,
            reused=self.reused,
            failed=self.failed,
            seconds=f"{self.seconds:.0f}",
        )


Tell = Callable[[SweepProgress], None]


@contextmanager
def shown_bar(wanted: bool | None, language: Language) -> Iterator[Tell]:
    """Within the block, a bar that follows what it is told.

    ``wanted`` None: where somebody looks, in a notebook or a terminal.
    """
    if wanted is not False and is_notebook():
        from IPython.display import display

        yield NotebookBar(language, display).tell
    elif wanted or (wanted is None and sys.stderr.isatty()):
        with _terminal_bar(language) as tell:
            yield tell
    else:
        yield lambda progress: None


def is_notebook() -> bool:
    """Whether this runs in a kernel that shows HTML. IPython is asked only where it is at work."""
    shell = sys.modules.get("IPython")
    return shell is not None and hasattr(shell.get_ipython(), "kernel")


class NotebookBar:
    """HTML that replaces itself: it needs no widgets, and is still there when it is read later."""

    def __init__(self, language: Language, display: Callable[..., Any]) -> None:
        self._language: Language = language
        self._display = display
        self._handle: Any = None
        self._last = ""

    def tell(self, progress: SweepProgress) -> None:
        """Show it where the bar first stood."""
        html = bar_html(progress, self._language)
        if html == self._last:
            return
        self._last = html
        bundle = {"text/html": html, "text/plain": progress.text(self._language)}
        if self._handle is None:
            self._handle = self._display(bundle, raw=True, display_id=True)
        else:
            self._handle.update(bundle, raw=True)


def bar_html(progress: SweepProgress, language: Language) -> str:
    """The bar and its line."""
    line = escape(progress.text(language))
    return f'<progress value="{progress.done}" max="{progress.of}"></progress> {line}'


@contextmanager
def _terminal_bar(language: Language) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("", total=None)

        def tell(progress: SweepProgress) -> None:
            line = progress.text(language)
            shown.update(task, completed=progress.done, total=progress.of, description=line)

        yield tell
