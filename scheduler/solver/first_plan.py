"""A plan made at once, and of a large pool before its program is written down.

Rows over millions of pairs take most of a minute to write. To make a plan only the columns are
needed, and to know that the rules allow it only the rows over its own pairs.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import numpy as np

from scheduler.model import TierName
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.formulation import Formulation
from scheduler.solver.greedy import asked_for, greedy, left_out_first, most_first
from scheduler.solver.nearby import SERVED, Ask, only, solution_of
from scheduler.solver.prices import terms_of
from scheduler.solver.prices.sides import Sides
from scheduler.solver.rules import add_rules
from scheduler.solver.tiers import LinearGoal, goal_of


@dataclass(frozen=True)
class FirstPlan:
    """The plan that a search begins with where there is no other; it needs columns, and no rows.

    ``tiers``: those of the search, the first first.
    """

    formulation: Formulation
    tiers: tuple[TierName, ...]

    @property
    def served(self) -> tuple[TierName, ...]:
        """The tiers that come first and ask who is served."""
        return tuple(takewhile(SERVED.__contains__, self.tiers))

    @cached_property
    def sides(self) -> Sides:
        """The two sides of the formulation."""
        return Sides(self.formulation)

    @cached_property
    def pairs(self) -> Ints | None:
        """Its pairs, ascending; with pins it is made around them.

        None where the first tier does not ask who is served, or some pin finds no place in it.
        """
        f, it = self.formulation, self.formulation.instance
        goals = [goal for tier in self.served if isinstance(goal := goal_of(tier, f), LinearGoal)]
        known = [terms_of(f, goal.tier, goal.objective) for goal in goals]
        terms = [terms for terms in known if terms is not None]
        pins = np.array(it.pins, dtype=np.int64).reshape(-1, 2)
        kept = it.pair_numbers(pins[:, 0], pins[:, 1])
        if not terms or not it.pairs or (kept < 0).any():
            return None
        order, cost = most_first(it, terms), asked_for(it)
        if not terms[0].pair.any():  # only who runs counts first: nobody need be left out for more
            order = left_out_first(self.sides, order, cost, terms[0].runs, kept)
        pairs = greedy(self.sides, order, cost, kept)
        return pairs if np.isin(kept, pairs).all() else None

    def solution(self, ask: Ask) -> Ints | None:
        """It as a solution of the program with all its rows; None where they do not allow it."""
        if self.pairs is None:
            return None
        ask.count_plan(self.formulation.instance.pairs)
        return solution_of(self.formulation, self.pairs, ask)

    def value(self, ask: Ask) -> int | None:
        """What it is worth in the first tier, by the rules over its own pairs alone.

        None where there is none, or they do not allow it.
        """
        if self.pairs is None:
            return None
        small = Formulation.of(only(self.formulation.instance, self.pairs))
        add_rules(small)
        solution = solution_of(small, np.arange(len(self.pairs)), ask)
        return None if solution is None else goal_of(self.tiers[0], small).result(solution).value
