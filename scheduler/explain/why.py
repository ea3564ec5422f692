"""Why this person: the fact behind each code, and the next best with the tier at which they lose.

The next best is found by planning anew with the person barred from the seat and somebody who is not
on it wanted in their place: the best such plan says who, and what is lost. The one after is found
with that one barred too.
"""

from collections.abc import Callable
from typing import Literal

from scheduler.explain.change import Change, change
from scheduler.explain.grounds import Ground, grounds
from scheduler.explain.inquiry import Inquiry
from scheduler.explain.parts import OnPart, unheard
from scheduler.explain.why_not import Outcome, outcome_of
from scheduler.model import NotFoundError, PlannedAssignment, Rule
from scheduler.model.record import Record
from scheduler.solver.clauses import Clause, Row, barred

MOST_NAMED = 3
"""So many of the next best are named."""


class NextBest(Record):
    """Somebody who could take the seat, and what the best plan in which they do would change.

    ``is_whole`` as in ``WhyNot``.
    """

    specialist: str
    outcome: Outcome
    change: Change
    is_whole: bool


class Why(Record):
    """Why a row is in the plan.

    ``grounds`` all hold. ``next_best``: at most three, the best first; ``is_complete``: nobody
    after them can take the seat, and then ``rules`` are an irreducible set of rules that exclude
    the other candidates (none, where there are none). A pinned or notified row has no next best:
    it stands whoever else there is.
    """

    kind: Literal["why"] = "why"
    row: PlannedAssignment
    grounds: tuple[Ground, ...]
    next_best: tuple[NextBest, ...] = ()
    candidates: int = 0
    is_complete: bool = False
    rules: tuple[Rule, ...] = ()


def why(inquiry: Inquiry, specialist: str, demand: str, on_part: OnPart[Why] = unheard) -> Why:
    """Why a specialist serves a demand.

    ``on_part`` hears the grounds first, then each of the next best as they are proven.

    Raises:
        NotFoundError: they do not, or there is no such specialist or demand.
    """
    inquiry.demand_known(specialist, demand)
    row = inquiry.row.get((specialist, demand))
    if row is None:
        raise NotFoundError("explain.not_assigned", specialist=specialist, demand=demand)
    found = grounds(inquiry.facts, specialist, demand)
    others = set(inquiry.candidates(demand)) - set(inquiry.on[demand])
    told = Why(row=row, grounds=found, candidates=len(others))
    if row.pin is not None:
        return told

    def on_next(named: tuple[NextBest, ...]) -> None:
        on_part(told.model_copy(update={"next_best": named}), frozenset({"next_best"}))

    named, rules, is_complete = _next_best(inquiry, (specialist, demand), others, on_next)
    return told.model_copy(update={"next_best": named, "rules": rules, "is_complete": is_complete})


def _next_best(
    inquiry: Inquiry,
    row: Row,
    others: set[str],
    on_next: Callable[[tuple[NextBest, ...]], None],
) -> tuple[tuple[NextBest, ...], tuple[Rule, ...], bool]:
    named: list[NextBest] = []
    left, (_, demand) = set(others), row
    while left and len(named) < MOST_NAMED:
        on_next(tuple(named))
        instead = Clause(frozenset((s, demand) for s in left), least=1)
        clauses = [barred(row), instead]
        found = inquiry.whatif.best(clauses)
        if found.status == "impossible":
            return tuple(named), inquiry.irreducible_rules(clauses), True
        if found.plan is None:
            return tuple(named), (), False
        here = {a.specialist for a in found.plan.assignments if a.demand == demand}
        who = min(here & left)
        changed = change(inquiry.plan, found.plan)
        named.append(
            NextBest(
                specialist=who,
                outcome=outcome_of(changed),
                change=changed,
                is_whole=found.is_whole,
            )
        )
        left.discard(who)
    return tuple(named), (), not left
