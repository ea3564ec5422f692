"""What may beat a plan, written down: all patterns and teams that a better plan could be made of.

Each pattern and team of a plan loses little at good prices (``leeway``), and near the optimum, or
where earlier tiers are held, there are few that do. The program over them in whole numbers
(``listing`` without slack) holds every plan of that worth, and its linear relaxation is as tight as
the bound of whole patterns (route enumeration; Baldacci, Christofides and Mingozzi 2008). Cuts
(``subsets``) bring the relaxation down further, and what its multipliers, in exact integers, leave
no room for is taken out.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.linear import relaxation
from scheduler.solver.engines.port import Limits, Stop, never
from scheduler.solver.engines.running import WORK_PER_ITERATION
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.prices.leeway import Kept, Leeway
from scheduler.solver.prices.listing import Listing
from scheduler.solver.prices.market import Market
from scheduler.solver.prices.patterns import Patterns
from scheduler.solver.prices.subsets import Subsets
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import DENOMINATOR, reduced_costs

FEWER = 1.5
"""What the number of worths is divided by where too many patterns lose so little."""
MOST_ROUNDS, WORTH_CUTTING = 8, 0.03
"""Linear programs that cuts are made of, at most; what those of one must take off the distance to
the least worth, as a part of it, to be followed by more."""
MOST_ITERATIONS = 15_000
"""Iterations of the simplex method that they may take in all: where they take more, branch and cut
does better at once."""


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

    def tightened(self, rest: Callable[[], Limits], stop: Stop) -> bool:
        """Cut the relaxation down and take out what it leaves no room for.

        False where nothing is left: no solution is worth ``least``, by the multipliers alone.
        ``rest``: what all of it may still take; ``stop`` is polled; what was done until then stays.
        """
        most: float = MOST_ITERATIONS
        before, work = float("inf"), rest().work
        if work is not None:
            most = min(most, work / WORK_PER_ITERATION)
        for _ in range(MOST_ROUNDS):
            seconds = rest().seconds
            found = relaxation(
                self.program, self.objective, seconds, iterations=int(most), stop=stop
            )
            self.work += WORK_PER_ITERATION * (most if found is None else found.iterations)
            if found is None:
                return True
            most -= found.iterations
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
            is_open = found.value - self.least
            is_worth_it = is_open <= (1 - WORTH_CUTTING) * before and most > 0
            if stop() or not is_worth_it or not self._cut(shares):
                break
            before = is_open
        return True

    def _keep(self, kept: Bools) -> None:
        self.program, columns = self.program.restricted(kept, self.program.lower)
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


def contenders(
    own: Leeway, kept: Kept, worths: range, most: int, stop: Stop = never
) -> Contenders | None:
    """What plans of the most worths, from the top of a range down, are made of.

    As many of the worths as so many patterns allow, of those that keep the earlier tiers. None
    where they do not allow the first, or where ``stop``, which is polled, says so.
    """
    steps = len(worths)
    while steps and not stop():
        least = worths[-steps]
        patterns = _left(own, kept, least, most, stop)
        if patterns is not None:
            teams = kept.teams(own.teams(least))
            program, objective = Listing(own.market, patterns, teams).whole()
            number = np.arange(program.columns)
            return Contenders(own.market, patterns, program, objective, number, least)
        steps = min(steps - 1, int(steps / FEWER))
    return None


def _left(own: Leeway, kept: Kept, least: int, most: int, stop: Stop) -> Patterns | None:
    """The patterns of plans worth ``least`` or more that keep the earlier tiers; None if too many.

    Of what those tiers leave, or where that is not known, of what the tier's own prices leave.
    """
    shared = kept.patterns
    if shared is None:
        every = own.patterns(least, most, stop)
        return None if every is None else kept.left(every)
    some = shared.only(own.allows(shared, least))
    return some if some.count <= most else None
