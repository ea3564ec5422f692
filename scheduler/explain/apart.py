"""Independent questions answered here or by several processes, always in their order.

What comes out does not depend on how many processes there are. A stop keeps what is answered.
"""

import multiprocessing
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")
OnAnswer = Callable[[int, int], None]
"""Hears how many questions are answered, of how many; first that none is."""
IsCancelled = Callable[[], bool]
"""Says, after each answer, whether no more are wanted."""


def never() -> bool:
    """Nobody stops the work."""
    return False


def answered(
    questions: Sequence[Question],
    here: Callable[[Question], Answer],
    begin: Callable[[], Callable[[Question], Answer]],
    *,
    workers: int = 1,
    on_answer: OnAnswer | None = None,
    is_cancelled: IsCancelled = never,
) -> list[Answer]:
    """The answers, all of them or, after a stop, the first ones.

    ``here`` answers in this process. ``begin`` is called once in each other one, to which it is
    sent, and returns what answers there.
    """
    count = min(workers, len(questions))
    found = _apart(questions, begin, count) if count > 1 else (here(one) for one in questions)
    answers = list[Answer]()
    if on_answer is not None:
        on_answer(0, len(questions))
    with closing(found):
        for answer in found:
            answers.append(answer)
            if on_answer is not None:
                on_answer(len(answers), len(questions))
            if is_cancelled():
                break
    return answers


def _apart(
    questions: Sequence[Question], begin: Callable[[], Callable[[Question], Answer]], workers: int
) -> Generator[Answer, None, None]:
    """The answers of other processes, in the order of the questions."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, _Process.begin, (begin,)) as executor:
        try:
            yield from executor.map(_Process.ask, questions)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


class _Process:
    """What one process holds: that which answers."""

    answer: Callable[[Any], Any]

    @classmethod
    def begin(cls, begin: Callable[[], Callable[[Any], Any]]) -> None:
        """Make ready what answers."""
        cls.answer = staticmethod(begin())

    @classmethod
    def ask(cls, question: Any) -> Any:
        """Answer one question."""
        return cls.answer(question)
