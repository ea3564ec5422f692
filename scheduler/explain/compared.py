"""What comparing two plans comes to: moves with their causes, and the fewest moves."""

from collections.abc import Collection
from typing import Literal

from scheduler.explain.change import Change, RowRef, TierChange
from scheduler.explain.changed import ChangedFact
from scheduler.explain.reasons import Cause, Reason
from scheduler.explain.why_not import Outcome
from scheduler.model import Plan, Rule, TierResult
from scheduler.model.record import Record

Kind = Literal["added", "removed", "moved"]


class Without(Record):
    """What the later plan would be without a move; the fields as in ``WhyNot``.

    ``moves``: rows that the best such plan has or lacks against the earlier plan. ``fewest``, asked
    where that plan is better: the fewest that a plan without the move has which serves as many.
    """

    outcome: Outcome
    rules: tuple[Rule, ...] = ()
    change: Change | None = None
    moves: int | None = None
    fewest: TierResult | None = None
    is_whole: bool = True


class Move(Record):
    """One row that is not as it was, and its cause.

    ``moved``: the same row at other half-days; ``before`` and ``after`` are those of each plan.
    ``cause``: ``fact`` or ``pin`` as the ``reason`` says; ``follow_on``: ``without`` the move the
    plan would be worse, or could not be; ``few_moves``: it could be better, but no plan that serves
    as many would have so few moves; ``choice``: it would be as good; ``better``: it would be
    better, as it was not proven optimal; ``undetermined``: that stayed open; ``not_asked``.
    ``changed``: facts about the people and things of the row that are not as they were.
    """

    kind: Kind
    specialist: str
    demand: str
    case: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    cause: Cause = "not_asked"
    reason: Reason | None = None
    without: Without | None = None
    changed: tuple[ChangedFact, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it can be asked what the plan would be without it."""
        is_told = self.reason is not None and self.reason.is_forced
        return self.kind != "moved" and not is_told

    def is_about(self, ids: Collection[str]) -> bool:
        """Whether it is of one of some specialists, demands or cases; of no ids, any is."""
        return not ids or not {self.specialist, self.demand, self.case}.isdisjoint(ids)


class Least(Record):
    """How few rows had to be added or removed, for a plan that is no worse in any tier.

    ``moves``: of the plan with the fewest that was found, and the bound that no such plan is below;
    the fields as in ``Fewest``. Where it has fewer than the later plan, ``plan`` is that plan,
    ``change`` leads to it from the later one, and ``needless`` are the moves that it does without.
    """

    moves: TierResult
    is_whole: bool
    plan: Plan | None = None
    change: Change | None = None
    needless: tuple[RowRef, ...] = ()


class Compared(Record):
    """From one plan to another, the moves by case and demand.

    ``tiers``: those that both policies have, in the later one's order. ``is_complete``: nothing
    that was asked for is missing. ``least`` is None where it was not asked for.
    """

    is_same_weeks: bool
    rows: tuple[int, int]
    tiers: tuple[TierChange, ...]
    moves: tuple[Move, ...]
    least: Least | None = None
    is_complete: bool = True

    def count(self, kind: Kind) -> int:
        """How many rows are added, removed or moved in time."""
        return sum(move.kind == kind for move in self.moves)
