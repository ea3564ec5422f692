"""Why a stored plan is as it is; the answers of the terminal and the library, for the service.

One question is answered at a time: each is a solve of a second or two. What the questions about a
plan have in common is kept for the plan asked about last.
"""

from threading import Lock
from typing import TYPE_CHECKING

from scheduler.access import Principal, demand_right, pool_for
from scheduler.model import Language, NotFoundError
from scheduler.service.desk import Desk
from scheduler.service.plans import Found, load
from scheduler.service.replies import ExplanationReply, Lines

if TYPE_CHECKING:
    from scheduler.explain import Inquiry


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
            NotFoundError: there is no such plan, demand, specialist, or no empty seat.
        """
        # solvers take a second to load, and a service that is never asked why needs none
        from scheduler.explain import Words, ask

        signed = demand_right(principal, "plan.explain")
        with self._desk.store.read() as tx:
            info = tx.plans.info(plan)
            if info is None:
                raise NotFoundError("access.not_found")
            found = load(tx, info)
        with self._lock:
            answer = ask(self._inquiry(found), demand, specialist)
        told = pool_for(signed, found.pool, found.plan)

        def lines(language: Language) -> tuple[str, ...]:
            return tuple(Words(told, found.plan, language).answer(answer))

        return ExplanationReply(
            kind=answer.kind,
            answer=answer.model_dump(mode="json"),
            text=Lines(ko=lines("ko"), en=lines("en")),
        )

    def _inquiry(self, found: Found) -> "Inquiry":
        from scheduler.explain import Inquiry

        if self._last is None or self._last[0] != found.info.plan:
            self._last = found.info.plan, Inquiry(found.pool, found.plan)
        return self._last[1]
