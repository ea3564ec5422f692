"""A solve that can be watched and stopped.

The solve runs in a thread of its own, so that this thread hears Ctrl-C while a solver works in
native code. The first Ctrl-C asks the solve to stop and keep its best plan; the second leaves.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from scheduler.cli.exits import Exit
from scheduler.cli.tables import plain_table
from scheduler.cli.terminal import Terminal
from scheduler.model import Progress, TierName, label

BAR_WIDTH = 24
LEAST_USED = 1.0
"""Units that must be used before their pace says how many seconds the others take."""
Result = TypeVar("Result")
Watched = Callable[[Callable[[Progress], None], Callable[[], bool]], Result]
Counted = Callable[[Callable[[int, int], None], Callable[[], bool]], Result]


class Watch:
    """What a running solve has said so far; safe to read from another thread."""

    def __init__(self, terminal: Terminal, clock: Callable[[], float] = time.monotonic) -> None:
        self._terminal = terminal
        self._clock = clock
        self._begun = clock()
        self._lock = threading.Lock()
        self._latest = Progress(phase="eligibility")
        self._tiers: dict[TierName, tuple[Progress, float, float]] = {}
        self._last_line = float("-inf")
        self.is_stopping = threading.Event()

    def report(self, progress: Progress) -> None:
        """Take in what the solve says; in a log, print a line, at most one a second."""
        now = self._clock()
        with self._lock:
            is_news = (progress.phase, progress.tier) != (self._latest.phase, self._latest.tier)
            self._latest = progress
            if progress.tier is not None:
                first_seen = self._tiers.get(progress.tier, (progress, now, now))[1]
                self._tiers[progress.tier] = (progress, first_seen, now)
            is_due = now - self._last_line >= 1.0
            if self._terminal.is_live or not (is_due or (is_news and progress.phase == "done")):
                return
            self._last_line = now
        self._terminal.line({"progress": self._record(progress, now)}, self._line(progress, now))

    def _record(self, progress: Progress, now: float) -> dict[str, object]:
        elapsed = round(now - self._begun, 1)
        return {**progress.model_dump(mode="json", exclude={"seconds"}), "seconds": elapsed}

    def _line(self, progress: Progress, now: float) -> str:
        seconds = f"{now - self._begun:.0f}"
        phase = self._terminal.text(f"cli.phase.{progress.phase}")
        if progress.tier is None:
            return self._terminal.text("cli.progress.phase", seconds=seconds, phase=phase)
        return self._terminal.text(
            "cli.progress.tier",
            seconds=seconds,
            tier=label("tier", progress.tier, self._terminal.language),
            value=_number(progress.value),
            bound=_number(progress.bound),
            gap=_gap(progress),
        ) + self._left(progress, now - self._begun)

    def __rich__(self) -> Table:
        """The phase, the seconds, and a row for every tier begun."""
        text = self._terminal.text
        with self._lock:
            latest, tiers, now = self._latest, dict(self._tiers), self._clock()
        stopping = text("cli.progress.stopping") if self.is_stopping.is_set() else ""
        phase = text(f"cli.phase.{latest.phase}")
        outer = Table.grid(padding=(0, 2))
        head = text("cli.progress.phase", seconds=f"{now - self._begun:.0f}", phase=phase)
        left = self._left(latest, now - self._begun)
        outer.add_row(Text(f"{head}{left} {stopping}".rstrip(), style="bold"))
        if tiers:
            heads = ("tier", "value", "bound", "gap", "seconds")
            table = plain_table(*(text(f"cli.tiers.{h}") for h in heads))
            for column in table.columns[1:]:
                column.justify = "right"
            for tier, (progress, first, last) in tiers.items():
                end = now if latest.tier is tier else last
                table.add_row(
                    label("tier", tier, self._terminal.language),
                    _number(progress.value),
                    _number(progress.bound),
                    _gap(progress),
                    f"{end - first:.1f}",
                )
            outer.add_row(table)
        return outer

    def _left(self, progress: Progress, elapsed: float) -> str:
        """What a tier's search has left: units, and about how many seconds at the pace so far.

        Before anything is used there is no pace, and nothing is said of seconds.
        """
        used, limit = progress.used, progress.limit
        if used is None or limit is None or progress.phase != "tier":
            return ""
        left = max(0.0, limit - used)
        if used < LEAST_USED:
            return self._terminal.text("cli.progress.left_units", units=f"{left:.0f}")
        seconds = f"{left * elapsed / used:.0f}"
        return self._terminal.text("cli.progress.left", units=f"{left:.0f}", seconds=seconds)


class Count:
    """How much of some work is done; safe to read from another thread."""

    def __init__(
        self, terminal: Terminal, code: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._terminal, self._code, self._clock = terminal, code, clock
        self._begun = clock()
        self._done, self._total = 0, 0
        self._last_line = float("-inf")
        self.is_stopping = threading.Event()

    def report(self, done: int, total: int) -> None:
        """Take in how much is done; in a log, print a line, at most one a second."""
        now = self._clock()
        self._done, self._total = done, total
        if self._terminal.is_live or (now - self._last_line < 1.0 and done != total):
            return
        self._last_line = now
        seconds = round(now - self._begun, 1)
        record = {"done": done, "total": total, "seconds": seconds}
        self._terminal.line({"progress": record}, self._line())

    def _line(self) -> str:
        elapsed = self._clock() - self._begun
        left = elapsed / self._done * (self._total - self._done) if self._done else None
        return self._terminal.text(
            self._code,
            done=self._done,
            total=self._total,
            seconds=f"{elapsed:.0f}",
            left="–" if left is None else f"{left:.0f}",
        )

    def __rich__(self) -> Table:
        """A bar and the line of now."""
        stopping = self._terminal.text("cli.progress.stopping") if self.is_stopping.is_set() else ""
        told = Text(f"{self._line()} {stopping}".rstrip(), style="bold")
        drawn = Table.grid(padding=(0, 1))
        drawn.add_row(ProgressBar(total=self._total, completed=self._done, width=BAR_WIDTH), told)
        return drawn


def watched(terminal: Terminal, work: Watched[Result]) -> Result:
    """The result of the work, shown while it runs; Ctrl-C asks it to stop.

    Raises:
        whatever the work raises.
    """
    watch = Watch(terminal)
    return _shown(terminal, watch, lambda: work(watch.report, watch.is_stopping.is_set))


def counted(terminal: Terminal, code: str, work: Counted[Result]) -> Result:
    """The result of work that says how much of it is done, shown likewise.

    Raises:
        whatever the work raises.
    """
    count = Count(terminal, code)
    return _shown(terminal, count, lambda: work(count.report, count.is_stopping.is_set))


def _shown(terminal: Terminal, watch: "Watch | Count", work: Callable[[], Result]) -> Result:
    runner = _Runner(work, watch.is_stopping, terminal)
    with _interrupts_stop(watch.is_stopping, terminal):
        if terminal.is_live:
            with Live(
                console=terminal.err,
                get_renderable=watch.__rich__,
                refresh_per_second=4,
                transient=True,
            ):
                runner.run()
        else:
            runner.run()
    return runner.result()


class _Runner(Generic[Result]):
    """The work in a thread; the caller's thread stays free to hear signals."""

    def __init__(
        self, work: Callable[[], Result], is_stopping: threading.Event, terminal: Terminal
    ) -> None:
        self._work = work
        self._is_stopping = is_stopping
        self._terminal = terminal
        self._results: list[Result] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """Start the work and wait for its end, waking up often enough to hear a signal."""
        thread = threading.Thread(target=self._target, name="solve", daemon=True)
        thread.start()
        is_told = self._terminal.is_live
        while thread.is_alive():
            thread.join(0.1)
            if self._is_stopping.is_set() and not is_told:
                self._terminal.note("cli.progress.stopping")
                is_told = True

    def _target(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # carried over to the caller's thread
            self._error = error

    def result(self) -> Result:
        """What the work returned; what it raised is raised here."""
        if self._error is not None:
            raise self._error
        return self._results[0]


@contextmanager
def _interrupts_stop(is_stopping: threading.Event, terminal: Terminal) -> Iterator[None]:
    """Within the block SIGINT and SIGTERM ask for a stop; a second one leaves at once."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        if is_stopping.is_set():
            # the solver's threads cannot be unwound; nothing has been written yet
            terminal.err.show_cursor(True)
            os._exit(Exit.CANCELLED)
        is_stopping.set()

    handled = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, on_signal) for number in handled}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _gap(progress: Progress) -> str:
    if progress.value is None or progress.bound is None:
        return "–"
    return gap_text(progress.value, progress.bound)


def gap_text(value: int, bound: int) -> str:
    """|bound - value| relative to the larger of the two, as a percentage."""
    return f"{abs(bound - value) / max(1, abs(value), abs(bound)):.1%}"
