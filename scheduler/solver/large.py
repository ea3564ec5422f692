"""What is done otherwise in a tier of a large pool, where no engine has the last word.

Before there are prices, and along them, come dives that end where neighbourhoods do better. Most of
the time goes into the last part, when a good plan is there. Up to ``whole.MOST_PAIRS`` pairs branch
and cut takes the whole program then, in timed mode: beside all that the tier does where there are
several threads, and with one after neighbourhoods, which bring little by then. Else neighbourhoods
go on, and with much time all cases are tried at once. Not where memory counts: there neighbourhoods
still bring more.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from scheduler.solver import whole, wide
from scheduler.solver.around import made_around
from scheduler.solver.dive import dived, few_pairs
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Watch, is_beyond, tighter
from scheduler.solver.engines.verified import a_solution
from scheduler.solver.formulation import Formulation
from scheduler.solver.greedy import asked_for
from scheduler.solver.memory import give_back, keep_apart
from scheduler.solver.meter import Meter
from scheduler.solver.nearby import WORK_PER_PAIR, Ask
from scheduler.solver.neighbourhood import EARLY_PATIENCE, MayGoOn, NeighbourhoodSearch
from scheduler.solver.prices import Market
from scheduler.solver.program import Objective, Program
from scheduler.solver.whole import WholeSearch
from scheduler.solver.wide import WideSearch

DIVE_SHARE = 0.25
"""Share of what a tier has left that a dive may use."""
GOOD_ENOUGH = 0.02
"""Gap, as a part of the value, at which a dive ends: neighbourhoods do better."""
CLOSE = 0.03
"""Gap to the tier's bound, as a part of it, at which a better solution ends it at once. HiGHS' jump
heuristic mostly comes so far before the first linear program, which takes several times as long and
brings nothing but a bound that nobody needs."""
MOST_FREE = 100_000
"""Pairs above which a dive is left out: prices that say so little of most pairs leave a program of
which HiGHS finds no plan in time, and that takes more memory than all else."""
NARROW_SHARE, WIDE_SHARE = 0.3, 0.4
"""Shares of what a large pool's tier has left that neighbourhoods may use before all cases are
tried at once, and that these may use then."""

Bound = int | Callable[[], int]
Until = Callable[[float, Bound], MayGoOn]
"""Lets something go on until a share of what the tier has left is used, or a bound is met."""


@dataclass(frozen=True)
class LargeSearch:
    """Improves solutions of one program for one objective."""

    formulation: Formulation
    program: Program
    objective: Objective
    meter: Meter
    watch: Watch
    until: Until

    @property
    def threads(self) -> int:
        """How many neighbourhoods may be tried at a time; each holds vectors of all columns."""
        if self.formulation.instance.is_huge:
            return 1
        return self.meter.threads - self._has_beside

    def tidy(self) -> None:
        """Hand back what building, relaxation and dive have left behind."""
        if self.formulation.instance.is_huge:
            keep_apart()
        give_back()

    def early(
        self,
        market: Market,
        search: NeighbourhoodSearch,
        solution: Ints,
        bound: int,
        may_go_on: MayGoOn,
    ) -> Ints:
        """What becomes of a good solution before there are prices: most often all that there is.

        Where neighbourhoods take long, a dive into a few pairs of the cases that count comes first.
        """
        if self.formulation.instance.is_huge and self.objective.value(solution) != bound:
            few = few_pairs(market, self.meter.options.seed)
            found = self._dived(few, solution, bound, bound, 0.0) if few.any() else solution
            solution = solution if found is solution else self._filled(market, found)
        return search.improve(solution, bound, may_go_on, EARLY_PATIENCE)

    def _filled(self, market: Market, solution: Ints) -> Ints:
        """A solution with the teams that count for the tier and, made anew, those of other cases.

        Who is told to end while better ones are sought has a whole plan then.
        """
        it, tiers = self.formulation.instance, (market.goal, *(terms for terms, _ in market.held))
        seats = np.bincount(it.case_of_demand, it.headcount, len(it.cases))
        order = np.argsort(-it.priority * seats, kind="stable")
        ask = Ask(self.watch, self.meter.options.seed)
        keeps = self.program, market.sides, tiers, solution
        filled = made_around(*keeps, order, asked_for(it), ask)
        self.meter.charge(ask.work)
        if filled is None:
            return solution
        is_worse = is_beyond(self.objective, *map(self.objective.value, (solution, filled)))
        return solution if is_worse else filled

    def dived(self, free: Bools, solution: Ints, bound: int) -> Ints:
        """A solution near the bound, if one is found, among those of free pairs and of another."""
        if int(free.sum()) > MOST_FREE:
            return solution
        reach = floor(CLOSE * abs(bound))
        close = bound - reach if self.objective.maximise else bound + reach
        return self._dived(free, solution, bound, close, GOOD_ENOUGH)

    def _dived(self, free: Bools, solution: Ints, bound: int, enough: int, gap: float) -> Ints:
        """The best that HiGHS has until a better one is good ``enough``, or within a gap of its."""
        better = self.objective.value(solution) + (1 if self.objective.maximise else -1)
        least = enough if is_beyond(self.objective, enough, better) else better
        limits = self.meter.limits(self.meter.options.seed, DIVE_SHARE)
        limits = replace(limits, gap=gap, enough=least - self.objective.constant)
        tier, told = (self.formulation, self.program, self.objective), (limits, self.watch)
        solution, work = dived(tier, free, solution, bound, *told, a_solution)
        self.meter.charge(work + WORK_PER_PAIR * self.formulation.instance.pairs)
        self.tidy()
        self.watch.report(self.objective.value(solution), bound)
        return solution

    def beside(self, solution: Ints) -> AbstractContextManager[WholeSearch | None]:
        """Branch and cut of the whole program from a solution, where there is a thread for it."""
        return self._whole(solution) if self._has_beside else nullcontext()

    def improve(
        self,
        search: NeighbourhoodSearch,
        solution: Ints,
        bound: int,
        frees: Sequence[Bools],
        at_work: WholeSearch | None,
    ) -> tuple[Ints, int]:
        """A better solution and bound.

        ``frees``: pairs (masks) that are free where all cases are tried at once; ``at_work``: what
        goes on beside.
        """
        if at_work is not None:
            return self._exchanged(at_work, search, solution, bound)
        if self._is_taken_whole and self._has_time(1 - NARROW_SHARE, whole.LEAST_ALONE):
            solution = search.improve(solution, bound, self.until(NARROW_SHARE, bound))
            with self._whole(solution) as after:
                return self._exchanged(after, None, solution, bound)
        return self._widened(search, solution, bound, frees), bound

    @property
    def _is_taken_whole(self) -> bool:
        is_timed = self.meter.options.mode == "timed"
        return is_timed and self.formulation.instance.pairs <= whole.MOST_PAIRS

    @property
    def _has_beside(self) -> bool:
        has_room = self.meter.threads > 1 and self._has_time(1.0, whole.LEAST)
        return self._is_taken_whole and has_room

    def _has_time(self, share: float, least: float) -> bool:
        return self.meter.left(share) >= least

    def _whole(self, solution: Ints) -> AbstractContextManager[WholeSearch]:
        tier, limits = (self.formulation, self.program, self.objective), self.meter.limits
        return WholeSearch.begun(*tier, solution, limits(self.meter.options.seed))

    def _exchanged(
        self, at_work: WholeSearch, search: NeighbourhoodSearch | None, solution: Ints, bound: int
    ) -> tuple[Ints, int]:
        """What the two come to; where branch and cut ends without an answer, the other goes on."""

        def known() -> int:
            return tighter(self.objective, bound, at_work.bound)

        solution = at_work.improve(solution, search, self.until(1.0, known))
        if search is not None:
            solution = search.improve(solution, known(), self.until(1.0, known))
        return solution, known()

    def _widened(
        self, search: NeighbourhoodSearch, solution: Ints, bound: int, frees: Sequence[Bools]
    ) -> Ints:
        at_once = WideSearch(self.formulation, self.program, self.objective, self.meter.threads)
        value, goes_on = self.objective.value, self.until(1.0, bound)
        share = (1 - NARROW_SHARE) * WIDE_SHARE
        is_wide = not self.formulation.instance.is_huge
        while is_wide and self._has_time(share, wide.LEAST) and goes_on(0.0, value(solution)):
            solution = search.improve(solution, bound, self.until(NARROW_SHARE, bound))
            limits = self.meter.limits(self.meter.options.seed, WIDE_SHARE)
            solution = at_once.improve(solution, frees, goes_on, limits)
        return search.improve(solution, bound, goes_on)
