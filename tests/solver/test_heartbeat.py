"""Whoever listens hears something every moment, whatever the engines are busy with."""

import threading
import time

import pytest

from scheduler.model import Progress, TierName
from scheduler.solver.heartbeat import heartbeat

SHORT = 0.02
PATIENCE_SECONDS = 20.0


def test_a_silence_is_filled_with_the_last_progress() -> None:
    """It is said again with the seconds that have passed, from another thread."""
    heard: list[Progress] = []
    again = threading.Event()

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == 4:
            again.set()

    news = Progress(phase="tier", tier=TierName.FIT, value=3, bound=5, seconds=2.0)
    with heartbeat(listen, SHORT) as report:
        report(news)
        assert again.wait(PATIENCE_SECONDS)
    assert heard[0] == news
    assert all(p.model_copy(update={"seconds": 2.0}) == news for p in heard)
    seconds = [p.seconds for p in heard]
    assert seconds == sorted(set(seconds))


def test_nothing_is_said_before_the_first_progress_or_after_the_last() -> None:
    """The thread is gone with the context."""
    heard: list[Progress] = []
    with heartbeat(heard.append, SHORT) as report:
        time.sleep(5 * SHORT)
        assert heard == []
        report(Progress(phase="done"))
    told = len(heard)
    time.sleep(5 * SHORT)
    assert len(heard) == told


def test_no_thread_where_nobody_listens() -> None:
    """News go nowhere."""
    before = threading.active_count()
    with heartbeat(None, SHORT) as report:
        report(Progress(phase="done"))
        assert threading.active_count() == before


def test_calls_never_overlap() -> None:
    """The listener hears one thing at a time, from whatever thread."""
    inside, overlaps = threading.Lock(), []

    def listen(_: Progress) -> None:
        if not inside.acquire(blocking=False):
            overlaps.append(1)
            return
        time.sleep(SHORT)
        inside.release()

    with heartbeat(listen, SHORT / 4) as report:
        for _ in range(20):
            report(Progress(phase="check"))
    assert not overlaps


def test_a_listener_that_fails_is_heard_of_at_the_next_news() -> None:
    """The thread ends in silence; what calls next gets the error."""
    calls, failed = [0], threading.Event()

    def listen(_: Progress) -> None:
        calls[0] += 1
        if calls[0] > 1:
            failed.set()
            raise BrokenPipeError

    with heartbeat(listen, SHORT) as report:
        report(Progress(phase="check"))
        assert failed.wait(PATIENCE_SECONDS)
        with pytest.raises(BrokenPipeError):
            report(Progress(phase="done"))
