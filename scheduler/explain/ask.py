"""One question about a demand: why this person, why not that one, or why nobody."""

from scheduler.explain.inquiry import Inquiry
from scheduler.explain.parts import OnPart, unheard
from scheduler.explain.why import Why, why
from scheduler.explain.why_empty import WhyEmpty, why_empty
from scheduler.explain.why_not import WhyNot, why_not

Answer = Why | WhyNot | WhyEmpty


def ask(
    inquiry: Inquiry,
    demand: str,
    specialist: str | None = None,
    on_part: OnPart[Answer] = unheard,
) -> Answer:
    """Why a specialist serves a demand or why not; without one, why it has an empty seat.

    ``on_part`` hears the answer while it is worked out.

    Raises:
        NotFoundError: there is no such specialist or demand in these weeks, or no empty seat.
    """
    if specialist is None:
        return why_empty(inquiry, demand, on_part)
    if (specialist, demand) in inquiry.row:
        return why(inquiry, specialist, demand, on_part)
    return why_not(inquiry, specialist, demand)
