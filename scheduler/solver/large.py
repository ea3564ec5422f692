"""The last part of a large pool's tier, where most of its time goes: a good plan is there by then.

Up to ``whole.MOST_PAIRS`` pairs branch and cut takes the whole program, in timed mode: beside all
that the tier does where there are several threads, and with one after neighbourhoods, which bring
little by then. Else neighbourhoods go on, and with much time all cases are tried at once. Not where
memory counts: there neighbourhoods still bring more.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from scheduler.solver import whole, wide
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import tighter
from scheduler.solver.formulation import Formulation
from scheduler.solver.meter import Meter
from scheduler.solver.neighbourhood import MayGoOn, NeighbourhoodSearch
from scheduler.solver.program import Objective, Program
from scheduler.solver.whole import WholeSearch
from scheduler.solver.wide import WideSearch

NARROW_SHARE, WIDE_SHARE = 0.3, 0.4
"""Shares of what a large pool's tier has left that neighbourhoods may use before all cases are
tried at once, and that these may use then."""
SIDE_BY_SIDE = 250_000
"""Pairs above which memory counts: large blocks are kept apart, and one neighbourhood is tried at a
time, since each holds vectors of all columns."""

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
    until: Until

    @property
    def threads(self) -> int:
        """How many neighbourhoods may be tried at a time."""
        if self.formulation.instance.pairs > SIDE_BY_SIDE:
            return 1
        return self.meter.threads - self._has_beside

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
        is_wide = self.formulation.instance.pairs <= SIDE_BY_SIDE
        value, goes_on = self.objective.value, self.until(1.0, bound)
        share = (1 - NARROW_SHARE) * WIDE_SHARE
        while is_wide and self._has_time(share, wide.LEAST) and goes_on(0.0, value(solution)):
            solution = search.improve(solution, bound, self.until(NARROW_SHARE, bound))
            limits = self.meter.limits(self.meter.options.seed, WIDE_SHARE)
            solution = at_once.improve(solution, frees, goes_on, limits)
        return search.improve(solution, bound, goes_on)
