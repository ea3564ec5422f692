"""All that plans near the bound are made of, looked through: the bound comes down to the best one.

First at those nearest to it, of which there are few (``prices.complete``): where there is no such
plan, the bound comes down; the first one that there is, is the best of all.
"""

from dataclasses import dataclass

from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.port import Limits, Watch
from scheduler.solver.engines.verified import best_of_many
from scheduler.solver.formulation import Formulation
from scheduler.solver.meter import Meter
from scheduler.solver.nearby import Ask, solution_under
from scheduler.solver.prices import Contenders, Leeway, Leeways, Market, contenders
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.program import Objective, Program

CONTENDERS = (5_000, 10_000, 20_000, 40_000, 80_000)
"""Patterns of the lists of all that plans near the bound are made of, one list after the other."""
WORK_PER_PATTERN = 6e-5
"""Deterministic work units charged for writing a list down, a pattern that it may hold."""
PART_SHARE = 0.7
"""What of a list's share one may use that does not hold all that could be better."""


@dataclass(frozen=True)
class Enumeration:
    """One tier's program (held rows in it), and what its limit leaves.

    ``leeways``: the prices of earlier tiers, whose worth every plan keeps. ``share``: what of the
    tier's rest a list may use.
    """

    formulation: Formulation
    program: Program
    objective: Objective
    meter: Meter
    watch: Watch
    leeways: Leeways
    share: float = 1.0

    def closed(
        self, market: Market, prices: Floats, solution: Ints, bound: int
    ) -> tuple[Ints, int]:
        """A solution and a bound after looking at all that plans near the bound are made of."""
        worth, value = market.goal.worth, self.objective.value
        own, kept = Leeway.of(market, prices), self.leeways.kept(market, self._is_over)
        if own is None or not market.teams.all_written_down:
            return solution, bound
        for most in CONTENDERS:
            if value(solution) == bound or self._is_over():
                break
            worths = range(worth(value(solution)) + 1, worth(bound) + 1)
            every = contenders(own, kept, worths, most, self._is_over)
            self.meter.charge(WORK_PER_PATTERN * most)
            if every is None:
                continue
            is_whole = every.least == worths[0]
            share = self.share * (1.0 if is_whole else PART_SHARE)
            found, least, is_settled = self._best_of(every, share)
            bound = worth(min(worth(bound), least))
            if found is not None:
                better = self._taken(found, solution)
                if better is None:
                    break  # a rule that the list leaves aside
                solution = better
            if not is_settled:
                break
            self.watch.report(value(solution), bound)
        return solution, bound

    def _is_over(self) -> bool:
        return self.watch.stop() or self.meter.is_over()

    def _best_of(self, left: Contenders, share: float) -> tuple[Ints | None, int, bool]:
        """The pairs of the best plan found in a list, a bound on all worths, whether it is met."""
        seed, twice = self.meter.options.seed, self.meter.options.mode == "certified"
        nothing, unknown = left.least - 1, left.objective.box_bound(left.program)
        until = self.meter.until(share)

        def rest() -> Limits:
            return self.meter.limits_until(until, seed)

        is_possible = left.tightened(rest, self._is_over)
        self.meter.charge(left.work)
        if not is_possible:
            return None, nothing, True
        if self._is_over():
            return None, max(nothing, unknown), False
        watch, goal = Watch(lambda *_: None, self.watch.stop), left.objective
        outcome = best_of_many(left.program, goal, left.least, rest(), watch, twice=twice)
        self.meter.charge(outcome.work)
        pairs = None if outcome.solution is None else left.pairs(outcome.solution)
        is_settled = outcome.status in ("optimal", "infeasible")
        if is_settled:
            best = nothing if outcome.solution is None else goal.value(outcome.solution)
        else:  # in certified mode nobody shares the bound
            best = unknown if twice or outcome.bound is None else outcome.bound
        return pairs, max(nothing, best), is_settled

    def _taken(self, pairs: Ints, solution: Ints) -> Ints | None:
        """The solution that assigns just these pairs, if there is one and it is better."""
        ask = Ask(self.watch, self.meter.options.seed)
        found = solution_under(self.program, self.formulation, pairs, ask)
        self.meter.charge(ask.work)
        if found is None:
            return None
        gain = self.objective.value(found) - self.objective.value(solution)
        return found if (gain > 0) == self.objective.maximise and gain else None
