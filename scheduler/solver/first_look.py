"""Where each tier's relaxation is looked at first, and what of it holds for the tiers after it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.model import TierResult
from scheduler.solver.corner import Corner, is_even, must_run, what_seats_bring
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Outcome, Watch
from scheduler.solver.goals import Goals
from scheduler.solver.meter import Meter
from scheduler.solver.prices import Market
from scheduler.solver.program import Objective
from scheduler.solver.tiers import Goal, Held, LinearGoal
from scheduler.solver.tiers.floor import Floor
from scheduler.solver.witnessing import Witnessing

TINY_PAIRS = 1_000
"""Pairs up to which nobody looks: what there is to do is done in a moment."""


@dataclass(frozen=True)
class FirstLook:
    """The looks of one search."""

    goals: Goals
    witnessing: Witnessing
    meter: Meter

    @cached_property
    def _looks(self) -> bool:
        it = self.goals.formulation.instance
        return it.pairs > TINY_PAIRS and is_even(it)

    def running(self, goal: Goal, earlier: list[Goal], best: Ints) -> Ints | None:
        """Cases that run in every plan that keeps the earlier tiers; None where nobody looks.

        They are kept at what a solution is worth in them.
        """
        is_sum = isinstance(goal, LinearGoal)
        if not self._looks or not (is_sum or isinstance(goal, Floor)):
            return None
        found = [np.zeros(0, dtype=np.int64)]
        for i, before in enumerate(earlier):
            market = self.goals.market(before, earlier[:i], best)
            if market is not None and isinstance(before, LinearGoal):
                found.append(must_run(market, market.goal.worth(before.objective.value(best))))
        running = np.unique(np.concatenate(found))
        if isinstance(goal, Floor):
            goal.know_to_run(running)
        return running

    def is_met(self, market: Market, known: TierResult) -> bool:
        """Whether what seats bring at most proves that nothing is better than what is known."""
        return (
            self.witnessing.at_prices(market, known, what_seats_bring(market)).status == "optimal"
        )

    def outcome(
        self,
        objective: Objective,
        rows: tuple[tuple[Held, ...], tuple[Held, ...]],
        running: Ints,
        hint: Ints | None,
        market: Market | None,
        watch: Watch,
    ) -> Outcome:
        """What a look comes to; ``rows``: those of earlier tiers, and those of this one's step.

        What prices of seats prove by it is learned as the tier's witness.
        """
        corner = Corner(self.goals.formulation, objective, *rows, running, self.meter, watch)
        look = corner.look(hint)
        if market is not None and look.seats is not None:
            self.witnessing.seats_cost(market, look.seats)
        return look.outcome
