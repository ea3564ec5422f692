"""Why a stored plan is as it is; the answers of the terminal and the library, for the service.

One question is answered at a time: each is a solve of a second or two. What the questions about a
plan have in common is kept for the plan asked about last. Registrars are answered from their own
copy of the plan, which solves nothing and waits for nobody.
"""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from scheduler.access import Principal, Role, pool_for
from scheduler.model import Language
from scheduler.service.desk import Desk
from scheduler.service.plans import Found, find
from scheduler.service.replies import ExplanationReply, Lines

if TYPE_CHECKING:
    from scheduler.explain import Answer, Inquiry, Told


class Explanations:
    """Answers about plans."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = Lock()
        self._last: tuple[str, Inquiry] | None = None

    def explain(
        self, principal: Principal | None, plan: str, demand: str, specialist: str | None
    ) -> ExplanationReply:
        """Why a specialist serves a demand, or why not; without one, why it has an empty seat.

        Raises:
            NotFoundError: there is no such plan, demand, specialist for this caller, or no empty
                seat.
        """
        signed, found = find(self._desk, principal, "plan.explain", plan)
        if signed.role is Role.REGISTRAR:
            return _from_the_copy(signed, found, demand, specialist)
        # solvers take a second to load, and a service that is never asked why needs none
        from scheduler.explain import Words, ask

        with self._lock:
            answer = ask(self._inquiry(found), demand, specialist)
        told = pool_for(signed, found.pool, found.plan)
        return _reply(answer, lambda language: Words(told, found.plan, language).answer(answer))

    def _inquiry(self, found: Found) -> "Inquiry":
        from scheduler.explain import Inquiry

        if self._last is None or self._last[0] != found.info.plan:
            self._last = found.info.plan, Inquiry(found.pool, found.plan)
        return self._last[1]


def _from_the_copy(
    signed: Principal, found: Found, demand: str, specialist: str | None
) -> ExplanationReply:
    """What a registrar is told."""
    from scheduler.explain import MaskedWords, ReadersCopy

    copy = ReadersCopy(signed, found.pool, found.plan)
    answer = copy.ask(demand, specialist)
    return _reply(answer, lambda lang: MaskedWords(copy.pool, copy.plan, lang).answer(answer))


def _reply(answer: "Answer | Told", lines: Callable[[Language], list[str]]) -> ExplanationReply:
    return ExplanationReply(
        kind=answer.kind,
        answer=answer.model_dump(mode="json"),
        text=Lines(ko=tuple(lines("ko")), en=tuple(lines("en"))),
    )
