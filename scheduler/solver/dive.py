"""A partial dive: the program of what the mixture of patterns uses, solved as a whole.

Where the best mixture has settled on one pattern for a specialist, only the pairs of that pattern
stay free; the others keep all pairs that are worth nearly as much as they cost. What is left is
small, holds the mixture's plan, and is solved by an engine at once.

Where it is not small enough for that, dives into lists of patterns (``prices.diving``) settle more
of the specialists first, each time others, and the patterns that each leaves are solved side by
side.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Limits, Outcome, Stop, Watch, better_of
from scheduler.solver.engines.verified import an_attempt, better_than
from scheduler.solver.formulation import Formulation
from scheduler.solver.groups import first_of_each
from scheduler.solver.nearby import Ask, solution_under
from scheduler.solver.neighbourhood import MayGoOn
from scheduler.solver.prices import Dives, Market, Remainder
from scheduler.solver.prices.knapsack import Floats
from scheduler.solver.program import Objective, Program
from scheduler.solver.trials import Trials

USED = 1e-6
"""Share of a mixture from which a pair counts as used."""
SETTLED = 0.95
"""Share of a mixture from which a specialist's pattern counts as settled."""
NEARLY, EXTRA = 0.25, 4
"""Pairs of others stay free up to this loss, in parts of the typical weight, and so many a seat."""
HARDLY = 0.005
"""All pairs stay free up to this loss."""
FEW, MOST_FEW = 6, 60_000
"""Pairs a seat that are free in a dive without prices, and the most in all."""
MOST_TORN, FEWEST_TORN = 1 / 3, 20
"""Part of the specialists that the first dive into a list may leave torn, and the fewest."""
EASIER, HARDER = 1.15, 0.85
"""What that is enlarged by where what was left was solved to the end, and else reduced by."""

Tier = tuple[Formulation, Program, Objective]
"""What a tier is searched in: columns, the program with the earlier tiers held, what is sought."""
Engine = Callable[[Program, Objective, Ints, Limits, Watch], tuple[Ints | None, float]]
"""A solution that obeys the rows of a program, from a hint, or None; and the work it took."""


def free_pairs(market: Market, losses: Floats, shares: Floats, extra: int) -> Bools:
    """The pairs (a mask) that a dive leaves free.

    ``losses``: of each pair, in parts of the typical weight; ``shares``: how far it is in the
    mixture; ``extra``: so many pairs a seat beyond the mixture, where they lose little. Whoever
    may take part, pairs that lose ``HARDLY`` anything are free.
    """
    it = market.instance
    unsettled = (shares > USED) & (shares < SETTLED)
    torn = np.zeros(market.specialists.count, dtype=np.bool_)
    torn[it.specialist[unsettled]] = True
    used = np.bincount(it.specialist, weights=shares, minlength=len(torn))
    torn |= used < SETTLED  # who is idle in the mixture may help out
    free = (shares > USED) | (market.counting & (losses <= HARDLY))
    near = np.nonzero(~free & torn[it.specialist] & (losses <= NEARLY))[0]
    free[near[first_of_each(market.slot[near], extra, losses[near])]] = True
    return free


def few_pairs(market: Market, seed: int) -> Bools:
    """Some pairs (a mask) of each seat of the cases that count, drawn without prices.

    None where even these are too many for a dive.
    """
    pairs = np.nonzero(market.counting)[0]
    draws = np.random.default_rng(seed).random(len(pairs))
    few = pairs[first_of_each(market.slot[pairs], FEW, draws)]
    free = np.zeros(market.instance.pairs, dtype=np.bool_)
    if len(few) <= MOST_FEW:
        free[few] = True
    return free


def restricted_to(
    program: Program, objective: Objective, x: Ints, free: Bools, solution: Ints
) -> tuple[Program, Objective, Ints]:
    """The program in which only some pairs (and those of a solution) may be 1, and its columns."""
    columns = np.ones(program.columns, dtype=np.bool_)
    columns[x] = free | (solution[x] != 0)
    smaller, kept = program.restricted(columns, program.lower)
    return smaller, objective.restricted(columns), kept


def dived(
    tier: Tier,
    free: Bools,
    solution: Ints,
    bound: int,
    limits: Limits,
    watch: Watch,
    engine: Engine,
) -> tuple[Ints, float]:
    """The better one of a solution and what an engine makes of it and free pairs; the work it took.

    The values of the small program, limits among them, are those of the whole but for the
    objective's constant; ``bound`` is told beside them, since its own says nothing of the whole.
    """
    f, program, objective = tier
    smaller, part, kept = restricted_to(program, objective, f.x, free, solution)

    def report(value: int | None, _: int | None) -> None:
        watch.report(None if value is None else value + objective.constant, bound)

    heard = Watch(report, watch.stop)
    best, work = engine(smaller, part, solution[kept], limits, heard)
    if best is None:
        return solution, work
    found = f.put_back(program.lower, kept, best)
    return better_of(objective, solution, found), work


@dataclass(frozen=True)
class DiveSearch:
    """Dives one after another, each of which leaves a small program of its own to solve.

    So many ``threads`` solve one each.
    """

    formulation: Formulation
    program: Program
    objective: Objective
    market: Market
    dives: Dives
    threads: int

    def improve(self, solution: Ints, may_go_on: MayGoOn, each: Limits, patience: int) -> Ints:
        """The best solution found until so many dives in a row have brought nothing better.

        ``each``: what one small program may take.
        """
        most, idle, value = MOST_TORN * self.market.specialists.count, 0, self.objective.value
        charged = 0.0

        def attempt(
            job: tuple[Remainder, Ints], seed: int, stop: Stop
        ) -> tuple[Ints | None, Outcome]:
            left, base = job
            limits = Limits(seconds=each.seconds, work=each.work, seed=seed)
            return self._solved(left, value(base), limits, stop)

        with Trials(self.threads, attempt, each.seed) as trials:
            while may_go_on(self.dives.work - charged, value(solution)) and idle < patience:
                charged = self.dives.work
                while trials.has_room and may_go_on(0.0, value(solution)):
                    left = self.dives.dive(int(most))
                    if left is None:
                        break
                    trials.start((left, solution))
                if not trials.at_hand:
                    break
                for found, outcome in trials.ended():
                    is_easy = outcome.status in ("optimal", "infeasible")
                    most = max(FEWEST_TORN, most * (EASIER if is_easy else HARDER))
                    idle += 1
                    if found is not None and self._is_better(found, solution):
                        solution, idle = found, 0
                    may_go_on(outcome.work, value(solution))
        return solution

    def _is_better(self, found: Ints, solution: Ints) -> bool:
        gain = self.objective.value(found) - self.objective.value(solution)
        return gain > 0 if self.objective.maximise else gain < 0

    def _solved(
        self, left: Remainder, value: int, limits: Limits, stop: Stop
    ) -> tuple[Ints | None, Outcome]:
        """A solution of what a dive leaves that is better than a value, if one is found."""
        least, watch = self.market.goal.worth(value) + 1, Watch(lambda *_: None, stop)
        every = self.dives.contenders(left, least)
        if every is None:
            return None, Outcome("infeasible", None, None, 0.0)
        beyond = better_than(every.program, every.objective, least - 1)
        outcome = an_attempt(beyond, every.objective, limits, watch)
        if outcome.solution is None:
            return None, outcome
        ask = Ask(watch, limits.seed)
        pairs = every.pairs(outcome.solution)
        found = solution_under(self.program, self.formulation, pairs, ask)
        return found, replace(outcome, work=outcome.work + ask.work)
