"""A wish to stop that reaches every engine at work on a question, however deep it was asked.

A question asks engines in many rooms, none of which could make anything of half an answer. So
whoever asks says once who may stop it. The engine at work then ends, and the question with it, by
an error that nobody on the way takes for an answer.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from typing import TypeVar

from scheduler.solver.engines.port import Limits, Outcome, Stop, Watch
from scheduler.solver.program import Program

Goal = TypeVar("Goal")
Given = TypeVar("Given")
Asked = Callable[[Program, Goal, Given, Limits, Watch], Outcome]


class StoppedError(Exception):
    """Somebody wanted to stop: what was asked is not answered, neither with yes nor with no."""


class _Wish:
    """Whether somebody wants to stop; once they do, for good."""

    def __init__(self, stop: Stop) -> None:
        self._stop, self.is_heard = stop, False

    def __call__(self) -> bool:
        self.is_heard = self.is_heard or self._stop()
        return self.is_heard

    def heed(self) -> None:
        if self.is_heard:
            raise StoppedError


_wish: ContextVar[_Wish | None] = ContextVar("wish", default=None)
"""Of this thread alone: engines at work elsewhere have their own watch."""


@contextmanager
def stoppable(stop: Stop) -> Iterator[None]:
    """Within the block, what is asked ends with a ``StoppedError`` soon after ``stop`` says so.

    It is polled a few times a second, also from other threads.
    """
    before = _wish.set(_Wish(stop))
    try:
        yield
    finally:
        _wish.reset(before)


def look() -> None:
    """Go on, unless somebody wants to stop.

    Raises:
        StoppedError: somebody does.
    """
    wish = _wish.get()
    if wish is not None:
        wish()
        wish.heed()


@contextmanager
def heeded(watch: Watch) -> Iterator[Watch]:
    """What an engine is to watch within the block, so that it is stopped with the question."""
    wish = _wish.get()
    if wish is None:
        yield watch
        return
    look()
    yield replace(watch, stop=lambda: watch.stop() or wish())
    wish.heed()


def heeding(engine: Asked[Goal, Given]) -> Asked[Goal, Given]:
    """An engine that is stopped with the question that it is asked for."""

    @wraps(engine)
    def asked(program: Program, goal: Goal, given: Given, limits: Limits, watch: Watch) -> Outcome:
        with heeded(watch) as heard:
            return engine(program, goal, given, limits, heard)

    return asked
