"""Why a stored plan is as it is, and what would change it; the library's answers, for the service.

One question is answered at a time, since each is a solve of a second or more, and few wait in line:
the threads that wait are those that serve everybody else. What only ranks takes less than a second,
and has a line of its own. What the questions about a plan have in common is kept for the plan asked
about last. Agencies are answered from their own copy of the plan, which solves nothing and waits
for nobody. Nothing here is stored.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from scheduler.access import Principal, reads_all_rows
from scheduler.model import Language, Pool, RequestError
from scheduler.model.record import Record
from scheduler.service.answers import (
    AbsenceReply,
    AbsenceRequest,
    ComparisonReply,
    ExplanationReply,
    Lines,
    RepairsReply,
    RowEdit,
    SwapEdit,
    UrgentReply,
    UrgentRequest,
    VerdictReply,
    VerdictRequest,
)
from scheduler.service.desk import Desk
from scheduler.service.errors import BusyError
from scheduler.service.plans import Found, find
from scheduler.service.pools import demand_fit
from scheduler.service.replies import Reply

# solvers take a second to load, and a service that is never asked why needs none: so each method
# imports what it asks
if TYPE_CHECKING:
    from scheduler.explain import Edit, Inquiry, Words

MOST_WAITING = 8
"""So many questions wait for the one that is being answered."""
COMPARING_S = 60.0
"""Seconds after which no further cause of a move is looked for, so that others get their turn."""

Told = TypeVar("Told", bound=Reply)
Say = Callable[[Language], list[str]]


class Turns:
    """One at a time, and a few more in line."""

    def __init__(self, most_waiting: int) -> None:
        self._places, self._lock = BoundedSemaphore(1 + most_waiting), Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """It is the caller's turn.

        Raises:
            BusyError: the line is full.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError("explain.busy")
        try:
            with self._lock:
                yield
        finally:
            self._places.release()


class Explanations:
    """Answers about plans."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self.turns, self.quick_turns = desk, Turns(MOST_WAITING), Turns(MOST_WAITING)
        self._last: tuple[str, Inquiry] | None = None

    def explain(
        self, principal: Principal | None, plan: str, demand: str, specialist: str | None
    ) -> ExplanationReply:
        """Why a specialist serves a demand, or why not; without one, why it has an empty seat.

        Raises:
            NotFoundError: there is no such plan, demand, specialist for this caller, or no empty
                seat.
            BusyError: too many questions are waiting.
        """
        signed, found = find(self._desk, principal, "plan.explain", plan)
        if not reads_all_rows(signed.role):
            return _from_the_copy(signed, found, demand, specialist)
        from scheduler.explain import ask, withheld

        with self.turns.taken():
            asked = ask(self._inquiry(found), demand, specialist)
        answer = withheld(asked, found.hidden_from(signed))
        say = _saying(signed, found, lambda words: words.answer(answer))
        return _told(ExplanationReply, answer, say, kind=answer.kind)

    def repairs(
        self,
        principal: Principal | None,
        plan: str,
        demands: Collection[str],
        cases: Collection[str] = (),
    ) -> RepairsReply:
        """The cheapest changes that fill a seat of these demands and run these cases, all at once.

        Raises:
            NotFoundError: there is no such plan for this caller, no such demand or case in its
                weeks, or no empty seat of the demand.
            RequestError: nothing is asked for, or the policy has no prices.
            BusyError: too many questions are waiting.
        """
        signed, found = find(self._desk, principal, "plan.repair", plan)
        if not demands and not cases:
            raise RequestError("explain.nothing_to_repair")
        if not found.pool.policy.prices:
            raise RequestError("explain.no_prices")
        from scheduler.explain import repairs, withheld

        with self.turns.taken():
            asked = tuple(dict.fromkeys(demands)), tuple(dict.fromkeys(cases))
            ways = repairs(self._inquiry(found), *asked)
        answer = withheld(ways, found.hidden_from(signed))
        return _told(RepairsReply, answer, _saying(signed, found, lambda w: w.repairs(answer)))

    def verdict(
        self, principal: Principal | None, plan: str, request: VerdictRequest
    ) -> VerdictReply:
        """What edits by hand come to together.

        Raises:
            NotFoundError: there is no such plan for this caller, or an edit names nobody there.
            RequestError: a swap of rows that are not in the plan.
            ConflictError: an edit touches a notified row.
            BusyError: too many questions are waiting.
        """
        signed, found = find(self._desk, principal, "plan.verdict", plan)
        from scheduler.explain import Draft, withheld

        with self.turns.taken():
            draft = Draft(self._inquiry(found))
            for edit in request.edits:
                draft = draft.with_edit(_edit(edit))
            found_out = draft.verdict(request.conflicts)
        answer = withheld(found_out, found.hidden_from(signed))
        return _told(VerdictReply, answer, _saying(signed, found, lambda w: w.verdict(answer)))

    def absence(
        self, principal: Principal | None, plan: str, request: AbsenceRequest
    ) -> AbsenceReply:
        """The plan after somebody has fallen away, few rows changed; and who could step in.

        Raises:
            NotFoundError: there is no such plan for this caller, or no such specialist.
            RequestError: a day is no working day of the plan's weeks, or the pins clash.
            BusyError: too many questions are waiting.
        """
        signed, found = find(self._desk, principal, "plan.absence", plan)
        from scheduler.explain import absent, candidates, replan, vacated, withheld

        changed = absent(found.pool, found.plan, request.specialist, request.days)
        with self.turns.taken():
            ranked = candidates(changed, found.plan, vacated(changed, found.plan))
            other = replan(changed, found.plan)
        answer = withheld(other, found.hidden_from(signed))
        say = _saying(signed, found, lambda w: [*w.candidates(ranked), *w.replan(answer)])
        return _told(AbsenceReply, answer, say, candidates=ranked.model_dump(mode="json"))

    def urgent(self, principal: Principal | None, plan: str, request: UrgentRequest) -> UrgentReply:
        """Who could take the seats of a case that has come in; and the plan with few rows changed.

        Raises:
            NotFoundError: there is no such plan for this caller, or no demand of the case in its
                weeks.
            RequestError: there is no such pool, or its pins clash.
            PoolError: the pool contradicts itself over the plan's weeks.
            BusyError: too many questions are waiting.
        """
        signed, found = find(self._desk, principal, "plan.urgent", plan)
        # the case is new, so the words about it are those of the pool that has it
        found = replace(found, pool=self._changed(signed, found, request.pool))
        from scheduler.explain import candidates, demands_of_case, replan, withheld

        demands = demands_of_case(found.pool, found.plan, request.case)
        with (self.quick_turns if request.quick else self.turns).taken():
            ranked = candidates(found.pool, found.plan, demands)
            other = None if request.quick else replan(found.pool, found.plan)
        answer = other and withheld(other, found.hidden_from(signed))

        def lines(words: "Words") -> list[str]:
            return [*words.candidates(ranked), *(words.replan(answer) if answer else ())]

        say = _saying(signed, found, lines)
        return _told(UrgentReply, answer, say, candidates=ranked.model_dump(mode="json"))

    def comparison(
        self,
        principal: Principal | None,
        plan: str,
        after: str,
        about: Collection[str] = (),
        *,
        causes: bool = True,
    ) -> ComparisonReply:
        """What has changed from this plan to another one, and why, as far as a minute goes.

        ``about``: causes only of moves of these specialists, demands and cases. Without ``causes``
        nothing is solved: what the pools tell is told.

        Raises:
            NotFoundError: one of the plans is not there for this caller, or nothing of ``about``
                has moved.
            RequestError: the other plan's weeks neither meet this one's nor follow them.
            BusyError: too many questions are waiting.
        """
        signed, before = find(self._desk, principal, "plan.compare", plan)
        _, later = find(self._desk, principal, "plan.compare", after)
        from scheduler.explain import ComparedWords, compare, withheld

        with self.turns.taken():
            ends = monotonic() + COMPARING_S
            compared = compare(
                self._inquiry(before),
                self._inquiry(later),
                is_asked=causes,
                about=about,
                is_cancelled=lambda: monotonic() >= ends,
                source="solved",
            )
        answer = withheld(compared, before.hidden_from(signed) | later.hidden_from(signed))
        one, other = (replace(f, pool=f.told_pool(signed)) for f in (before, later))

        def say(language: Language) -> list[str]:
            return ComparedWords(one, other, language).compared(answer, about)

        return _told(ComparisonReply, answer, say)

    def _changed(self, signed: Principal, found: Found, sha256: str | None) -> Pool:
        """The pool of now: the one that is named, or the current facts.

        Where no facts were ever made current there is only the plan's own.
        """
        with self._desk.store.read(signed) as tx:
            if sha256 is not None:
                pool = tx.pools.pool(sha256)
            else:
                pool = tx.facts.pool() if tx.facts.version() else found.pool
        if pool is None:
            raise RequestError("pool.unknown")
        demand_fit(pool, pool.horizon(found.plan.start, found.plan.weeks))
        return pool

    def _inquiry(self, found: Found) -> "Inquiry":
        from scheduler.explain import Inquiry

        if self._last is None or self._last[0] != found.info.plan:
            self._last = found.info.plan, Inquiry(found.pool, found.plan)
        return self._last[1]


def _from_the_copy(
    signed: Principal, found: Found, demand: str, specialist: str | None
) -> ExplanationReply:
    """What an agency is told."""
    from scheduler.explain import MaskedWords, ReadersCopy

    copy = ReadersCopy(signed, found.pool, found.plan)
    answer = copy.ask(demand, specialist)

    def say(language: Language) -> list[str]:
        return MaskedWords(copy.pool, copy.plan, language).answer(answer)

    return _told(ExplanationReply, answer, say, kind=answer.kind)


def _edit(asked: RowEdit | SwapEdit) -> "Edit":
    from scheduler.explain import ban, pin, swap

    row = asked.specialist, asked.demand
    if isinstance(asked, SwapEdit):
        return swap(row, (asked.other_specialist, asked.other_demand), asked.reason)
    return (pin if asked.kind == "pin" else ban)(*row, asked.reason)


def _saying(signed: Principal, found: Found, lines: Callable[["Words"], list[str]]) -> Say:
    """The words for whoever reads all rows: with the names that they may read, and no other."""
    from scheduler.explain import Words

    told = found.told_pool(signed)
    return lambda language: lines(Words(told, found.plan, language))


def _told(reply: type[Told], answer: Record | None, say: Say, **more: object) -> Told:
    text = Lines(ko=tuple(say("ko")), en=tuple(say("en")))
    document = None if answer is None else answer.model_dump(mode="json")
    return reply.model_validate({"answer": document, "text": text, **more})
