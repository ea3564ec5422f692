"""The tiers of one formulation in the words of a search and of its prices, each made once.

What is as long as there are pairs is then there once a tier, not once a time it is asked for.
"""

from dataclasses import dataclass, field

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.prices import Market, Terms, terms_of
from scheduler.solver.prices.sides import Sides
from scheduler.solver.program import Objective
from scheduler.solver.tiers import Goal, LinearGoal, goal_of

SIMPLE = frozenset({TierName.STATUTORY, TierName.COVERAGE, TierName.STABILITY, TierName.FIT})
"""Tiers of pairs and running cases alone, without columns of their own."""


@dataclass(frozen=True)
class Goals:
    """The goals of a formulation's tiers, and their terms."""

    sides: Sides
    _goals: dict[TierName, Goal] = field(default_factory=dict)
    _terms: dict[TierName, Terms | None] = field(default_factory=dict)

    @property
    def formulation(self) -> Formulation:
        """Whose tiers they are."""
        return self.sides.formulation

    def goal(self, tier: TierName) -> Goal:
        """A tier's goal. Where it has columns of its own, the program has them from now on."""
        if tier not in self._goals:
            self._goals[tier] = goal_of(tier, self.formulation)
        return self._goals[tier]

    def market(self, goal: Goal, earlier: list[Goal], solution: Ints) -> Market | None:
        """The market of a linear tier, earlier ones held at what a solution is worth in them.

        Earlier tiers that are not linear are left aside.
        """
        terms = self._terms_of(goal)
        if terms is None:
            return None
        held = []
        for before in earlier:
            kept = self._terms_of(before)
            if kept is not None and isinstance(before, LinearGoal):
                held.append((kept, kept.worth(before.objective.value(solution))))
        return Market(self.sides, terms, tuple(held))

    def tie(self, tier: TierName) -> Objective | None:
        """What decides among equals while a tier is searched: the next one, where it is simple.

        A plan that is as good in this tier and better in the next one leaves the next less to do.
        """
        tiers = self.formulation.instance.eligibility.frame.pool.policy.tiers
        place = tiers.index(tier) + 1
        if place == len(tiers) or tiers[place] not in SIMPLE:
            return None
        return self.linear(tiers[place])[0].objective

    def linear(self, tier: TierName) -> tuple[LinearGoal, Terms]:
        """A tier of pairs and running cases alone, and its terms."""
        goal = self.goal(tier)
        terms = self._terms_of(goal)
        assert isinstance(goal, LinearGoal), "such tiers are linear"
        assert terms is not None, "and have terms"
        return goal, terms

    def _terms_of(self, goal: Goal) -> Terms | None:
        """None where the tier is not linear."""
        if not isinstance(goal, LinearGoal):
            return None
        if goal.tier not in self._terms:
            self._terms[goal.tier] = terms_of(self.formulation, goal.tier, goal.objective)
        return self._terms[goal.tier]
