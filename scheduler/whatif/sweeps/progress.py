"""How far a sweep is, and a bar for whoever looks: a terminal, or a notebook without widgets."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scheduler.model import Language, say
from scheduler.whatif import notebook


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
    if wanted is not False and notebook.is_at_work():
        from IPython.display import display

        yield NotebookBar(language, display).tell
    elif wanted or (wanted is None and sys.stderr.isatty()):
        with _terminal_bar(language) as tell:
            yield tell
    else:
        yield lambda progress: None


class NotebookBar:
    """HTML that replaces itself."""

    def __init__(self, language: Language, display: Callable[..., Any]) -> None:
        self._language: Language = language
        self._shown = notebook.InPlace(display)

    def tell(self, progress: SweepProgress) -> None:
        """Show it where the bar first stood."""
        line = progress.text(self._language)
        self._shown.show(notebook.bar(progress.done, progress.of, line), line)


@contextmanager
def _terminal_bar(language: Language) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    line = TextColumn("{task.description}", markup=False)
    columns = (BarColumn(), line, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        task = shown.add_task("", total=None)

        def tell(progress: SweepProgress) -> None:
            said = progress.text(language)
            shown.update(task, completed=progress.done, total=progress.of, description=said)

        yield tell
