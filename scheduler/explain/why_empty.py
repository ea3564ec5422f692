"""Why a seat is empty: who is refused by what, what the others do, and what filling it costs."""

from typing import Literal

from scheduler.check.eligibility import refused
from scheduler.explain.change import Change
from scheduler.explain.grounds import Ground, grounds
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.parts import OnPart, Part, unheard
from scheduler.explain.repair import Repairs, repairs
from scheduler.explain.shortage import Shortage, shortage
from scheduler.explain.why_not import Outcome, under
from scheduler.model import EmptySeat, NotFoundError, Refusal, Rule
from scheduler.model.record import Record
from scheduler.solver.clauses import Clause

MOST_NEAREST = 3
"""So many are named who lack the fewest things."""


class Nearest(Record):
    """Somebody refused by few codes, and the grounds that do not hold."""

    specialist: str
    lacking: tuple[Ground, ...]


class WhyEmpty(Record):
    """Why seats of a demand stay empty.

    ``seat``: the counts by code, and what the eligible ones do instead. ``nearest``: those refused
    who lack least. ``outcome``, ``change``, ``rules`` and ``is_whole`` are those of ``WhyNot``, of
    the best plan that fills one seat more, by whomever (``fills``). ``shortage``: a group of
    demands that cannot all have their people, if one was found. ``repairs``: what would fill a
    seat, where the policy has prices.
    """

    kind: Literal["why_empty"] = "why_empty"
    seat: EmptySeat
    nearest: tuple[Nearest, ...]
    outcome: Outcome
    fills: tuple[str, ...] = ()
    change: Change | None = None
    rules: tuple[Rule, ...] = ()
    is_whole: bool = True
    shortage: Shortage | None = None
    repairs: Repairs | None = None


def why_empty(inquiry: Inquiry, demand: str, on_part: OnPart[WhyEmpty] = unheard) -> WhyEmpty:
    """Why seats of a demand stay empty.

    ``on_part`` hears what needs no solving first, then each part as it is proven.

    Raises:
        NotFoundError: there is no such demand in these weeks, or it has no empty seat.
    """
    inquiry.demand_known(None, demand)
    seat = next((e for e in inquiry.plan.empty_seats if e.demand == demand), None)
    if seat is None:
        raise NotFoundError("explain.no_empty_seat", demand=demand)
    told = WhyEmpty(seat=seat, nearest=_nearest(inquiry, demand), outcome="refused")
    is_priced = bool(inquiry.pool.policy.prices)
    later: frozenset[Part] = frozenset({"repairs"} if is_priced else ())
    if seat.remaining:
        on_part(told, later | {"filling", "shortage"})
        # it is so of all plans, also where this one turns out not to be the best
        told = told.model_copy(update={"shortage": shortage(inquiry, demand)})
        on_part(told, later | {"filling"})
        told = _filled(inquiry, told)
    if not is_priced:
        return told
    on_part(told, later)

    def on_way(found: Repairs, still_open: frozenset[Part]) -> None:
        on_part(told.model_copy(update={"repairs": found}), still_open)

    return told.model_copy(update={"repairs": repairs(inquiry, [demand], on_part=on_way)})


def _filled(inquiry: Inquiry, told: WhyEmpty) -> WhyEmpty:
    """With the best plan that fills one seat more."""
    demand = told.seat.demand
    here = inquiry.on.get(demand, ())
    outcome, rules, changed, is_whole = under(
        inquiry, [Clause(inquiry.rows_of(demand), least=len(here) + 1)]
    )
    added = () if changed is None else changed.added
    return told.model_copy(
        update={
            "outcome": outcome,
            "fills": tuple(row.specialist for row in added if row.demand == demand),
            "change": changed,
            "rules": rules,
            "is_whole": is_whole,
        }
    )


def _nearest(inquiry: Inquiry, demand: str) -> tuple[Nearest, ...]:
    """Those refused by the fewest codes, those who have the skills first, by id."""
    sets = refused(inquiry.facts, demand)
    people = list(enumerate(inquiry.pool.specialists))
    lacking = {s.specialist: sum(bits >> n & 1 for bits in sets.values()) for n, s in people}
    first = {s.specialist: sets[Refusal.SKILL] >> n & 1 for n, s in people}
    # a skill takes longest to get, so who lacks one comes later
    few = sorted((n, first[s], s) for s, n in lacking.items() if n)[:MOST_NEAREST]
    return tuple(
        Nearest(
            specialist=s,
            lacking=tuple(g for g in grounds(inquiry.facts, s, demand) if not g.holds),
        )
        for _, _, s in few
    )
