"""Key persons: what would be lost in the absence of each specialist."""

from dataclasses import dataclass

from scheduler.check import rule_violations
from scheduler.explain.apart import IsCancelled, OnAnswer, never
from scheduler.explain.change import RowRef
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.marginal import Basis, Effect, basis_of, effects, most_lost, served_in
from scheduler.explain.replan import absent, without_lost_pins
from scheduler.model import Plan, Pool, TierResult
from scheduler.model.record import Record


class KeyPerson(Record):
    """What is served without somebody.

    ``lost``: their pinned and notified rows, which cannot be kept.
    """

    specialist: str
    lost: tuple[RowRef, ...]
    effect: Effect


class KeyPersons(Record):
    """Every specialist, whoever would be missed most first; ``tiers``: what is served with all.

    ``is_complete``: everybody was asked about.
    """

    tiers: tuple[TierResult, ...]
    people: tuple[KeyPerson, ...]
    is_complete: bool


@dataclass(frozen=True)
class Absence:
    """Somebody is away in all of the weeks.

    Nobody need search where the plan gives them nothing to do and the judge accepts its rows
    without them. An absence only takes away: their pairs, and one head of those among whom a home
    reserve is kept. So each plan without them is one with them, and serves no more than the best
    of these; and the plan itself is one without them. That the judge is asked is no formality: of
    a reserve even somebody idle can be a part, whom another has to replace.

    A plan without them serves no more than the best one with them, unless a pin of theirs falls
    away: who is pinned must be assigned, and without that others may have more.
    """

    specialist: str

    def effect(self, basis: Basis) -> Effect:
        """What is served without them."""
        pool, plan = basis.pool, basis.plan
        away = absent(pool, plan, self.specialist)
        serves = {a.demand for a in plan.assignments if a.specialist == self.specialist}
        if not serves and not rule_violations(away, basis.horizon, plan.assignments):
            return basis.unchanged(is_certain=basis.is_proven)
        if not _pins(plan, self.specialist):
            return basis.effect(away, serves, "less")
        return basis.effect(without_lost_pins(away, plan), serves, "other")


def _pins(plan: Plan, specialist: str) -> tuple[RowRef, ...]:
    """Somebody's pinned and notified rows; whoever is away all the time can keep none."""
    return tuple(
        RowRef(specialist=a.specialist, demand=a.demand, case=a.case)
        for a in plan.assignments
        if a.specialist == specialist and a.pin is not None
    )


def key_persons(
    pool: Pool,
    plan: Plan,
    *,
    workers: int = 1,
    on_answer: OnAnswer | None = None,
    is_cancelled: IsCancelled = never,
) -> KeyPersons:
    """What is lost in the absence of each specialist, in all of the plan's weeks.

    Raises:
        RequestError: the plan was made from another pool.
        PlanRejectedError: the judge refuses the plan.
    """
    basis = basis_of(Inquiry(pool, plan), is_cancelled)
    if basis is None:
        return KeyPersons(tiers=served_in(plan), people=(), is_complete=False)
    people = [s.specialist for s in pool.specialists]
    found = effects(
        basis,
        [Absence(who) for who in people],
        workers=workers,
        on_answer=on_answer,
        is_cancelled=is_cancelled,
    )
    told = [
        KeyPerson(specialist=who, lost=_pins(basis.plan, who), effect=effect)
        for who, effect in zip(people, found, strict=False)
    ]
    return KeyPersons(
        tiers=basis.plan.tiers,
        people=tuple(sorted(told, key=lambda one: (most_lost(one.effect), one.specialist))),
        is_complete=len(found) == len(people),
    )
