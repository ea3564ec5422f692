"""What the best plan serves after one change of the pool, beside what it serves without it.

Asked about is who is served: the tiers ``statutory`` and ``coverage``, in the policy's order (both,
where the policy has neither). Stability, balance and fit do not belong to the question. So it is
asked of a pool whose policy has those tiers alone, and the best plan of that pool comes first: the
plan that is given need not be the best one.

On a small pool both values are those of the best of all plans. On a large one both are the best
found near the given plan, with the change and, from there, without it: what a plan that was not
proven optimal could gain there anyway is not counted as the change's.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from scheduler.explain.apart import IsCancelled, OnAnswer, answered
from scheduler.explain.change import TierChange, change
from scheduler.explain.inquiry import Inquiry
from scheduler.model import Horizon, Plan, Pool, TierResult
from scheduler.model.record import Record
from scheduler.solver.counterfactual import Counterfactuals
from scheduler.solver.engines.stopping import StoppedError, stoppable
from scheduler.solver.nearby import SERVED

Certainty = Literal["proven", "near", "open"]
Allows = Literal["less", "more", "other"]
"""What a changed pool allows: only plans of the pool, each plan of the pool, or neither."""
MOST_SEATS = 20
"""Demands with empty seats around which it is looked on a large pool."""


class Seats(Record):
    """So many seats of a demand."""

    demand: str
    case: str
    seats: int


class Effect(Record):
    """What is served after one change: tier by tier, and the demands with fewer or more people.

    ``impossible``: proven that the pins that are left exclude each other. ``unknown``: no plan
    was found, and none was ruled out. ``is_whole``: it is that of all plans; otherwise of those
    near the given one.
    """

    outcome: Literal["served", "impossible", "unknown"]
    tiers: tuple[TierChange, ...] = ()
    fewer: tuple[Seats, ...] = ()
    more: tuple[Seats, ...] = ()
    is_whole: bool

    @property
    def gains(self) -> tuple[int, ...]:
        """After minus before, tier by tier; negative where something is lost."""
        return tuple((tier.after or 0) - (tier.before or 0) for tier in self.tiers)

    @property
    def first(self) -> TierChange | None:
        """The first tier that differs, where any does."""
        return next((tier for tier in self.tiers if tier.direction != "same"), None)

    @property
    def certainty(self) -> Certainty:
        """``proven``; ``near``: only plans near the given one were searched; ``open``: a limit.

        Tiers after the first one that differs do not decide.
        """
        if self.outcome != "served":
            return "proven" if self.outcome == "impossible" else "open"
        if not self.is_whole:
            return "near"
        first = len(self.tiers) if self.first is None else 1 + self.tiers.index(self.first)
        return "proven" if all(t.certainty == "proven" for t in self.tiers[:first]) else "open"


OUTCOMES = ("impossible", "unknown", "served")
"""In the order in which they are told."""


def most_lost(effect: Effect) -> tuple[object, ...]:
    """A key by which what loses most comes first, tier by tier."""
    return OUTCOMES.index(effect.outcome), effect.gains


def most_gained(effect: Effect) -> tuple[object, ...]:
    """A key by which what gains most comes first, tier by tier."""
    return OUTCOMES.index(effect.outcome), tuple(-gain for gain in effect.gains)


@dataclass(frozen=True)
class Basis:
    """A pool whose policy has the tiers of who is served alone, and its best plan.

    On a large pool the plan is the given one.
    """

    pool: Pool
    plan: Plan

    @classmethod
    def of(cls, inquiry: Inquiry) -> "Basis":
        """The best plan of all, the nearest to the inquiry's plan among equals."""
        pool, plan = inquiry.pool, inquiry.plan
        tiers = tuple(t for t in pool.policy.tiers if t in SERVED) or SERVED
        leading = plan.tiers[: len(tiers)]
        # where they come first, what was proven of them holds without the later ones as well
        proven = leading if tuple(tier.tier for tier in leading) == tiers else ()
        policy = pool.policy.model_copy(update={"tiers": tiers})
        asked = pool.with_rows(policy=policy)
        found = Counterfactuals(asked, plan, proven).best((), ())
        assert found.plan is not None, "the inquiry's own plan is one"
        return cls(asked, found.plan)

    @property
    def horizon(self) -> Horizon:
        """The grid of the plan."""
        return self.pool.horizon(self.plan.start, self.plan.weeks)

    @property
    def is_proven(self) -> bool:
        """Whether no plan serves more."""
        return all(tier.status == "optimal" for tier in self.plan.tiers)

    def near(self, demands: Collection[str]) -> tuple[str, ...]:
        """Demands with empty seats that somebody more on these demands could help to fill.

        They are among these, or one of their candidates serves one of these and could be relieved.
        At most ``MOST_SEATS``, these first, the most urgent first.
        """
        people = {a.specialist for a in self.plan.assignments if a.demand in demands}
        seats = [
            seat
            for seat in self.plan.empty_seats
            if seat.demand in demands or any(r.specialist in people for r in seat.remaining)
        ]
        priority = {case.case: case.priority for case in self.pool.cases}
        seats.sort(key=lambda e: (e.demand not in demands, -priority[e.case], e.demand))
        return tuple(seat.demand for seat in seats[:MOST_SEATS])

    def effect(self, changed: Pool, focus: Collection[str], allows: Allows) -> Effect:
        """What the best plan of a changed pool serves.

        ``focus``: demands around which it is looked on a large pool.

        Raises:
            PlanRejectedError: the judge refused the plan; nobody sees it.
        """
        proven = self.plan.tiers if allows == "less" else ()
        found = Counterfactuals(changed, self.plan, proven).best((), focus)
        if found.plan is None:
            outcome: Literal["impossible", "unknown"] = (
                "impossible" if found.status == "impossible" else "unknown"
            )
            return Effect(outcome=outcome, is_whole=outcome == "impossible")
        after = found.plan
        before = self.plan if found.is_whole else self._without(after, focus)
        first = change(before, after).first
        if first is not None and first.direction == "better" and allows == "less":
            before = after  # a plan of this pool too, so this much was served before
        if first is not None and first.direction == "worse" and allows == "more":
            after = before  # a plan of the changed pool too
        had, has = _people(before), _people(after)
        return Effect(
            outcome="served",
            tiers=change(before, after).tiers,
            fewer=self._seats(had - has),
            more=self._seats(has - had),
            is_whole=found.is_whole,
        )

    def _without(self, after: Plan, focus: Collection[str]) -> Plan:
        """The best plan near one of a changed pool, without the change; or the basis' own.

        So what that one could gain there anyway is in both.
        """
        known = self.pool.specialist_of_id
        rows = tuple(a for a in after.assignments if a.specialist in known)
        rest = after.model_copy(update={"assignments": rows})
        had, has = _people(self.plan), _people(rest)
        around = {*focus, *(had - has), *(has - had)}
        found = Counterfactuals(self.pool, rest, self.plan.tiers).best((), around).plan
        if found is None:
            return self.plan
        first = change(self.plan, found).first
        return self.plan if first is not None and first.direction == "worse" else found

    def unchanged(self, *, is_certain: bool) -> Effect:
        """As much is served as before; ``is_certain``: whatever that is."""
        tiers = change(self.plan, self.plan).tiers
        if is_certain:
            tiers = tuple(tier.model_copy(update={"certainty": "proven"}) for tier in tiers)
        return Effect(outcome="served", tiers=tiers, is_whole=is_certain)

    def _seats(self, seats: Counter[str]) -> tuple[Seats, ...]:
        case = {demand: self.pool.demand_of_id[demand].case for demand in seats}
        ordered = sorted(seats.items(), key=lambda item: (case[item[0]], item[0]))
        return tuple(Seats(demand=d, case=case[d], seats=n) for d, n in ordered)


def served_in(plan: Plan) -> tuple[TierResult, ...]:
    """What a plan itself serves: all that is known before the best one is."""
    return tuple(tier for tier in plan.tiers if tier.tier in SERVED)


def _people(plan: Plan) -> Counter[str]:
    return Counter(a.demand for a in plan.assignments)


# -- many questions about one basis -------------------------------------------------------------


def basis_of(inquiry: Inquiry, is_cancelled: IsCancelled) -> Basis | None:
    """What the questions are about; None where somebody wanted to stop before it was found."""
    try:
        with stoppable(is_cancelled):
            return Basis.of(inquiry)
    except StoppedError:
        return None


class Question(Protocol):
    """One change of the pool, small enough to be sent to another process."""

    def effect(self, basis: Basis) -> Effect:
        """What is served after it."""
        ...


def effects(
    basis: Basis,
    questions: Sequence[Question],
    *,
    workers: int,
    on_answer: OnAnswer | None,
    is_cancelled: IsCancelled,
) -> list[Effect]:
    """What is served after each change; after a stop, of the first ones."""
    with stoppable(is_cancelled):
        return answered(
            questions,
            partial(_effect, basis),
            partial(_begin, basis.pool.canonical_json(), basis.plan.canonical_json()),
            workers=workers,
            on_answer=on_answer,
            is_cancelled=is_cancelled,
        )


def _effect(basis: Basis, question: Question) -> Effect:
    return question.effect(basis)


def _begin(pool: str, plan: str) -> Callable[[Question], Effect]:
    """Read in another process what the questions are about."""
    basis = Basis(Pool.model_validate_json(pool), Plan.model_validate_json(plan))
    return partial(_effect, basis)
