"""Every row and every empty seat of a plan explained, so that somebody can defend it in a meeting.

The questions are independent of each other, so several processes may share them; each reads pool
and plan once. What comes out does not depend on how many there are.
"""

import multiprocessing
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing

from scheduler.explain.inquiry import Inquiry
from scheduler.explain.why import Why, why
from scheduler.explain.why_empty import WhyEmpty, why_empty
from scheduler.model import Plan, Pool
from scheduler.model.record import Record

OnAnswer = Callable[[int, int], None]
"""Hears how many questions are answered, of how many."""
Question = tuple[str, str]
"""Specialist id (empty: why is a seat empty) and demand id."""


class Report(Record):
    """The explanations of a plan, rows and seats in the plan's order.

    ``is_complete``: all of them; a report that was stopped has the first ones only.
    """

    rows: tuple[Why, ...]
    seats: tuple[WhyEmpty, ...]
    is_complete: bool


def report(
    pool: Pool,
    plan: Plan,
    *,
    workers: int = 1,
    on_answer: OnAnswer | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Explain every row and every empty seat.

    Raises:
        RequestError: the plan was made from another pool.
        PlanRejectedError: the judge refuses the plan.
    """
    inquiry = Inquiry(pool, plan)
    questions = [(a.specialist, a.demand) for a in plan.assignments]
    questions += [("", seat.demand) for seat in plan.empty_seats]
    rows, seats = list[Why](), list[WhyEmpty]()
    answers = _here(inquiry, questions) if workers == 1 else _apart(pool, plan, questions, workers)
    with closing(answers):
        for answer in answers:
            rows.append(answer) if isinstance(answer, Why) else seats.append(answer)
            if on_answer is not None:
                on_answer(len(rows) + len(seats), len(questions))
            if is_cancelled():
                break
    is_complete = len(rows) + len(seats) == len(questions)
    return Report(rows=tuple(rows), seats=tuple(seats), is_complete=is_complete)


Answers = Generator[Why | WhyEmpty, None, None]


def _answer(inquiry: Inquiry, question: Question) -> Why | WhyEmpty:
    specialist, demand = question
    return why(inquiry, specialist, demand) if specialist else why_empty(inquiry, demand)


def _here(inquiry: Inquiry, questions: list[Question]) -> Answers:
    for question in questions:
        yield _answer(inquiry, question)


def _apart(pool: Pool, plan: Plan, questions: list[Question], workers: int) -> Answers:
    """The answers of other processes, in the order of the questions."""
    texts = pool.canonical_json(), plan.canonical_json()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, _Process.begin, texts) as executor:
        try:
            yield from executor.map(_Process.answer, questions)
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


class _Process:
    """What one process holds: the inquiry that it was begun with."""

    inquiry: Inquiry

    @classmethod
    def begin(cls, pool: str, plan: str) -> None:
        """Read what the questions are about."""
        cls.inquiry = Inquiry(Pool.model_validate_json(pool), Plan.model_validate_json(plan))

    @classmethod
    def answer(cls, question: Question) -> Why | WhyEmpty:
        """Answer one question."""
        return _answer(cls.inquiry, question)
