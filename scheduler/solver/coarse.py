"""Whether a program has a solution, where what changes around a plan is told coarsely at first.

Of pairs that are not planned only a few are looked at one by one. Of the others it is decided how
many come to a demand from an agency, not who: they are taken together (``aggregation``), beside
rows by which as many of these people leave something planned as come without room for it. What has
no solution this way has none at all. A solution that leaves it open who comes tells where to look
closely next: at those of them who leave something, and at demands that somebody with room serves.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.solver.aggregation import Aggregated, aggregated
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Limits, Outcome
from scheduler.solver.engines.verified import a_solution_or_none
from scheduler.solver.formulation import Formulation
from scheduler.solver.groups import first_of_each
from scheduler.solver.program import Objective, Program

WORK = 1_000.0
"""Deterministic work units (of HiGHS) of a search."""
SECOND_WORK = 5.0
"""Those (of CP-SAT) of its second opinion."""


@dataclass(frozen=True)
class Around:
    """A formulation's program with more rows, around some planned pairs (a mask).

    ``exchanges``: the numbers of the rows that ``with_exchanges`` has added.
    """

    f: Formulation
    planned: Bools
    program: Program
    exchanges: range

    @cached_property
    def crowd(self) -> Ints:
        """Pair to an exchange row by which its person has to leave something to come, or -1.

        Of the rows that say so the one that leaves the person the least choice.
        """
        it, rows = self.f.instance, self.program.matrix()
        found = np.full(it.pairs, -1)
        first, last = rows.starts[self.exchanges.start], rows.starts[self.exchanges.stop]
        if first == last:
            return found
        pair_of = np.zeros(self.program.columns, dtype=np.int64)
        pair_of[self.f.x] = np.arange(it.pairs)
        pair, row = pair_of[rows.column[first:last]], rows.row[first:last]
        begins = rows.starts[self.exchanges.start : self.exchanges.stop] - first
        least = np.minimum.reduceat(it.specialist[pair], begins)
        of_one = least == np.maximum.reduceat(it.specialist[pair], begins)
        comes = of_one[row - self.exchanges.start] & ~self.planned[pair]
        pair, row = pair[comes], row[comes]
        tightest = first_of_each(pair, 1, rows.upper[row])
        found[pair[tightest]] = row[tightest]
        return found

    def solution(self, objective: Objective, start: Ints) -> Outcome:
        """Any solution; "infeasible" where two engines say so, "unknown" where time is up.

        ``objective``: what guides the engines. ``start``: a solution of the formulation; where it
        is not as planned is looked at closely from the beginning.
        """
        it, work = self.f.instance, 0.0
        alone = self.planned | (self.program.lower[self.f.x] > 0)
        changed = self.planned != (start[self.f.x] == 1)
        people, demands = np.unique(it.specialist[changed]), np.unique(it.demand[changed])
        while work < WORK:
            closely = np.isin(it.specialist, people) | np.isin(it.demand, demands)
            coarse, group = self._coarse(closely | alone)
            limits, second = Limits(work=WORK - work), Limits(work=SECOND_WORK)
            guide = coarse.objective(objective)
            outcome = a_solution_or_none(coarse.program, guide, limits, second)
            work += outcome.work
            if outcome.solution is None:
                return Outcome(outcome.status, None, None, work)
            found = coarse.spread(outcome.solution, self.program.lower)
            used = np.isin(group, np.nonzero(coarse.taken(outcome.solution))[0])
            if not used.any():
                return Outcome("feasible", found, None, work)
            leaving = np.unique(it.specialist[self.planned & (found[self.f.x] == 0)])
            has_room = self.crowd[used] < 0
            people = np.union1d(people, np.intersect1d(it.specialist[used], leaving))
            demands = np.union1d(demands, it.demand[used][has_room])
        return Outcome("unknown", None, None, work)

    def _coarse(self, closely: Bools) -> tuple[Aggregated, Ints]:
        """The coarse program, and each pair's group there, or -1: who is looked at stands alone.

        The first group is of all that cannot be assigned anyway.
        """
        it, agencies = self.f.instance, len(self.f.instance.eligibility.frame.agency_names)
        never, crowded = self.program.upper[self.f.x] == 0, self.crowd >= 0
        key = 1 + 2 * (it.demand * agencies + it.agency) + crowded
        key[never] = 0
        together = never | ~closely
        keys, number = np.unique(np.append(0, key[together]), return_inverse=True)
        group = np.full(it.pairs, -1)
        group[together] = number.reshape(-1)[1:]
        size = np.bincount(group[together], minlength=len(keys))
        most = np.minimum(size, it.headcount[(keys - 1) // 2 // agencies])
        most[0] = 0
        of_column = np.full(self.program.columns, -1)
        of_column[self.f.x] = group
        return aggregated(self._leaving(together & crowded & ~never, group), of_column, most), group

    def _leaving(self, some: Bools, group: Ints) -> Program:
        """With a row a group of some pairs: as many leave as come, of what leaves them no room."""
        program, rows = self.program.copy(), self.program.matrix()
        pairs = np.nonzero(some)[0]
        if not len(pairs):
            return program
        row = self.crowd[pairs]
        size = rows.upper[row]  # so many are planned, and stand first in it
        _, number = np.unique(group[pairs], return_inverse=True)
        place = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        planned = rows.column[np.repeat(rows.starts[row], size) + place]
        count = int(number.max()) + 1
        program.add_rows(
            np.concatenate([number, np.repeat(number, size)]),
            np.concatenate([self.f.x[pairs], planned]),
            1,
            count=count,
            upper=np.bincount(number, size, count).astype(np.int64),
        )
        return program
