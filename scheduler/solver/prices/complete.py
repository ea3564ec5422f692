"""What may beat a plan, written down: all patterns and teams that a better plan could be made of.

Prices in whole numbers prove a total. A plan that comes to some worth has lost, over all its
specialists and cases, at most what the total exceeds that by; so each of its patterns and teams
loses no more. Near the optimum few lose so little. The program over them in whole numbers
(``listing`` without slack) holds every plan of that worth, and its linear relaxation is as tight as
the bound of whole patterns (route enumeration; Baldacci, Christofides and Mingozzi 2008). Cuts
(``subsets``) bring the relaxation down further, and what its multipliers, in exact integers, leave
no room for is taken out.
"""

from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.highs import WORK_PER_ITERATION, relaxation
from scheduler.solver.engines.port import Limits, Stop
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.listing import Listing, can_be_listed
from scheduler.solver.prices.market import Market
from scheduler.solver.prices.patterns import Patterns
from scheduler.solver.prices.subsets import Subsets
from scheduler.solver.prices.witness import is_too_large
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import DENOMINATOR, reduced_costs

SCALES = (1_000_000, 1_000)
FEWER = 1.5
"""What the number of worths is divided by where too many patterns lose so little."""
MOST_ROUNDS = 8
"""Linear programs that cuts are made of."""


@dataclass
class Contenders:
    """A program over all patterns and teams of the plans that are worth ``least`` or more.

    ``number``: each of its columns among the patterns, the teams and what else the list decides.
    Worths are of the tier as a maximum.
    """

    market: Market
    patterns: Patterns
    program: Program
    objective: Objective
    number: Ints
    least: int
    work: float = 0.0

    def pairs(self, solution: Ints) -> Ints:
        """The pairs that a solution assigns, ascending."""
        chosen = self.number[solution == 1]
        used = np.zeros(self.patterns.count, dtype=np.bool_)
        used[chosen[chosen < self.patterns.count]] = True
        return np.sort(self.patterns.pair[used[self.patterns.of_pair]])

    def tightened(self, limits: Limits, stop: Stop) -> bool:
        """Cut the relaxation down and take out what it leaves no room for.

        False where nothing is left: no solution is worth ``least``, by the multipliers alone.
        ``stop`` is polled; what was done until then stays.
        """
        for _ in range(MOST_ROUNDS):
            most = None if limits.work is None else int(limits.work / WORK_PER_ITERATION)
            found = relaxation(
                self.program, self.objective, limits.seconds, iterations=most, stop=stop
            )
            if found is None:
                return True
            self.work += WORK_PER_ITERATION * found.iterations
            multipliers = np.rint(-found.duals * DENOMINATOR).astype(np.int64)
            priced = reduced_costs(self.program, self.objective, multipliers)
            if priced is not None and priced.bound < self.least:
                return False
            shares = found.columns
            if priced is not None:
                low = self.program.lower
                kept = priced.can_leave(self.least) | (priced.best != low)
                shares = shares[kept]
                self._keep(kept)
            if stop() or not self._cut(shares):
                break
        return True

    def _keep(self, kept: Bools) -> None:
        low, high = self.program.lower, self.program.upper
        self.program, columns = self.program.matrix().restricted(kept, low, low, high)
        constant = self.objective.constant
        self.objective = replace(self.objective.restricted(kept), constant=constant)
        self.number = self.number[columns]

    def _cut(self, shares: Floats) -> bool:
        """Add what cuts a mixture off; whether there is something."""
        it, patterns = self.market.instance, self.patterns
        place = np.full(patterns.count, -1)
        columns = np.nonzero(self.number < patterns.count)[0]
        place[self.number[columns]] = np.arange(len(columns))
        of_pair = place[patterns.of_pair]
        there = of_pair >= 0
        subsets = Subsets(
            it.demand[patterns.pair[there]],
            of_pair[there],
            patterns.specialist[self.number[columns]],
            it.headcount == 1,
        )
        cuts = subsets.broken(shares[columns])
        for cut in cuts:
            self.program.add_row(columns[cut], 1, upper=1)
        return bool(cuts)


def contenders(market: Market, prices: Floats, worths: range, most: int) -> Contenders | None:
    """What plans of the most worths, from the top of a range down, are made of.

    As many of the worths as so many patterns allow. None where they do not allow the first, where
    prices of this size cannot be added exactly, where loads have costs, or where not all teams are
    written down.
    """
    fitting = (s for s in SCALES if not is_too_large(market, np.rint(prices * s), s))
    scale = next(fitting, None)
    if scale is None or not can_be_listed(market):
        return None
    whole = np.rint(prices * scale)
    total = int(market.evaluate(whole, float(scale)).total)
    losses = market.losses(whole, float(scale))
    steps = len(worths)
    while steps:
        least = worths[-steps]
        loss = max(0, total - scale * least)
        patterns = market.patterns(whole, losses, loss, most, float(scale))
        if patterns is not None:
            teams = market.teams_within(whole, loss, float(scale))
            program, objective = Listing(market, patterns, teams).whole()
            number = np.arange(program.columns)
            return Contenders(market, patterns, program, objective, number, least)
        steps = min(steps - 1, int(steps / FEWER))
    return None
