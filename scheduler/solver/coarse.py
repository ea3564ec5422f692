"""What no solution of a program is below, told coarsely at first, and closely where it matters.

Of pairs that are not planned only a few are looked at one by one. Of the others it is decided how
many come to a demand from an agency, not who: they are taken together (``aggregation``), beside
rows by which as many of these people leave something planned as come without room for it. What no
solution comes to this way none comes to at all. One that leaves it open who comes tells where to
look closely next: at those of them who leave something, and at demands that somebody with room
serves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.solver.aggregation import Aggregated, aggregated
from scheduler.solver.eligibility.frame import Bools, Ints
from scheduler.solver.engines.port import Limits, Outcome
from scheduler.solver.engines.verified import a_solution_or_none, better_than
from scheduler.solver.exchanges import with_exchanges
from scheduler.solver.formulation import Formulation
from scheduler.solver.groups import first_of_each
from scheduler.solver.program import Objective, Program
from scheduler.solver.relaxation import Reduced, reduced_costs, relaxed
from scheduler.solver.tiers import Held, longer

WORK = 10_000.0
"""Deterministic work units (of HiGHS) of a search."""
SECOND_WORK = 7.5
"""Those (of CP-SAT) of its second opinion."""
BOUND_WORK = 5.0
"""Those of one linear relaxation."""


@dataclass(frozen=True)
class AmongAll:
    """What is asked among all solutions of a formulation's program: the least of an objective.

    ``held``: rows that they keep beside. ``planned``: pairs (a mask) near which good ones are.
    """

    f: Formulation
    planned: Bools
    held: Sequence[Held]
    objective: Objective

    def least(self, start: Ints) -> int:
        """What no solution is below, by a relaxation; at most what a known one has."""
        coarse = self._coarse(self.program, self._changed(start))
        priced = _priced(coarse.program, coarse.objective(self.objective))
        bound = self.objective.box_bound(self.program) if priced is None else priced.bound
        return min(bound, self.objective.value(start))

    def best(self, start: Ints) -> tuple[Ints, int]:
        """The best solution found, beginning with one; and what none is below."""
        best, least = start, self.least(start)
        while least < self.objective.value(best):
            outcome = self.better(best)
            if outcome.solution is None:
                value = self.objective.value(best)
                return best, value if outcome.status == "infeasible" else least
            best = outcome.solution
        return best, least

    def better(self, known: Ints) -> Outcome:
        """A solution better than a known one; "infeasible" for certain, or "unknown".

        For certain is what two engines say, or sums of whole numbers.
        """
        value, closely, work = self.objective.value(known), self._changed(known), 0.0
        settled = _settled(self.program, self._priced, value)
        while work < WORK and settled is not None:
            coarse = self._coarse(settled, closely)
            guide = coarse.objective(self.objective)
            priced = _priced(coarse.program, guide)
            program = _settled(better_than(coarse.program, guide, value), priced, value)
            if program is None:
                break
            limits, second = Limits(work=WORK - work), Limits(work=SECOND_WORK)
            outcome = a_solution_or_none(program, guide, limits, second)
            work += outcome.work
            if outcome.solution is None:
                return Outcome(outcome.status, None, None, work)
            found = coarse.spread(outcome.solution, self.program.lower)
            used = coarse.used(outcome.solution)[self.f.x]
            if not used.any():
                return Outcome("feasible", found, None, work)
            closely |= self._in_question(used, found)
        return Outcome("unknown" if work >= WORK else "infeasible", None, None, work)

    @cached_property
    def program(self) -> Program:
        """The formulation's program, then the rows around what is planned, then the held ones."""
        return longer(with_exchanges(self.f, self.planned), self.held)

    @cached_property
    def _priced(self) -> Reduced | None:
        """What the relaxation of the whole program says."""
        return _priced(self.program, self.objective)

    # -- who is looked at closely ----------------------------------------------------------------

    def _changed(self, solution: Ints) -> Bools:
        """The pairs of the people and of the demands that are not as planned in a solution."""
        it, changed = self.f.instance, self.planned != (solution[self.f.x] == 1)
        people, demands = it.specialist[changed], it.demand[changed]
        beside: Bools = np.isin(it.specialist, people) | np.isin(it.demand, demands)
        return beside

    def _in_question(self, used: Bools, found: Ints) -> Bools:
        """The pairs to look at, where a coarse solution takes some of those taken together."""
        it = self.f.instance
        leaves = np.isin(it.specialist, it.specialist[self.planned & (found[self.f.x] == 0)])
        people, demands = it.specialist[used & leaves], it.demand[used & (self._crowd < 0)]
        beside: Bools = np.isin(it.specialist, people) | np.isin(it.demand, demands)
        return beside

    # -- the coarse program ----------------------------------------------------------------------

    @cached_property
    def _crowd(self) -> Ints:
        """Pair to an exchange row by which its person has to leave something to come, or -1.

        Of the rows that say so the one that leaves the person the least choice.
        """
        it, rows, begin = self.f.instance, self.program.matrix(), self.f.program.rows
        starts = rows.starts[begin : self.program.rows - len(self.held) + 1]
        found = np.full(it.pairs, -1)
        if starts[0] == starts[-1]:
            return found
        pair_of = np.zeros(self.program.columns, dtype=np.int64)
        pair_of[self.f.x] = np.arange(it.pairs)
        pair, row = pair_of[rows.column[starts[0] : starts[-1]]], rows.row[starts[0] : starts[-1]]
        least = np.minimum.reduceat(it.specialist[pair], starts[:-1] - starts[0])
        of_one = least == np.maximum.reduceat(it.specialist[pair], starts[:-1] - starts[0])
        comes = of_one[row - begin] & ~self.planned[pair]
        pair, row = pair[comes], row[comes]
        tightest = first_of_each(pair, 1, rows.upper[row])
        found[pair[tightest]] = row[tightest]
        return found

    def _coarse(self, program: Program, closely: Bools) -> Aggregated:
        """The coarse one of the program, or of it within other bounds.

        ``closely``: pairs (a mask) that stand alone, as do the planned ones and those that are
        assigned in any case. The first group is of all that cannot be assigned.
        """
        it, agencies = self.f.instance, len(self.f.instance.eligibility.frame.agency_names)
        never, crowded = program.upper[self.f.x] == 0, self._crowd >= 0
        alone = closely | self.planned | (program.lower[self.f.x] > 0)
        key = 1 + 2 * (it.demand * agencies + it.agency) + crowded
        key[never] = 0
        together = never | ~alone
        keys, number = np.unique(np.append(0, key[together]), return_inverse=True)
        group = np.full(it.pairs, -1)
        group[together] = number.reshape(-1)[1:]
        size = np.bincount(group[together], minlength=len(keys))
        most = np.minimum(size, it.headcount[(keys - 1) // 2 // agencies])
        most[0] = 0
        of_column = np.full(program.columns, -1)
        of_column[self.f.x] = group
        whole = program.copy()
        self._add_leaving(whole, together & crowded & ~never, group)
        return aggregated(whole, of_column, most)

    def _add_leaving(self, program: Program, some: Bools, group: Ints) -> None:
        """A row a group of some pairs: as many leave as come, of what leaves them no room."""
        rows, pairs = self.program.matrix(), np.nonzero(some)[0]
        if not len(pairs):
            return
        row = self._crowd[pairs]
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


def _priced(program: Program, objective: Objective) -> Reduced | None:
    """What the linear relaxation says; None where its numbers get too large."""
    multipliers, _ = relaxed(program, objective, 0, None, BOUND_WORK)
    return reduced_costs(program, objective, multipliers.over(program, 0))


def _settled(program: Program, priced: Reduced | None, value: int) -> Program | None:
    """A program within the bounds that reduced costs leave to what is less than a value.

    None where that is nothing.
    """
    if priced is None:
        return program
    if priced.bound >= value:
        return None
    stays = ~priced.can_leave(value - 1)
    return program.within(
        np.where(stays, priced.best, program.lower), np.where(stays, priced.best, program.upper)
    )
