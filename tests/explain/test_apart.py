"""Questions answered by other processes."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from functools import partial

import pytest

from scheduler.explain.apart import answered
from scheduler.model import RequestError, SchedulerError
from scheduler.solver.engines.stopping import look, stoppable

Ask = Callable[[int], int]


def same(number: int) -> int:
    """The number; the lower, the later."""
    time.sleep(0.1 / (1 + number))
    return number


def refused(number: int) -> int:
    """No answer at all from the second on."""
    if number:
        raise RequestError("sweep.workers", workers=number)
    return number


def killed(number: int) -> int:
    """The end of the process, from the second on."""
    if number:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def late(number: int) -> int:
    """The number, after a long time."""
    time.sleep(20)
    return number


def endless(number: int) -> int:
    """An answer to the first, and none to the others for a long time."""
    time.sleep(600 if number else 0)
    return number


def begun(ask: Ask) -> Callable[[], Ask]:
    """What makes a process ready for a question."""
    return partial(partial, ask)


@pytest.fixture(autouse=True)
def nobody_is_left() -> object:
    """Whatever happens, no process outlives its questions."""
    yield
    assert not multiprocessing.active_children()


def test_answers_come_in_the_order_of_the_questions() -> None:
    """However long each takes."""
    told: list[tuple[int, int]] = []
    asked = list(range(5))
    found = answered(asked, same, begun(same), workers=3, on_answer=lambda *done: told.append(done))
    assert found == asked
    assert told == [(n, 5) for n in range(6)]


def test_an_error_is_raised_here() -> None:
    """With its code and its facts."""
    with pytest.raises(RequestError) as error:
        answered([0, 7], refused, begun(refused), workers=2)
    assert error.value.facts == {"workers": 7}


def test_a_stop_waits_for_nobody() -> None:
    """Who is at work when enough is known is ended."""
    began = time.monotonic()
    told: list[int] = []
    found = answered(
        [0, 1, 2],
        endless,
        begun(endless),
        workers=2,
        on_answer=lambda done, _: told.append(done),
        is_cancelled=lambda: told[-1] == 1,
    )
    assert found == [0]
    assert time.monotonic() - began < 60


def test_a_stop_is_heard_while_nobody_has_answered() -> None:
    """In the midst of the first question, which has no answer then; who is at work is ended."""
    polls = iter(range(10**9))
    found = answered([1, 2], late, begun(late), workers=2, is_cancelled=lambda: next(polls) >= 3)
    assert found == []


def test_a_stop_in_the_midst_of_an_answer_here_leaves_it_out() -> None:
    """What was answered before is kept; without a wish to stop nothing is left out."""

    def asked(number: int) -> int:
        look()
        return number

    polls = iter(range(10**9))
    with stoppable(lambda: next(polls) >= 2):
        assert answered([5, 6, 7], asked, begun(same)) == [5, 6]
    assert answered([5, 6, 7], asked, begun(same)) == [5, 6, 7]


def test_a_process_that_is_killed_is_told_in_words() -> None:
    """As by a system that has no memory left."""
    with pytest.raises(SchedulerError) as error:
        answered([0, 1], killed, begun(killed), workers=2)
    assert error.value.code == "explain.process_lost"
    assert "fewer processes than 2" in str(error.value)


def test_a_stop_that_reaches_all_processes_is_a_stop() -> None:
    """They are ended first, and here it is heard a little later."""
    told: list[float] = []

    def is_stopping() -> bool:
        told.append(time.monotonic())
        return len(told) > 2

    assert answered([1, 2], killed, begun(killed), workers=2, is_cancelled=is_stopping) == []
