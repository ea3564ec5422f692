"""Every row and every empty seat of a plan explained, so that somebody can defend it in a meeting.

The questions are independent of each other, so several processes may share them; each reads pool
and plan once. What comes out does not depend on how many there are.
"""

from collections.abc import Callable
from functools import partial

from scheduler.explain.apart import IsCancelled, OnAnswer, answered, never
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.why import Why, why
from scheduler.explain.why_empty import WhyEmpty, why_empty
from scheduler.model import Plan, Pool
from scheduler.model.record import Record
from scheduler.solver.engines.stopping import stoppable

Question = tuple[str, str]
"""Specialist id (empty: why is a seat empty) and demand id."""


class Report(Record):
    """The explanations of a plan, rows and seats in the plan's order.

    ``is_complete``: all of them; a report that was stopped has the first ones only, and the seats
    come before the rows: what a meeting asks about first.
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
    is_cancelled: IsCancelled = never,
) -> Report:
    """Explain every row and every empty seat.

    Raises:
        RequestError: the plan was made from another pool.
        PlanRejectedError: the judge refuses the plan.
    """
    inquiry = Inquiry(pool, plan)
    questions = [("", seat.demand) for seat in plan.empty_seats]  # first what is to be acted on
    questions += [(a.specialist, a.demand) for a in plan.assignments]
    with stoppable(is_cancelled):
        answers = answered(
            questions,
            partial(_answer, inquiry),
            partial(_begin, pool.canonical_json(), plan.canonical_json()),
            workers=workers,
            on_answer=on_answer,
            is_cancelled=is_cancelled,
        )
    return Report(
        rows=tuple(answer for answer in answers if isinstance(answer, Why)),
        seats=tuple(answer for answer in answers if isinstance(answer, WhyEmpty)),
        is_complete=len(answers) == len(questions),
    )


def _answer(inquiry: Inquiry, question: Question) -> Why | WhyEmpty:
    specialist, demand = question
    return why(inquiry, specialist, demand) if specialist else why_empty(inquiry, demand)


def _begin(pool: str, plan: str) -> Callable[[Question], Why | WhyEmpty]:
    """Read in another process what the questions are about."""
    inquiry = Inquiry(Pool.model_validate_json(pool), Plan.model_validate_json(plan))
    return partial(_answer, inquiry)
