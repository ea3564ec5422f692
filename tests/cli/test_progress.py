"""A watched solve: what it shows, how often, and how it is stopped."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
from rich.console import Console

from scheduler.cli.progress import Watch, watched
from scheduler.cli.terminal import Terminal
from scheduler.model import Progress, TierName


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def coverage(value: int, bound: int) -> Progress:
    """News from the second tier."""
    return Progress(phase="tier", tier=TierName.COVERAGE, value=value, bound=bound)


def test_a_log_gets_at_most_one_line_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    """And always the last one, so that a log does not end in the middle."""
    clock = Clock()
    watch = Watch(Terminal("en", as_json=False), clock)
    for tenth in range(31):
        clock.now = tenth / 10
        watch.report(coverage(tenth, 100))
    watch.report(Progress(phase="done"))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "0 s · coverage: value 0, bound 100, gap 100.0%"
    assert lines[-1] == "3 s · done"
    assert len(lines) == 5


def test_json_progress_is_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With the tier, its value and its bound."""
    watch = Watch(Terminal("ko", as_json=True), Clock())
    watch.report(coverage(3, 5))
    progress = json.loads(capsys.readouterr().err)["progress"]
    assert (progress["tier"], progress["value"], progress["bound"]) == ("coverage", 3, 5)


def test_the_live_view_has_a_row_for_each_tier_begun() -> None:
    """The seconds of a tier stop when the next one begins."""
    clock = Clock()
    watch = Watch(Terminal("en", as_json=True), clock)
    watch.report(Progress(phase="tier", tier=TierName.STATUTORY, value=1, bound=1))
    clock.now = 2.0
    watch.report(Progress(phase="tier", tier=TierName.STATUTORY, value=1, bound=1))
    watch.report(coverage(950, 1000))
    clock.now = 7.5
    console = Console(width=80, file=None, record=True, quiet=False)
    with console.capture() as capture:
        console.print(watch.__rich__())
    rows = [" ".join(line.split()) for line in capture.get().splitlines()]
    assert "statutory deadlines 1 1 0.0% 2.0" in rows
    assert "coverage 950 1,000 5.0% 5.5" in rows


@pytest.mark.parametrize(
    ("used", "said"), [(0.0, " · 120 units left"), (40.0, " · 80 units left, about 100 s")]
)
def test_a_search_says_what_is_left_of_its_limit(
    used: float, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In units, and in seconds at the pace so far: 40 units took 50 seconds."""
    clock = Clock()
    watch = Watch(Terminal("en", as_json=False), clock)
    clock.now = 50.0
    watch.report(coverage(3, 5).model_copy(update={"used": used, "limit": 120.0}))
    assert capsys.readouterr().err.rstrip().endswith(f"gap 40.0%{said}")


def test_the_first_signal_asks_the_work_to_stop(capsys: pytest.CaptureFixture[str]) -> None:
    """The work ends by itself and its result is kept; the old handler is back afterwards."""
    before = signal.getsignal(signal.SIGINT)

    def work(report: Callable[[Progress], None], is_stopping: Callable[[], bool]) -> str:
        os.kill(os.getpid(), signal.SIGINT)
        deadline = time.monotonic() + 10
        while not is_stopping() and time.monotonic() < deadline:
            time.sleep(0.01)
        return "kept" if is_stopping() else "never asked"

    assert watched(Terminal("en", as_json=False), work) == "kept"
    assert signal.getsignal(signal.SIGINT) is before
    assert "Stopping" in capsys.readouterr().err


def test_what_the_work_raises_is_raised() -> None:
    """From the thread of the work into the caller's."""

    def work(report: Callable[[Progress], None], is_stopping: Callable[[], bool]) -> None:
        assert threading.current_thread() is not threading.main_thread()
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        watched(Terminal("en", as_json=True), work)
