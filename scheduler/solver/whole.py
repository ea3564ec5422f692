"""The whole program by branch and cut, beside neighbourhoods; each takes up what the other finds.

Neighbourhoods of a good plan bring little more after some seconds, and say nothing of the bound.
Branch and cut has a bound that whole patterns do not know, since it sees what people can do
together (``bottlenecks``), and once it has settled that, its own heuristics find what lies between
many cases. It needs half a minute for it, and better plans to leave out what they leave no room
for.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from scheduler.solver.bottlenecks import Bottlenecks
from scheduler.solver.eligibility.frame import Ints
from scheduler.solver.engines.beside import BranchAndCut
from scheduler.solver.engines.port import Limits, is_beyond
from scheduler.solver.formulation import Formulation
from scheduler.solver.neighbourhood import MayGoOn, NeighbourhoodSearch
from scheduler.solver.program import Objective, Program

MOST_PAIRS = 60_000
"""Pairs of the largest program that is taken as a whole."""
LEAST, LEAST_ALONE = 20.0, 60.0
"""Seconds without which it is not begun: so long do its first linear programs take; and where
nothing goes on beside it, since it finds better plans only after twice that time."""
TOLD_AFTER, WAIT_SECONDS = 2.0, 0.1
"""Seconds after which what neighbourhoods have found is told at the earliest; how often it is asked
where nothing else is done."""


class WholeSearch:
    """One program and objective, and branch and cut at work on it."""

    def __init__(
        self,
        formulation: Formulation,
        program: Program,
        objective: Objective,
        rows: Bottlenecks,
        aside: BranchAndCut,
    ) -> None:
        self._f, self._program, self._objective = formulation, program, objective
        self._rows, self._aside = rows, aside
        self._seen: Ints | None = None

    @classmethod
    @contextmanager
    def begun(
        cls,
        formulation: Formulation,
        program: Program,
        objective: Objective,
        solution: Ints,
        limits: Limits,
    ) -> Iterator[Self]:
        """Branch and cut at work on a program from a solution; the limits are of the clock."""
        rows = Bottlenecks(formulation, program)
        with BranchAndCut(rows.program, objective, rows.extended(solution), limits) as aside:
            yield cls(formulation, program, objective, rows, aside)

    @property
    def bound(self) -> int:
        """The best bound so far."""
        return self._aside.bound

    def improve(
        self, solution: Ints, search: NeighbourhoodSearch | None, may_go_on: MayGoOn
    ) -> Ints:
        """The best solution that neighbourhoods (if there are some) or branch and cut come upon.

        It ends where that meets the bound, where branch and cut has ended, or where it is told to.
        """
        value = self._objective.value
        while True:
            solution = self._exchanged(solution)
            is_over = self._aside.is_over
            if is_over or value(solution) == self.bound or not may_go_on(0.0, value(solution)):
                return self._exchanged(solution)
            before = solution
            if search is not None:
                goes_on = self._until_there_is_news(solution, may_go_on)
                solution = search.improve(solution, self.bound, goes_on)
            if solution is before:
                self._aside.wait(WAIT_SECONDS)

    def _until_there_is_news(self, told: Ints, may_go_on: MayGoOn) -> MayGoOn:
        """Lets neighbourhoods go on until one of the two has something for the other."""
        known, until = self._objective.value(told), time.monotonic() + TOLD_AFTER

        def goes_on(work: float, value: int) -> bool:
            has_news = value != known and time.monotonic() > until
            is_alone = self._aside.is_over or self._aside.solution is not self._seen
            may = may_go_on(work, value)
            return may and not (has_news or is_alone or value == self.bound)

        return goes_on

    def _exchanged(self, solution: Ints) -> Ints:
        """The better one of a solution and what branch and cut has; if the former, it is told."""
        found = self._aside.solution
        if found is not self._seen and found is not None:
            self._seen = found
            part = self._f.filled(self._rows.part(found))
            value = self._objective.value
            is_better = is_beyond(self._objective, value(part), value(solution))
            if is_better and self._program.is_satisfied_by(part):
                return part
        self._aside.offer(self._rows.extended(solution))
        return solution
